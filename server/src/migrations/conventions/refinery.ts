import { cargoDatabase } from '../cargo-features';
import type { Convention } from '../convention';
import { relativeTo } from '../folder-view';
import { manifestEvidence } from '../manifests';
import { namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { strayOf } from '../strays';
import { canonicalNumber, compareNumbers, compareText } from '../versions';

const DIFFERENT = 'refinery stops with "different than filesystem one"';
const files: NumberedFiles = {
  // refinery_core/src/util.rs: ([U|V])(\d+(?:\.\d+)?)__(\w+)\.(rs|sql); U may come late, it is no undo. A dot in the version is an error.
  pattern: /^(?<prefix>[UV])(?<version>\d+)(?<middle>__)(?<name>\w+)(?<suffix>\.sql)$/,
  direction: () => 'up',
  programs: /^[UV](?<version>\d+)__\w+\.rs$/,
  recursive: true,
  versionKey: canonicalNumber,
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file),
  transaction: () => ({ mode: 'wrapped', because: 'refinery runs each migration in a transaction' }),
  stray: (base) => {
    if (/^[UV]\d+\.\d+__\w+\.(?:rs|sql)$/.test(base)) return { file: base, fate: 'refused', why: 'stops refinery: "migration version must be a valid integer"', better: [] };
    const near = /^[vu]_?(\d+)[_-]+(.*?)(?:\.up)?\.sql$/i.exec(base);
    const better = near ? [`${base[0]!.toUpperCase()}${near[1]}__${near[2]!.replace(/\W+/g, '_')}.sql`] : [];
    if (near) return { file: base, fate: 'ignored', why: 'never runs: refinery takes only files named V1__name.sql, of letters, digits and _', better, version: near[1]! };
    return strayOf(base, { tool: 'refinery', takes: 'V1__name.sql', better: ({ version, name }) => (version && /^\d+$/.test(version) && name ? [`V${version}__${name.replace(/\W+/g, '_')}.sql`] : []) });
  },
  firstVersion: { kind: 'sequence', digits: 1 },
  newPrefix: 'V',
  newMiddle: '__',
  fileWords: (name) => name.trim().replace(/\W+/g, '_'),
  newFiles: () => [{ suffix: '.sql', direction: 'up', template: '' }],
};

/** Facts from refinery 0.9: refinery_core/src/util.rs, runner.rs, traits/mod.rs. */
export const refinery: Convention = {
  id: 'refinery',
  title: 'refinery',
  detect(folder) {
    if (namedFiles(files, folder).length === 0) return [];
    const settings = folder.nearest('refinery.toml');
    return [...(settings ? [{ text: 'refinery.toml', strength: 3 as const }] : []), ...manifestEvidence(folder, 'refinery')];
  },
  ...numberedFiles(() => files),
  partnerFile: (migration, direction, folder) => (direction === 'up' ? migration.up && relativeTo(folder, migration.up.file) : undefined),
  otherDatabase: cargoDatabase({ crates: ['refinery'], postgres: ['postgres', 'tokio-postgres'], others: { rusqlite: 'SQLite', 'rusqlite-bundled': 'SQLite', mysql: 'MySQL', mysql_async: 'MySQL', tiberius: 'SQL Server' } }),
  order: 'number',
  downs: 'none',
  missingDown: 'never needed',
  duplicate: { legal: false, effect: 'refinery stops at the key of refinery_schema_history' },
  versionKey: canonicalNumber,
  greatestVersion(folder) {
    const manifest = folder.nearest('Cargo.toml')?.text;
    // The feature may also be the workspace's, in a manifest above.
    return manifest !== undefined && /^refinery\b(?!.*workspace)/m.test(manifest) && !manifest.includes('int8-versions') ? 2147483647n : undefined;
  },
  tracking: {
    table: 'refinery_schema_history',
    create: 'CREATE TABLE IF NOT EXISTS refinery_schema_history(version INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255))',
    record: (migration) => [
      `INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (${canonicalNumber(migration.version)}, '${migration.name}', to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SSOF'), '')`,
    ],
  },
  past: {
    late: ({ up }) => (/(^|\/)U[^/]*$/.test(up?.file ?? '') ? { fate: 'runs', effect: 'refinery runs it all the same' } : { fate: 'refused', effect: 'refinery stops with "missing from the filesystem"' }),
    knownBy: 'name',
    edited: DIFFERENT,
    // refinery_core/src/runner.rs: the checksum is over the text as it is read.
    lineBreaks: () => DIFFERENT,
    gone: 'refinery stops with "missing from the filesystem"',
  },
};
