import { identifier, isComment, lex } from '../../syntax/lexer';
import type { Constraint, Index, Table } from '../../schema/objects';
import { applyEdits, insert, replace } from '../../text/edits';
import { quoteName, quoteQualified } from '../quote-name';
import { oneLine } from './one-line';
import { formerNames, statementsSince, withoutWords, withPresentNames } from './former-text';
import { spelled, type Scene } from './scene';

/** `CONSTRAINT name ...`, as it stands in ADD CONSTRAINT. */
export function constraintText(scene: Scene, table: Table, constraint: Constraint): string {
  const text = withoutName(oneLine(writtenText(table, constraint)));
  return `CONSTRAINT ${quoteName(constraint.name)} ${withTiming(scene, table, constraint, withValidity(scene, constraint, body(scene, table, constraint, text)))}`;
}

function body(scene: Scene, table: Table, constraint: Constraint, text: string): string {
  const columns = `(${constraint.columns.map(quoteName).join(', ')})`;
  const { definition } = constraint;
  if (definition.usingIndex !== undefined) return `${constraint.type === 'primary key' ? 'PRIMARY KEY' : 'UNIQUE'} ${columns}`;
  switch (constraint.type) {
    case 'foreign key': {
      const to = constraint.references!;
      const named = definition.references?.columns.length ? ` (${to.columns.map(quoteName).join(', ')})` : '';
      const match = /\bmatch\s+\w+/i.exec(text)?.[0];
      const rest = writtenText(table, constraint).slice((definition.onDeleteAt ?? 0) - definition.range.start).trim();
      const target = spelled(scene, { schema: to.schema, name: to.name }, definition.references?.schema === undefined ? undefined : to);
      return [`FOREIGN KEY ${columns} REFERENCES ${quoteQualified(target)}${named}`, match, oneLine(rest)].filter(Boolean).join(' ');
    }
    case 'primary key': case 'unique': {
      const words = /^(?:primary\s+key|unique(?:\s+nulls\s+(?:not\s+)?distinct)?)/i.exec(text)?.[0] ?? '';
      const rest = text.slice(words.length).trimStart();
      return [words, columns, rest.startsWith('(') ? rest.slice(rest.indexOf(')') + 1).trim() : rest].filter(Boolean).join(' ');
    }
    default:
      return withPresentNames(scene, constraint.origin, text, table.name);
  }
}

function withoutName(text: string): string {
  const tokens = lex(text).filter((token) => !isComment(token));
  return tokens[0] && identifier(text, tokens[0]) === 'constraint' && tokens[2] ? text.slice(tokens[2].start) : text;
}

/** NOT VALID is gone once the constraint was validated. */
function withValidity(scene: Scene, constraint: Constraint, text: string): string {
  if (!constraint.definition.notValid) return text;
  for (const statement of statementsSince(scene, constraint.origin))
    for (const effect of statement.effects) if (effect.does === 'validate' && effect.object.name === constraint.name) return withoutWords(text, 'not valid').trim();
  return text;
}

/** A constraint's text with DEFERRABLE and INITIALLY, which are clauses of their own to the grammar when it stands beside its column. */
function writtenText(table: Table, { definition }: Constraint): string {
  for (const { definition: column } of table.columns) {
    const end = definition.range.end - column.range.start;
    if (definition.range.start < column.range.start || column.text.slice(definition.range.start - column.range.start, end) !== definition.text) continue;
    return definition.text + (/^(?:\s+(?:not\s+)?deferrable|\s+initially\s+\w+)+/i.exec(column.text.slice(end))?.[0] ?? '');
  }
  return definition.text;
}

/** Words after a constraint that say when it is checked. */
const timing = /\b(?:not\s+)?deferrable\b(?:\s+initially\s+(?:deferred|immediate))?|\binitially\s+(?:deferred|immediate)\b/i;

/** DEFERRABLE and INITIALLY as the constraint was made or last altered; NOT DEFERRABLE where nothing was said. */
export function timingOf(scene: Scene, table: Table, constraint: Constraint): string {
  let text = writtenText(table, constraint);
  const names = formerNames(scene, constraint.origin, table.name);
  for (const statement of statementsSince(scene, constraint.origin)) {
    if (statement.kind !== 'AlterTableStmt') continue;
    for (const { AlterTableCmd: command } of statement.tree().cmds ?? [])
      if (command.subtype === 'AT_AlterConstraint' && command.def?.ATAlterConstraint?.conname === constraint.name && names.has(statement.tree().relation.relname)) {
        const { deferrable, initdeferred } = command.def.ATAlterConstraint;
        text = deferrable ? `DEFERRABLE${initdeferred ? ' INITIALLY DEFERRED' : ''}` : '';
      }
  }
  return timing.exec(text)?.[0] ?? 'NOT DEFERRABLE';
}

/** ALTER CONSTRAINT has changed it since. */
export function isRetimed(scene: Scene, table: Table, constraint: Constraint): boolean {
  return constraint.type === 'foreign key' && timingOf(scene, table, constraint) !== (timing.exec(writtenText(table, constraint))?.[0] ?? 'NOT DEFERRABLE');
}

function withTiming(scene: Scene, table: Table, constraint: Constraint, text: string): string {
  if (constraint.type !== 'foreign key') return text;
  if (!isRetimed(scene, table, constraint)) return text;
  const now = timingOf(scene, table, constraint);
  const without = text.replace(timing, '').trim();
  return now === 'NOT DEFERRABLE' ? without : `${without} ${now}`;
}

/** CREATE INDEX for an index that no constraint has; undefined where its text is not known. */
export function indexText(scene: Scene, index: Index): string | undefined {
  const { definition } = index;
  if (!definition) return undefined;
  const text = withPresentNames(scene, index.origin, withoutWords(definition.text, 'concurrently'));
  const tokens = lex(text).filter((token) => !isComment(token));
  const on = tokens.findIndex((token) => identifier(text, token) === 'on');
  if (on < 1) return undefined;
  if (!definition.named) return applyEdits(withoutWords(text, 'if not exists'), [insert(text.search(/\bon\b/i), `${quoteName(index.name)} `)]);
  const name = tokens[on - 1]!;
  return identifier(text, name) === index.name ? text : applyEdits(text, [replace(name, quoteName(index.name))]);
}
