import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { differences, namesInCatalog } from '../../scripts/oracle/names-in-catalog';
import { attempt } from '../../scripts/oracle/run-file';
import { buildHistory } from '../../server/src/schema/history';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { parseScript } from '../../server/src/syntax/parse-script';
import { scripts } from './schema-oracle-scripts';

let database: PGlite;
before(async () => {
  await loadGrammar();
  database = await PGlite.create({ extensions: { citext, uuid_ossp } });
});
after(() => database.close());

for (const [title, sql] of Object.entries(scripts))
  test(`the text and PostgreSQL agree: ${title}`, async () => {
    const up = parseScript(sql);
    const section = { file: '/m/001_up.sql', range: { start: 0, end: sql.length } };
    const start = parseScript('CREATE TABLE at_the_start (id int);');
    const migration = { version: '001', name: '', down: undefined, transaction: { mode: 'wrapped' as const, because: '' } };
    const history = buildHistory(
      [{ migration: { ...migration, version: '000', up: { ...section, file: '/m/000_up.sql' } }, up: start, down: undefined }, { migration: { ...migration, up: section }, up, down: undefined }],
      { roles: [], schemas: [], objects: [] },
    );
    const entry = history.entries[1]!;
    await database.exec('BEGIN; CREATE TABLE at_the_start (id int)');
    try {
      for (const [run, steps] of [['first run', entry.up], ['second run', entry.again]] as const) {
        const answers: string[] = [];
        const said: string[] = [];
        for (const { statement, problems } of steps) {
          await database.exec('SAVEPOINT statement');
          const refused = await attempt(database, statement.text);
          await database.exec(refused === undefined ? 'RELEASE statement' : 'ROLLBACK TO statement');
          const words = statement.text.replace(/\s+/g, ' ');
          const reasons = problems.map((p) => p.reason);
          answers.push(`${words}: ${refused ?? 'runs'}`);
          // PostgreSQL stops at the first of a statement's problems.
          said.push(`${words}: ${refused !== undefined && reasons.includes(refused) ? refused : (reasons[0] ?? 'runs')}`);
        }
        assert.deepEqual(said, answers, run);
        if (run === 'first run') assert.deepEqual(differences(history.final, await namesInCatalog(database)), { onlyText: [], onlyCatalog: [] });
      }
    } finally {
      await database.exec('ROLLBACK; DISCARD TEMP; RESET search_path');
    }
  });
