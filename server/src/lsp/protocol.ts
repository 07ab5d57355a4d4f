import { NotificationType0, RequestType, type Position, type WorkspaceEdit } from 'vscode-languageserver-protocol';

/** Requests beyond the language server protocol, for the client's commands. URIs are strings, positions 0-based UTF-16. */

export interface FolderStatus {
  /** The folder as a URI. */
  readonly uri: string;
  readonly tool: string;
  readonly title: string;
  /** Why Upright thinks so, for people. */
  readonly evidence: readonly string[];
  /** Why it is recognised and left alone; null: it is audited. */
  readonly leftAlone: string | null;
  readonly migrations: number;
  readonly findings: { readonly error: number; readonly warning: number; readonly information: number; readonly hint: number };
  /** PostgreSQL's part in the audit. */
  readonly postgres:
    | { readonly state: 'off' | 'failed'; readonly reason: string }
    | { readonly state: 'running'; readonly done: number; readonly of: number }
    | { readonly state: 'ran' };
  /** How many migrations it answered so with yes. */
  readonly proved: { readonly applies: number; readonly twice: number; readonly reverses: number };
}

/** All migrations folders. */
export const FoldersRequest = new RequestType<Record<string, never>, FolderStatus[], void>('upright/folders');

/** The folder of a file; null: the file is in none. */
export const StatusRequest = new RequestType<{ uri: string }, FolderStatus | null, void>('upright/status');

/** What a new migration of that name would be: a complaint about the name, or the files that would be made. */
export const PreviewMigrationRequest = new RequestType<{ folder: string; name: string }, { complaint: string | null; files: string[] }, void>('upright/previewMigration');

/** The edit that makes the files, and where the author starts to type. */
export const NewMigrationRequest = new RequestType<{ folder: string; name: string }, { edit: WorkspaceEdit; open: string; caret: Position }, void>('upright/newMigration');

/** The other half of a pair: null when there is none (yet). */
export const PartnerRequest = new RequestType<{ uri: string }, { uri: string; position: Position } | null, void>('upright/partner');

/** The edit that makes the missing down, filled in, and what PostgreSQL says of it; or why there is none to make. */
export const CreateDownRequest = new RequestType<{ uri: string }, { edit: WorkspaceEdit | null; open: string | null; why: string | null; proved: string | null }, void>('upright/createDown');

/** All safe fixes of a file as one edit; null: nothing to fix. */
export const FixFileRequest = new RequestType<{ uri: string }, { edit: WorkspaceEdit | null; fixed: number; left: number }, void>('upright/fixFile');

/** What Upright knows of a file, as Markdown: tool and why, order, partner, transaction, configuration in force. */
export const ExplainRequest = new RequestType<{ uri: string }, { markdown: string }, void>('upright/explain');

/** Where `upright.json` for a file is, or should be made. */
export const ConfigurationRequest = new RequestType<{ uri: string }, { uri: string; exists: boolean }, void>('upright/configuration');

/** Reads every folder anew. */
export const AuditRequest = new RequestType<Record<string, never>, { folders: FolderStatus[] }, void>('upright/audit');

/**
 * Lets PostgreSQL prove the folder of a file, that file's migration first; without a file all folders. Answers when it is done,
 * with a sentence about the migration, or about all. May be cancelled.
 */
export const ProveRequest = new RequestType<{ uri?: string }, { message: string }, void>('upright/prove');

/** The schema before the migration of a file, after it and after its down, as texts to compare; or why there are none. */
export const SchemasRequest = new RequestType<{ uri: string }, { before: string; after: string; afterDown: string | null } | { why: string }, void>('upright/schemas');

/** Something that a status shows has changed: ask again. */
export const ChangedNotification = new NotificationType0('upright/changed');
