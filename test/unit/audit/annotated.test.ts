import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Finding } from '../../../server/src/rules/finding';
import { Lines } from '../../../server/src/text/lines';
import { folder, workspaceOf } from '../../memory-workspace';

/**
 * test/fixtures/annotated: one text holds several files, each behind a line `--- name`. Under a line, `-- ^^^^ rule: part of
 * the message` says what is found at the carets; what is not said must not be found. Rules of files stand on their first line.
 */
const root = join(__dirname, '../../fixtures/annotated');
const annotation = /^--( *)(\^+) ([a-z-]+): (.*)$/;

interface Expected {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly message: string;
}

function filesIn(text: string): Map<string, { sql: string; expected: Expected[] }> {
  const files = new Map<string, { sql: string; expected: Expected[] }>();
  let lines: string[] = [];
  let expected: Expected[] = [];
  let name: string | undefined;
  const finish = () => name !== undefined && files.set(name, { sql: lines.map((line) => `${line}\n`).join(''), expected });
  for (const line of text.trimEnd().split('\n')) {
    const header = /^--- (\S+)$/.exec(line);
    const found = annotation.exec(line);
    if (header) {
      finish();
      [name, lines, expected] = [header[1]!, [], []];
    } else if (found) {
      const start = 2 + found[1]!.length;
      expected.push({ line: lines.length - 1, start, end: start + found[2]!.length, rule: found[3]!, message: found[4]! });
    } else lines.push(line);
  }
  finish();
  return files;
}

function asExpected(finding: Finding, sql: string): Omit<Expected, 'message'> {
  const lines = new Lines(sql);
  const start = lines.position(finding.range.start);
  const end = lines.position(finding.range.end);
  return { line: start.line, start: start.character, end: end.line === start.line ? end.character : lines.lineText(start.line).length, rule: finding.rule };
}

for (const fixture of readdirSync(root).sort())
  test(`finds what ${fixture} says, and nothing else`, async () => {
    const files = filesIn(readFileSync(join(root, fixture), 'utf8'));
    const { workspace } = await workspaceOf(Object.fromEntries([...files].map(([name, { sql }]) => [name, sql])));
    const audits = workspace.audits();
    assert.equal(audits.length, 1);
    for (const [name, { sql, expected }] of files) {
      const findings = audits[0]!.findings.filter((finding) => finding.file === `${folder}/${name}`);
      assert.deepEqual(findings.map((finding) => asExpected(finding, sql)), expected.map(({ message: _, ...place }) => place), `${name}: ${findings.map((f) => f.message).join('\n')}`);
      expected.forEach(({ message }, i) => assert.ok(findings[i]!.message.includes(message), `${name}: ${findings[i]!.message}`));
    }
  });
