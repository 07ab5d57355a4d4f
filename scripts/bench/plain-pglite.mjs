import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';

/*
 * PGlite as it comes, in a process of its own: until it answers, and until it has run the texts that stand in JSON on the standard
 * input. Prints both times, in milliseconds.
 */
const texts = JSON.parse(readFileSync(0, 'utf8'));
const start = performance.now();
const pg = await PGlite.create();
await pg.query('select 1');
const booted = performance.now();
for (const text of texts) await pg.exec(text).catch(() => {});
console.log(JSON.stringify({ boot: booted - start, runs: performance.now() - booted }));
process.exit();
