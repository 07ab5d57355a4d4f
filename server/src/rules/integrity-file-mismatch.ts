import { withTexts } from '../fixes/keep-integrity';
import { integrityOf } from '../migrations/integrity';
import type { Rule } from './rule';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const B = 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n';
const journal = (when: number) =>
  `{ "version": "7", "dialect": "postgresql", "entries": [{ "idx": 0, "version": "7", "when": 1700000000000, "tag": "0000_a" }, { "idx": 1, "version": "7", "when": ${when}, "tag": "0001_b" }] }`;

export const integrityFileMismatch: Rule = {
  id: 'integrity-file-mismatch',
  title: "The tool's own record of the files does not fit them",
  severity: 'error',
  why: 'Some tools keep a record of their files beside them: `atlas.sum`, Drizzle\'s journal, Sqitch\'s plan, the hashes in the headers of graphile-migrate. An edit by hand or a merge leaves it behind, and the tool stops, or passes over a file.',
  instead: 'Look whether the difference is meant, and let the record be made anew.',
  breaksReplay: true,
  examples: [
    {
      title: 'A merge brought an entry that is dated before the one above it',
      files: { 'meta/_journal.json': journal(1600000000000), '0000_a.sql': A, '0001_b.sql': B },
      finds: ['meta/_journal.json: 1600000000000'],
      fixed: { 'meta/_journal.json': journal(1700000000001) },
    },
    { title: 'One after the other', files: { 'meta/_journal.json': journal(1800000000000), '0000_a.sql': A, '0001_b.sql': B }, finds: [] },
  ],
  checkFolder({ folder }, report) {
    for (const { file, range, why, mend } of integrityOf(folder)?.faults(folder.view) ?? [])
      report({ message: why, file: `${folder.path}/${file}`, range, fixes: mend ? [{ title: mend.title, safety: 'suggestion', changes: () => withTexts(folder, [], mend.texts()) }] : [] });
  },
};
