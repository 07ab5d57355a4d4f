import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { environment, folderOf, programFile, twice, upright } from './upright';

const escape = '\x1b[';

/** Runs `check` with both outputs taken for a terminal. */
function onTerminal(folder: string, env: Readonly<Record<string, string>> = {}): { stdout: string; stderr: string } {
  const { NO_COLOR: _, ...rest } = environment;
  return spawnSync(process.execPath, ['--require', join(folder, 'terminal.cjs'), programFile, 'check'], { cwd: folder, encoding: 'utf8', env: { ...rest, TERM: 'xterm', ...env } });
}

const files = { ...twice, 'terminal.cjs': 'process.stdout.isTTY = true; process.stderr.isTTY = true;\n' };

test('a terminal gets colours and a progress line, which it takes away again', () => {
  const { stdout, stderr } = onTerminal(folderOf(files));
  assert.ok(stdout.includes(escape));
  assert.match(stderr, /Looking for migrations/);
  assert.ok(stderr.endsWith('\r\x1b[K'));
});

test('NO_COLOR and a dumb terminal get none', () => {
  const folder = folderOf(files);
  assert.ok(!onTerminal(folder, { NO_COLOR: '1' }).stdout.includes(escape));
  assert.ok(!onTerminal(folder, { TERM: 'dumb' }).stdout.includes(escape));
});

test('what is no terminal gets neither', () => {
  const { stdout, stderr } = upright(folderOf(files), 'check');
  assert.ok(!stdout.includes(escape));
  assert.equal(stderr, '');
});
