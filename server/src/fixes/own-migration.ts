import type { Convention, MigrationFolder, NewMigration } from '../migrations/convention';
import type { MigrationContext } from '../rules/rule';
import { parseScript } from '../syntax/parse-script';
import type { Statement } from '../syntax/statement';
import { outsideTransactions } from '../syntax/transactions';
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
  if (!up) return undefined;
  // Not the clock's: a version that is right whenever it is asked for.
  const version = convention.versionBeside?.(context.migration.version, folder) ?? convention.nextVersion(view, folder, () => new Date(0));
  const made = convention.create(nameFor(statement, context), version, view, folder);
  const undoing = down?.script.statements.find((other) => undoes(other, statement));
  const br = lineBreak(up.text);
  const downSql = undoing ? sqlOf(undoing, br) : down && inverseOf(alone(context, statement)).replace(/\r?\n/g, br);
  const files = filled(made, convention, sqlOf(statement, br), downSql, br).flatMap((file) => outside(folder, file));
  const edits = new Map([[up.file, [deleteStatement(up.text, statement)]]]);
  if (undoing && down) edits.set(down.file, [...(edits.get(down.file) ?? []), deleteStatement(down.text, undoing)]);
  return [
    ...[...edits].map(([file, list]): Change => ({ kind: 'edit', file, edits: list })),
    ...files.filter(({ file }, i) => files.findIndex((other) => other.file === file) === i).map(({ file, text }): Change => ({ kind: 'create', file: `${folder.path}/${file}`, text })),
  ];
}

interface NewFile {
  readonly file: string;
  readonly text: string;
  readonly direction: 'up' | 'down' | 'both';
}

const sqlOf = (statement: Statement, br: string): string => `${statement.text};${br}`;

/** The new migration's files with the SQL in them, of whose templates the markers are left. */
function filled({ files, caret }: NewMigration, { directives = [] }: Convention, up: string, down: string | undefined, br: string): NewFile[] {
  return files.flatMap((file): NewFile[] => {
    if (file.direction === 'down') return down === undefined ? [] : [{ ...file, text: down }];
    if (file.direction === 'up') return [{ ...file, text: up }];
    const marks = (text: string) => text.split('\n').filter((line) => directives.some(({ pattern }) => pattern.test(line)));
    const text = [...marks(file.text.slice(0, caret)), up.trimEnd(), '', ...marks(file.text.slice(caret)), ...(down === undefined ? [] : [down.trimEnd()])].join(br);
    return [{ ...file, text: text.trimEnd() + br }];
  });
}

/** The file out of the tool's transaction where it has to be, with what that takes beside it. */
function outside({ convention, view }: MigrationFolder, file: NewFile): NewFile[] {
  const apply = (one: NewFile, direction: 'up' | 'down', from: number): NewFile[] => {
    const opting = convention.optOut?.apply(one.file, one.text, { start: from, end: one.text.length }, direction, view);
    if (opting?.by === 'edit') return [{ ...one, text: applyEdits(one.text, [opting.edit]) }];
    if (opting?.by === 'name') return [{ ...one, file: opting.name }];
    return opting ? [one, { file: opting.file, text: opting.text, direction: one.direction }] : [one];
  };
  const places = parseScript(file.text).statements.filter((statement) => outsideTransactions(statement) !== undefined).map(({ range }) => range.start);
  if (file.direction !== 'both') return places.length === 0 ? [file] : apply(file, file.direction, 0);
  // From the last on, as each marker that is mended moves what follows.
  return places.reduceRight<NewFile[]>(([one, ...rest], at, i) => [...apply(one!, i === 0 ? 'up' : 'down', at), ...rest], [file]);
}

/** Does a down's statement take back what this one does, and nothing else? */
function undoes(candidate: Statement, statement: Statement): boolean {
  const [made, ...others] = statement.effects.filter((effect) => effect.does === 'create' || effect.does === 'drop');
  const [taken, ...more] = candidate.effects.filter((effect) => effect.does === 'create' || effect.does === 'drop');
  if (!made || !taken || others.length > 0 || more.length > 0) return false;
  return made.does !== taken.does && made.object.kind === taken.object.kind && made.object.name === taken.object.name;
}

/** The migration as if the statement were all of it. */
function alone(context: MigrationContext, statement: Statement): MigrationContext {
  const { up } = context;
  return { ...context, up: up && { ...up, steps: up.steps.filter((step) => step.statement === statement) } };
}

function nameFor(statement: Statement, { migration }: MigrationContext): string {
  for (const effect of statement.effects)
    if (effect.does === 'create' || effect.does === 'drop' || effect.does === 'detach') return `${effect.does}_${effect.object.name.replace(/\W+/g, '_')}`;
  return `${migration.name || 'migration'}_alone`;
}
