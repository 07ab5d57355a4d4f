import * as vscode from 'vscode';
import { SchemasRequest } from '../../../server/src/lsp/protocol';
import { fileOf } from '../file-of';
import { schemaDocuments, type SchemaMoment } from '../schema-documents';
import type { Server } from '../server';

export const id = 'upright.compareSchemas';

/** The schema before the migration beside the one after it, in the diff editor. */
export async function run(server: Server, argument: unknown): Promise<void> {
  await compare(server, argument, 'after');
}

/** Tells why where there is nothing to compare. */
export async function compare(server: Server, argument: unknown, moment: Exclude<SchemaMoment, 'before'>): Promise<void> {
  const file = fileOf(argument);
  if (!file) return;
  const schemas = await server.request(SchemasRequest, { uri: file.toString() });
  if ('why' in schemas) return void vscode.window.showInformationMessage(`Upright: ${schemas.why}.`);
  if (moment === 'afterDown' && schemas.afterDown === null) return void vscode.window.showInformationMessage('Upright: the migration has no down.');
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const title = moment === 'after' ? `${name}: schema before ↔ after` : `${name}: schema before ↔ after up and down`;
  const documents = schemaDocuments(file, schemas);
  await vscode.commands.executeCommand('vscode.diff', documents.before, documents[moment], title);
}
