import type { ObjectKind } from '../../syntax/effects';
import { quoteName, quoteQualified } from '../quote-name';
import type { Altered, Dropped, Step, Undo } from './undo';

/** The word or words after ALTER and DROP. */
export function onlyKind(kind: ObjectKind): string {
  return kind.toUpperCase();
}

export function routineName(name: string, signature: readonly string[]): string {
  return `${name}(${signature.map(typeName).join(', ')})`;
}

/** A type's name, whose quotes the tree does not keep; those of PostgreSQL's own types may be of several words. */
function typeName(type: string): string {
  return type.replace(/[^.[\]]+/g, (part) => (/^[a-z_][\w$ ]*$/.test(part) && part === part.toLowerCase() ? part : /^\d+$/.test(part) ? part : quoteName(part)));
}

/** The text of a down: its steps as statements, clauses of one table that follow each other in one. */
export function render(steps: readonly Step[]): string {
  const statements: string[] = [];
  for (let i = 0; i < steps.length; ) {
    const run = alterRun(steps, i);
    if (run.length > 0) {
      statements.push(alterTable(run));
      i += run.length;
    } else statements.push(single(steps[i++]!.undo));
  }
  return statements.map((statement) => `${statement}\n`).join('');
}

const family = (undo: Undo): string | undefined =>
  undo.is === 'alter' && undo.family !== 'other' ? undo.family : undo.is === 'drop' && (undo.kind === 'column' || undo.kind === 'constraint') ? 'drop' : undefined;

const tableOf = (undo: Undo): string => (undo.is === 'alter' ? quoteQualified(undo.table) : undo.is === 'drop' ? quoteQualified(undo.on!) : '');

/** Steps from `at` on that go into one ALTER TABLE: of one table and one kind, as PostgreSQL reorders kinds. */
function alterRun(steps: readonly Step[], at: number): (Altered | Dropped)[] {
  const run: (Altered | Dropped)[] = [];
  const first = steps[at]!.undo;
  const touched = new Set<string>();
  for (let i = at; i < steps.length; i++) {
    const { undo } = steps[i]!;
    if ((undo.is !== 'alter' && undo.is !== 'drop') || family(undo) === undefined || family(undo) !== family(first) || tableOf(undo) !== tableOf(first)) break;
    const subject = undo.is === 'drop' ? undo.key : /^(?:ALTER COLUMN|ADD COLUMN|ADD CONSTRAINT) (?:"[^"]*"|\S+)/.exec(undo.clause)?.[0];
    if (subject === undefined || touched.has(subject)) break;
    touched.add(subject);
    run.push(undo);
  }
  return run.length === 0 && family(first) !== undefined ? [first as Altered | Dropped] : run;
}

function alterTable(run: readonly (Altered | Dropped)[]): string {
  const clauses = run.map((undo) => (undo.is === 'alter' ? undo.clause : `DROP ${undo.kind.toUpperCase()} IF EXISTS ${quoteName(undo.name.name)}`));
  const notes = run.flatMap((undo) => (undo.is === 'alter' ? undo.notes : []));
  const head = `ALTER TABLE ${tableOf(run[0]!)}`;
  return [...notes.map(comment), clauses.length === 1 ? `${head} ${clauses[0]};` : `${head}\n${clauses.map((clause) => `    ${clause}`).join(',\n')};`].join('\n');
}

function single(undo: Undo): string {
  switch (undo.is) {
    case 'drop': return `${dropStatement(undo)};`;
    case 'create': return [...undo.notes.map(comment), ...undo.sql.map((sql) => `${sql};`)].join('\n');
    case 'alter': return [...undo.notes.map(comment), `ALTER TABLE ${quoteQualified(undo.table)} ${undo.clause};`].join('\n');
    case 'rename': case 'sql': return `${undo.sql};`;
    case 'note': return comment(undo.text);
  }
}

const comment = (text: string) => `-- ${text}`;

function dropStatement(undo: Dropped): string {
  const name = undo.kind === 'cast' ? `(${undo.name.name})` : quoteQualified(undo.name);
  const shown = undo.signature ? routineName(name, undo.signature) : name;
  const on = undo.on ? ` ON ${quoteQualified(undo.on)}` : '';
  return `DROP ${onlyKind(undo.kind)} IF EXISTS ${shown}${on}${undo.tail ?? ''}`;
}
