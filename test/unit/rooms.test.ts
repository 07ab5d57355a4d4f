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
