import { insert } from '../../text/edits';
import type { Convention } from '../convention';
import { lineQueries } from '../line-queries';
import { baseName } from '../folder-view';
import { toolEvidence } from '../manifests';
import { hasBody, lastMatch, splitAtMarkers } from '../marked-sections';
import type { FileName } from '../file-names';
import { namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { literal } from '../sql-literal';
import { strayOf } from '../strays';
import { compareNumbers, compareText } from '../versions';

// sqlparse/sqlparse.go: exactly `-- +migrate Command`, then words of which only `notransaction` means something.
const UP = /^-- \+migrate Up(?= |$).*$/m;
const DOWN = /^-- \+migrate Down(?= |$).*$/m;

/** Files with a number first, by number; then those without, by name. */
function compare(a: FileName, b: FileName): number {
  if (a.version !== '' && b.version !== '') return compareNumbers(a.version, b.version) || compareText(a.file, b.file);
  return a.version === '' && b.version === '' ? compareText(a.file, b.file) : a.version === '' ? 1 : -1;
}

const files: NumberedFiles = {
  pattern: /^(?<version>\d{0,19})(?<middle>[-_]*)(?<name>.*)(?<suffix>\.sql)$/,
  versionKey: (version) => version,
  compare,
  split: (text) => splitAtMarkers(text, UP, DOWN),
  transaction: (text, direction) => {
    const marker = (direction === 'up' ? UP : DOWN).exec(text)?.[0] ?? '';
    return / notransaction( |$)/.test(marker)
      ? { mode: 'none', because: `${marker.trim()}: sql-migrate sends each statement on its own` }
      : { mode: 'wrapped', because: 'sql-migrate runs each file in a transaction' };
  },
  stray: (base) => strayOf(base, { tool: 'sql-migrate', takes: '*.sql', better: () => [] }),
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '-',
  newFiles: () => [{ suffix: '.sql', direction: 'both', template: '\n-- +migrate Up\n|\n-- +migrate Down\n' }],
};

const facts = numberedFiles(() => files);

/** Facts from sql-migrate 1.8: migrate.go, sqlparse/sqlparse.go, sql-migrate/command_new.go. */
export const sqlMigrate: Convention = {
  id: 'sql-migrate',
  title: 'sql-migrate',
  detect(folder) {
    if (namedFiles(files, folder).length === 0) return [];
    const settings = folder.nearest('dbconfig.yml');
    const named = settings && /\bdatasource:/.test(settings.text) && settings.text.includes(baseName(folder.path));
    return [...(named ? [{ text: 'dbconfig.yml names the folder', strength: 3 as const }] : []), ...toolEvidence(folder, 'sql-migrate')];
  },
  ...facts,
  /** command_new.go takes the local time. */
  nextVersion: (folder, listing, now) => facts.nextVersion(folder, listing, new Date(now.getTime() - now.getTimezoneOffset() * 60_000)),
  order: 'number',
  downs: 'section',
  missingDown: 'skipped',
  duplicate: { legal: true, effect: 'both run, in the order of their names' },
  versionKey: (version) => version || undefined,
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
  queries: (text, section) => lineQueries(text, section, /^-- \+migrate StatementBegin/, /^-- \+migrate StatementEnd/),
  statementBlock: { begin: '-- +migrate StatementBegin', end: '-- +migrate StatementEnd' },
  checksum: false,
};
