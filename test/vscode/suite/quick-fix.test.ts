import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actionsFor, choose, findings, open, revert, textOf, until, untilFound, untilMended } from './founding-case';

describe('the lightbulb', () => {
  it('mends a finding, the preferred way first', async () => {
    const file = '016_agent_update_packages.up.sql';
    await open(file);
    const finding = await untilFound(file, 'not-idempotent');
    const before = findings(file, 'not-idempotent').length;
    const fix = (await actionsFor(file, finding)).find(({ isPreferred }) => isPreferred);
    assert.match(fix?.title ?? '', /IF NOT EXISTS/);
    await choose(fix);
    await until('one finding less', () => findings(file, 'not-idempotent').length === before - 1);
    assert.match(await textOf(file), /ADD COLUMN IF NOT EXISTS/);
    await revert(file);
  });

  it('silences a finding with a comment that asks for a reason', async () => {
    const file = '024_disable_updates_subsystem.up.sql';
    await open(file);
    const finding = await untilFound(file, 'unknown-column');
    await choose((await actionsFor(file, finding)).find(({ title }) => title === 'Suppress unknown-column for this statement'));
    await untilMended(file, 'unknown-column');
    assert.match(await textOf(file), /^-- upright-ignore unknown-column: reason$/m);
    await revert(file);
    await untilFound(file, 'unknown-column');
  });

  it('opens the page of the rule', async () => {
    const file = '024_disable_updates_subsystem.up.sql';
    await open(file);
    const finding = await untilFound(file, 'tracking-table-write');
    await choose((await actionsFor(file, finding)).find(({ title }) => title === 'Open the page of tracking-table-write'));
    const tab = await until('the page', () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ input }) => input instanceof vscode.TabInputWebview));
    assert.match(tab.label, /tracking-table-write/);
    await vscode.window.tabGroups.close(tab);
  });
});
