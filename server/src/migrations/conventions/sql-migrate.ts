import { insert, replace } from '../../text/edits';
import { lineBreak } from '../../text/lines';
import type { Range } from '../../text/range';
import { byText } from '../by-text';
import type { Convention, Slip } from '../convention';
import { lineQueries } from '../line-queries';
import { baseName } from '../folder-view';
import { toolEvidence } from '../manifests';
import { markerLines } from '../marker-lines';
import { firstSql, unfinished } from '../marker-order';
import { hasBody, lastMatch, splitAtMarkers } from '../marked-sections';
import type { FileName } from '../file-names';
import { asTyped } from '../new-migration';
import { namedFiles, numberedFiles, type NumberedFiles, type Split } from '../numbered-files';
import { literal } from '../sql-literal';
import { strayOf } from '../strays';
import { compareNumbers, compareText } from '../versions';

// sqlparse/sqlparse.go: exactly `-- +migrate Command`, then words of which only `notransaction` means something.
const UP = /^-- \+migrate Up(?= |$).*$/m;
const DOWN = /^-- \+migrate Down(?= |$).*$/m;

/** Either direction may come first. */
function split(text: string): Split {
  const [up, down] = [UP.exec(text), DOWN.exec(text)];
  if (!up || !down || up.index < down.index) return splitAtMarkers(text, UP, DOWN);
  const turned = splitAtMarkers(text, DOWN, UP);
  return { up: turned.down, down: turned.up };
}

/** Files with a number first, by number; then those without, by name. */
function compare(a: FileName, b: FileName): number {
  if (a.version !== '' && b.version !== '') return compareNumbers(a.version, b.version) || compareText(a.file, b.file);
  return a.version === '' && b.version === '' ? compareText(a.file, b.file) : a.version === '' ? 1 : -1;
}

const files: NumberedFiles = {
  pattern: /^(?<version>\d{0,19})(?<middle>[-_]*)(?<name>.*)(?<suffix>\.sql)$/,
  versionKey: (version) => version,
  compare,
  split,
  transaction: (text, direction) => {
    // One marker says it for all of its direction.
    const marker = [...text.matchAll(new RegExp(direction === 'up' ? UP : DOWN, 'gm'))].map(([line]) => line).find((line) => / notransaction( |$)/.test(line));
    return marker
      ? { mode: 'none', because: `${marker.trim()}: sql-migrate sends each statement on its own` }
      : { mode: 'wrapped', because: 'sql-migrate runs each file in a transaction' };
  },
  stray: (base) => strayOf(base, { tool: 'sql-migrate', takes: '*.sql', better: () => [] }),
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '-',
  fileWords: asTyped,
  newFiles: () => [{ suffix: '.sql', direction: 'both', template: '\n-- +migrate Up\n|\n-- +migrate Down\n' }],
};

const COMMANDS = ['Up', 'Down', 'StatementBegin', 'StatementEnd'];

const BEGIN = /^-- \+migrate StatementBegin/;
const END = /^-- \+migrate StatementEnd/;

/** sqlparse/sqlparse.go: one marker at least, each Begin with its End, and every statement ended. */
function disorder(text: string): Slip[] {
  let open: Range | undefined;
  for (const { text: line, range } of markerLines(text, /^-- \+migrate Statement(?:Begin|End)/)) open = BEGIN.test(line) ? range : undefined;
  if (open) return [{ fate: 'refused', range: open, why: 'sql-migrate stops, as this StatementBegin has no matching -- +migrate StatementEnd' }];
  const sql = UP.test(text) || DOWN.test(text) ? undefined : firstSql(text);
  if (sql) return [{ fate: 'refused', range: sql, why: 'sql-migrate stops with "no Up/Down annotations found, so no statements were executed"', edits: [insert(0, `-- +migrate Up${lineBreak(text)}`)], fix: 'Add -- +migrate Up' }];
  const { up, down } = split(text);
  const why = 'sql-migrate stops with "The last statement must be ended by a semicolon": none ends the line of this';
  return [...unfinished(text, up, BEGIN, END, why), ...unfinished(text, down, BEGIN, END, why)];
}

/** sqlparse/sqlparse.go: what is not exactly a command is a comment, and what follows it belongs to the section before. */
function slips(text: string): Slip[] {
  const misspelt = markerLines(text, /^\s*--+\s*\+migrate\b/i).flatMap(({ text: line, range }): Slip[] => {
    const [, word = '', options = ''] = /\+migrate\b\W*(\w*)\W*(.*?)\s*$/i.exec(line)!;
    const meant = COMMANDS.find((command) => command.toLowerCase() === word.toLowerCase());
    const exact = meant !== undefined && new RegExp(`^-- \\+migrate ${meant}( .*)?$`).test(line);
    const apart = /\btransactions?\b|notransaction/i.test(options) && !/(^|\s)notransaction(\s|$)/.test(options);
    if (exact && !apart) return [];
    if (meant === undefined) return [];
    const edits = [replace(range, `-- +migrate ${meant}${/transaction/i.test(options) && meant !== 'StatementBegin' && meant !== 'StatementEnd' ? ' notransaction' : ''}`)];
    if (exact) return [{ fate: 'ignored', range, why: 'This section still runs in a transaction: the word that sql-migrate knows is notransaction', edits }];
    if (meant === 'Down' && UP.test(text.slice(0, range.start)))
      return [{ fate: 'down as up', range, why: 'What is below this line runs as part of the up: sql-migrate takes it for a comment', edits }];
    return [{ fate: 'ignored', range, why: `sql-migrate takes this line for a comment: it is not exactly -- +migrate ${meant}`, edits }];
  });
  return misspelt.length > 0 ? misspelt : disorder(text);
}

const facts = numberedFiles(() => files);

/** Facts from sql-migrate 1.8: migrate.go, sqlparse/sqlparse.go, sql-migrate/command_new.go. */
export const sqlMigrate: Convention = {
  id: 'sql-migrate',
  title: 'sql-migrate',
  detect(folder) {
    const names = namedFiles(files, folder);
    if (names.length === 0) return [];
    const settings = folder.nearest('dbconfig.yml');
    const named = settings && /\bdatasource:/.test(settings.text) && settings.text.includes(baseName(folder.path));
    if (named) return [{ text: 'dbconfig.yml names the folder', strength: 3 }, ...toolEvidence(folder, 'sql-migrate')];
    // It takes any name, that of a schema's dump, too.
    return names.some(({ file, version }) => version !== '' || /^-- \+migrate /m.test(folder.read(file) ?? '')) ? toolEvidence(folder, 'sql-migrate') : [];
  },
  ...facts,
  /** command_new.go takes the local time. */
  nextVersion: (folder, listing, now) =>
    facts.nextVersion(folder, listing, () => {
      const time = now();
      return new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
    }),
  order: 'number',
  downs: 'section',
  missingDown: 'skipped',
  duplicate: { legal: true, effect: 'both run, in the order of their names' },
  versionKey: () => undefined,
  tracking: {
    table: 'gorp_migrations',
    create: 'create table if not exists "gorp_migrations" ("id" text not null primary key, "applied_at" timestamp with time zone)',
    record: (migration) => [`insert into "gorp_migrations" ("id", "applied_at") values (${literal(baseName((migration.up ?? migration.down)!.file))}, now())`],
  },
  appendDown: (sql, br) =>
    hasBody(sql)
      ? `${br}-- +migrate Down${br}-- +migrate StatementBegin${br}${sql.trimEnd()}${br}-- +migrate StatementEnd${br}`
      : `${br}-- +migrate Down${br}${sql.trimEnd()}${br}`,
  optOut: {
    shown: 'notransaction',
    allows: 'many',
    apply(_file, text, section, direction) {
      const marker = lastMatch(direction === 'up' ? UP : DOWN, text, section.start);
      return marker && { by: 'edit', edit: insert(marker.index + marker[0].trimEnd().length, ' notransaction') };
    },
  },
  queries: (text, section) => lineQueries(text, section, BEGIN, END),
  statementBlock: { begin: '-- +migrate StatementBegin', end: '-- +migrate StatementEnd' },
  slips: byText(slips),
  beforeMarker: 'SQL before -- +migrate Up never runs: sql-migrate drops it without a word',
  directives: [
    { text: '-- +migrate Up', pattern: /^-- \+migrate Up\s*$/, does: 'Starts what `sql-migrate up` runs, in a transaction.' },
    { text: '-- +migrate Up notransaction', pattern: /^-- \+migrate Up notransaction\s*$/, does: 'Starts what `sql-migrate up` runs, each statement on its own and without a transaction.' },
    { text: '-- +migrate Down', pattern: /^-- \+migrate Down\s*$/, does: 'Starts what `sql-migrate down` runs, in a transaction.' },
    { text: '-- +migrate Down notransaction', pattern: /^-- \+migrate Down notransaction\s*$/, does: 'Starts what `sql-migrate down` runs, each statement on its own and without a transaction.' },
    { text: '-- +migrate StatementBegin', pattern: /^-- \+migrate StatementBegin\s*$/, does: "From here to `-- +migrate StatementEnd` all is one statement. Elsewhere sql-migrate ends a statement at a line that ends with a semicolon, in a function's body too." },
    { text: '-- +migrate StatementEnd', pattern: /^-- \+migrate StatementEnd\s*$/, does: 'Ends the one statement that `-- +migrate StatementBegin` started.' },
  ],
  past: { late: () => ({ fate: 'runs', effect: 'sql-migrate runs it all the same' }), knownBy: 'name', gone: 'sql-migrate stops with "unknown migration in database"' },
};
