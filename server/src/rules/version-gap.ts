import { nameIn } from '../fixes/file-changes';
import type { Rule } from './rule';

const file = (table: string) => `CREATE TABLE IF NOT EXISTS ${table} (id int PRIMARY KEY);\n\n---- create above / drop below ----\n\nDROP TABLE IF EXISTS ${table};\n`;

export const versionGap: Rule = {
  id: 'version-gap',
  title: 'A number is missing',
  severity: 'error',
  why: 'The tool counts its migrations from 1 and stops where a number is missing. Most tools do not mind, and nothing is said of their folders.',
  instead: 'Give the files behind the gap the numbers that follow.',
  breaksReplay: true,
  examples: [
    { title: 'tern finds no 2', files: { '001_a.sql': file('a'), '003_b.sql': file('b') }, finds: ['003_b.sql: '] },
    { title: 'One after the other', files: { '001_a.sql': file('a'), '002_b.sql': file('b') }, finds: [] },
  ],
  checkFolder({ folder }, report) {
    if (!folder.convention.contiguous) return;
    const { greatestVersion } = folder.convention;
    let last = 0n;
    for (const { version, up, down } of folder.migrations) {
      const section = up ?? down;
      const number = /^\d+$/.test(version) ? BigInt(version) : undefined;
      // A time among numbers is another rule's.
      if (!section || number === undefined || number > (greatestVersion?.(folder.view) ?? number)) return;
      if (number > last + 1n)
        report({ message: `${folder.convention.title} stops with "Missing migration ${last + 1n}": the number before ${nameIn(folder, section.file)} is ${last}`, file: section.file, range: { start: 0, end: 0 } });
      last = number;
    }
  },
};
