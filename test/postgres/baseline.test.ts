import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Proofs } from '../../server/src/audit/proofs';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { diskOf, folder, opened } from '../memory-workspace';
import { embedded } from './databases';

const database = embedded();
const proofs = new Proofs(() => database.open(), 60_000);

before(loadGrammar);
after(() => proofs.close());

const later = {
  '007_names.up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;\nUPDATE users SET nme = 1;\n', '007_names.down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS name;\n',
};
/** As pg_dump writes one. */
const dump = `\\connect shop
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.users (id bigint NOT NULL);
COPY public.users (id) FROM stdin;
1
\\.
ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
`;

async function audited(files: Readonly<Record<string, string>>) {
  const workspace = await opened(diskOf(files), proofs);
  await workspace.prove(`${folder}/`);
  const [audit] = workspace.audits();
  const { applies, reverses } = audit!.context!.migrations.at(-1)!.proof!.proof;
  return { rules: audit!.findings.map(({ rule, evidence }) => `${rule} ${evidence}`), answers: [applies.state, reverses.state], faults: workspace.findings('/project/upright.json').map(({ message }) => message) };
}

test('what no file creates cannot be proved, and is said once', async () => {
  const { rules, answers } = await audited(later);
  assert.deepEqual([rules, answers], [['baseline-missing text'], ['unproved', 'unproved']]);
});

test('a dump as baseline is run first: the text and PostgreSQL know its tables', async () => {
  const { rules, answers, faults } = await audited({ ...later, 'upright.json': '{ "baseline": "migrations/baseline/schema.sql" }', 'baseline/schema.sql': dump });
  assert.deepEqual([rules, answers, faults], [['unknown-column postgresql'], ['no', 'unproved'], []]);
});

test('a statement of the baseline that fails, and a baseline that is not there, are said in upright.json', async () => {
  const broken = await audited({ ...later, 'upright.json': '{ "baseline": "migrations/baseline/schema.sql" }', 'baseline/schema.sql': `${dump}CREATE INDEX x ON nowhere (id);\n` });
  assert.deepEqual(broken.faults, ['A statement of the baseline is not run: relation "nowhere" does not exist, at CREATE INDEX x ON nowhere (id)']);
  const lost = await audited({ ...later, 'upright.json': '{ "baseline": "schema.sql", "folders": ["migrations", "more"] }' });
  assert.deepEqual(lost.faults, ['"folders" has no effect on more: there are no files in it', '"baseline" has no effect: there is no file schema.sql']);
});
