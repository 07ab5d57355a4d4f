import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../../server/src/rules/all';
import type { Finding } from '../../../server/src/rules/finding';
import type { Example, Rule } from '../../../server/src/rules/rule';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { parseScript } from '../../../server/src/syntax/parse-script';
import { MemoryDisk, folder, opened, pathOf, workspaceOf } from '../../memory-workspace';

before(loadGrammar);

const graver = { error: 3, warning: 2, information: 1, hint: 0 };

async function findingsOf(files: Readonly<Record<string, string>>, rule: Rule, base?: Example['base']): Promise<Finding[]> {
  const { workspace } = await workspaceOf(files, base);
  return workspace.audits().flatMap((audit) => audit.findings).filter((finding) => finding.rule === rule.id);
}

function inWords(finding: Finding, files: Readonly<Record<string, string>>): string {
  const name = finding.file.slice(folder.length + 1);
  return `${name}: ${files[name]!.slice(finding.range.start, finding.range.end)}`;
}

/** Applies the first fix of one finding after the other until none is left that can be mended. */
async function mended(files: Readonly<Record<string, string>>, rule: Rule, base?: Example['base']): Promise<Map<string, string>> {
  const { disk } = await workspaceOf(files, base);
  for (let round = 0; round < 20; round++) {
    const workspace = await opened(disk);
    const all = workspace.audits().flatMap((audit) => audit.findings);
    const next = all.filter((finding) => finding.rule === rule.id).flatMap((finding) => finding.fixes.slice(0, 1).map((fix) => ({ finding, fix })))[0];
    if (!next) return disk.files;
    const changes = workspace.checkedChanges(next.finding, next.fix);
    assert.ok(changes, `the fix "${next.fix.title}" does not keep its promise`);
    disk.apply(changes);
    const after = (await opened(disk)).audits().flatMap((audit) => audit.findings);
    if (next.fix.safety !== 'manual')
      for (const found of after)
        assert.ok(
          all.some((old) => old.rule === found.rule) || graver[found.severity] < graver[next.finding.severity],
          `the fix "${next.fix.title}" brings ${found.rule}: ${found.message}`,
        );
  }
  return assert.fail('the fixes do not come to an end');
}

const everywhere = (files: Readonly<Record<string, string>>, change: (text: string) => string) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [name, name.endsWith('.sql') ? change(text) : text]));
const crlf = (text: string) => text.replaceAll('\n', '\r\n');

test('every rule file is listed, and no id twice', () => {
  const notRules = new Set(['all', 'rule', 'finding', 'reference', 'foreign-keys', 'tracking-table', 'transactions', 'slips', 'former-migrations']);
  const files = readdirSync(join(__dirname, '../../../server/src/rules')).map((file) => file.replace(/\.ts$/, ''));
  assert.deepEqual(rules.map((rule) => rule.id).sort(), files.filter((file) => !notRules.has(file)).sort());
});

for (const rule of rules) {
  describe(rule.id, () => {
    test('has a bad and a good example', () => {
      assert.ok(rule.examples.some((example) => example.finds.length > 0) && rule.examples.some((example) => example.finds.length === 0));
    });
    for (const example of rule.examples) describe(example.title, () => checkExample(rule, example));
  });
}

function checkExample(rule: Rule, example: Example): void {
  test('finds what it says', async () => {
    const findings = await findingsOf(example.files, rule, example.base);
    assert.deepEqual(findings.map((finding) => inWords(finding, example.files)), example.finds, findings.map((f) => f.message).join('\n'));
    for (const { message } of findings) {
      assert.match(message, /^\S.*[^.\s]$/, 'a message is one sentence without a full stop');
      assert.doesNotMatch(message, /\n|\b(?:should|please|consider|use)\b/i, 'a message gives no advice');
    }
  });

  test('finds the same with CRLF, with other characters in front, and is not shifted by them', async () => {
    for (const change of [crlf, (text: string) => (text === '' || text.startsWith('\\') ? text : `-- é 😀 ü\n${text}`)]) {
      const files = everywhere(example.files, change);
      assert.deepEqual((await findingsOf(files, rule, example.base && everywhere(example.base, change))).map((finding) => inWords(finding, files)), example.finds.map((found) => (change === crlf ? crlf(found) : found)));
    }
  });

  if (example.fixed)
    test('is mended as it says, once and for all, and in the line breaks of the file', async () => {
      const expected = (change: (text: string) => string) => {
        const files = new Map(Object.entries(example.files).map(([name, text]) => [pathOf(name), name.endsWith('.sql') ? change(text) : text]));
        for (const [name, text] of Object.entries(example.fixed!)) {
          if (text === null) files.delete(pathOf(name));
          else files.set(pathOf(name), change(text));
        }
        return new Map([...files].sort());
      };
      assert.deepEqual(new Map([...(await mended(example.files, rule, example.base))].sort()), expected((text) => text));
      assert.deepEqual(new Map([...(await mended(everywhere(example.files, crlf), rule, example.base && everywhere(example.base, crlf)))].sort()), expected(crlf));
      for (const [name, text] of Object.entries(example.fixed!))
        if (text !== null && name.endsWith('.sql')) assert.deepEqual(parseScript(text).statements.flatMap((s) => s.fault?.message ?? []), [], name);
    });
  else test('offers no fix, as it says', async () => assert.deepEqual((await findingsOf(example.files, rule, example.base)).flatMap((finding) => finding.fixes.map((fix) => fix.title)), []));

  test('survives being cut anywhere', async () => {
    const { workspace } = await workspaceOf(example.files, example.base);
    for (const [name, text] of Object.entries(example.files)) {
      for (let at = 0; at <= text.length; at++) {
        workspace.setDocument(pathOf(name), text.slice(0, at));
        workspace.audits();
      }
      workspace.setDocument(pathOf(name), text);
    }
  });
}

test('a disk without migrations has no findings', async () => {
  const workspace = await opened(new MemoryDisk(new Map([['/project/queries/a.sql', 'SELECT 1;'], ['/project/schema.sql', 'CREATE TABLE a (id int);']])));
  assert.deepEqual(workspace.audits(), []);
});
