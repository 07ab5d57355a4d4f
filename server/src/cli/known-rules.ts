import { nearestName } from '../fixes/nearest-name';
import { rules } from '../rules/all';
import type { Rule } from '../rules/rule';
import { UserError } from './user-error';

/** @throws UserError for a name that is no rule's, with the one that was probably meant. */
export function knownRule(id: string): Rule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule) return rule;
  const near = nearestName(id, rules.map((candidate) => candidate.id));
  throw new UserError(`there is no rule ${id}${near === undefined ? '; `upright rules` lists them' : `; did you mean ${near}?`}`);
}
