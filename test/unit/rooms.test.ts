import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { test } from 'node:test';
import { globSync } from 'tinyglobby';

/** ARCHITECTURE.md's rooms in order: a room imports only from rooms above it. */
const rooms = ['text', 'syntax', 'migrations', 'schema', 'postgres', 'fixes', 'rules', 'audit', 'service', 'lsp', 'cli'];
/** A fix is built from what a rule knows; these contracts of the rules room are types alone. */
const typeContracts = new Set(['server/src/rules/rule', 'server/src/rules/finding']);
/** Rooms that run in any host. */
const pure = new Set(['text', 'syntax', 'migrations', 'schema', 'fixes', 'rules', 'service']);

const imports = globSync(['server/src/**/*.ts', 'client/src/**/*.ts']).sort().flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'/gms)].map((match) => ({
    file, type: match[1] !== undefined, from: match[2]!.startsWith('.') ? join(dirname(file), match[2]!) : match[2]!,
  })),
);
const roomOf = (path: string) => /^server\/src\/([^/]+)\//.exec(path)?.[1];

test('data flows one way through the rooms', () => {
  const wrong = imports.filter(({ file, from, type }) => {
    const own = roomOf(file);
    const other = roomOf(from);
    if (!own || !other || own === other || (type && typeContracts.has(from))) return false;
    return rooms.indexOf(other) > rooms.indexOf(own);
  });
  assert.deepEqual(wrong.map(({ file, from }) => `${file} imports ${from}`), []);
});

test('the language server, the command line and the client are leaves', () => {
  const wrong = imports.filter(({ file, from }) => {
    const own = roomOf(file) ?? 'client';
    const other = roomOf(from);
    if (other === 'lsp') return own !== 'lsp' && from !== 'server/src/lsp/protocol' && !(own === 'cli' && from === 'server/src/lsp/server');
    return other === 'cli' && own !== 'cli';
  });
  assert.deepEqual(wrong.map(({ file, from }) => `${file} imports ${from}`), []);
});

test('the client knows the server by its protocol alone', () => {
  const wrong = imports.filter(({ file, from }) => file.startsWith('client/') && from.startsWith('server/') && from !== 'server/src/lsp/protocol');
  assert.deepEqual(wrong.map(({ file, from }) => `${file} imports ${from}`), []);
});

test('the rooms that run in any host use nothing of Node', () => {
  const wrong = imports.filter(({ file, from }) => pure.has(roomOf(file) ?? '') && from.startsWith('node:'));
  assert.deepEqual(wrong.map(({ file, from }) => `${file} imports ${from}`), []);
});

test('only the language server and the client speak the protocol', () => {
  const wrong = imports.filter(({ file, from }) => /^vscode-languageserver/.test(from) && !file.startsWith('client/') && roomOf(file) !== 'lsp' && !(roomOf(file) === 'cli'));
  assert.deepEqual(wrong.map(({ file, from }) => `${file} imports ${from}`), []);
});

test('no file has a name that says nothing', () => {
  const files = globSync(['server/src/**', 'client/src/**', 'test/**', 'scripts/**']);
  assert.deepEqual(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|shared|manager)(\/|\.[a-z]+$)/i.test(file)), []);
});

/**
 * Who looks at the machine beside the language server and PostgreSQL. An answer that is kept holds where the machine answers alike: whatever
 * another file wants to know of it is asked through `Machine`, which records it.
 */
const onTheMachine: Readonly<Record<string, string>> = {
  'server/src/audit/node-machine.ts': 'it is Machine',
  'server/src/audit/node-disk.ts': 'it is Machine',
  'server/src/audit/run-git.ts': 'it is Machine',
  'server/src/audit/system-clock.ts': 'it is Machine',
  'server/src/audit/git.ts': 'watches repositories for the editor',
  'server/src/audit/kept.ts': 'keeps the answers',
  'server/src/cli/kept-answer.ts': 'has it in the name of the answer',
  'server/src/cli/paths.ts': 'the current folder is in the name of the answer',
  'server/src/cli/print.ts': 'whether there are colours is in the name of the answer',
  'server/src/cli/activity.ts': 'shows what is being done, which is no answer',
  'server/src/cli/commands/new.ts': 'writes the time',
  'server/src/cli/fix/draft.ts': 'writes files',
  'server/src/cli/fix/write-draft.ts': 'writes files',
  'server/src/migrations/conventions/drizzle.ts': 'writes the time',
  'server/src/migrations/conventions/sqitch.ts': 'writes the time',
};

test('what an audit asks of the machine, it asks through one door', () => {
  const asks = /(?:from|import\()\s*'(?:node:)?(?:fs|os|child_process|net|http|https|dns|tty|worker_threads)\b|process\.(?:env|cwd|argv|platform|stdin|stdout\.(?:isTTY|columns))|\bnew Date\(\)|\bDate\.now\b/;
  const files = globSync(['server/src/**/*.ts'], { ignore: ['server/src/lsp/**', 'server/src/postgres/**'] }).sort();
  assert.deepEqual(files.filter((file) => asks.test(readFileSync(file, 'utf8'))), Object.keys(onTheMachine).sort());
});
