import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { before, describe, test } from 'node:test';
import { upright } from './upright';

interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
  readonly related: readonly { readonly file: string }[];
}

/** The audit that a person once made of this folder by hand; what each row stands for is told in the fixture's texts. */
describe('the founding case', () => {
  let findings: readonly Found[] = [];
  before(() => {
    const run = upright('.', 'check', 'test/fixtures/redflag', '--no-postgres', '--format', 'json');
    assert.deepEqual([run.code, run.stderr], [1, '']);
    findings = JSON.parse(run.stdout).findings;
  });
  const of = (rule: string) => findings.filter((finding) => finding.rule === rule);
  const files = (rule: string) => [...new Set(of(rule).map((finding) => basename(finding.file)))].sort();

  test('the write to the tracking table', () => {
    assert.deepEqual(of('tracking-table-write').map(({ severity, file, range }) => [severity, basename(file), range.start.line, range.start.character]), [['error', '024_disable_updates_subsystem.up.sql', 17, 0]]);
  });

  test('the column that does not exist, with what the table has and who made it', () => {
    const [column, ...others] = of('unknown-column');
    assert.equal(others.length, 0);
    assert.deepEqual([column!.severity, basename(column!.file)], ['error', '024_disable_updates_subsystem.up.sql']);
    assert.match(column!.message, /"deprecated".*015_agent_subsystems\.up\.sql.*\bauto_run\b/);
    assert.equal(basename(column!.related[0]!.file), '015_agent_subsystems.up.sql');
  });

  test('the file that never runs', () => assert.deepEqual(files('file-name-invalid'), ['018_create_scanner_config_table.sql']));

  test('the migrations without a down, and no others', () => {
    assert.deepEqual(files('missing-down').map((file) => file.slice(0, 3)), ['003', '004', '005', '006', '007', '008', '009', '009', '010', '011', '012', '012', '013', '014', '019', '021']);
  });

  test('the numbers that two migrations share, each naming the other', () => {
    assert.deepEqual(of('duplicate-version').map(({ file, related }) => [basename(file), ...related.map((other) => basename(other.file))]), [
      ['009_add_agent_version_tracking.up.sql', '009_add_retry_tracking.up.sql'],
      ['009_add_retry_tracking.up.sql', '009_add_agent_version_tracking.up.sql'],
      ['012_add_token_seats.up.sql', '012_create_admin_user.up.sql'],
      ['012_create_admin_user.up.sql', '012_add_token_seats.up.sql'],
      ['018_create_metrics_and_docker_tables.up.sql', '018_create_scanner_config_table.sql'],
      ['018_create_scanner_config_table.sql', '018_create_metrics_and_docker_tables.up.sql'],
    ]);
  });

  test('what fails when it runs twice', () => {
    assert.deepEqual(files('not-idempotent').map((file) => file.slice(0, 3)), ['001', '009', '009', '013', '014', '016', '019', '021']);
  });

  test('the foreign keys that do not say what a delete does, and the two ways to make a UUID', () => {
    assert.deepEqual(of('fk-without-on-delete').map(({ severity, file }) => [severity, basename(file).slice(0, 3)]), Array(3).fill(['information', '020']));
    for (const column of ['updated_by', 'changed_by', 'resolved_by']) assert.ok(of('fk-without-on-delete').some(({ message }) => message.includes(column)));
    assert.ok(of('uuid-function-mixed').length > 0);
    for (const { severity } of of('uuid-function-mixed')) assert.equal(severity, 'information');
  });

  test('the role that nothing creates', () => {
    assert.deepEqual(files('unknown-role'), ['018_create_scanner_config_table.sql']);
  });

  test('nothing on the good examples', () => {
    assert.deepEqual(findings.filter(({ file }) => /\/02[56]_/.test(file)), []);
  });
});
