import { nameIn } from '../fixes/file-changes';
import type { Rule } from './rule';

const T = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const SEPARATOR = '\n---- create above / drop below ----\n\nDROP TABLE IF EXISTS a;\n';

export const versionOutOfRange: Rule = {
  id: 'version-out-of-range',
  title: 'The tool cannot read the version',
  severity: 'error',
  why: 'The tool keeps versions as 32-bit integers, the greatest of which is 2147483647: a time of fourteen digits does not fit, and the tool stops at it.',
  instead: 'Number the files 1, 2, 3, as the tool does.',
  breaksReplay: true,
  examples: [
    { title: 'A time as the version in a folder of tern', files: { '20240101120000_a.sql': `${T}${SEPARATOR}` }, finds: ['20240101120000_a.sql: '] },
    { title: 'A number that fits', files: { '001_a.sql': `${T}${SEPARATOR}` }, finds: [] },
  ],
  checkFolder({ folder }, report) {
    const greatest = folder.convention.greatestVersion?.(folder.view);
    if (greatest === undefined) return;
    for (const { version, up, down } of folder.migrations) {
      const section = up ?? down;
      if (!section || !/^\d+$/.test(version) || BigInt(version) <= greatest) continue;
      report({ message: `${folder.convention.title} stops at ${nameIn(folder, section.file)}: version ${version} is greater than ${greatest}`, file: section.file, range: { start: 0, end: 0 } });
    }
  },
};
