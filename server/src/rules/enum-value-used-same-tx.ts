import type { QualifiedName } from '../syntax/effects';
import type { Statement } from '../syntax/statement';
import { controlOf } from '../syntax/transactions';
import type { Schema } from '../schema/schema';
import { nameIn } from '../fixes/file-changes';
import { failuresOf } from './failures';
import { freshOf } from './former-migrations';
import type { FolderContext, Report, Rule, SectionScript } from './rule';
import { sectionsOf, transactionOf, transactionsOf } from './transactions';

const MOOD = { '001_mood.up.sql': "CREATE TYPE mood AS ENUM ('ok');\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, m mood);\n" };
const ADD = "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad';\n";

const [MOODS, SADDER, USE] = [MOOD['001_mood.up.sql'], ADD, "UPDATE a SET m = 'sad' WHERE m IS NULL;\n"];

function drizzle(...texts: readonly string[]): Record<string, string> {
  const tags = texts.map((_, i) => `000${i}_${'abcd'[i]}`);
  const entries = tags.map((tag, idx) => ({ idx, version: '7', when: idx + 1, tag, breakpoints: true }));
  return { 'meta/_journal.json': JSON.stringify({ version: '7', dialect: 'postgresql', entries }), ...Object.fromEntries(tags.map((tag, i) => [`${tag}.sql`, texts[i]!])) };
}

export const enumValueUsedSameTx: Rule = {
  id: 'enum-value-used-same-tx',
  title: "An enum's new value is used before it is committed",
  severity: 'error',
  why: 'PostgreSQL lets a transaction add a value to an enum, but not use it: "unsafe use of new value", as the value would stay in indexes if the transaction were rolled back. A file that is one transaction cannot do both, nor can two files where the tool runs all that are pending in one transaction.',
  instead: 'Add the value in a migration of its own, before this one; where the tool runs all pending ones in one transaction, let that one go out first.',
  examples: [
    {
      title: 'Added, and used in the same file',
      files: { ...MOOD, '002_sad.up.sql': `${ADD}UPDATE a SET m = 'sad' WHERE m IS NULL;\nINSERT INTO a (id, m) VALUES (1, 'sad') ON CONFLICT DO NOTHING;\nALTER TABLE a ALTER COLUMN m SET DEFAULT 'sad';\n` },
      finds: ["002_sad.up.sql: 'sad'", "002_sad.up.sql: 'sad'", "002_sad.up.sql: 'sad'"],
    },
    { title: 'A file each', files: { ...MOOD, '002_sad.up.sql': ADD, '003_use.up.sql': "UPDATE a SET m = 'sad' WHERE m IS NULL;\n" }, finds: [] },
    { title: 'A text of the same letters', files: { ...MOOD, '002_sad.up.sql': `${ADD}CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY, t text DEFAULT 'sad');\n` }, finds: [] },
    { title: 'Committed in between', files: { ...MOOD, '002_sad.up.sql': `BEGIN;\n${ADD}COMMIT;\nUPDATE a SET m = 'sad' WHERE m IS NULL;\n` }, finds: [] },
    { title: 'Two files that Drizzle runs in one transaction', files: drizzle(MOODS, SADDER, USE), base: drizzle(MOODS), finds: ["0002_c.sql: 'sad'"] },
    { title: 'The value went out before', files: drizzle(MOODS, SADDER, USE), base: drizzle(MOODS, SADDER), finds: [] },
    { title: 'A type that is as new as its value', files: drizzle('SELECT 1;\n', MOODS, SADDER, USE), base: drizzle('SELECT 1;\n'), finds: [] },
  ],
  checkProof: failuresOf('enum-value-used-same-tx'),
  checkFolder(folder, report) {
    for (const { context, section } of sectionsOf(folder)) {
      if (transactionOf(context, section).assumed || !section.script.statements.some(({ kind }) => kind === 'AlterEnumStmt')) continue;
      for (const statements of transactionsOf(context, section)) {
        const added: NewValue[] = [];
        for (const statement of statements) {
          const schema = section.steps.find((step) => step.statement === statement)?.before;
          if (!schema) continue;
          for (const value of added) {
            if (!uses(statement, value, schema)) continue;
            report({
              message: `PostgreSQL refuses the new value "${value.name}" of enum type ${value.type.name} here: the transaction that adds it is not committed yet`,
              ...placeOf(value, statement, section), refused: section.direction,
            });
          }
          added.push(...newValues(statement, schema, [section.file]));
        }
      }
    }
    checkPending(folder, report);
  },
};

/** Over the files that no database has run, where the tool runs all of them in one transaction: it refuses nothing where it runs them one by one. */
function checkPending(context: FolderContext, report: (finding: Report) => void): void {
  const { folder, base } = context;
  if (!base || !folder.migrations.some(({ transaction }) => transaction.ofAllPending)) return;
  const fresh = new Set(freshOf(folder, base));
  let added: (NewValue & { readonly file: string })[] = [];
  let files: string[] = [];
  for (const { context: { migration }, section } of sectionsOf(context)) {
    if (section.direction === 'down' || !fresh.has(migration) || !migration.transaction.ofAllPending) continue;
    // What a program does to the transaction nobody knows.
    if (migration.afterProgram !== undefined) [added, files] = [[], []];
    files.push(section.file);
    for (const statement of section.script.statements) {
      if (controlOf(statement) !== undefined) [added, files] = [[], [section.file]];
      const schema = section.steps.find((step) => step.statement === statement)?.before;
      if (!schema) continue;
      for (const value of added)
        if (value.file !== section.file && uses(statement, value, schema))
          report({
            message: `PostgreSQL refuses the new value "${value.name}" of enum type ${value.type.name} where this runs together with ${nameIn(folder, value.file)}: ${migration.transaction.because}`,
            severity: 'warning', ...placeOf(value, statement, section),
          });
      // A type that a DO block may have made just now is left alone.
      added.push(...newValues(statement, schema, files).filter(({ type }) => typeof schema.type(type) === 'object').map((value) => ({ ...value, file: section.file })));
    }
  }
}

/** Of the value in the statement. */
function placeOf(value: NewValue, statement: Statement, section: SectionScript): Pick<Report, 'file' | 'range' | 'statement'> {
  const literal = quoted(value.name);
  const token = statement.tokens().find(({ start, end }) => section.text.slice(start, end) === literal);
  return { file: section.file, range: token ? { start: token.start, end: token.end } : statement.range, statement };
}

interface NewValue {
  readonly type: QualifiedName;
  readonly name: string;
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Values that were certainly not there before; of a type of the same transaction later versions of PostgreSQL allow the use. */
function newValues(statement: Statement, schema: Schema, files: readonly string[]): NewValue[] {
  if (statement.kind !== 'AlterEnumStmt' || statement.fault) return [];
  return statement.effects.flatMap((effect): NewValue[] => {
    if (effect.does !== 'create' || effect.object.kind !== 'enum value' || !effect.object.parent) return [];
    const type = schema.type(effect.object.parent);
    const known = type !== undefined && type !== 'unknown' && 'values' in type ? type : undefined;
    if (known && files.includes(known.origin.file) && (known.origin.file !== files.at(-1) || known.origin.statement.start < statement.range.start)) return [];
    if (effect.guard !== 'none' && (!known || known.moreValues || known.values?.includes(effect.object.name))) return [];
    return [{ type: effect.object.parent, name: effect.object.name }];
  });
}

/** Does the statement certainly turn the value's letters into the enum? */
function uses(statement: Statement, value: NewValue, schema: Schema): boolean {
  if (statement.fault || /^(Create(Function|Trig)Stmt|DoStmt|AlterEnumStmt|CommentStmt)$/.test(statement.kind) || !statement.text.includes(quoted(value.name))) return false;
  const isType = (type: QualifiedName | undefined) => type?.name === value.type.name && (type.schema ?? value.type.schema) === (value.type.schema ?? type.schema);
  const isColumn = (table: QualifiedName, name: string) => {
    const column = schema.column(table, name);
    return column !== undefined && column !== 'unknown' && isType(column.typeName);
  };
  const literal = quoted(value.name);
  for (const effect of statement.effects) {
    if (effect.does === 'create' && effect.definition.of === 'table' && effect.definition.columns.some((column) => isType(column.typeName) && column.default === literal)) return true;
    if (effect.does === 'create' && effect.definition.of === 'column' && isType(effect.definition.column.typeName) && effect.definition.column.default === literal) return true;
    if (effect.does === 'change' && effect.change.set === 'default' && effect.change.to === literal && effect.object.parent && isColumn(effect.object.parent, effect.object.name)) return true;
    if (effect.does === 'insert' && effect.insert.columns) {
      const at = effect.insert.columns.map((column) => isColumn(effect.insert.table, column));
      if (effect.insert.rows?.some((row) => row.some((cell, i) => cell === literal && at[i]))) return true;
    }
  }
  return inTree(statement, value, isType, isColumn);
}

/** Casts to the type, and comparisons with or assignments to a column of it. */
function inTree(statement: Statement, value: NewValue, isType: (type: QualifiedName) => boolean, isColumn: (table: QualifiedName, name: string) => boolean): boolean {
  const tables: QualifiedName[] = [];
  const columns: string[] = [];
  let cast = false;
  const isValue = (node: any): boolean => node?.A_Const?.sval?.sval === value.name || (node?.List?.items ?? []).some(isValue);
  const visit = (node: any): void => {
    if (node === null || typeof node !== 'object') return;
    if (typeof node.relname === 'string') tables.push({ name: node.relname, ...(node.schemaname ? { schema: node.schemaname } : {}) });
    if (node.TypeCast && isValue(node.TypeCast.arg)) {
      const names = (node.TypeCast.typeName?.names ?? []).map((part: any) => part.String?.sval as string);
      if (!node.TypeCast.typeName?.arrayBounds && isType({ name: names.at(-1)!, ...(names.length > 1 ? { schema: names.at(-2) } : {}) })) cast = true;
    }
    const expression = node.A_Expr;
    if (expression) {
      for (const [side, other] of [[expression.lexpr, expression.rexpr], [expression.rexpr, expression.lexpr]])
        if (side?.ColumnRef && isValue(other)) columns.push(side.ColumnRef.fields?.at(-1)?.String?.sval);
    }
    if (node.ResTarget?.name && isValue(node.ResTarget.val)) columns.push(node.ResTarget.name);
    for (const child of Object.values(node)) visit(child);
  };
  visit(statement.tree());
  return cast || columns.some((column) => column !== undefined && tables.some((table) => isColumn(table, column)));
}
