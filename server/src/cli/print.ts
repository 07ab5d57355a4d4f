import { createColors } from 'picocolors';
import { clearActivity } from './activity';

export type Colours = ReturnType<typeof createColors>;

/** Colours when standard output is a terminal that shows them and nobody asked for none (https://no-color.org). */
export const colours: Colours = createColors(process.stdout.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb');

export function print(text: string): void {
  clearActivity();
  if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** To standard error: what is not the command's result. */
export function remark(text: string): void {
  clearActivity();
  process.stderr.write(`${text}\n`);
}
