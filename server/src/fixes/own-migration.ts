import { sections, type MigrationFolder, type NewMigration } from '../migrations/convention';
import type { MigrationContext } from '../rules/rule';
import type { Statement } from '../syntax/statement';
import { applyEdits, type Change } from '../text/edits';
import { lineBreak } from '../text/lines';
import { inverseOf } from './create-down';
import { deleteStatement } from './statement-edits';

/**
 * Moves a statement of the up into a migration of its own behind all others, outside the tool's transaction, and what undoes it
 * with it: out of the down, or made anew where the down does not say it. Undefined: it cannot be done.
 */
export function moveToOwnMigration(context: MigrationContext, statement: Statement): Change[] | undefined {
  const { folder } = context.folder;
  const { convention, view } = folder;
  const { up, down } = context;
  if (!up || sections(context.migration).some(({ file }) => view.files.every((other) => `${folder.path}/${other}` !== file))) return undefined;
  // Not the clock's: a version that is right whenever it is asked for.
  const version = convention.versionBeside?.(context.migration.version, folder) ?? convention.nextVersion(view, folder, new Date(0));
  const made = convention.create(nameFor(statement, context), version, view, folder);
  const undoing = down?.script.statements.find((other) => undoes(other, statement));
  const br = lineBreak(up.text);
  const downSql = undoing ? sqlOf(undoing, br) : down && inverseOf(alone(context, statement)).replace(/\r?\n/g, br);
  const files = filled(made, sqlOf(statement, br), downSql, br).map((file) => outside(folder, file));
  const edits = new Map([[up.file, [deleteStatement(up.text, statement)]]]);
  if (undoing && down) edits.set(down.file, [...(edits.get(down.file) ?? []), deleteStatement(down.text, undoing)]);
  return [
    ...[...edits].map(([file, list]): Change => ({ kind: 'edit', file, edits: list })),
    ...files.flat().map(({ file, text }): Change => ({ kind: 'create', file: `${folder.path}/${file}`, text })),
  ];
}

interface NewFile {
  readonly file: string;
  readonly text: string;
  readonly direction: 'up' | 'down' | 'both';
}

const sqlOf = (statement: Statement, br: string): string => `${statement.text};${br}`;

/** The new migration's files with the SQL in them. */
function filled({ files, caret }: NewMigration, up: string, down: string | undefined, br: string): NewFile[] {
  return files.flatMap((file): NewFile[] => {
    const template = file.text.replace(/\n/g, br);
    // The caret counts the template's own line breaks.
    const at = file.text.slice(0, caret).replace(/\n/g, br).length;
    if (file.direction === 'both') return [{ ...file, text: template.slice(0, at) + up.trimEnd() + template.slice(at).trimEnd() + br + (down ?? '') }];
    if (file.direction === 'down') return down === undefined ? [] : [{ ...file, text: down }];
    return [{ ...file, text: up }];
  });
}

/** The file out of the tool's transaction, with what that takes beside it. */
function outside({ convention, view }: MigrationFolder, file: NewFile): NewFile[] {
  const end = file.direction === 'both' ? Math.max(0, file.text.search(/\n/) + 1) : file.text.length;
  const section = { start: file.direction === 'both' ? end : 0, end: file.text.length };
  const opting = file.direction === 'down' && beside(convention) ? undefined : convention.optOut?.apply(file.file, file.text, section, file.direction === 'down' ? 'down' : 'up', view);
  if (!opting) return [file];
  switch (opting.by) {
    case 'edit': return [{ ...file, text: applyEdits(file.text, [opting.edit]) }];
    case 'name': return [{ ...file, file: opting.name }];
    case 'file': return [file, { file: opting.file, text: opting.text, direction: file.direction }];
  }
}
