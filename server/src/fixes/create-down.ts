import type { MigrationContext } from '../rules/rule';
import type { Change } from '../text/edits';
import { insert } from '../text/edits';
import { lineBreak } from '../text/lines';
import { render } from './inverse/render';
import { simplify } from './inverse/simplify';
import { undoStatement } from './inverse/statement';
import type { Step } from './inverse/undo';
import { viewsLast } from './inverse/views-last';
import { inStyle, styleOf, type Style } from './style';

/** The SQL of a down: the inverse of what the up does, statement by statement in reverse order. Lines end with \n. */
export function inverseOf(context: MigrationContext): string {
  return inStyle(concurrently(context, withReason(stepsOf(context))), styleOfDown(context));
}

/** An index comes or goes without locking its table where the up does it so: alone in its file, around which the tool opens no transaction. */
function concurrently({ folder, migration, up }: MigrationContext, sql: string): string {
  const [statement, ...others] = up?.script.statements ?? [];
  const { downs, optOut } = folder.folder.convention;
  if (!statement || others.length > 0 || !/\bconcurrently\b/i.test(statement.text) || downs !== 'file' || optOut || migration.transaction.mode === 'wrapped') return sql;
  return sql.replace(/^(DROP INDEX)(?= IF EXISTS [^;]*;\n$)|^(CREATE (?:UNIQUE )?INDEX)(?= [^;]*;\n$)/, '$& CONCURRENTLY');
}

/** A new down is written as its up is. */
export function styleOfDown({ up }: MigrationContext): Style {
  return styleOf(up?.text ?? '', up?.script.statements ?? []);
}

/** False: a part of the up could not be read, and a comment asks the author for its inverse. */
export function isComplete(context: MigrationContext): boolean {
  return !stepsOf(context).some(({ undo }) => undo.is === 'note' && undo.open);
}

function stepsOf(context: MigrationContext): Step[] {
  const { up } = context;
  const home = context.before.creationSchema();
  const steps: Step[] = [];
  const run = up?.steps ?? [];
  run.forEach(({ statement, before }, i) => {
    const after = run[i + 1]?.before ?? context.after;
    steps.unshift(...undoStatement({ context, statement, before, after, home }));
  });
  return once(viewsLast(simplify(steps)));
}

/** The same comment once, where it comes last. */
function once(steps: readonly Step[]): Step[] {
  const seen = new Set<string>();
  return steps.toReversed().filter(({ undo }) => {
    if (undo.is !== 'note') return true;
    if (seen.has(undo.text)) return false;
    seen.add(undo.text);
    return true;
  }).reverse();
}

export const nothingToUndo = '-- irreversible: there is nothing to undo\n';

/** A down without a statement says in the words that tools and rules know why it has none. */
function withReason(steps: readonly Step[]): string {
  if (steps.some(({ undo }) => undo.is !== 'note')) return render(steps);
  const [first, ...rest] = steps;
  if (!first) return nothingToUndo;
  const text = first.undo.is === 'note' ? first.undo.text : '';
  if (text.startsWith('irreversible: ')) return render(steps);
  return `-- irreversible: ${text}\n${render(rest)}`;
}

/**
 * The down of a migration that has none, or one without a statement, filled in, or with what `writeDown` found. Undefined: the
 * tool has no downs, or there is nothing to put it in.
 */
export function createDown(context: MigrationContext, written = inverseOf(context)): Change[] | undefined {
  const { migration, up, down } = context;
  const { convention, view, path } = context.folder.folder;
  if (!up || convention.downs === 'none' || (down && down.script.statements.length > 0)) return undefined;
  const br = lineBreak(up.text);
  const sql = written.replace(/\r?\n/g, br);
  if (down) {
    const body = down.text.slice(down.range.start, down.range.end);
    const at = down.range.start + body.trimEnd().length;
    return [{ kind: 'edit', file: down.file, edits: [insert(at, `${body.trim() === '' ? '' : br}${sql.trimEnd()}`)] }];
  }
  if (convention.downs === 'section') {
    if (!convention.appendDown) return undefined;
    return [{ kind: 'edit', file: up.file, edits: [insert(up.text.length, `${/[\r\n]$/.test(up.text) || up.text === '' ? '' : br}${convention.appendDown(sql, br)}`)] }];
  }
  const partner = convention.partnerFile(migration, 'down', view);
  if (partner === undefined || view.files.includes(partner)) return undefined;
  return [{ kind: 'create', file: `${path}/${partner}`, text: sql }];
}
