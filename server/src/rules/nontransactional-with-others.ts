import { moveToOwnMigration } from '../fixes/own-migration';
import { optOut } from '../fixes/opt-out';
import { insertAfter, insertBefore } from '../fixes/statement-edits';
import { failuresOf } from './failures';
import type { Statement } from '../syntax/statement';
import { controlOf, outsideTransactions } from '../syntax/transactions';
import type { Fix, MigrationContext, Rule, SectionScript } from './rule';
import { queriesOf, sectionsOf, transactionOf, type Query } from './transactions';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, b int);\n';
const DROP_A = 'DROP TABLE IF EXISTS a;\n';
const INDEX = 'CREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b);\n';
const DROP_INDEX = 'DROP INDEX CONCURRENTLY IF EXISTS a_b;\n';
const goose = (head: string, sql: string): Record<string, string> => ({ 'go.mod': 'require github.com/pressly/goose/v3 v3.27.0\n', '00001_a.sql': `${head}-- +goose Up\n${sql}\n-- +goose Down\n${DROP_A}` });

export const nontransactionalWithOthers: Rule = {
  id: 'nontransactional-with-others',
  title: 'A statement that cannot run in a transaction is in one',
  severity: 'error',
  why: 'CREATE INDEX CONCURRENTLY, VACUUM and some others commit on their own, and PostgreSQL refuses them inside a transaction block. A tool that runs each file in a transaction makes one, and so does a tool that sends a file as one query, as soon as the file has a second statement: even a SET counts.',
  instead: 'Keep the file out of the transaction in the words of the tool, or give the statement a migration of its own.',
  examples: [
    {
      title: 'golang-migrate sends a file as one query: the statement moves, and what undoes it with it',
      files: { '001_a.up.sql': `${A}${INDEX}`, '001_a.down.sql': `${DROP_INDEX}${DROP_A}` },
      finds: ['001_a.down.sql: DROP INDEX CONCURRENTLY IF EXISTS a_b', '001_a.up.sql: CREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b)'],
      fixed: { '001_a.up.sql': A, '001_a.down.sql': DROP_A, '002_create_a_b.up.sql': INDEX, '002_create_a_b.down.sql': DROP_INDEX },
    },
    {
      title: 'goose runs a file in a transaction unless it says otherwise',
      files: goose('', A + INDEX),
      finds: ['00001_a.sql: CREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b)'],
      fixed: { '00001_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${A}${INDEX}\n-- +goose Down\n${DROP_A}` },
    },
    {
      title: 'dbmate takes a word after its marker',
      files: { '001_a.sql': `-- migrate:up\n${A}\n-- migrate:down\n${DROP_A}`, '002_b.sql': `-- migrate:up\n${INDEX}\n-- migrate:down\n${DROP_INDEX}` },
      finds: ['002_b.sql: CREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b)', '002_b.sql: DROP INDEX CONCURRENTLY IF EXISTS a_b'],
      fixed: { '002_b.sql': `-- migrate:up transaction:false\n${INDEX}\n-- migrate:down transaction:false\n${DROP_INDEX}` },
    },
    {
      title: 'Diesel takes a file beside',
      files: { '2024-01-01-000000_a/up.sql': A, '2024-01-01-000000_a/down.sql': DROP_A, '2024-01-02-000000_b/up.sql': INDEX, '2024-01-02-000000_b/down.sql': 'DROP INDEX IF EXISTS a_b;\n' },
      finds: ['2024-01-02-000000_b/up.sql: CREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b)'],
      fixed: { '2024-01-02-000000_b/metadata.toml': 'run_in_transaction = false\n' },
    },
    {
      title: 'Where the tool sends the file as one query, a lone statement is no transaction',
      files: { '001_a.up.sql': A, '001_a.down.sql': DROP_A, '002_a_b.up.sql': `-- on a table in use\n${INDEX}`, '002_a_b.down.sql': DROP_INDEX },
      finds: [],
    },
    { title: 'REFRESH MATERIALIZED VIEW CONCURRENTLY may be in a transaction', files: goose('', 'CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT 1 AS x;\nCREATE UNIQUE INDEX IF NOT EXISTS v_x ON v (x);\nREFRESH MATERIALIZED VIEW CONCURRENTLY v;\n'), finds: [] },
    { title: 'Behind a COMMIT that goose sends by itself', files: goose('', `${A}COMMIT;\n${INDEX}BEGIN;\n`), finds: [] },
    { title: 'goose without its transaction', files: goose('-- +goose NO TRANSACTION\n', A + INDEX), finds: [] },
  ],
  checkProof: failuresOf('nontransactional-with-others'),
  checkFolder(folder, report) {
    for (const { context, section } of sectionsOf(folder)) {
      if (transactionOf(context, section).assumed) continue;
      for (const { statement, why, fixes } of found(context, section))
        report({ message: `${outsideTransactions(statement)} ${why}`, file: section.file, range: statement.range, statement, refused: section.direction, fixes });
    }
  },
};

interface Found {
  readonly statement: Statement;
  readonly why: string;
  readonly fixes: readonly Fix[];
}

function found(context: MigrationContext, section: SectionScript): Found[] {
  const outsiders = section.script.statements.filter((statement) => outsideTransactions(statement) !== undefined);
  if (outsiders.length === 0) return [];
  const transaction = transactionOf(context, section);
  const { mode, because, unmixed } = transaction;
  const queries = queriesOf(context, section);
  if (mode === 'wrapped') {
    const fixes = (statement: Statement) => wayOut(context, section, statement);
    const end = context.folder.folder.convention.optOut ? '' : ', which cannot be turned off';
    const inside = insideOf(queries);
    return outsiders.filter(inside).map((statement) => ({ statement, why: `cannot run inside a transaction block, and ${because}${end}`, fixes: fixes(statement) }));
  }
  const result: Found[] = [];
  let open = false;
  for (const query of queries) {
    for (const statement of query.statements) {
      const control = controlOf(statement);
      if (control) open = control === 'begin';
      if (!outsiders.includes(statement)) continue;
      const n = query.statements.length;
      const first = transaction.pipeline && statement === query.statements[0];
      if (n > 1 && !first)
        result.push({ statement, why: `cannot run inside a transaction block, which the ${n} statements of one query are (${because})`, fixes: apart(context, section, query, statement) });
      else if (open) result.push({ statement, why: 'cannot run inside a transaction block, and BEGIN has opened one', fixes: [] });
      else if (unmixed !== undefined && section.script.statements.some((other) => outsideTransactions(other) === undefined && other.kind !== 'VariableSetStmt'))
        result.push({ statement, why: `is beside statements that run in a transaction: ${unmixed}`, fixes: moving(context, section, statement) });
    }
  }
  return result;
}

/** In the tool's transaction: none is open behind a COMMIT that is sent by itself. */
function insideOf(queries: readonly Query[]): (statement: Statement) => boolean {
  const outside = new Set<Statement>();
  let open = true;
  for (const { statements } of queries)
    for (const statement of statements) {
      const control = controlOf(statement);
      if (control) open = control === 'begin';
      if (!open && statements.length === 1) outside.add(statement);
    }
  return (statement) => !outside.has(statement);
}

/** Out of the tool's own transaction. */
function wayOut(context: MigrationContext, section: SectionScript, statement: Statement): Fix[] {
  const { folder } = context.folder;
  const out = folder.convention.optOut;
  if (!out) return [];
  if (out.allows === 'one' && section.script.statements.length > 1) return moving(context, section, statement);
  return [{ title: `Add ${out.shown}`, safety: 'suggestion', changes: () => optOut(folder, section) }, ...moving(context, section, statement)];
}

/** Out of a query with others. */
function apart(context: MigrationContext, section: SectionScript, query: Query, statement: Statement): Fix[] {
  const { queryBreak } = context.folder.folder.convention;
  if (queryBreak !== undefined) {
    const at = query.statements.indexOf(statement);
    const edits = [
      ...(at > 0 ? [insertBefore(section.text, statement, [queryBreak])] : []),
      ...(at < query.statements.length - 1 ? [insertAfter(section.text, statement, [queryBreak])] : []),
    ];
    return [{ title: `Add ${queryBreak} around it`, safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits }] }, ...moving(context, section, statement)];
  }
  return moving(context, section, statement);
}

function moving(context: MigrationContext, section: SectionScript, statement: Statement): Fix[] {
  if (section.direction === 'down' || section.script.statements.length < 2) return [];
  return [{ title: 'Move it to a migration of its own', safety: 'suggestion', changes: () => moveToOwnMigration(context, statement) }];
}
