import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderOf, proving, twice } from './upright';

/** What would hang or harm, and how its migration is answered. `outside` is a folder of this machine. */
const attacks = (outside: string): Readonly<Record<string, { readonly text: string; readonly reason: RegExp }>> => ({
  sleep: { text: 'SELECT pg_sleep(1e6);', reason: /^it did not end within 6000 ms and was ended$/ },
  recursion: { text: 'WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 1 FROM r) SELECT count(*) FROM r;', reason: /^it did not end within 6000 ms and was ended$/ },
  loop: { text: 'DO $$ BEGIN LOOP END LOOP; END $$;', reason: /^it did not end within 6000 ms and was ended$/ },
  // Which of the two limits it meets first is a matter of the machine's speed.
  fill: { text: "INSERT INTO users SELECT i FROM generate_series(1, 1000000000) i;", reason: /: No space left on device$|^it did not end within 6000 ms and was ended$/ },
  memory: { text: "SELECT length(string_agg(repeat('x', 1000000), '')) FROM generate_series(1, 900);", reason: /^out of memory$|^invalid memory alloc|^string buffer exceeds|^cannot enlarge/ },
  program: { text: `COPY users TO PROGRAM 'touch ${outside}/program';`, reason: /^could not execute command .*: no programs are run here$/ },
  from_program: { text: "COPY users FROM PROGRAM 'id';", reason: /^could not execute command .*: no programs are run here$/ },
  read: { text: "SELECT pg_read_file('/etc/passwd');", reason: /No such file/ },
  write: { text: `COPY users TO '${outside}/written';`, reason: /Permission denied|No such file/ },
  dblink: { text: 'CREATE EXTENSION IF NOT EXISTS dblink;', reason: /^extension "dblink" is not available here$/ },
});

test('a folder of attacks: each is ended or refused and said to be so, and the others are proved', () => {
  const outside = mkdtempSync(join(tmpdir(), 'upright-outside-'));
  const tried = Object.entries(attacks(outside));
  const version = (i: number) => String(i + 4).padStart(6, '0');
  const files = Object.fromEntries(tried.flatMap(([name, { text }], i) => [[`migrations/${version(i)}_${name}.up.sql`, `${text}\n`], [`migrations/${version(i)}_${name}.down.sql`, '-- irreversible: an attack\n']]));
  const last = version(tried.length);
  const folder = folderOf({
    ...twice, ...files, 'upright.json': '{ "postgres": { "timeoutMs": 6000 } }',
    [`migrations/${last}_last.up.sql`]: 'ALTER TABLE users ADD COLUMN IF NOT EXISTS age int;\n', [`migrations/${last}_last.down.sql`]: 'ALTER TABLE users DROP COLUMN IF EXISTS age;\n',
  });
  const { stdout, stderr, code } = proving(folder, 'check', '--format', 'json', '--fail-on', 'error');
  assert.equal(stderr, '');
  assert.equal(code, 0);
  const { folders: [{ postgres, migrations }], findings } = JSON.parse(stdout);
  assert.deepEqual(postgres, { state: 'ran' });
  for (const [i, [name, { reason }]] of tried.entries()) {
    const { proof } = migrations[i + 3];
    assert.deepEqual([proof.applies, proof.twice, proof.reverses], ['unproved', 'unproved', 'unproved'], name);
    assert.match(proof.reason, reason, name);
  }
  const answers = { applies: 'yes', twice: 'yes', reverses: 'yes' };
  assert.deepEqual(migrations.map(({ proof }: { proof: unknown }) => proof).filter((_: unknown, i: number) => i < 2 || i === tried.length + 3), [answers, answers, answers]);
  assert.deepEqual(findings.map(({ rule, file }: Record<string, string>) => [rule, file]), [['not-idempotent', 'migrations/000003_create_posts.up.sql']]);
  assert.deepEqual([existsSync(join(outside, 'program')), existsSync(join(outside, 'written'))], [false, false]);
  rmSync(outside, { recursive: true });
});
