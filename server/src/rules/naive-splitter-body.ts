import { indentOf } from '../fixes/statement-edits';
import type { MigrationFolder } from '../migrations/convention';
import { markerEvidence } from '../migrations/markers';
import { insert } from '../text/edits';
import { lineBreak } from '../text/lines';
import type { Report, Rule } from './rule';
import { sectionsOf, transactionOf } from './transactions';

const FUNCTION = 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;\nEND\n$$;\n';
const goose = (up: string): string => `-- +goose Up\n${up}\n-- +goose Down\nDROP FUNCTION IF EXISTS f();\n`;

/** Where so many ups would have failed, they did not: markers like these are read by other programs, too, which do not cut. */
const survived = 3;

/** Does anything but the markers name the tool? */
function isNamed({ view, convention, evidence }: MigrationFolder): boolean {
  // In how many files they are changes with each edit.
  const plain = (text: string) => text.replace(/\d+/g, '');
  const markers = markerEvidence(view, convention.id).map(({ text }) => plain(text));
  return evidence.some((text) => !markers.includes(plain(text)));
}

export const naiveSplitterBody: Rule = {
  id: 'naive-splitter-body',
  title: 'The tool cuts the statement in two',
  severity: 'error',
  why: 'The tool looks for semicolons without regard to quotes and `$$`: a function, or a DO block, goes to PostgreSQL in pieces, and none of them is SQL.',
  instead: "Put the tool's lines for one statement around it.",
  examples: [
    {
      title: 'A function in a file of goose',
      files: { '00001_a.sql': goose(FUNCTION) },
      finds: ['00001_a.sql: CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;\nEND\n$$'],
      fixed: { '00001_a.sql': goose(`-- +goose StatementBegin\n${FUNCTION}-- +goose StatementEnd\n`) },
    },
    { title: 'Between the lines that make it one', files: { '00001_a.sql': goose(`-- +goose StatementBegin\n${FUNCTION}-- +goose StatementEnd\n`) }, finds: [] },
    { title: 'A body on one line is not cut', files: { '00001_a.sql': goose('CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;\n') }, finds: [] },
    {
      title: 'Three of them by another program, which reads the same markers and does not cut',
      files: Object.fromEntries(['1', '2', '3'].map((n) => [`00${n}_f.sql`, goose(FUNCTION)])),
      finds: [],
    },
  ],
  checkFolder(folder, report) {
    const { convention } = folder.folder;
    if (!convention.queries) return;
    const found: { readonly direction: 'up' | 'down'; readonly told: Report }[] = [];
    for (const { context, section } of sectionsOf(folder)) {
      const queries = convention.queries(section.text, section.range, transactionOf(context, section));
      if (!queries) continue;
      for (const statement of section.script.statements) {
        const parts = queries.filter((query) => query.start < statement.range.end && statement.range.start < query.end);
        if (parts.length < 2 || statement.fault) continue;
        const { statementBlock: block } = convention;
        const br = lineBreak(section.text);
        const lineStart = section.text.lastIndexOf('\n', statement.range.start - 1) + 1;
        const ownLines = lineStart + indentOf(section.text, statement.range.start).length === statement.range.start && /^[ \t]*(?:\r?\n|$)/.test(section.text.slice(statement.end));
        const lineEnd = section.text.indexOf('\n', statement.end);
        found.push({ direction: section.direction, told: {
          message: `PostgreSQL gets this statement in ${parts.length} pieces: ${convention.title} cuts at semicolons, whatever quotes they are in`,
          file: section.file,
          range: statement.range,
          statement,
          fixes: !block || !ownLines || lineEnd < 0 ? [] : [{
            title: `Add ${block.begin} and ${block.end}`,
            safety: 'suggestion',
            changes: () => [{ kind: 'edit', file: section.file, edits: [insert(lineStart, block.begin + br), insert(lineEnd + 1, block.end + br)] }],
          }],
        } });
      }
    }
    const isOthers = !isNamed(folder.folder) && found.filter(({ direction }) => direction === 'up').length >= survived;
    if (!isOthers) for (const { told } of found) report(told);
  },
};
