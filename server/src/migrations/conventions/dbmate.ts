import { insert, replace } from '../../text/edits';
import { lineBreak } from '../../text/lines';
import { byText } from '../by-text';
import type { Convention, Slip } from '../convention';
import { toolEvidence } from '../manifests';
import { markerLines, type Line } from '../marker-lines';
import { firstSql } from '../marker-order';
import { lastMatch, splitAtMarkers } from '../marked-sections';
import { asTyped } from '../new-migration';
import { namedFiles, nextInSequence, numberedFiles, type NumberedFiles } from '../numbered-files';
import { plainName, strayOf } from '../strays';
import { compareText } from '../versions';

// pkg/dbmate/migration.go: column 0, lower case.
const UP = /^--[ \t]*migrate:up([ \t]*$|[ \t]+\S+.*$)/m;
const DOWN = /^--[ \t]*migrate:down([ \t]*$|[ \t]+\S+.*$)/m;

const files: NumberedFiles = {
  pattern: /^(?<version>\d+)(?<middle>[_-]*)(?<name>.*)(?<suffix>\.sql)$/,
  versionKey: (version) => version,
  compare: (a, b) => compareText(a.file, b.file),
  split: (text) => splitAtMarkers(text, UP, DOWN),
  transaction: (text, direction) => {
    const options = (direction === 'up' ? UP : DOWN).exec(text)?.[1] ?? '';
    return /(^|\s)transaction:false(\s|$)/.test(options)
      ? { mode: 'implicit', because: `-- migrate:${direction} transaction:false: dbmate sends the section as one query` }
      : { mode: 'wrapped', because: 'dbmate runs each section in a transaction' };
  },
  stray: (base, folder) =>
    strayOf(base, { tool: 'dbmate', takes: 'NNN_name.sql', better: (meant) => plainName(meant, () => nextInSequence(files, folder)) }),
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '_',
  fileWords: asTyped,
  newFiles: () => [{ suffix: '.sql', direction: 'both', template: '-- migrate:up\n|\n\n-- migrate:down\n\n' }],
};

/** pkg/dbmate/migration.go: an up block, behind it a down block, and on PostgreSQL one of each, as each writes the same version. */
function disorder(text: string): Slip[] {
  const lines = markerLines(text, new RegExp(`${UP.source}|${DOWN.source}`));
  const isUp = ({ text: line }: Line): boolean => UP.test(line);
  const [first] = lines;
  const second = lines.filter(isUp)[1];
  const sql = firstSql(text);
  if (!first) return sql ? [{ fate: 'refused', range: sql, why: "dbmate stops: it \"requires each migration to define an up block with '-- migrate:up'\"", edits: [insert(0, `-- migrate:up${lineBreak(text)}`)], fix: 'Add -- migrate:up' }] : [];
  if (!isUp(first)) return [{ fate: 'refused', range: first.range, why: "dbmate stops: it \"requires '-- migrate:up' to appear before '-- migrate:down'\"" }];
  return second ? [{ fate: 'refused', range: second.range, why: 'dbmate stops at the key of schema_migrations: a second -- migrate:up records the same version' }] : [];
}

function slips(text: string): Slip[] {
  const misspelt = markerLines(text, /^\s*--+\s*migrate:\s*(up|down)\b/i).flatMap(({ text: line, range }): Slip[] => {
    const [, word = '', options = ''] = /migrate:\s*(up|down)\b\s*(.*?)\s*$/i.exec(line)!;
    const direction = word.toLowerCase() as 'up' | 'down';
    const pattern = direction === 'up' ? UP : DOWN;
    const apart = /transaction/i.test(options) && !/(^|\s)transaction:(true|false)(\s|$)/.test(options);
    const off = /false|\bno|notransaction|off/i.test(options) ? ' transaction:false' : '';
    if (pattern.test(line)) return apart ? [{ fate: 'ignored', range, why: 'This section still runs in a transaction: the option that dbmate knows is transaction:false', ...(off ? { edits: [replace(range, `-- migrate:${direction}${off}`)] } : {}) }] : [];
    const edits = [replace(range, `-- migrate:${direction}${off}`)];
    // Without a marker of its own the file has no such block.
    if (pattern.test(text)) return [{ fate: 'ignored', range, why: `dbmate takes this line for a comment: it is not exactly -- migrate:${direction}`, edits }];
    return [{ fate: 'refused', range, why: `dbmate stops, as it sees no -- migrate:${direction} in the file: this line is a comment to it`, edits }];
  });
  return misspelt.length > 0 ? misspelt : disorder(text);
}

/** Facts from dbmate 2.35: pkg/dbmate/migration.go, pkg/dbmate/db.go, pkg/driver/postgres/postgres.go. */
export const dbmate: Convention = {
  id: 'dbmate',
  title: 'dbmate',
  detect: (folder) => (namedFiles(files, folder).length > 0 ? toolEvidence(folder, 'dbmate') : []),
  ...numberedFiles(() => files),
  order: 'text',
  downs: 'section',
  missingDown: 'refused',
  duplicate: { legal: false, effect: 'dbmate passes over the second in silence, or stops at the key of schema_migrations' },
  versionKey: (version) => version,
  tracking: {
    table: 'schema_migrations',
    create: 'create table if not exists "schema_migrations" (version varchar primary key)',
    record: (migration) => [`insert into "schema_migrations" (version) values ('${migration.version}')`],
  },
  appendDown: (sql, br) => `${br}-- migrate:down${br}${sql.trimEnd()}${br}`,
  optOut: {
    shown: 'transaction:false',
    allows: 'one',
    apply(_file, text, section, direction) {
      const marker = lastMatch(direction === 'up' ? UP : DOWN, text, section.start);
      return marker && { by: 'edit', edit: insert(marker.index + marker[0].trimEnd().length, ' transaction:false') };
    },
  },
  slips: byText(slips),
  beforeMarker: 'dbmate stops: it "does not support statements preceding the \'-- migrate:up\' block"',
  directives: [
    { text: '-- migrate:up', pattern: /^--[ \t]*migrate:up(?:[ \t]+transaction:true)?[ \t]*$/, does: 'Starts what `dbmate up` runs, in a transaction. dbmate stops at a file without it.' },
    { text: '-- migrate:up transaction:false', pattern: /^--[ \t]*migrate:up[ \t]+transaction:false[ \t]*$/, does: "Starts what `dbmate up` runs, as one query and without a transaction of dbmate's." },
    { text: '-- migrate:down', pattern: /^--[ \t]*migrate:down(?:[ \t]+transaction:true)?[ \t]*$/, does: 'Starts what `dbmate rollback` runs, in a transaction. dbmate stops at a file without it, already on the way up.' },
    { text: '-- migrate:down transaction:false', pattern: /^--[ \t]*migrate:down[ \t]+transaction:false[ \t]*$/, does: "Starts what `dbmate rollback` runs, as one query and without a transaction of dbmate's." },
  ],
  past: { late: () => ({ fate: 'runs', effect: 'dbmate runs it all the same' }), knownBy: 'version' },
};
