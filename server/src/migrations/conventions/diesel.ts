import { lineBreak } from '../../text/lines';
import { cargoDatabase } from '../cargo-features';
import type { Convention, Evidence, FolderView, Slip } from '../convention';
import { directoriesWith, folderPerMigration, type DirectoryName, type FolderPerMigration } from '../folder-per-migration';
import { baseName } from '../folder-view';
import { manifestEvidence } from '../manifests';
import { markerEvidence } from '../markers';
import type { Stray, TransactionMode } from '../migration';
import { asTyped } from '../new-migration';
import { literal } from '../sql-literal';
import { compareText } from '../versions';

/** migrations_internals: the text before the first `_` without its hyphens, compared as text. */
const versionKey = (version: string): string => version.replaceAll('-', '');

function parse(directory: string): DirectoryName | undefined {
  if (directory.startsWith('.')) return undefined;
  const [version, ...words] = directory.split('_');
  return { directory, version: version!, name: words.join('_') };
}

type Metadata = 'none' | 'unreadable' | 'without the key' | 'true' | 'false';

/** file_based_migrations.rs: metadata.toml as its reader takes it. */
function metadataOf(text: string | undefined): Metadata {
  if (text === undefined) return 'none';
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (!lines.every((line) => /^\[.+\]|^[\w."-]+\s*=\s*\S/.test(line))) return 'unreadable';
  const table = lines.findIndex((line) => line.startsWith('['));
  const top = table < 0 ? lines : lines.slice(0, table);
  const key = top.map((line) => /^run_in_transaction\s*=\s*(true|false)\b/.exec(line)?.[1]).find((value) => value !== undefined);
  return (key as 'true' | 'false' | undefined) ?? 'without the key';
}

/** up.sql goes through batch_execute, one query. Without the key no transaction is put around it; where metadata.toml cannot be read, one is. */
function transaction(_text: string, { directory }: DirectoryName, folder: FolderView): TransactionMode {
  switch (metadataOf(folder.read(`${directory}/metadata.toml`))) {
    case 'none': return { mode: 'wrapped', because: 'Diesel runs each migration in a transaction' };
    case 'unreadable': return { mode: 'wrapped', because: 'Diesel cannot read metadata.toml and runs the migration in a transaction' };
    case 'true': return { mode: 'wrapped', because: 'run_in_transaction = true in metadata.toml' };
    case 'false': return { mode: 'implicit', because: 'run_in_transaction = false in metadata.toml: Diesel sends the file as one query' };
    case 'without the key': return { mode: 'implicit', because: 'metadata.toml without run_in_transaction: Diesel opens no transaction' };
  }
}

function settingSlips(folder: FolderView): (Slip & { readonly file: string })[] {
  return folder.files.filter((file) => file.endsWith('/metadata.toml')).flatMap((file): (Slip & { readonly file: string })[] => {
    const text = folder.read(file) ?? '';
    const metadata = metadataOf(text);
    const line = /^.*run_in_transaction.*$/m.exec(text) ?? /^.*\S.*$/m.exec(text);
    const range = line ? { start: line.index, end: line.index + line[0].trimEnd().length } : { start: 0, end: 0 };
    if (metadata === 'unreadable') return [{ file, fate: 'ignored', range, why: 'The migration runs in a transaction whatever this file says: Diesel cannot read it as TOML' }];
    // Whatever else it was made for, the transaction is gone with it.
    return metadata === 'without the key' ? [{ file, fate: 'ignored', range, why: 'The migration runs without a transaction: to Diesel a metadata.toml without run_in_transaction means false' }] : [];
  });
}

function stray(file: string, folder: FolderView): Omit<Stray, 'file'> | undefined {
  const [directory, base, ...deeper] = file.split('/');
  if (base === undefined)
    return /^\d.*\.sql$/i.test(file)
      ? { fate: 'ignored', why: 'never runs: Diesel takes only folders named VERSION_name with an up.sql in them', better: [] }
      : { fate: 'other', why: "not run: its name is not a migration's", better: [] };
  if (deeper.length > 0 || directory!.startsWith('.')) return undefined;
  if (base === 'metadata.toml' || folder.files.includes(`${directory}/up.sql`)) return undefined;
  if (file !== folder.files.find((other) => other.startsWith(`${directory}/`))) return undefined;
  return { fate: 'refused', why: `stops Diesel: "Invalid migration directory", as ${directory} has no up.sql`, better: /\.sql$/i.test(base) && base !== 'down.sql' ? ['up.sql'] : [] };
}

const facts: FolderPerMigration = {
  upFile: 'up.sql',
  downFile: 'down.sql',
  parse,
  compare: (a, b) => compareText(versionKey(a.version), versionKey(b.version)) || compareText(a.directory, b.directory),
  transaction,
  stray,
  firstVersion: { kind: 'time', digits: 14 },
  templates: { up: '-- Your SQL goes here\n', down: '-- This file should undo anything in `up.sql`\n' },
  nextVersion: ({ migrations }, now) => nextVersion(migrations.map((migration) => migration.version), now),
  directoryName: (version, name) => `${version}_${name}`,
  directoryWords: asTyped,
};

/** diesel_cli: %Y-%m-%d-%H%M%S-0000, with the four digits since 2.2; a folder keeps the shape of its newest. */
function nextVersion(versions: readonly string[], now: () => Date): string {
  // A name that is no time has none behind it.
  const sorted = versions.filter((version) => timeOf(version) !== undefined).sort((a, b) => compareText(versionKey(a), versionKey(b)));
  const newest = sorted.at(-1);
  const shape = newest !== undefined && /^\d{4}-\d{2}-\d{2}-\d{6}$/.test(newest) ? '' : newest !== undefined && /^\d{14}$/.test(newest) && versions.length > 1 ? undefined : '-0000';
  for (let time = now().getTime(); ; time += 1000) {
    const iso = new Date(time).toISOString();
    const clock = iso.slice(11, 19).replaceAll(':', '');
    const version = shape === undefined ? iso.slice(0, 10).replaceAll('-', '') + clock : `${iso.slice(0, 10)}-${clock}${shape}`;
    if (newest === undefined || compareText(versionKey(version), versionKey(newest)) > 0) return version;
    time = Math.max(time, timeOf(newest) ?? time);
  }
}

function timeOf(version: string): number | undefined {
  const digits = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})/.exec(versionKey(version));
  if (!digits) return undefined;
  const [year, month, day, hour, minute, second] = digits.slice(1).map(Number);
  const time = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
  const isDate = new Date(time).toISOString().startsWith(`${digits[1]}-${digits[2]}-${digits[3]}T`);
  return isDate ? time : undefined;
}

function detect(folder: FolderView): Evidence[] {
  const directories = directoriesWith(folder, 'up.sql');
  if (directories.length === 0) return [];
  const evidence: Evidence[] = [];
  if (directories.includes('00000000000000_diesel_initial_setup')) evidence.push({ text: '00000000000000_diesel_initial_setup', strength: 3 });
  const settings = folder.nearest('diesel.toml');
  if (settings) evidence.push({ text: 'diesel.toml', strength: settings.text.includes(baseName(folder.path)) ? 3 : 2 });
  evidence.push(...manifestEvidence(folder, 'diesel'), ...markerEvidence(folder, 'diesel'));
  const dated = directories.filter((directory) => /^(\d{4}-\d{2}-\d{2}-\d{6}|\d{14})/.test(directory));
  if (dated.length >= 2) evidence.push({ text: 'folders named YYYY-MM-DD-HHMMSS_name with an up.sql each', strength: 1 });
  return evidence;
}

/** Facts from Diesel 2.3: diesel_migrations/migrations_internals, file_based_migrations.rs, diesel_cli/src/migrations. */
export const diesel: Convention = {
  id: 'diesel',
  title: 'Diesel',
  detect,
  otherDatabase: cargoDatabase({ crates: ['diesel', 'diesel-async', 'diesel_migrations'], postgres: ['postgres', 'postgres_backend'], others: { sqlite: 'SQLite', mysql: 'MySQL', mysql_backend: 'MySQL' } }),
  ...folderPerMigration(facts),
  order: 'text',
  downs: 'file',
  missingDown: 'fails',
  duplicate: { legal: false, effect: 'Diesel keeps only one of them and never runs the other' },
  versionKey,
  tracking: {
    table: '__diesel_schema_migrations',
    create:
      'CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)',
    record: (migration) => [`INSERT INTO __diesel_schema_migrations (version) VALUES (${literal(versionKey(migration.version))})`],
  },
  optOut: {
    shown: 'run_in_transaction = false',
    allows: 'one',
    apply(file, text, _section, _direction, folder) {
      const metadata = file.replace(/[^/]*$/, 'metadata.toml');
      return folder.files.includes(metadata) ? undefined : { by: 'file', file: metadata, text: `run_in_transaction = false${lineBreak(text)}` };
    },
  },
  settingSlips,
  past: { late: () => ({ fate: 'runs', effect: 'Diesel runs it all the same' }), knownBy: 'version' },
};
