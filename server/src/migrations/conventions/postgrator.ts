import type { Convention } from '../convention';
import { manifestEvidence } from '../manifests';
import { goesWithoutDowns, namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { literal } from '../sql-literal';
import { strayOf } from '../strays';
import { canonicalNumber, compareNumbers, compareText } from '../versions';

const files: NumberedFiles = {
  // getMigrations: the parts between dots are number, action, name.
  pattern: /^(?<version>\d+)(?<middle>\.(?:do|undo)\.?)(?<name>.*?)(?<suffix>\.?sql)$/,
  direction: ({ middle }) => (middle.startsWith('.do') ? 'up' : 'down'),
  partner: (name) => ({ ...name, middle: name.middle.startsWith('.do') ? name.middle.replace('.do', '.undo') : name.middle.replace('.undo', '.do') }),
  programs: /^(?<version>\d+)\.do(\..*)?\.(js|mjs|cjs)$/,
  versionKey: canonicalNumber,
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file),
  transaction: () => ({ mode: 'implicit', because: 'postgrator sends a file as one query' }),
  stray: (base) =>
    strayOf(base, {
      tool: 'postgrator',
      takes: 'NNN.do.name.sql or NNN.undo.name.sql',
      better: ({ version, name, direction }) => (version && /^\d+$/.test(version) ? [`${version}.${direction === 'down' ? 'undo' : 'do'}.${name}.sql`] : []),
    }),
  firstVersion: { kind: 'sequence', digits: 3 },
  newMiddle: '.do.',
  newFiles: () => [{ suffix: '.sql', direction: 'up', template: '' }],
};

const facts = numberedFiles(() => files);

/** Facts from postgrator: postgrator.js, lib/commonClient.js. */
export const postgrator: Convention = {
  id: 'postgrator',
  title: 'postgrator',
  detect(folder) {
    const names = namedFiles(files, folder);
    return names.length === 0 ? [] : [...manifestEvidence(folder, 'postgrator'), ...(names.length >= 2 ? [{ text: 'files are named NNN.do.name.sql', strength: 2 as const }] : [])];
  },
  ...facts,
  create(name, version, folder, listing) {
    const { files: [up], caret } = facts.create(name, version, folder, listing);
    const down = { file: up!.file.replace('.do.', '.undo.'), text: '', direction: 'down' as const };
    return { files: goesWithoutDowns(listing) ? [up!] : [up!, down], caret };
  },
  order: 'number',
  downs: 'file',
  missingDown: 'skipped',
  duplicate: { legal: false, effect: 'postgrator stops at the second: two files for one version and action' },
  versionKey: canonicalNumber,
  tracking: {
    table: 'schemaversion',
    create: 'CREATE TABLE schemaversion (version BIGINT PRIMARY KEY, name TEXT, md5 TEXT, run_at TIMESTAMP WITH TIME ZONE)',
    record: (migration) => [
      `INSERT INTO schemaversion (version, name, md5, run_at) VALUES (${canonicalNumber(migration.version)}, ${literal(migration.name)}, '', now())`,
    ],
  },
  past: { late: () => ({ fate: 'skipped', effect: 'postgrator never runs this' }), knownBy: 'version', edited: 'postgrator stops at the checksum' },
};
