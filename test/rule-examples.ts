import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Workspace } from '../server/src/audit/workspace';
import type { Finding } from '../server/src/rules/finding';
import type { Example, Rule } from '../server/src/rules/rule';
import { parseScript } from '../server/src/syntax/parse-script';
import { diskOf, folder, pathOf, type MemoryDisk } from './memory-workspace';

/** An audit of the disk as it is, with PostgreSQL's answer where that is wanted. */
export type Look = (disk: MemoryDisk) => Promise<Workspace>;

/** What every rule promises of its examples. */
export function checkExamples(rule: Rule, look: Look): void {
  describe(rule.id, () => {
    test('has a bad and a good example', () => {
      assert.ok(rule.examples.some((example) => example.finds.length > 0) && rule.examples.some((example) => example.finds.length === 0));
    });
    for (const example of rule.examples) describe(example.title, () => checkExample(rule, example, look));
  });
}

const graver = { error: 3, warning: 2, information: 1, hint: 0 };

async function findingsOf(files: Readonly<Record<string, string>>, rule: Rule, look: Look, base?: Example['base']): Promise<Finding[]> {
  const workspace = await look(diskOf(files, base));
  return workspace.audits().flatMap((audit) => audit.findings).filter((finding) => finding.rule === rule.id);
}

function inWords(finding: Finding, files: Readonly<Record<string, string>>): string {
  const name = finding.file.slice(folder.length + 1);
  return `${name}: ${files[name]!.slice(finding.range.start, finding.range.end)}`;
}

/** Applies the first fix of one finding after the other until none is left that can be mended. */
async function mended(files: Readonly<Record<string, string>>, rule: Rule, look: Look, base?: Example['base']): Promise<Map<string, string>> {
  const disk = diskOf(files, base);
  for (let round = 0; round < 20; round++) {
    const workspace = await look(disk);
    const all = workspace.audits().flatMap((audit) => audit.findings);
    const next = all.filter((finding) => finding.rule === rule.id).flatMap((finding) => finding.fixes.slice(0, 1).map((fix) => ({ finding, fix })))[0];
    if (!next) return disk.files;
    const changes = workspace.checkedChanges(next.finding, next.fix);
    assert.ok(changes, `the fix "${next.fix.title}" does not keep its promise`);
    disk.apply(changes);
    const after = (await look(disk)).audits().flatMap((audit) => audit.findings);
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

function checkExample(rule: Rule, example: Example, look: Look): void {
  test('finds what it says', async () => {
    const findings = await findingsOf(example.files, rule, look, example.base);
    assert.deepEqual(findings.map((finding) => inWords(finding, example.files)), example.finds, findings.map((f) => f.message).join('\n'));
    for (const { message, evidence } of findings) {
      assert.match(message, /^\S.*[^.\s]$/, 'a message is one sentence without a full stop');
      if (evidence === 'text') assert.doesNotMatch(message, /\n|\b(?:should|please|consider|use)\b/i, 'a message gives no advice');
    }
  });

  test('finds the same with CRLF, with other characters in front, and is not shifted by them', async () => {
    for (const change of [crlf, (text: string) => (text === '' || text.startsWith('\\') ? text : `-- é 😀 ü\n${text}`)]) {
      const files = everywhere(example.files, change);
      assert.deepEqual((await findingsOf(files, rule, look, example.base && everywhere(example.base, change))).map((finding) => inWords(finding, files)), example.finds.map((found) => (change === crlf ? crlf(found) : found)));
    }
  });

  if (example.fixed)
    test('is mended as it says, once and for all, and in the line breaks of the file', async () => {
      const expected = (change: (text: string) => string) => {
        const files = new Map(Object.entries(example.files).map(([name, text]) => [pathOf(name), name.endsWith('.sql') ? change(text) : text]));
        for (const [name, text] of Object.entries(example.fixed!)) {
          if (text === null) files.delete(pathOf(name));
          else files.set(pathOf(name), name === 'upright.json' || (name in example.files && !name.endsWith('.sql')) ? text : change(text));
        }
        return new Map([...files].sort());
      };
      assert.deepEqual(new Map([...(await mended(example.files, rule, look, example.base))].sort()), expected((text) => text));
      assert.deepEqual(new Map([...(await mended(everywhere(example.files, crlf), rule, look, example.base && everywhere(example.base, crlf)))].sort()), expected(crlf));
      for (const [name, text] of Object.entries(example.fixed!))
        if (text !== null && name.endsWith('.sql')) assert.deepEqual(parseScript(text).statements.flatMap((s) => s.fault?.message ?? []), [], name);
    });
  else test('offers no fix, as it says', async () => assert.deepEqual((await findingsOf(example.files, rule, look, example.base)).flatMap((finding) => finding.fixes.map((fix) => fix.title)), []));

  test('survives being cut anywhere', async () => {
    const workspace = await look(diskOf(example.files, example.base));
    for (const [name, text] of Object.entries(example.files)) {
      for (let at = 0; at <= text.length; at++) {
        workspace.setDocument(pathOf(name), text.slice(0, at));
        workspace.audits();
      }
      workspace.setDocument(pathOf(name), text);
    }
  });
}
