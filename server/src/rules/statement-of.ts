import type { Origin } from '../schema/objects';
import type { Statement } from '../syntax/statement';
import type { FolderContext } from './rule';

/** The statement of an up that made something, with the text of its file. */
export function statementOf({ migrations }: FolderContext, { file, statement: { start } }: Origin): { readonly text: string; readonly statement: Statement } | undefined {
  for (const { up } of migrations) {
    if (up?.file !== file) continue;
    const statement = up.script.statements.find(({ range }) => range.start === start);
    if (statement) return { text: up.text, statement };
  }
  return undefined;
}
