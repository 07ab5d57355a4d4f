import { sections } from '../migrations/convention';
import { lineEnds } from '../migrations/git-attributes';
import type { Range } from '../text/range';
import type { Rule } from './rule';

const CARGO = { 'Cargo.toml': '[dependencies]\nsqlx = { version = "0.8", features = ["migrate"] }\n' };
const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';

export const lineBreaksMixed: Rule = {
  id: 'line-breaks-mixed',
  title: 'The line breaks are of two kinds, where the tool sums the bytes',
  severity: 'warning',
  why: 'Editors and version control make all line breaks of a file one kind. To a tool whose checksum is over the bytes that is an edit of a migration that has run, and it stops.',
  instead: 'Make them one kind before the migration runs anywhere, and keep them so by a line in `.gitattributes`: `*.sql text eol=lf`.',
  examples: [
    { title: 'A line that was pasted from elsewhere', files: { ...CARGO, '1_a.sql': `${A}SELECT 1;\r\nSELECT 2;\n` }, finds: ['1_a.sql: SELECT 1;'] },
    { title: 'One kind', files: { ...CARGO, '1_a.sql': `${A}SELECT 1;\nSELECT 2;\n` }, finds: [] },
    { title: 'golang-migrate keeps no checksum', files: { '1_a.up.sql': `${A}SELECT 1;\r\nSELECT 2;\n` }, finds: [] },
  ],
  checkFolder({ folder, text }, report) {
    const effect = folder.convention.past.lineBreaks?.(folder.view);
    if (effect === undefined) return;
    for (const file of new Set(folder.migrations.flatMap((migration) => sections(migration).map((section) => section.file)))) {
      const range = oddLine(text(file) ?? '');
      if (range && lineEnds(file, folder.view) !== 'kept') report({ message: `${effect} once an editor or a checkout makes all line breaks of this file one kind: this line ends otherwise than most`, file, range });
    }
  },
};

/** The first line that ends otherwise than most, without its end. */
function oddLine(text: string): Range | undefined {
  if (!text.includes('\r')) return undefined;
  const ends = [...text.matchAll(/\r*\n/g)];
  const kinds = new Map<string, number>();
  for (const [end] of ends) kinds.set(end, (kinds.get(end) ?? 0) + 1);
  if (kinds.size < 2) return undefined;
  const [most] = [...kinds].reduce((a, b) => (b[1] > a[1] ? b : a));
  const odd = ends.find(([end]) => end !== most)!;
  return { start: text.lastIndexOf('\n', odd.index - 1) + 1, end: odd.index };
}
