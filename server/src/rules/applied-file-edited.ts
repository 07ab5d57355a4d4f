import { nameIn, renameFiles } from '../fixes/file-changes';
import { relativeTo } from '../migrations/folder-view';
import { sections, type MigrationFolder } from '../migrations/convention';
import type { BaseBranch } from '../migrations/base-branch';
import { parseScript } from '../syntax/parse-script';
import type { Statement } from '../syntax/statement';
import { replace, type Change } from '../text/edits';
import { lineBreak } from '../text/lines';
import type { Range } from '../text/range';
import { formerOf, sameText, type FormerMigration } from './former-migrations';
import type { FolderContext, Report, Rule } from './rule';

const A = { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' };
const B = { '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n', '002_b.down.sql': 'DROP TABLE IF EXISTS b;\n' };
const CARGO = { 'Cargo.toml': '[dependencies]\nsqlx = { version = "0.8", features = ["migrate"] }\n' };
const TOP: Range = { start: 0, end: 0 };

export const appliedFileEdited: Rule = {
  id: 'applied-file-edited',
  title: 'A migration of the base branch is edited, renamed or deleted',
  severity: 'warning',
  why: 'What is on the base branch has run on databases. A tool that keeps checksums stops there when the file is another; one that does not passes over the file, so that databases differ for ever.',
  instead: 'Put the file back as it is on the base branch, and make the change in a migration of its own.',
  examples: [
    {
      title: 'A column more, which databases that ran the file never get',
      files: { ...A, '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, name text);\n' },
      base: A,
      finds: ['001_a.up.sql: CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, name text)'],
      fixed: { '001_a.up.sql': A['001_a.up.sql'] },
    },
    {
      title: 'sqlx keeps a checksum, to which a comment is a change',
      files: { ...CARGO, '001_a.sql': `-- users\n${A['001_a.up.sql']}` },
      base: { '001_a.sql': A['001_a.up.sql'] },
      finds: ['001_a.sql: '],
      fixed: { '001_a.sql': A['001_a.up.sql'] },
    },
    {
      title: 'A migration that is gone',
      files: B,
      base: { ...A, ...B },
      finds: ['002_b.up.sql: '],
      fixed: A,
    },
    {
      title: 'To golang-migrate another number is another migration',
      files: { ...A, '003_b.up.sql': B['002_b.up.sql'], '003_b.down.sql': B['002_b.down.sql'] },
      base: { ...A, ...B },
      finds: ['003_b.up.sql: '],
      fixed: { ...B, '003_b.up.sql': null, '003_b.down.sql': null },
    },
    { title: 'A comment, where the tool keeps no checksum', files: { ...A, '001_a.up.sql': `-- users\n${A['001_a.up.sql']}` }, base: A, finds: [] },
  ],
  checkFolder(context, report) {
    const { base, folder } = context;
    if (!base) return;
    const former = formerOf(folder, base);
    const gone = former.filter(({ now }) => !now);
    if (gone.length > 0) report(deleted(folder, base, gone));
    for (const one of former) {
      if (!one.now) continue;
      const found = one.now.up!.file === one.former.up!.file ? edited(context, base, one) : renamed(folder, base, one);
      if (found) report(found);
    }
  },
};

function edited({ folder, migrations }: FolderContext, base: BaseBranch, { former, text, now }: FormerMigration): Report | undefined {
  const { convention } = folder;
  const { file, range } = now!.up!;
  const present = folder.view.read(relativeTo(folder.view, file)) ?? '';
  const was = text.slice(former.up!.range.start, former.up!.range.end);
  const is = present.slice(range.start, range.end);
  if (sameText(was, is)) return undefined;
  const own = migrations.find(({ migration }) => migration === now)?.up?.script.statements ?? [];
  const before = parseScript(text, former.up!.range).statements;
  const at = own.findIndex((statement, i) => !before[i] || wordsOf(statement) !== wordsOf(before[i]));
  const comments = at < 0 && own.length === before.length;
  const whole = range.start === 0 && range.end === present.length;
  // Of a part of a file a checksum is over the SQL.
  if (comments && (convention.past.edited === undefined || !whole)) return undefined;
  const name = nameIn(folder, file);
  const statement = own[at];
  return {
    message: convention.past.edited === undefined ? `Databases that ran ${name} never see the edit: it is on ${base.name}` : `${convention.past.edited}: ${name} is another than on ${base.name}`,
    severity: convention.past.edited === undefined ? 'warning' : 'error',
    file,
    range: statement?.range ?? TOP,
    ...(statement ? { statement } : {}),
    fixes: [{ title: `Put back what ${base.name} has`, safety: 'suggestion', changes: () => [{ kind: 'edit', file, edits: [replace(range, was.replace(/\r?\n/g, lineBreak(present)))] }] }],
  };
}

/** A statement without comments and with its blanks as one. */
function wordsOf(statement: Statement): string {
  return statement.tokens().map(({ start, end }) => statement.text.slice(start - statement.range.start, end - statement.range.start)).join(' ');
}

function renamed(folder: MigrationFolder, base: BaseBranch, { former, now }: FormerMigration): Report | undefined {
  const { convention } = folder;
  const { past } = convention;
  const key = convention.versionKey(former.version);
  const sameVersion = key !== undefined && key === convention.versionKey(now!.version);
  if (sameVersion && past.knownBy === 'version') return undefined;
  const [from, to] = [nameIn(folder, former.up!.file), nameIn(folder, now!.up!.file)];
  const stops = sameVersion ? past.edited : past.gone;
  return {
    message: stops === undefined ? `Databases that ran ${from} take ${to} for another migration: ${base.name} has it under the former name` : `${stops}: ${to} is called ${from} on ${base.name}`,
    severity: stops === undefined ? 'warning' : 'error',
    file: now!.up!.file,
    range: TOP,
    fixes: [{ title: `Rename it back to ${from}`, safety: 'suggestion', changes: () => renameFiles(folder, formerNames(folder, former, now!)) }],
  };
}

/** Present names to former ones, of both directions. */
function formerNames({ view }: MigrationFolder, former: FormerMigration['former'], now: FormerMigration['former']): Map<string, string> {
  const names = new Map<string, string>();
  for (const direction of ['up', 'down'] as const) {
    const [was, is] = [former[direction], now[direction]];
    if (was && is && was.file !== is.file && !view.files.includes(relativeTo(view, was.file))) names.set(relativeTo(view, is.file), relativeTo(view, was.file));
  }
  return names;
}

/** All of them as one finding: a team that puts many into one deletes them all. */
function deleted(folder: MigrationFolder, base: BaseBranch, gone: readonly FormerMigration[]): Report {
  const { past } = folder.convention;
  const names = gone.map(({ former }) => nameIn(folder, former.up!.file));
  const shown = names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} others` : names.join(' and ');
  const first = folder.migrations.find(({ up }) => up && up.file > gone[0]!.former.up!.file) ?? folder.migrations.at(-1)!;
  return {
    message: past.gone === undefined ? `Databases that ran ${shown} keep what ${names.length > 1 ? 'they' : 'it'} made, and new ones never get it: ${base.name} has what is deleted here` : `${past.gone}: ${shown} of ${base.name} ${names.length > 1 ? 'are' : 'is'} deleted here`,
    severity: past.gone === undefined ? 'warning' : 'error',
    file: (first.up ?? first.down)!.file,
    range: TOP,
    fixes: [{ title: `Put back ${shown}`, safety: 'suggestion', changes: () => restored(folder, base, gone) }],
  };
}

function restored({ view, path }: MigrationFolder, base: BaseBranch, gone: readonly FormerMigration[]): Change[] {
  const files = new Set(gone.flatMap(({ former }) => sections(former).map((section) => relativeTo(view, section.file))));
  return [...files].filter((file) => !view.files.includes(file)).map((file) => ({ kind: 'create', file: `${path}/${file}`, text: base.left.read(file) ?? '' }));
}
