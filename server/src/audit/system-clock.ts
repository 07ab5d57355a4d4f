import type { Clock } from '../rules/rule';

const day = 24 * 60 * 60 * 1000;

export const systemClock: Clock = {
  today: () => new Date(Math.floor(Date.now() / day) * day),
  now: () => new Date(),
};
