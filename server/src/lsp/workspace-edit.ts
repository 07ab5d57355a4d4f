import { ResourceOperationKind, type SnippetTextEdit, type TextEdit as LspTextEdit, type WorkspaceEdit } from 'vscode-languageserver';
import type { Change, TextEdit } from '../text/edits';
import { toRange, type Files } from './conversions';
import type { ClientAbilities } from './client-abilities';

export interface EditedFiles extends Files {
  /** Of an open document; undefined: it is not open. */
  version(file: string): number | undefined;
}

/** Can the client be told these changes at all? What is not an edit needs an editor that creates and renames files for a server. */
export function canApply(client: ClientAbilities, changes: readonly Change[]): boolean {
  return changes.every(({ kind }) => kind === 'edit' || client.fileOperations.has(operations[kind]));
}

const operations = { create: ResourceOperationKind.Create, rename: ResourceOperationKind.Rename, delete: ResourceOperationKind.Delete } as const;

/**
 * The changes as one edit. Positions are those of the texts as they are now, so an edit of a file comes before its rename.
 * @param placeholder text in an inserted piece that the author should write over, where the client takes snippets.
 */
export function toWorkspaceEdit(files: EditedFiles, client: ClientAbilities, changes: readonly Change[], placeholder?: string): WorkspaceEdit {
  if (!client.documentChanges) {
    const edits: Record<string, LspTextEdit[]> = {};
    for (const change of changes) if (change.kind === 'edit') (edits[files.uri(change.file)] ??= []).push(...change.edits.map((edit) => toTextEdit(files, change.file, edit)));
    return { changes: edits };
  }
  return {
    documentChanges: changes.flatMap((change): NonNullable<WorkspaceEdit['documentChanges']> => {
      const uri = files.uri(change.file);
      switch (change.kind) {
        case 'edit': {
          const edits = change.edits.map((edit) => (placeholder !== undefined && client.snippetEdits && edit.text.includes(placeholder) ? toSnippet(files, change.file, edit, placeholder) : toTextEdit(files, change.file, edit)));
          return [{ textDocument: { uri, version: files.version(change.file) ?? null }, edits }];
        }
        case 'create': {
          const start = { line: 0, character: 0 };
          return [
            { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
            { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: change.text }] },
          ];
        }
        case 'rename':
          return [{ kind: 'rename', oldUri: uri, newUri: files.uri(change.to), options: { overwrite: false } }];
        case 'delete':
          return [{ kind: 'delete', uri }];
      }
    }),
  };
}

function toTextEdit(files: Files, file: string, edit: TextEdit): LspTextEdit {
  return { range: toRange(files.lines(file), edit.range), newText: edit.text };
}

function toSnippet(files: Files, file: string, edit: TextEdit, placeholder: string): SnippetTextEdit {
  const at = edit.text.lastIndexOf(placeholder);
  const escaped = (text: string) => text.replace(/[\\$}]/g, '\\$&');
  const value = `${escaped(edit.text.slice(0, at))}\${0:${escaped(placeholder)}}${escaped(edit.text.slice(at + placeholder.length))}`;
  return { range: toRange(files.lines(file), edit.range), snippet: { kind: 'snippet', value } };
}
