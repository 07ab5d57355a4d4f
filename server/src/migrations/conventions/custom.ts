import type { Convention, Evidence, FileText, FolderView } from '../convention';
import { numberIn, type FileName } from '../file-names';
import { baseName, ownFiles } from '../folder-view';
import { manifestEvidence, namesAnyTool } from '../manifests';
import { markedTools } from '../markers';
import type { Migration, TransactionMode } from '../migration';
import { goesWithoutDowns, namedFiles, nextInSequence, numberedFiles, type NumberedFiles } from '../numbered-files';
import { literal } from '../sql-literal';
import { pairNames, strayOf } from '../strays';
import { canonicalNumber, compareParts, compareText } from '../versions';

function transaction(_text: string, _direction: unknown, _name: unknown, folder: FolderView): TransactionMode {
  const runner = atomicRunner(folder);
  if (runner) return { mode: 'wrapped', because: `${baseName(runner.path)} runs each file and records it in one transaction` };
  return { mode: 'wrapped', assumed: true, because: 'a runner of one\'s own is taken to run each file in a transaction' };
}
/** 0.59 and 1.10.0 are versions, too: of parts. */
const versionKey = (version: string): string => version.toLowerCase().split('.').map(canonicalNumber).join('.');

const likeTheLast = (names: readonly FileName[]): string => names.findLast(({ version }) => version !== '')?.middle || '_';

/** Every *.up.sql, sorted as text; a number is usual, 023a is one too, and none is legal. */
const pairs: NumberedFiles = {
  pattern: /^(?<version>\d+(?:\.\d+)*[a-zA-Z]?(?=[._-]))?(?<middle>[_-]?)(?<name>.*?)(?<suffix>\.(?:up|down)\.sql)$/,
  direction: ({ suffix }) => (suffix === '.up.sql' ? 'up' : 'down'),
  programs: /^(?<version>\d+[a-zA-Z]?)[._-].*\.(?<direction>up|down)\.(?:go|js|ts|py|rb)$/,
  versionKey,
  compare: (a, b) => compareText(a.file, b.file),
  transaction,
  stray: (base, folder) =>
    strayOf(base, {
      tool: "this folder's runner",
      takes: 'NNN_name.up.sql',
      better: (meant) => pairNames(meant, ownFiles(folder), () => nextInSequence(pairs, folder)),
    }),
  firstVersion: { kind: 'sequence', digits: 3 },
  newMiddle: likeTheLast,
  newFiles: (listing) => [
    { suffix: '.up.sql', direction: 'up', template: '' },
    ...(goesWithoutDowns(listing) ? [] : [{ suffix: '.down.sql', direction: 'down' as const, template: '' }]),
  ],
};

/** Every numbered *.sql, sorted as text; downs, where there are any, beside them under the same name. */
const plain: NumberedFiles = {
  pattern: /^(?<version>\d+(?:\.\d+)*[a-zA-Z]?(?=[._-]))(?<middle>[_-]*)(?<name>.*?)(?<suffix>(?:[._-](?:up|down|undo|rollback|revert))?\.sql)$/,
  direction: ({ suffix }) => (/down|undo|rollback|revert/.test(suffix) ? 'down' : 'up'),
  partner: (name) => ({ ...name, suffix: name.suffix.includes('up') ? name.suffix.replace('up', 'down') : name.suffix === '.sql' ? '.down.sql' : '.sql' }),
  versionKey,
  compare: (a, b) => compareText(a.file, b.file),
  transaction,
  stray: (base) => strayOf(base, { tool: "this folder's runner", takes: 'NNN_name.sql', better: () => [] }),
  firstVersion: { kind: 'sequence', digits: 3 },
  newMiddle: likeTheLast,
  newFiles: (listing, folder) => {
    const names = namedFiles(plain, folder);
    const up = names.findLast((name) => name.direction === 'up')?.suffix ?? '.sql';
    const down = names.findLast((name) => name.direction === 'down')?.suffix;
    return [
      { suffix: up, direction: 'up', template: '' },
      ...(down === undefined || goesWithoutDowns(listing) ? [] : [{ suffix: down, direction: 'down' as const, template: '' }]),
    ];
  },
};

/** Who writes 9 and 10 without a zero counts on numbers, unless the runner is there to be seen. */
const counting = (files: NumberedFiles): NumberedFiles => ({ ...files, compare: (a, b) => compareParts(partsOf(a), partsOf(b)) || compareText(a.file, b.file) });
const partsOf = ({ version }: Pick<FileName, 'version'>): readonly string[] => version.split('.').map((part) => numberIn(part) || '9'.repeat(30));
const pairsByNumber = counting(pairs);
const plainByNumber = counting(plain);

/** maragu.dev/migrate (migrate.go) takes `[\w-]+`, any character, `up`, any character, `sql`: its dots are not escaped. */
const library: NumberedFiles = {
  ...pairs,
  pattern: /^(?=[\w-]+.(?:up|down).sql$)(?<version>\d+[a-zA-Z]?(?=[._-]))?(?<middle>[_-]?)(?<name>.*?)(?<suffix>.(?:up|down).sql)$/,
  direction: ({ suffix }) => (suffix.startsWith('up', 1) ? 'up' : 'down'),
};

function filesOf(folder: FolderView): NumberedFiles {
  if (usesLibrary(folder)) return library;
  const inPairs = ownFiles(folder).some((file) => file.endsWith('.up.sql'));
  if (runnerOf(folder, inPairs)) return inPairs ? pairs : plain;
  return inPairs ? pairsByNumber : plainByNumber;
}

// What a runner of one's own looks like, in the languages that it is usually written in.
const READS_UP_FILES = /(HasSuffix|endsWith|endswith|end_with\?|ends_with)\(?[^\n]*['"]\.up\.sql['"]|\*\.up\.sql/;
const READS_SQL_FILES = /(HasSuffix|endsWith|endswith|end_with\?|ends_with)\(?[^\n]*['"]\.sql['"]/;
const SORTS = /\bsort\b|\.sort\(|sort_by|sorted\(/;

const libraries = new WeakMap<readonly string[], boolean>();

function usesLibrary(folder: FolderView): boolean {
  const known = libraries.get(folder.files) ?? manifestEvidence(folder, 'custom').length > 0;
  libraries.set(folder.files, known);
  return known;
}

/** By the list of a folder's files: programs are looked at when files come or go. */
const runners = new WeakMap<readonly string[], FileText | false>();

function runnerOf(folder: FolderView, inPairs: boolean): FileText | undefined {
  let runner = runners.get(folder.files);
  if (runner === undefined) runners.set(folder.files, (runner = findRunner(folder, inPairs) ?? false));
  return runner || undefined;
}

function findRunner(folder: FolderView, inPairs: boolean): FileText | undefined {
  const reads = inPairs ? READS_UP_FILES : READS_SQL_FILES;
  return folder.programs().find((program) => reads.test(program.text) && SORTS.test(program.text) && /migrat/i.test(program.text));
}

/** A transaction that is begun, in Go or JavaScript: the name that it, or its connection, has in the program. */
const BEGINS = /\b(\w+)(?:\s*,\s*\w+)?\s*:?=\s*[^\n;]*\.(?:Begin|BeginTx|BeginTxx|Beginx)\(|\b(\w+)\.query\(\s*['"`]BEGIN\b/g;

const atomic = new WeakMap<readonly string[], FileText | false>();

/** A program that writes a record in the transaction in which it runs something else. */
function atomicRunner(folder: FolderView): FileText | undefined {
  let found = atomic.get(folder.files);
  if (found === undefined) {
    found = folder.programs().find(({ text }) => /migrat/i.test(text) && [...text.matchAll(BEGINS)].some(([, go, js]) => recordsIn(text, go ?? js!))) ?? false;
    atomic.set(folder.files, found);
  }
  return found || undefined;
}

function recordsIn(text: string, name: string): boolean {
  const calls = [...text.matchAll(new RegExp(`\\b${name}\\.(?:Exec|ExecContext|MustExec|query)\\((?:\\s*\\w+,)?\\s*(['"\`]?)\\s*([^\\n]{0,40})`, 'g'))];
  // The file's text is a variable.
  return calls.some(([, , sql]) => /^insert\s+into\s+\S*(?:migrat|version|history|changelog)/i.test(sql!)) && calls.some(([, quote]) => quote === '');
}

function detect(folder: FolderView): Evidence[] {
  const facts = filesOf(folder);
  const names = namedFiles(facts, folder);
  const inPairs = facts === pairs || facts === pairsByNumber || facts === library;
  const evidence: Evidence[] = [];
  const runner = runnerOf(folder, inPairs);
  if (runner && names.length > 0 && (inPairs || !namesAnyTool(folder))) evidence.push({ text: `${baseName(runner.path)} reads and sorts the files itself`, strength: 2 });
  if (inPairs && names.length > 0) evidence.push(...manifestEvidence(folder, 'custom'));
  if (names.length < 2) return evidence;
  if (inPairs) {
    const lettered = names.find((name) => /[a-zA-Z]$/.test(name.version));
    const seen = new Set<string>();
    const twice = names.find(({ version, direction }) => {
      const key = `${versionKey(version)} ${direction}`;
      return version !== '' && (seen.has(key) || !seen.add(key));
    });
    if (twice) evidence.push({ text: `version ${twice.version} is there twice, which the tools with such names refuse`, strength: 1 });
    const dotted = names.find((name) => name.version.includes('.'));
    if (dotted) evidence.push({ text: `version ${dotted.version} has a dot, which the tools with such names do not read`, strength: 1 });
    if (lettered) evidence.push({ text: `version ${lettered.version} has a letter, which the tools with such names skip`, strength: 1 });
  } else if (/migrat/i.test(folder.path.split('/').slice(-2).join('/')) && markedTools(folder).size === 0 && !namesAnyTool(folder) && mostlyDefinitions(folder, names.map((name) => name.file)))
    evidence.push({ text: 'numbered .sql files that define tables, and nothing that names a tool', strength: 1 });
  return evidence;
}

/** Do most of the files create, alter or drop something? Queries, seeds and exercises do not. */
function mostlyDefinitions(folder: FolderView, files: readonly string[]): boolean {
  const defining = files.filter((file) => /^\s*(CREATE|ALTER|DROP|COMMENT ON)\b/im.test(folder.read(file) ?? ''));
  return defining.length * 2 > files.length;
}

const key = (migration: Migration): string => baseName((migration.up ?? migration.down)!.file);

const numbered = numberedFiles(filesOf);

/**
 * A runner of one's own, as many servers have: it reads a folder, sorts the names as text, runs each file that it has not
 * run, and keeps the file's whole name as its key. Two files under one number both run; a renamed file runs again.
 */
export const custom: Convention = {
  id: 'custom',
  title: 'own runner',
  detect,
  ...numbered,
  nextVersion(folder, listing, now) {
    const newest = listing.migrations.filter(({ version }) => /^\d+(?:\.\d+)+$/.test(version)).sort((a, b) => compareParts(partsOf(a), partsOf(b))).at(-1)?.version;
    return newest === undefined ? numbered.nextVersion(folder, listing, now) : newest.replace(/\d+$/, (last) => String(BigInt(last) + 1n).padStart(last.length, '0'));
  },
  order: 'text',
  downs: 'file',
  missingDown: 'skipped',
  wantsDown: (migration) => /\.up\.sql$/.test(migration.up?.file ?? ''),
  duplicate: { legal: true, effect: 'both run, and only the rest of their names says which is first' },
  versionKey: (version) => (version === '' ? undefined : versionKey(version)),
  versionBeside(version, listing) {
    const taken = new Set(listing.migrations.map((migration) => migration.version.toLowerCase()));
    return /^\d+$/.test(version) ? [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => version + letter).find((candidate) => !taken.has(candidate)) : undefined;
  },
  tracking: {
    table: 'schema_migrations',
    create: 'CREATE TABLE IF NOT EXISTS schema_migrations (version VARCHAR(255) PRIMARY KEY, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)',
    record: (migration) => [`INSERT INTO schema_migrations (version) VALUES (${literal(key(migration))})`],
  },
  // Nobody knows.
  fillsIn: () => true,
  past: { late: () => ({ fate: 'runs', effect: 'the runner runs it all the same' }), knownBy: 'name' },
};
