import { insert } from '../../text/edits';
import { lineBreak } from '../../text/lines';
import { byText } from '../by-text';
import type { Convention, Evidence, FolderView, Listing, NewMigration, Slip } from '../convention';
import { relativeTo, wholeFile } from '../folder-view';
import { hashChain } from '../hash-chain';
import { lineToTop, markerLines } from '../marker-lines';
import { manifestEvidence } from '../manifests';
import { markerEvidence } from '../markers';
import type { Migration, Stray, TransactionMode } from '../migration';
import { literal } from '../sql-literal';
import { canonicalNumber, compareNumbers, compareText, nextVersion } from '../versions';

const TAMPERED = 'graphile-migrate stops with "has the file been tampered with?"';
// src/migration.ts
const COMMITTED = /^committed\/(?<version>\d+)(?:-(?<name>[-_a-zA-Z0-9]*))?\.sql$/;
const CURRENT = /^current\/(?<version>\d+)(?:-(?<name>[-_a-zA-Z0-9]*))?\.sql$/;

/** src/header.ts: the first line after those of the header, which start with a capital letter. */
function transaction(text: string): TransactionMode {
  const body = text.replace(/^(?:--! [A-Z][a-zA-Z0-9_]*(?::.*)?(?:\n|$))+/, '').trimStart();
  return /^--!\s*no-transaction\b/.test(body)
    ? { mode: 'implicit', because: '--! no-transaction: graphile-migrate sends the file as one query' }
    : { mode: 'wrapped', because: 'graphile-migrate runs each file in a transaction' };
}

/** src/header.ts, migration.ts: only in the lines of `--!` with which the file starts. */
function slips(text: string): Slip[] {
  if (transaction(text).mode === 'implicit') return [];
  const [line] = markerLines(text, /^\s*--\s*!\s*no[-_ ]?transaction\b/i);
  return line ? [{ fate: 'ignored', range: line.range, why: 'The file still runs in a transaction: graphile-migrate looks for --! no-transaction in the lines of --! at its start', edits: lineToTop(text, line, '--! no-transaction') }] : [];
}

/** Committed ones by number, then what is being worked on: current.sql, or the files of current/. */
function list(folder: FolderView): Listing {
  const strays: Stray[] = [];
  const numbered = (pattern: RegExp): Migration[] =>
    folder.files
      .flatMap((file) => {
        const groups = pattern.exec(file)?.groups;
        return groups ? [{ file, version: groups['version']!, name: groups['name'] ?? '' }] : [];
      })
      .sort((a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file))
      .map(({ file, version, name }) => ({ version, name, up: wholeFile(folder, file), down: undefined, transaction: transaction(folder.read(file) ?? '') }));
  const current = folder.files.includes('current.sql') && (folder.read('current.sql') ?? '').trim() !== '';
  for (const file of folder.files) {
    const [directory, base] = file.split('/');
    if (base === undefined || !base.endsWith('.sql')) continue;
    if (directory === 'committed' && !COMMITTED.test(file))
      strays.push({ file: `${folder.path}/${file}`, fate: 'ignored', why: 'never runs: graphile-migrate takes only committed/NNNNNN-name.sql', better: [] });
    if (directory === 'current' && !CURRENT.test(file))
      strays.push({ file: `${folder.path}/${file}`, fate: 'refused', why: 'stops graphile-migrate: "Invalid current migration filename"', better: [] });
  }
  return {
    migrations: [
      ...numbered(COMMITTED),
      ...numbered(CURRENT).map((migration) => ({ ...migration, version: `current/${migration.version}` })),
      ...(current ? [{ version: 'current', name: '', up: wholeFile(folder, 'current.sql'), down: undefined, transaction: transaction(folder.read('current.sql') ?? '') }] : []),
    ],
    strays,
  };
}

/** src/sluggify.ts */
function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9_]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60);
}

function detect(folder: FolderView): Evidence[] {
  const committed = folder.files.some((file) => COMMITTED.test(file));
  if (!committed && !folder.files.includes('current.sql') && !folder.files.some((file) => CURRENT.test(file))) return [];
  const settings = ['.gmrc', '.gmrc.js', '.gmrc.cjs'].find((name) => folder.nearest(name));
  return [
    ...(settings ? [{ text: settings, strength: 3 as const }] : []),
    ...markerEvidence(folder, 'graphile-migrate'),
    ...manifestEvidence(folder, 'graphile-migrate'),
    ...(committed && folder.files.some((file) => /^current(\.sql|\/)/.test(file)) ? [{ text: 'committed/ and current beside each other', strength: 2 as const }] : []),
  ];
}

/** Facts from graphile-migrate 2.0 rc: src/migration.ts, header.ts, sluggify.ts, commands/commit.ts. */
export const graphileMigrate: Convention = {
  id: 'graphile-migrate',
  title: 'graphile-migrate',
  detect,
  list,
  order: 'number',
  downs: 'none',
  missingDown: 'never needed',
  duplicate: { legal: false, effect: 'graphile-migrate stops, as their hashes are one chain' },
  versionKey: (version) => (/^\d+$/.test(version) ? canonicalNumber(version) : version),
  tracking: {
    table: 'migrations',
    schema: 'graphile_migrate',
    create: `
      CREATE SCHEMA IF NOT EXISTS graphile_migrate;
      CREATE TABLE IF NOT EXISTS graphile_migrate.migrations (
        hash text primary key, previous_hash text references graphile_migrate.migrations, filename text not null,
        date timestamptz not null default now()
      );
      CREATE TABLE IF NOT EXISTS graphile_migrate.current (
        filename text primary key default 'current.sql', content text not null, date timestamptz not null default now()
      )`,
    record: (migration) => [
      `INSERT INTO graphile_migrate.migrations (hash, filename) VALUES ('${migration.version}', ${literal(migration.up!.file.replace(/^.*\//, ''))})`,
    ],
  },
  partnerFile: (migration, direction, folder) => (direction === 'up' ? migration.up && relativeTo(folder, migration.up.file) : undefined),
  // The committed files' hashes are a chain, and their names are in it.
  renamed: () => new Map(),
  nextVersion: (_folder, listing, now) =>
    nextVersion(listing.migrations.flatMap(({ version }) => /\d+$/.exec(version)?.[0] ?? []), now, { kind: 'sequence', digits: 6 }),
  create(name, _version, folder): NewMigration {
    const inFolder = folder.files.some((file) => file.startsWith('current/'));
    const steps = folder.files.flatMap((file) => CURRENT.exec(file)?.groups?.['version'] ?? []);
    const step = nextVersion(steps, () => new Date(0), { kind: 'sequence', digits: 3 });
    return { files: [{ file: inFolder ? `current/${step}-${slug(name)}.sql` : 'current.sql', text: '', direction: 'up' }], caret: 0 };
  },
  refuseName: (name) => (slug(name) === '' ? 'A name needs a letter or a digit' : undefined),
  optOut: {
    shown: '--! no-transaction',
    allows: 'one',
    // What is committed is in the chain of hashes, and a folder of steps is one migration.
    apply: (file, text) => (file === 'current.sql' && lineBreak(text) === '\n' ? { by: 'edit', edit: insert(0, `--! no-transaction\n${text.startsWith('--!') ? '' : '\n'}`) } : undefined),
  },
  directives: [
    { text: '--! no-transaction', pattern: /^--! no-transaction\s*$/, does: 'graphile-migrate opens no transaction for this file, and sends it as one query.', at: 'head' },
    { text: '--! Message: …', pattern: /^--! Message:.*$/, does: "The commit message, from which the file's name is made.", at: 'head' },
    { text: '--! AllowInvalidHash', pattern: /^--! AllowInvalidHash\s*$/, does: 'graphile-migrate takes the file although its hash is another.', at: 'head' },
    { text: '--!include …', pattern: /^--!include\s+\S+\s*$/, does: 'Stands for the text of a file in `fixtures/`.' },
    { text: '--! Previous: …', pattern: /^--! Previous:.*$/, does: 'The hash of the migration before, so that all committed ones are one chain.', at: 'head', generated: true },
    { text: '--! Hash: …', pattern: /^--! Hash:.*$/, does: 'The hash of this file and the one before; graphile-migrate stops when it is another.', at: 'head', generated: true },
  ],
  fillsIn: (placeholder) => /^:\w/.test(placeholder),
  integrity: hashChain,
  slips: byText(slips),
  past: { repeats: ({ version }) => version.startsWith('current'), late: () => ({ fate: 'refused', effect: 'graphile-migrate stops, as the hashes are one chain' }), knownBy: 'version', edited: TAMPERED, lineBreaks: () => TAMPERED, gone: 'graphile-migrate stops, as the hashes are one chain' },
};
