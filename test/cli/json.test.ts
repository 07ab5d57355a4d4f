import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clean, folderOf, upright } from './upright';

type Shape = 'string' | 'number' | readonly ['one of', ...(string | number | null)[]] | readonly ['list', Shape] | readonly ['maybe', Shape] | readonly ['or null', Shape] | { readonly [key: string]: Shape };

const position: Shape = { line: 'number', character: 'number' };
const range: Shape = { start: position, end: position };
const answer: Shape = ['one of', 'yes', 'no', 'unproved'];
const report: Shape = {
  version: ['one of', 1],
  folders: ['list', {
    path: 'string',
    tool: 'string',
    evidence: ['list', 'string'],
    leftAlone: ['maybe', 'string'],
    postgres: { state: ['one of', 'ran', 'off', 'failed'], reason: ['maybe', 'string'] },
    migrations: ['list', { version: 'string', name: 'string', up: ['or null', 'string'], down: ['or null', 'string'], proof: ['maybe', { applies: answer, twice: answer, reverses: answer, reason: ['maybe', 'string'] }] }],
  }],
  findings: ['list', {
    rule: 'string',
    severity: ['one of', 'error', 'warning', 'information', 'hint'],
    message: 'string',
    file: 'string',
    range,
    evidence: ['one of', 'text', 'postgresql'],
    sqlstate: ['maybe', 'string'],
    detail: ['maybe', 'string'],
    hint: ['maybe', 'string'],
    fixes: ['list', { title: 'string', safety: ['one of', 'safe', 'suggestion', 'manual'] }],
    related: ['list', { file: 'string', range, message: 'string' }],
  }],
  summary: { error: 'number', warning: 'number', information: 'number', hint: 'number' },
};

/** Fails where a value is not of the shape, has a key too many or lacks one. */
function conforms(value: unknown, shape: Shape, where: string): void {
  if (shape === 'string' || shape === 'number') assert.equal(typeof value, shape, where);
  else if (Array.isArray(shape)) {
    const [kind, ...rest] = shape as readonly [string, ...Shape[]];
    if (kind === 'one of') assert.ok((rest as unknown[]).includes(value), `${where}: ${JSON.stringify(value)}`);
    else if (kind === 'list') {
      assert.ok(Array.isArray(value), where);
      value.forEach((item, i) => conforms(item, rest[0]!, `${where}[${i}]`));
    } else if (kind === 'or null' ? value !== null : value !== undefined) conforms(value, rest[0]!, where);
  } else {
    assert.ok(typeof value === 'object' && value !== null, where);
    const shapes = shape as Readonly<Record<string, Shape>>;
    for (const key of Object.keys(value)) assert.ok(key in shapes, `${where}.${key} is not in the contract`);
    for (const [key, of] of Object.entries(shapes)) conforms((value as Record<string, unknown>)[key], of, `${where}.${key}`);
  }
}

test('the report has the shape of the contract', () => {
  for (const folder of ['test/fixtures/redflag', 'samples/migrations']) {
    const { code, stdout, stderr } = upright('.', 'check', folder, '--format', 'json', '--no-postgres');
    assert.deepEqual([code, stderr], [1, '']);
    conforms(JSON.parse(stdout), report, 'report');
  }
});

test('every value is where the contract says', () => {
  const folder = folderOf({
    ...clean,
    'migrations/000003_posts.up.sql': "-- 😀\r\nCREATE TABLE IF NOT EXISTS posts (id bigint PRIMARY KEY);\r\nUPDATE posts SET /* 😀 */ titel = '';\r\n",
  });
  const { code, stdout } = upright(folder, 'check', '--format', 'json', '--no-postgres');
  assert.equal(code, 1);
  const { folders, findings, summary, version } = JSON.parse(stdout);
  assert.equal(version, 1);
  assert.deepEqual(folders, [
    {
      path: 'migrations',
      tool: 'golang-migrate',
      evidence: ['files are named NNN_name.up.sql and NNN_name.down.sql'],
      postgres: { state: 'off', reason: '--no-postgres' },
      migrations: [
        { version: '000001', name: 'create_users', up: 'migrations/000001_create_users.up.sql', down: 'migrations/000001_create_users.down.sql' },
        { version: '000002', name: 'add_name', up: 'migrations/000002_add_name.up.sql', down: 'migrations/000002_add_name.down.sql' },
        { version: '000003', name: 'posts', up: 'migrations/000003_posts.up.sql', down: null },
      ],
    },
  ]);
  const column = findings.find((finding: { rule: string }) => finding.rule === 'unknown-column');
  assert.deepEqual([column.severity, column.file, column.evidence], ['error', 'migrations/000003_posts.up.sql', 'text']);
  // The emoji before the column counts two.
  assert.deepEqual(column.range, { start: { line: 2, character: 26 }, end: { line: 2, character: 31 } });
  assert.deepEqual(column.related[0].range.start, { line: 1, character: 27 });
  assert.deepEqual(summary, { error: 1, warning: 1, information: 0, hint: 0 });
});

test('paths are relative to the current folder', () => {
  const folder = folderOf({ 'db/app/x': '', ...clean });
  const { stdout } = upright(`${folder}/db/app`, 'check', '../../migrations', '--format', 'json');
  assert.equal(JSON.parse(stdout).folders[0].path, '../../migrations');
  assert.equal(JSON.parse(stdout).folders[0].migrations[0].up, '../../migrations/000001_create_users.up.sql');
  const inside = upright(`${folder}/migrations`, 'check', '--format', 'json');
  assert.equal(JSON.parse(inside.stdout).folders[0].path, '.');
  assert.equal(JSON.parse(inside.stdout).folders[0].migrations[0].up, '000001_create_users.up.sql');
});
