import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';

/*
 * PGlite as it comes, in a process of its own: until it answers, and until it has run migrations as a proof does and asked nothing:
 * up, up again and back, down, up, each statement under a savepoint. On the standard input stands what is run, in JSON. Prints both
 * times, in milliseconds.
 */
const { setup, migrations } = JSON.parse(readFileSync(0, 'utf8'));
const start = performance.now();
const pg = await PGlite.create();
await pg.query('select 1');
const booted = performance.now();

async function run(texts) {
  await pg.exec('savepoint statement');
  for (const text of texts) {
    const ran = await pg.exec(text).then(() => true, () => false);
    await pg.exec(ran ? 'release statement; savepoint statement' : 'rollback to statement');
  }
}

for (const text of setup) await pg.exec(text).catch(() => {});
for (const { up, down } of migrations) {
  await pg.exec('begin');
  await run(up);
  await pg.exec('savepoint behind_up');
  await run(up);
  await pg.exec('rollback to behind_up');
  await run(down);
  await run(up);
  await pg.exec('rollback to behind_up; commit');
}
console.log(JSON.stringify({ boot: booted - start, runs: performance.now() - booted }));
process.exit();
