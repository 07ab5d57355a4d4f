import * as vscode from 'vscode';
import { keys } from '../keyboard';
import { hasPage } from '../page';
import { screenshot } from '../screenshot';

const lines: [text: string, column: number, scope: string][] = [
  ['-- upright-ignore unknown-table, unknown-column: made elsewhere', 4, 'keyword.control.suppression.upright'],
  ['SELECT 1; -- upright-ignore-file fk-missing-index: small', 34, 'variable.other.constant.rule.upright'],
  ['-- irreversible: rows are gone', 18, 'string.unquoted.reason.upright'],
  ['-- +goose Up', 4, 'keyword.control.directive.goose.upright'],
  ['-- +migrate Up notransaction', 17, 'variable.parameter.upright'],
  ['-- migrate:up transaction:false', 4, 'keyword.control.directive.dbmate.upright'],
  ['---- create above / drop below ----', 6, 'keyword.control.directive.tern.upright'],
  ['-- Up Migration', 4, 'keyword.control.directive.node-pg-migrate.upright'],
  ['SELECT 1;--> statement-breakpoint', 16, 'keyword.control.directive.drizzle.upright'],
  ['-- atlas:txmode none', 4, 'keyword.control.directive.atlas.upright'],
  ['--liquibase formatted sql', 4, 'keyword.control.directive.liquibase.upright'],
  ['--bun:split', 4, 'keyword.control.directive.bun.upright'],
  ['--! Previous: sha1:ab', 5, 'keyword.control.directive.graphile-migrate.upright'],
];

// Only the screen shows the scopes.
if (hasPage) {
  describe('the grammar', () => {
    it('marks suppressions and the tools\' directives', async () => {
      const document = await vscode.workspace.openTextDocument({ language: 'sql', content: `${lines.map(([text]) => text).join('\n')}\n\n-- +gose Up\nSELECT '-- +goose Up';\n` });
      const editor = await vscode.window.showTextDocument(document);
      await screenshot('directives');
      await vscode.commands.executeCommand('editor.action.inspectTMScopes');
      for (const [index, [, column, scope]] of lines.entries()) {
        editor.selection = new vscode.Selection(index, column, index, column);
        await keys({ see: `.token-inspect-widget:has-text("${scope}")` });
      }
      await keys({ press: 'Escape' });
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });
  });
}
