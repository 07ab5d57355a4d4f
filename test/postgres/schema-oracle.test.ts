import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { differences, namesInCatalog } from '../../scripts/oracle/names-in-catalog';
import { attempt } from '../../scripts/oracle/run-file';
import { replay } from '../../server/src/schema/history';
import { surroundingsOf } from '../../server/src/schema/known';
import { Schema } from '../../server/src/schema/schema';
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
    const migration = { version: '001', name: '', up: undefined, down: undefined, transaction: { mode: 'wrapped' as const, because: '' } };
    const run = (text: string, on: Schema) => replay(parseScript(text), on, migration, '/m/001.up.sql');
    // As a second run is seen: a statement that fails casts no doubt on those behind it.
    const empty = Schema.empty(surroundingsOf({ roles: [], schemas: [], objects: [] }, undefined)).with({ trusting: true });
    const first = run(sql, run('CREATE TABLE at_the_start (id int);', empty).after);
    const second = run(sql, first.after);
    await database.exec('BEGIN; CREATE TABLE at_the_start (id int)');
    try {
      for (const [title, { steps, after }] of [['first run', first], ['second run', second]] as const) {
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
        assert.deepEqual(said, answers, title);
        assert.deepEqual(differences(after, await namesInCatalog(database)), { onlyText: [], onlyCatalog: [] }, title);
      }
    } finally {
      await database.exec('ROLLBACK; DISCARD TEMP; RESET search_path');
    }
  });
