import { insert } from '../../text/edits';
import { lineBreak } from '../../text/lines';
import { atlasSum } from '../atlas-sum';
import { byText } from '../by-text';
import type { Convention, FolderView, Slip } from '../convention';
import { ownFiles, relativeTo } from '../folder-view';
import { markerLines } from '../marker-lines';
import { manifestEvidence } from '../manifests';
import { markedTools } from '../markers';
import type { TransactionMode } from '../migration';
import { asTyped } from '../new-migration';
import { namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { literal } from '../sql-literal';
import { strayOf } from '../strays';
import { compareText } from '../versions';

const HEAD = /^(?:--[^\n]*\r?\n)+(?=\r?\n)/;

/** A directive is the file's only in a head of comments that a blank line ends; elsewhere it is a statement's. */
function transaction(text: string, folder: FolderView): TransactionMode {
  const head = HEAD.exec(text)?.[0] ?? '';
  if (/^--\s*atlas:txmode\s+none\s*$/m.test(head)) return { mode: 'none', because: '-- atlas:txmode none: Atlas sends each statement on its own' };
  if (/\btx_mode\s*=\s*"?none\b/.test(folder.nearest('atlas.hcl')?.text ?? '')) return { mode: 'none', because: 'tx_mode none in atlas.hcl' };
  return { mode: 'wrapped', because: 'Atlas runs each file in a transaction' };
}

function slips(text: string): Slip[] {
  const head = HEAD.exec(text)?.[0].length ?? 0;
  const comments = /^(?:--[^\n]*\n)+/.exec(text)?.[0].length ?? 0;
  return markerLines(text, /^\s*--\s*atlas:txmode\b/i).filter(({ range }) => range.start >= head).map(({ range }): Slip => ({
    fate: 'ignored', range,
    why: 'The file keeps its transaction: Atlas takes the line for the next statement\'s, as no blank line parts the two',
    ...(range.start < comments ? { edits: [insert(comments, lineBreak(text))] } : {}),
  }));
}

const files: NumberedFiles = {
  pattern: /^(?<version>[^_]+?)(?:(?<middle>_)(?<name>.*?))?(?<suffix>\.sql)$/,
  direction: () => 'up',
  versionKey: (version) => version,
  compare: (a, b) => compareText(a.file, b.file),
  transaction: (text, _direction, _name, folder) => transaction(text, folder),
  stray: (base) => strayOf(base, { tool: 'Atlas', takes: 'VERSION_name.sql', better: () => [] }),
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '_',
  fileWords: asTyped,
  newFiles: () => [{ suffix: '.sql', direction: 'up', template: '' }],
};

const facts = numberedFiles(() => files);

/** Facts from Atlas 1.2: sql/migrate/dir.go, migrate.go, lex.go, cmd/atlas/internal/cmdapi/migrate.go. */
export const atlas: Convention = {
  id: 'atlas',
  title: 'Atlas',
  detect(folder) {
    if (!folder.files.includes('atlas.sum') || namedFiles(files, folder).length === 0) return [];
    // Over another tool's files Atlas only watches the sums; that tool runs them.
    const others = ownFiles(folder).some((file) => /\.(up|down)\.sql$|^[VURB][\d_.]*__/.test(file)) || [...markedTools(folder)].some(([tool, marked]) => tool !== 'atlas' && tool !== 'prisma' && marked.evidence.strength === 3);
    return others ? [] : [{ text: 'atlas.sum in the folder', strength: 3 }, ...manifestEvidence(folder, 'atlas')];
  },
  ...facts,
  partnerFile: (migration, direction, folder) => (direction === 'up' ? migration.up && relativeTo(folder, migration.up.file) : undefined),
  order: 'text',
  downs: 'none',
  missingDown: 'never needed',
  duplicate: { legal: false, effect: 'Atlas takes the second for applied and never runs it' },
  versionKey: (version) => version,
  tracking: {
    table: 'atlas_schema_revisions',
    schema: 'atlas_schema_revisions',
    create: `
      CREATE SCHEMA IF NOT EXISTS atlas_schema_revisions;
      CREATE TABLE IF NOT EXISTS atlas_schema_revisions.atlas_schema_revisions (
        version character varying NOT NULL PRIMARY KEY, description character varying NOT NULL, type bigint NOT NULL DEFAULT 2,
        applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamptz NOT NULL,
        execution_time bigint NOT NULL, error text, error_stmt text, hash character varying NOT NULL, partial_hashes jsonb,
        operator_version character varying NOT NULL
      )`,
    record: (migration) => [
      `INSERT INTO atlas_schema_revisions.atlas_schema_revisions (version, description, executed_at, execution_time, hash, operator_version) VALUES (${literal(migration.version)}, ${literal(migration.name)}, now(), 0, '', '')`,
    ],
  },
  optOut: {
    shown: '-- atlas:txmode none',
    allows: 'many',
    apply: (_file, text) => ({ by: 'edit', edit: insert(0, `-- atlas:txmode none${lineBreak(text)}${HEAD.test(text) ? '' : lineBreak(text)}`) }),
  },
  slips: byText(slips),
  directives: [
    { text: '-- atlas:txmode none', pattern: /^--\s*atlas:txmode\s+none\s*$/, does: 'Atlas opens no transaction for this file and sends each statement on its own. A blank line has to follow, or the line belongs to the next statement.', at: 'head' },
    { text: '-- atlas:checkpoint', pattern: /^--\s*atlas:checkpoint(?:\s+\S+)?\s*$/, does: 'A new database starts from this file and passes over those before it. A blank line has to follow.', at: 'head' },
    { text: '-- atlas:nolint', pattern: /^--\s*atlas:nolint(?:\s+.*)?\s*$/, does: '`atlas migrate lint` says nothing of the next statement, or of the file when a blank line follows; names of checks limit it.' },
    { text: '-- atlas:delimiter …', pattern: /^--\s*atlas:delimiter\s+\S.*\s*$/, does: 'Statements of this file end at these characters in the place of the semicolon.', at: 'head' },
    { text: '-- atlas:import …', pattern: /^--\s*atlas:import\s+\S.*\s*$/, does: 'Atlas reads the file that it names before this one.', at: 'head' },
    { text: '-- atlas:sum ignore', pattern: /^--\s*atlas:sum\s+ignore\s*$/, does: "`atlas.sum` leaves this file's text out.", at: 'head' },
  ],
  integrity: atlasSum,
  past: { late: () => ({ fate: 'refused', effect: 'Atlas stops with "added out of order"' }), knownBy: 'version', lineBreaks: (folder) => (folder.files.includes('atlas.sum') ? 'Atlas stops with "checksum mismatch"' : undefined) },
};
