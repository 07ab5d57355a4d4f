import { nameIn } from '../fixes/file-changes';
import type { Convention } from '../migrations/convention';
import { sqlcReads, sqlcTakesFile, sqlcTakesLine } from '../migrations/sqlc';
import { replace, type TextEdit } from '../text/edits';
import type { Range } from '../text/range';
import type { Report, Rule, SectionScript } from './rule';

const SQLC = { 'sqlc.yaml': 'version: "2"\nsql:\n  - engine: postgresql\n    queries: queries\n    schema: migrations\n' };
const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const dbmate = (down: string) => ({ '1_a.sql': `-- migrate:up\n${A}\n${down}\nDROP TABLE IF EXISTS a;\n` });

export const sqlcReadsDown: Rule = {
  id: 'sqlc-reads-down',
  title: 'sqlc takes the down for part of the schema',
  severity: 'information',
  why: 'sqlc reads the migrations to know the tables. It leaves out files that end in `.down.sql`, and what follows `-- +goose Down`, `-- +migrate Down`, `-- migrate:down` or tern\'s separator, written just so. A down that is marked otherwise it reads as well: what it drops is then unknown to the queries.',
  instead: 'Mark the down as sqlc knows it where the tool takes that too, or let sqlc read a dump of the schema.',
  examples: [
    {
      title: 'A blank that dbmate can do without, and sqlc not',
      files: { ...SQLC, ...dbmate('--migrate:down') },
      finds: ['1_a.sql: --migrate:down'],
      fixed: dbmate('-- migrate:down'),
    },
    {
      title: "node-pg-migrate's marker is a comment to sqlc",
      files: { ...SQLC, 'package.json': '{ "dependencies": { "node-pg-migrate": "8.0.0" } }', '1_a.sql': `-- Up Migration\n${A}\n-- Down Migration\nDROP TABLE IF EXISTS a;\n` },
      finds: ['1_a.sql: -- Down Migration'],
    },
    { title: 'As sqlc knows it', files: { ...SQLC, ...dbmate('-- migrate:down') }, finds: [] },
    { title: 'Nobody reads the folder but its tool', files: dbmate('--migrate:down'), finds: [] },
  ],
  checkFolder({ folder, migrations }, report) {
    if (!sqlcReads(folder.view)) return;
    const { convention } = folder;
    const taken = migrations.flatMap(({ up, down }) => (down && down.script.statements.length > 0 && (down.file === up?.file ? reads(down) : sqlcTakesFile(nameIn(folder, down.file))) ? [{ up, down }] : []));
    const first = taken[0];
    if (!first) return;
    const { file } = first.down;
    const finding: Report =
      file === first.up?.file
        ? { message: `What this down drops is missing in sqlc's schema: to sqlc, ${first.down.text.slice(...offsets(markerOf(first.down)))} is a comment`, file, range: markerOf(first.down) }
        : { message: `What ${nameIn(folder, file)} drops is missing in sqlc's schema: of downs, sqlc leaves out files that end in .down.sql alone`, file, range: { start: 0, end: 0 } };
    const edits = taken.map(({ down }) => ({ file: down.file, edit: marked(down, convention) }));
    const fixes = edits.every(({ edit }) => edit) ? [{ title: 'Mark the downs as sqlc knows them', safety: 'suggestion' as const, changes: () => edits.map(({ file, edit }) => ({ kind: 'edit' as const, file, edits: [edit!] })) }] : [];
    report({ ...finding, fixes });
  },
};

const offsets = ({ start, end }: Range): [number, number] => [start, end];

/** Is nothing before the section a line after which sqlc stops to read? */
function reads({ text, range }: SectionScript): boolean {
  return text.slice(0, range.start).split('\n').every(sqlcTakesLine);
}

/** The line above the section. */
function markerOf({ text, range }: SectionScript): Range {
  const end = text.slice(0, range.start).trimEnd().length;
  return { start: text.lastIndexOf('\n', end - 1) + 1, end };
}

/** The marker as the tool itself writes it, if sqlc knows that. */
function marked(down: SectionScript, { directives = [] }: Convention): TextEdit | undefined {
  const range = markerOf(down);
  const line = down.text.slice(range.start, range.end);
  const own = directives.find(({ text, pattern }) => pattern.test(line) && !sqlcTakesLine(text));
  return own && replace(range, own.text);
}
