import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { join } from 'node:path';
import { nodeDisk } from '../../../server/src/audit/node-disk';
import { Workspace } from '../../../server/src/audit/workspace';
import type { Finding } from '../../../server/src/rules/finding';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { Lines } from '../../../server/src/text/lines';

const root = join(__dirname, '../../fixtures/redflag');
let workspace: Workspace;

before(async () => {
  await loadGrammar();
  workspace = new Workspace(nodeDisk, [root]);
  await workspace.load();
});

const nameOf = (finding: Finding) => finding.file.slice(root.length + 1);
const textOf = (finding: Finding) => workspace.text(finding.file)!.slice(finding.range.start, finding.range.end);
const lineOf = (finding: Finding) => new Lines(workspace.text(finding.file)!).position(finding.range.start).line + 1;
const of = (rule: string) => workspace.audits().flatMap((audit) => audit.findings).filter((finding) => finding.rule === rule);
const fixesOf = (finding: Finding) => finding.fixes.filter((fix) => workspace.checkedChanges(finding, fix)).map((fix) => `${fix.title} (${fix.safety})`);

describe('the founding audit', () => {
  test('recognises the runner', () => assert.deepEqual(workspace.audits().map((audit) => audit.folder.convention.id), ['custom']));

  test('F-B1-1: 024 writes its own row into schema_migrations', () => {
    const [finding, ...more] = of('tracking-table-write');
    assert.deepEqual(more, []);
    assert.equal(nameOf(finding!), '024_disable_updates_subsystem.up.sql');
    assert.equal(finding!.severity, 'error');
    assert.deepEqual([lineOf(finding!), textOf(finding!).split('\n').length], [18, 2]);
    assert.deepEqual(fixesOf(finding!), ['Delete the statement on schema_migrations (safe)']);
  });

  test('F-B1-2: 024 sets a column that 015 never made', () => {
    const [finding, ...more] = of('unknown-column');
    assert.deepEqual(more, []);
    assert.deepEqual([nameOf(finding!), lineOf(finding!), textOf(finding!), finding!.severity], ['024_disable_updates_subsystem.up.sql', 10, 'deprecated', 'error']);
    assert.match(finding!.message, /created by 015_agent_subsystems\.up\.sql, has id, agent_id, subsystem, enabled/);
  });

  test('F-B1-3: the scanner file never runs', () => {
    const [finding, ...more] = of('file-name-invalid');
    assert.deepEqual(more, []);
    assert.deepEqual([nameOf(finding!), finding!.severity], ['018_create_scanner_config_table.sql', 'error']);
    assert.deepEqual(fixesOf(finding!), ['Rename to 018_create_scanner_config_table.up.sql (suggestion)']);
  });

  test('F-B1-4: the grant is to a role that nobody creates', () => {
    const [finding, ...more] = of('unknown-role');
    assert.deepEqual(more, []);
    assert.deepEqual([nameOf(finding!), lineOf(finding!), textOf(finding!), finding!.severity], ['018_create_scanner_config_table.sql', 34, 'redflag_user', 'warning']);
    assert.deepEqual(fixesOf(finding!), [
      'Run it only where role redflag_user exists (suggestion)', 'Create role redflag_user first (suggestion)',
      'Say in upright.json that role redflag_user is made elsewhere (suggestion)',
    ]);
  });

  test('F-B1-9: three foreign keys do not say what a delete does', () => {
    const findings = of('fk-without-on-delete');
    assert.deepEqual(findings.map((f) => [nameOf(f), f.severity, /while (\S+) points/.exec(f.message)![1]]), [
      ['020_add_command_signatures.up.sql', 'information', 'security_settings.updated_by'],
      ['020_add_command_signatures.up.sql', 'information', 'security_settings_audit.changed_by'],
      ['020_add_command_signatures.up.sql', 'information', 'security_incidents.resolved_by'],
    ]);
    for (const finding of findings) assert.deepEqual(finding.fixes.map((fix) => fix.title).sort(), ['Add ON DELETE CASCADE', 'Add ON DELETE NO ACTION', 'Add ON DELETE RESTRICT', 'Add ON DELETE SET NULL']);
  });

  test('F-B1-12: sixteen migrations have no way down, and no other', () => {
    const findings = of('missing-down');
    assert.deepEqual(findings.map((finding) => nameOf(finding).slice(0, 3)), ['003', '004', '005', '006', '007', '008', '009', '009', '010', '011', '012', '012', '013', '014', '019', '021']);
    for (const finding of findings) {
      assert.equal(finding.severity, 'warning');
      assert.deepEqual(fixesOf(finding), ['Create the down, filled in (suggestion)'], nameOf(finding));
    }
  });

  test('F-B1-13: three numbers are taken twice, each file naming the other', () => {
    const findings = of('duplicate-version');
    assert.deepEqual(findings.map((finding) => nameOf(finding).slice(0, 3)), ['009', '009', '012', '012', '018', '018']);
    for (const finding of findings) {
      assert.equal(finding.severity, 'warning');
      const other = findings.find((f) => f !== finding && nameOf(f).slice(0, 3) === nameOf(finding).slice(0, 3))!;
      assert.ok(finding.message.includes(nameOf(other)), finding.message);
    }
    assert.deepEqual(findings.flatMap(fixesOf), ['Renumber 009_add_retry_tracking.up.sql to 009a (suggestion)', 'Renumber 012_create_admin_user.up.sql to 012a (suggestion)']);
  });

  test('F-B1-14: the minority of the UUID functions', () => {
    const findings = of('uuid-function-mixed');
    assert.ok(findings.length > 0);
    for (const finding of findings) {
      assert.deepEqual([textOf(finding), finding.severity], ['gen_random_uuid', 'information']);
      assert.deepEqual(fixesOf(finding), ['Replace gen_random_uuid() by uuid_generate_v4() (suggestion)']);
    }
  });

  test('F-B1-15: what cannot run twice, and nothing else', () => {
    const findings = of('not-idempotent');
    const objects = new Map<string, string[]>();
    for (const finding of findings) objects.set(nameOf(finding).slice(0, 7), [...(objects.get(nameOf(finding).slice(0, 7)) ?? []), textOf(finding)]);
    assert.deepEqual([...objects.keys()], ['001_ini', '009_add', '013_add', '014_add', '016_age', '019_cre', '021_cre']);
    assert.ok(objects.get('001_ini')!.includes('agents') && objects.get('001_ini')!.includes('idx_agents_status'));
    assert.ok(objects.get('014_add')!.includes('agents_bound_machine_check'), 'the constraint');
    for (const finding of findings) {
      assert.equal(finding.severity, 'warning');
      assert.equal(fixesOf(finding).length, 1, `${nameOf(finding)}: ${finding.message}`);
    }
  });

  test('025 and 026, the good examples, have no finding at all', () => {
    for (const audit of workspace.audits()) assert.deepEqual(audit.findings.map(nameOf).filter((name) => /^02[56]/.test(name)), []);
  });

  test('nothing is found beside what the audit found', () => {
    const known = new Set(['tracking-table-write', 'unknown-column', 'file-name-invalid', 'unknown-role', 'fk-without-on-delete', 'missing-down', 'duplicate-version', 'uuid-function-mixed', 'not-idempotent']);
    assert.deepEqual(workspace.audits().flatMap((audit) => audit.findings).filter((finding) => !known.has(finding.rule)).map((f) => f.message), []);
  });
});
