import type { Difference } from '../postgres/difference';
import type { Fix, ProvedContext, SectionScript } from '../rules/rule';
import { parseScript } from '../syntax/parse-script';
import { restore } from './restore/restore';
import { insertAfter } from './statement-edits';

/** What the down lacks to take differences back, behind its last statement. Undefined: no statement does. */
export function restoreInDown(context: ProvedContext, down: SectionScript, differences: readonly Difference[]): Fix | undefined {
  const last = down.script.statements.at(-1);
  if (!last) return undefined;
  const sql = restore(differences, context.before.creationSchema());
  const first = parseScript(sql).statements[0];
  if (!first) return undefined;
  const words = first.text.replace(/\s+/g, ' ');
  return {
    title: `Add ${words.length > 60 ? `${words.slice(0, 57)}...` : words} to the down`,
    safety: 'suggestion',
    changes: () => [{ kind: 'edit', file: down.file, edits: [insertAfter(down.text, last, sql.trimEnd().split('\n'))] }],
  };
}
