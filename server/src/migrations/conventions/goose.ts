import { insert, replace } from '../../text/edits';
import { lineBreak } from '../../text/lines';
import type { Range } from '../../text/range';
import { byText } from '../by-text';
import type { Convention, Slip } from '../convention';
import { dollars, isSubstituted } from '../goose-envsub';
import { lineQueries } from '../line-queries';
import { toolEvidence } from '../manifests';
import { markerLines } from '../marker-lines';
import { firstSql, unfinished } from '../marker-order';
import { hasBody, splitAtMarkers } from '../marked-sections';
import { snakeCase } from '../new-migration';
import { namedFiles, nextInSequence, numberedFiles, type NumberedFiles } from '../numbered-files';
import { plainName, strayOf } from '../strays';
import { canonicalNumber, compareNumbers, compareText } from '../versions';

// internal/sqlparser/parser.go: column 0, any case since v3.19.1, blanks around the words.
const UP = /^--[ \t]*\+goose[ \t]+up[ \t]*$/im;
const DOWN = /^--[ \t]*\+goose[ \t]+down[ \t]*$/im;
const NO_TRANSACTION = /^--[ \t]*\+goose[ \t]+no[ \t]+transaction[ \t]*$/im;

const files: NumberedFiles = {
  pattern: /^(?<version>0*[1-9]\d{0,18})(?<middle>_)(?<name>.*)(?<suffix>\.sql)$/,
  programs: /^(?<version>\d+)_.*(?<!_test)\.go$/,
  versionKey: canonicalNumber,
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file),
  split: (text) => splitAtMarkers(text, UP, DOWN),
  transaction: (text) =>
    NO_TRANSACTION.test(text)
      ? { mode: 'none', because: '-- +goose NO TRANSACTION: goose sends each statement on its own' }
      : { mode: 'wrapped', because: 'goose runs each file in a transaction' },
  stray: (base, folder) => {
    // The Provider skips what the command line stops at.
    const skips = folder.programs().some((program) => /\bgoose\.NewProvider\(/.test(program.text));
    return strayOf(base, {
      tool: 'goose',
      takes: 'NNN_name.sql',
      ...(skips ? {} : { refusal: '"could not parse SQL migration file", as its name is not NNN_name.sql' }),
      better: (meant) => plainName(meant, () => nextInSequence(files, folder)),
    });
  },
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '_',
  fileWords: snakeCase,
  newFiles: () => [{ suffix: '.sql', direction: 'both', template: "-- +goose Up\n|SELECT 'up SQL query';\n\n-- +goose Down\nSELECT 'down SQL query';\n" }],
};

const ANNOTATIONS = ['Up', 'Down', 'StatementBegin', 'StatementEnd', 'NO TRANSACTION', 'ENVSUB ON', 'ENVSUB OFF'];
const letters = (words: string): string => words.toUpperCase().replace(/[^A-Z]/g, '');

const BEGIN = /^--[ \t]*\+goose[ \t]+statementbegin/i;
const END = /^--[ \t]*\+goose[ \t]+statementend/i;

/** internal/sqlparser/parser.go: Up once, Down once behind it, each Begin with its End, and every statement ended. */
function disorder(text: string): Slip[] {
  const found: Slip[] = [];
  const stop = (range: Range, why: string): void => void found.push({ fate: 'refused', range, why });
  let section: 'up' | 'down' | undefined;
  let open: Range | undefined;
  const lines = markerLines(text, /^--[ \t]*\+goose[ \t]+(?:up|down|statementbegin|statementend)[ \t]*$/i);
  for (const { text: line, range } of lines) {
    const word = letters(/\+goose(.*)/i.exec(line)![1]!);
    if (word === 'UP' && section) stop(range, 'goose stops at a second -- +goose Up');
    if (word === 'DOWN' && section !== 'up') stop(range, section ? 'goose stops at a second -- +goose Down' : 'goose stops at -- +goose Down: no -- +goose Up stands before it');
    if (word === 'UP' || word === 'DOWN') section = word === 'UP' ? 'up' : 'down';
    if (word === 'STATEMENTBEGIN' && (open || !section)) stop(range, `goose stops at -- +goose StatementBegin: ${open ? 'the one before has no -- +goose StatementEnd' : 'no -- +goose Up stands before it'}`);
    if (word === 'STATEMENTEND' && !open) stop(range, 'goose stops at -- +goose StatementEnd: no -- +goose StatementBegin stands before it');
    if (word === 'STATEMENTBEGIN') open = range;
    if (word === 'STATEMENTEND') open = undefined;
  }
  if (open) stop(open, 'goose stops, as this -- +goose StatementBegin has no -- +goose StatementEnd');
  const sql = UP.test(text) ? undefined : firstSql(text);
  if (sql && lines.length === 0) found.push({ fate: 'refused', range: sql, why: "goose stops: the file has no -- +goose Up", edits: [insert(0, `-- +goose Up${lineBreak(text)}`)], fix: 'Add -- +goose Up' });
  if (found.length > 0 || sql) return found;
  const { up, down } = splitAtMarkers(text, UP, DOWN);
  const why = 'goose stops with "unexpected unfinished SQL query": no semicolon ends the line of this';
  return [...unfinished(text, up, BEGIN, END, why), ...unfinished(text, down, BEGIN, END, why)];
}

/** internal/sqlparser/parser.go: a comment line with +goose in it must be an annotation, from the first column on. */
function slips(text: string): Slip[] {
  const misspelt = markerLines(text, /^\s*--+\s*\+goose\b/i).flatMap(({ text: line, range }): Slip[] => {
    const words = /\+goose\b[ \t]*(.*?)[ \t]*$/i.exec(line)![1]!;
    const known = ANNOTATIONS.some((annotation) => annotation.toUpperCase() === words.toUpperCase().replace(/\s+/g, ' '));
    const leading = /^\s/.test(line);
    if (known && !leading) return [];
    const meant = ANNOTATIONS.find((annotation) => letters(words).startsWith(letters(annotation)) || (words.length > 1 && letters(annotation) === letters(words).replace(/S$/, '')));
    return [{
      fate: 'refused', range,
      why: leading ? 'goose stops at this line: "contains leading whitespace: invalid annotation"' : `goose stops at this line: "${words}" is no annotation of it`,
      ...(meant === undefined ? {} : { edits: [replace(range, `-- +goose ${meant}`)] }),
    }];
  });
  return misspelt.length > 0 ? misspelt : [...disorder(text), ...dollars(text)];
}

/** Facts from goose v3.27: migration.go, provider_collect.go, create.go, internal/sqlparser/parser.go, internal/dialects/postgres.go. */
export const goose: Convention = {
  id: 'goose',
  title: 'goose',
  detect: (folder) => (namedFiles(files, folder).length > 0 ? toolEvidence(folder, 'goose') : []),
  ...numberedFiles(() => files),
  order: 'number',
  downs: 'section',
  missingDown: 'skipped',
  duplicate: { legal: false, effect: 'goose stops with "duplicate version" and runs nothing' },
  versionKey: canonicalNumber,
  tracking: {
    table: 'goose_db_version',
    create: `
      CREATE TABLE goose_db_version (
        id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, version_id bigint NOT NULL, is_applied boolean NOT NULL,
        tstamp timestamp NOT NULL DEFAULT now()
      )`,
    record: (migration) => [`INSERT INTO goose_db_version (version_id, is_applied) VALUES (${canonicalNumber(migration.version)}, true)`],
  },
  appendDown: (sql, br) =>
    hasBody(sql)
      ? `${br}-- +goose Down${br}-- +goose StatementBegin${br}${sql.trimEnd()}${br}-- +goose StatementEnd${br}`
      : `${br}-- +goose Down${br}${sql.trimEnd()}${br}`,
  optOut: {
    shown: '-- +goose NO TRANSACTION',
    allows: 'many',
    apply: (_file, text) => ({ by: 'edit', edit: insert(UP.exec(text)?.index ?? 0, `-- +goose NO TRANSACTION${lineBreak(text)}`) }),
  },
  queries: (text, section) => lineQueries(text, section, BEGIN, END),
  statementBlock: { begin: '-- +goose StatementBegin', end: '-- +goose StatementEnd' },
  slips: byText(slips),
  beforeMarker: 'goose stops at SQL before -- +goose Up ("unexpected state 0")',
  directives: [
    { text: '-- +goose Up', pattern: /^--[ \t]*\+goose[ \t]+up[ \t]*$/i, does: 'Starts what `goose up` runs.' },
    { text: '-- +goose Down', pattern: /^--[ \t]*\+goose[ \t]+down[ \t]*$/i, does: 'Starts what `goose down` runs.' },
    { text: '-- +goose StatementBegin', pattern: /^--[ \t]*\+goose[ \t]+statementbegin[ \t]*$/i, does: "From here to `-- +goose StatementEnd` all is one statement. Elsewhere goose ends a statement at a line that ends with a semicolon, in a function's body too." },
    { text: '-- +goose StatementEnd', pattern: /^--[ \t]*\+goose[ \t]+statementend[ \t]*$/i, does: 'Ends the one statement that `-- +goose StatementBegin` started.' },
    { text: '-- +goose NO TRANSACTION', pattern: /^--[ \t]*\+goose[ \t]+no[ \t]+transaction[ \t]*$/i, does: 'goose opens no transaction for this file, up and down, and sends each statement on its own.' },
    { text: '-- +goose ENVSUB ON', pattern: /^--[ \t]*\+goose[ \t]+envsub[ \t]+on[ \t]*$/i, does: 'From here on goose puts environment variables in the place of `$NAME` and `${NAME}`.' },
    { text: '-- +goose ENVSUB OFF', pattern: /^--[ \t]*\+goose[ \t]+envsub[ \t]+off[ \t]*$/i, does: 'From here on goose leaves `$NAME` as it is.' },
  ],
  fillsIn: (placeholder, { text, at }) => placeholder.startsWith('$') && isSubstituted(text, at),
  past: { late: () => ({ fate: 'refused', effect: 'goose stops with "missing (out-of-order) migration"' }), knownBy: 'version' },
};
