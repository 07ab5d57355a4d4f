import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FolderAudit } from '../../../server/src/audit/conclude-audit';
import type { Workspace } from '../../../server/src/audit/workspace';
import type { Migration, Section } from '../../../server/src/migrations/migration';
import { conventions } from '../../../server/src/migrations/conventions';
import { explain } from '../../../server/src/service/explain';
import { MemoryDisk, opened } from '../../memory-workspace';

const root = join(__dirname, '../../fixtures/tools');
const fixtures = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory());

function filesOf(fixture: string): Map<string, string> {
  const folder = join(root, fixture);
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => statSync(join(folder, file)).isFile()).sort();
  return new Map(files.map((file) => [`/project/${file.replaceAll('\\', '/')}`, readFileSync(join(folder, file), 'utf8')]));
}

/** A whole file by its name; a part of one with its first and last word. */
function place(workspace: Workspace, folder: string, section: Section | undefined): string {
  if (!section) return '-';
  const text = workspace.text(section.file)!;
  const name = section.file.slice(folder.length + 1);
  if (section.range.start === 0 && section.range.end === text.length) return name;
  const words = text.slice(section.range.start, section.range.end).trim().split(/\s+/);
  return `${name} (${words[0]} ... ${words.at(-1)})`;
}

function migrationLine(workspace: Workspace, folder: string, { version, up, down, transaction, downTransaction, afterProgram }: Migration): string {
  const programs = afterProgram === undefined ? '' : `, after ${afterProgram}`;
  const modes = [transaction, ...(downTransaction ? [downTransaction] : [])].map(({ mode, because }) => `${mode}, as ${because}`);
  return `  ${version}${programs}: ${place(workspace, folder, up)} / ${place(workspace, folder, down)}\n    ${modes.join('\n    ')}`;
}

/** Rules that ask no convention: what they say of the fixtures' SQL is the same in every folder. */
const ofSqlAlone = new Set(['not-idempotent', 'fk-missing-index', 'missing-primary-key', 'unknown-table', 'unknown-column', 'unknown-object', 'duplicate-object', 'baseline-missing']);

/** What `explain` says of the tool, the file's place and the configuration; the findings are above. */
const ofTheTool = /^ *- (?:Folder|Tool|Direction|Order|Other half|Transaction)\b|^ {2}- |^Configuration|^# /;

/** What Upright makes of a fixture: whose folder it is and why, what runs in which order and how, what is wrong, what it explains. */
function told(workspace: Workspace, { folder, findings }: FolderAudit): string {
  const name = (file: string) => file.slice(folder.path.length + 1);
  const explained = (folder.migrations[1] ?? folder.migrations[0])?.up?.file ?? folder.strays[0]!.file;
  return [
    `${folder.convention.title} in ${folder.path.slice('/project/'.length) || '.'}`, ...folder.evidence.map((evidence) => `  ${evidence}`),
    ...(folder.leftAlone === undefined ? [] : [`left alone: ${folder.leftAlone}`]),
    'migrations', ...folder.migrations.map((migration) => migrationLine(workspace, folder.path, migration)),
    ...(folder.strays.length === 0 ? [] : ['not taken']), ...folder.strays.map(({ fate, file, why, better }) => `  ${fate}: ${name(file)} ${why}${better.map((one) => `; better ${one}`).join('')}`),
    'findings', ...findings.filter(({ rule }) => !ofSqlAlone.has(rule)).map(({ rule, severity, message, file, range, fixes }) => {
      const line = workspace.text(file)!.slice(0, range.start).split('\n').length;
      return `  ${severity} ${rule} ${name(file)}:${line}: ${message}${fixes.map(({ title }) => `\n    ${title}`).join('')}`;
    }),
    'explain', ...explain(workspace, explained).split('\n').filter((line) => ofTheTool.test(line)).map((line) => `  ${line}`),
  ].join('\n');
}

test('every tool has a fixture', () => {
  const known = new Set(fixtures.map((fixture) => fixture.replace(/-v1$/, '')));
  assert.deepEqual(conventions.map(({ id }) => id).filter((id) => !known.has(id)), []);
});

for (const fixture of fixtures)
  test(`${fixture}: recognised, listed, audited and explained as FIXTURE.expected.txt says`, async () => {
    const workspace = await opened(new MemoryDisk(filesOf(fixture)));
    const audits = workspace.audits();
    const actual = `${audits.map((audit) => told(workspace, audit)).join('\n\n')}\n`;
    const file = join(root, `${fixture}.expected.txt`);
    // Look at what is written before you commit it.
    if (process.env['UPRIGHT_WRITE'] !== undefined) writeFileSync(file, actual);
    assert.equal(actual, existsSync(file) ? readFileSync(file, 'utf8') : '');
    for (const { folder } of audits)
      for (const migration of folder.migrations) {
        if (!migration.up) continue;
        assert.equal(folder.convention.partnerFile(migration, 'up', folder.view), migration.up.file.slice(folder.path.length + 1));
        for (const statement of [folder.convention.tracking.create, ...folder.convention.tracking.record(migration)]) assert.ok(statement.length > 0);
      }
  });

/** The words of `explain` for each way to send a file. */
const modeWords = { wrapped: 'one that the tool opens around it', implicit: 'one that PostgreSQL makes', none: 'none, each statement stands on its own' } as const;

for (const fixture of fixtures)
  test(`${fixture}: explain says of each file whose it is and why, its place, its other half, how it is sent and why, and what configuration holds`, async () => {
    const workspace = await opened(new MemoryDisk(new Map([...filesOf(fixture), ['/project/upright.json', '{ "rules": { "missing-primary-key": "off" } }']])));
    const audits = workspace.audits();
    assert.ok(audits.length > 0);
    for (const { folder } of audits) {
      const explained = (file: string): string => {
        const text = explain(workspace, file);
        for (const fact of [`- Folder: \`${folder.path}\``, `- Tool: ${folder.convention.title}`, ...folder.evidence.map((evidence) => `  - ${evidence}`), 'Configuration: `/project/upright.json`', '- `missing-primary-key`: off instead of warning'])
          assert.ok(text.includes(`${fact}\n`) || text.endsWith(fact), `${file}: ${fact}\n${text}`);
        return text;
      };
      for (const { file, why } of folder.strays) assert.ok(folder.leftAlone !== undefined || explained(file).includes(why), file);
      for (const [i, migration] of folder.migrations.entries())
        for (const direction of ['up', 'down'] as const) {
          const section = migration[direction];
          if (!section) continue;
          const text = explained(section.file);
          if (folder.leftAlone !== undefined) {
            assert.ok(text.includes(`The folder is left alone: ${folder.leftAlone}`));
            continue;
          }
          const [, first, last = first, of, versions] = /^- Order: (\d+)(?: to (\d+))? of (\d+), versions? (.*)$/m.exec(text)!;
          assert.ok(Number(first) <= i + 1 && i + 1 <= Number(last) && Number(of) === folder.migrations.length, text);
          if (first === last) assert.ok(versions!.startsWith(`\`${migration.version}\``), text);
          const other = migration[direction === 'up' ? 'down' : 'up'];
          const half = /^- Other half: (.*)$/m.exec(text)![1]!;
          if (other?.file === section.file) assert.match(half, /^in this file/);
          else if (other) assert.equal(half, `\`${other.file.slice(folder.path.length + 1)}\``);
          else assert.match(half, /^none|, a program$|^in this file, of/);
          const { mode, because } = (direction === 'down' ? migration.downTransaction : undefined) ?? migration.transaction;
          assert.ok(text.split('\n').some((line) => line.startsWith('- Transaction') && line.includes(modeWords[mode]) && line.endsWith(`, since ${because}`)), text);
        }
    }
  });
