import { sectionsOf, transactionOf } from './transactions';
import { outsideTransactions } from '../syntax/transactions';
import type { Rule } from './rule';

const A = { 'V1__a.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, b int);\n' };
const INDEX = 'CREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b);\n';
const TOML = '[flyway]\nlocations = ["filesystem:."]\n';
const SETTING = '\n[flyway.postgresql]\ntransactional.lock = false\n';

export const concurrentlyWaitsForTool: Rule = {
  id: 'concurrently-waits-for-tool',
  title: 'The index waits for the tool, and the tool for the index',
  severity: 'warning',
  why: 'CREATE INDEX CONCURRENTLY waits until all transactions are over that have an older snapshot. Since 9.1.2 Flyway keeps one open on a second connection as long as it migrates, for its lock, so that neither ends. It is information where the setting may be one that is not seen: on a command line, in a program, in another repository.',
  instead: 'Let Flyway lock by its session: set `flyway.postgresql.transactional.lock` to false. Not behind PgBouncer, whose sessions are shared.',
  examples: [
    {
      title: 'Flyway as it comes',
      files: { ...A, 'V2__b.sql': INDEX, 'flyway.toml': TOML },
      finds: ['V2__b.sql: CREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b)'],
      fixed: { 'flyway.toml': TOML + SETTING },
    },
    { title: 'Its lock is in no transaction', files: { ...A, 'V2__b.sql': INDEX, 'flyway.toml': TOML + SETTING }, finds: [] },
    { title: 'What is dropped waits for those alone that use the table', files: { ...A, 'V2__b.sql': 'DROP INDEX CONCURRENTLY IF EXISTS a_b;\n', 'flyway.toml': TOML }, finds: [] },
  ],
  checkFolder(context, report) {
    const { convention, view } = context.folder;
    if (!convention.selfLock) return;
    const waiting = sectionsOf(context).flatMap(({ context: migration, section }) => {
      const { mode, unmixed } = transactionOf(migration, section);
      const { statements } = section.script;
      // What the tool refuses waits for nothing.
      if (mode !== 'none' || (unmixed !== undefined && !statements.every(outsideTransactions))) return [];
      return statements.flatMap((statement) => (WAITING.has(outsideTransactions(statement) ?? '') ? [{ section, statement }] : []));
    });
    const newest = waiting.at(-1);
    const lock = newest && convention.selfLock(view);
    if (!lock) return;
    const { section, statement } = newest;
    report({
      message: `${outsideTransactions(statement)} waits for ever for the transaction in which ${convention.title} keeps its lock: ${lock.why}`,
      severity: lock.certain ? 'warning' : 'information',
      file: section.file, range: statement.range, statement,
      fixes: lock.fix ? [{ title: lock.fix.title, safety: 'suggestion', changes: () => [{ kind: 'edit', file: lock.fix!.file, edits: lock.fix!.edits }] }] : [],
    });
  },
};

/** Of the statements that no transaction can hold, those that wait for older snapshots. */
const WAITING: ReadonlySet<string> = new Set(['CREATE INDEX CONCURRENTLY', 'REINDEX CONCURRENTLY']);
