import { lex } from '../../syntax/lexer';
import { insert, replace } from '../../text/edits';
import { lineBreak } from '../../text/lines';
import { byText } from '../by-text';
import type { Convention, Slip } from '../convention';
import { toolEvidence } from '../manifests';
import { markerLines } from '../marker-lines';
import { afterLine } from '../marked-sections';
import { asTyped } from '../new-migration';
import { namedFiles, nextInSequence, numberedFiles, type NumberedFiles } from '../numbered-files';
import { plainName, strayOf } from '../strays';
import { missingData } from '../tern-data';
import { canonicalNumber, compareNumbers, compareText } from '../versions';

const SEPARATOR = '---- create above / drop below ----';
// Go's `$` is not before a carriage return: with CRLF the line has no effect.
const DISABLE = /(?:^|\n)---- tern: disable-tx ----(?:\n|$(?![\s\S]))/;

function split(text: string) {
  const at = text.indexOf(SEPARATOR);
  return at < 0
    ? { up: { start: 0, end: text.length }, down: undefined }
    : { up: { start: 0, end: at }, down: { start: afterLine(text, at), end: text.length } };
}

/** What a template of Go with the functions of sprig may say in one word. */
const ONE_WORD = new Set(['end', 'else', 'break', 'continue', 'now', 'uuidv4', 'hello', 'list', 'tuple', 'dict', 'cat', 'coalesce', 'concat', 'print', 'println', 'html', 'js', 'urlquery']);

/** Braces that were meant to be text. migrate.go: every file is a template, and one with a word that is no function of it cannot be read. */
function braces(text: string): Slip[] {
  if (!text.includes('{{')) return [];
  return lex(text).filter(({ kind }) => kind === 'string' || kind === 'dollar' || kind.endsWith('comment')).flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(/\{\{-?\s*([A-Za-z_]\w*)\s*-?\}\}/g)].filter(([, word]) => !ONE_WORD.has(word!)).map((match): Slip => ({
      fate: 'filled in', range: { start: start + match.index, end: start + match.index + match[0].length },
      why: `tern stops at ${match[0]}: it reads each file as a template, strings and comments too, and knows no ${match[1]}`,
    })));
}

function slips(text: string): Slip[] {
  const crlf = lineBreak(text) !== '\n';
  const lines = markerLines(text, /^\s*--+\s*(create above\s*\/\s*drop below|tern:\s*disable-tx)/i).flatMap(({ text: line, range }): Slip[] => {
    if (/tern:/i.test(line)) {
      if (line === '---- tern: disable-tx ----' && !crlf) return [];
      const why = crlf ? 'as its line ends with a carriage return' : 'as it is not exactly ---- tern: disable-tx ----';
      return [{ fate: 'ignored', range, why: `This section still runs in a transaction: tern passes over the line, ${why}`, ...(crlf ? {} : { edits: [replace(range, '---- tern: disable-tx ----')] }) }];
    }
    if (line.includes(SEPARATOR) || text.includes(SEPARATOR)) return [];
    return [{ fate: 'down as up', range, why: `What is below this line runs as part of the up: to tern it is not exactly ${SEPARATOR}`, edits: [replace(range, SEPARATOR)] }];
  });
  return [...lines, ...braces(text)];
}

const files: NumberedFiles = {
  pattern: /^(?<version>0*[1-9]\d*)(?<middle>_)(?<name>.+)(?<suffix>\.sql)$/,
  versionKey: canonicalNumber,
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file),
  split,
  transaction: (text, direction) => {
    const range = split(text)[direction];
    return range && DISABLE.test(text.slice(range.start, range.end))
      ? { mode: 'none', because: '---- tern: disable-tx ----: tern sends each statement on its own' }
      : { mode: 'wrapped', because: 'tern runs each migration in a transaction' };
  },
  stray: (base, folder) =>
    strayOf(base, { tool: 'tern', takes: 'NNN_name.sql', ...(/^0+_.+\.sql$/.test(base) ? { refusal: 'its numbers start with 1' } : {}), better: (meant) => plainName(meant, () => nextInSequence(files, folder)) }),
  firstVersion: { kind: 'sequence', digits: 3 },
  newMiddle: '_',
  fileWords: asTyped,
  newFiles: () => [
    {
      suffix: '.sql',
      direction: 'both',
      template: `-- Write your migrate up statements here\n|\n${SEPARATOR}\n\n-- Write your migrate down statements here. If this migration is irreversible\n-- Then delete the separator line above.\n`,
    },
  ],
};

const ownSlips = byText(slips);

/** Facts from tern v2.4: migrate/migrate.go, main.go. */
export const tern: Convention = {
  id: 'tern',
  title: 'tern',
  detect(folder) {
    if (namedFiles(files, folder).length === 0) return [];
    const own = folder.files.find((file) => file === 'tern.conf' || file === '.tern-renumber.tmp');
    return [...(own ? [{ text: `${own} in the folder`, strength: 3 as const }] : []), ...toolEvidence(folder, 'tern')];
  },
  ...numberedFiles(() => files),
  order: 'number',
  downs: 'section',
  missingDown: 'fails',
  duplicate: { legal: false, effect: 'tern stops with "Duplicate migration" and runs nothing' },
  versionKey: canonicalNumber,
  contiguous: true,
  greatestVersion: () => 2147483647n,
  tracking: {
    table: 'schema_version',
    schema: 'public',
    create: 'create table if not exists public.schema_version(version int4 not null primary key)',
    record: (migration) => ['delete from public.schema_version', `insert into public.schema_version(version) values(${canonicalNumber(migration.version)})`],
  },
  appendDown: (sql, br) => `${br}${SEPARATOR}${br}${br}${sql.trimEnd()}${br}`,
  optOut: {
    shown: '---- tern: disable-tx ----',
    allows: 'many',
    apply: (_file, text, section) => (lineBreak(text) === '\n' ? { by: 'edit', edit: insert(section.start, '---- tern: disable-tx ----\n') } : undefined),
  },
  resetsSettings: true,
  slips: (text, folder) => [...ownSlips(text), ...missingData(text, folder)],
  directives: [
    { text: '---- create above / drop below ----', pattern: /^---- create above \/ drop below ----/, does: 'Parts the SQL that goes up from the SQL that goes down. A migration without this line cannot be undone.' },
    { text: '---- tern: disable-tx ----', pattern: /^---- tern: disable-tx ----$/, does: 'tern opens no transaction for this part of the file, and sends each statement on its own.' },
  ],
  fillsIn: (placeholder) => placeholder.startsWith('{{'),
  past: { late: () => ({ fate: 'skipped', effect: 'tern never runs this' }), knownBy: 'version', gone: 'tern stops, as its numbers must be without a gap' },
};
