import * as vscode from 'vscode';

const scheme = 'upright-schema';

/** A point in the life of a migration at which PostgreSQL's catalog was read. */
export type SchemaMoment = 'before' | 'after' | 'afterDown';

export type Schemas = Readonly<Record<SchemaMoment, string | null>>;

const texts = new Map<string, string>();
const changed = new vscode.EventEmitter<vscode.Uri>();

/** The read-only documents of these schemas of a migration's file; those that are open show them from now on. */
export function schemaDocuments(file: vscode.Uri, schemas: Schemas): Readonly<Record<SchemaMoment, vscode.Uri>> {
  const document = (moment: SchemaMoment) => {
    const uri = vscode.Uri.from({ scheme, path: `${file.path}.${moment}.schema` });
    texts.set(uri.toString(), schemas[moment] ?? '');
    changed.fire(uri);
    return uri;
  };
  return { before: document('before'), after: document('after'), afterDown: document('afterDown') };
}

export function registerSchemaDocuments(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, { onDidChange: changed.event, provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '' }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === scheme && texts.delete(uri.toString())),
  );
}
