import type { Difference } from '../postgres/difference';
import type { Proof, Verdict } from '../postgres/proof';
import type { MigrationContext, SectionScript } from '../rules/rule';
import { parseScript } from '../syntax/parse-script';
import type { Statement } from '../syntax/statement';
import { inverseOf, nothingToUndo, styleOfDown } from './create-down';
import { restore } from './restore/restore';
import { inStyle } from './style';

/** A down as PostgreSQL has judged it. */
export interface WrittenDown {
  /** Lines end with \n. */
  readonly sql: string;
  /** `yes`: it restores the schema exactly, and the up runs after it. */
  readonly reverses: Verdict;
  /** What it does not restore. */
  readonly left: readonly Difference[];
}

/** The proof of the migration with this as its down. */
export type Attempt = (down: Pick<SectionScript, 'text' | 'range' | 'script'>) => Promise<Proof>;

/**
 * The down of a migration, tried before it is given away: the inverse of its text where that is exact, with what PostgreSQL
 * found missing behind it where it is not, or else wholly from the catalog. Of those that are not exact, the one that
 * leaves least undone.
 */
export async function writeDown(context: MigrationContext, attempt: Attempt): Promise<WrittenDown> {
  const restored = (differences: readonly Difference[]) => inStyle(restore(differences, context.before.creationSchema()), styleOfDown(context));
  const tries: Try[] = [];
  const exact = async (sql: string): Promise<boolean> => {
    const script = parseScript(sql);
    const proof = await attempt({ text: sql, range: { start: 0, end: sql.length }, script });
    tries.push({ sql, statements: script.statements, proof });
    return proof.reverses.state === 'yes' || proof.applies.state !== 'yes';
  };
  if (!(await exact(inverseOf(context)))) {
    const [first] = tries as [Try];
    const mended = joined(withoutFailures(first), restored(first.proof.difference));
    if (mended === first.sql || !(await exact(mended))) {
      const { difference } = await attempt({ text: '', range: { start: 0, end: 0 }, script: parseScript('') });
      await exact(restored(difference));
    }
  }
  const { sql, proof } = tries.reduce((best, one) => (undone(one) < undone(best) ? one : best));
  return { sql: proof.reverses.state === 'yes' ? settled(sql) : sql === nothingToUndo ? unrestored(proof.difference) : sql, reverses: proof.reverses, left: proof.difference };
}

/** Of what neither the text nor the catalog says how it is made. */
function unrestored(left: readonly Difference[]): string {
  return left.length === 0 ? nothingToUndo : left.map(({ what, kind, name }) => `-- to be filled in: what ${what === 'left over' ? 'drops' : 'restores'} ${kind} ${name}\n`).join('');
}

interface Try {
  readonly sql: string;
  readonly statements: readonly Statement[];
  readonly proof: Proof;
}

/** For comparison: a down that fails is worse than any that leaves something. */
function undone({ proof: { reverses, down, difference } }: Try): number {
  return (reverses.state === 'yes' ? 0 : 1) + difference.length + 1000 * down.filter(({ result }) => result === 'failed').length + (reverses.state === 'unproved' ? 1000 : 0);
}

/** Each statement was tried by itself, so that what the others have left is known. */
function withoutFailures({ sql, statements, proof }: Try): string {
  let result = '';
  let from = 0;
  statements.forEach((statement, i) => {
    if (proof.down[i]?.result !== 'failed') return;
    // What is said of it goes with it.
    result += sql.slice(from, statement.range.start).replace(/(?<=^|\n)(?:--.*\n)+$/, '');
    from = statement.end + (sql[statement.end] === '\n' ? 1 : 0);
  });
  return result + sql.slice(from);
}

function joined(text: string, more: string): string {
  // Of a down without a statement: what it says of itself is no longer so.
  const own = parseScript(text).statements.length > 0 ? text : text.replace(/^-- irreversible: (?:there is nothing to undo\n)?/, (line) => (line.endsWith('\n') ? '' : '-- '));
  return own + more;
}

/** What was to be filled in is there; of rows that a block or a call may have changed nothing is known. */
function settled(sql: string): string {
  return sql
    .replace(/^-- to be filled in: what undoes ((?:do|select|call|with|execute)\b.*)\n/gim, '-- rows that this may have changed are not restored: $1\n')
    .replace(/^-- to be filled in: .*\n/gm, '');
}
