import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { describe as describeStatus } from '../../../client/src/status';
import { keys } from '../keyboard';
import { hasPage } from '../page';
import { screenshot } from '../screenshot';
import { open, untilFound } from './founding-case';

const folder = { uri: 'file:///m', tool: 'goose', title: 'goose', evidence: ['"-- +goose" in 3 files', 'go.mod'], leftAlone: null, migrations: 3, findings: { error: 1, warning: 2, information: 0, hint: 1 }, postgres: { state: 'ran' }, proved: { applies: 3, twice: 2, reverses: 1 } } as const;

describe('the language status', () => {
  it('says what was found, and why', () => {
    const { text, detail, severity, command } = describeStatus({ server: 'running', on: true, folder });
    assert.deepEqual([text, detail], ['4 problems', 'goose, proved']);
    assert.equal(command?.tooltip, 'goose: "-- +goose" in 3 files; go.mod. PostgreSQL: of 3 migrations 3 apply, 2 run twice, 1 are restored by their down');
    assert.equal(severity, vscode.LanguageStatusSeverity.Information);
  });

  it('says that a folder is left alone, that a file is no migration, that it is off or has stopped', () => {
    const alone = describeStatus({ server: 'running', on: true, folder: { ...folder, title: 'MySQL', leftAlone: 'AUTO_INCREMENT is MySQL' } });
    assert.deepEqual([alone.text, alone.detail, alone.command?.tooltip], ['Left alone', 'MySQL', 'AUTO_INCREMENT is MySQL']);
    assert.equal(describeStatus({ server: 'running', on: true, folder: null }).text, 'No migration');
    assert.equal(describeStatus({ server: 'running', on: false, folder }).text, 'Upright is off');
    const stopped = describeStatus({ server: 'stopped', on: true, folder: null });
    assert.equal(stopped.severity, vscode.LanguageStatusSeverity.Error);
    assert.equal(stopped.command?.command, 'upright.restartServer');
  });

  if (hasPage) {
    it('is to be seen beside the language', async () => {
      await open('024_disable_updates_subsystem.up.sql');
      await untilFound('024_disable_updates_subsystem.up.sql', 'unknown-column');
      await keys({ click: '[id="status.languageStatus"]' }, { see: '.hover-language-status:has-text("problems"):has-text("own runner")' });
      await screenshot('status');
      await keys({ press: 'Escape' });
    });
  }
});
