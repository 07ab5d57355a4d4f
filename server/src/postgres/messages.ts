import type { Outcome, Saved, Session } from './session';
import type { TableName } from './snapshot';

/** What the embedded database's process is started with, as its only argument, in JSON. */
export interface Start {
  /** Folder of pglite.wasm, pglite.data and cluster.gz. */
  readonly assets: string;
  /** How much migrations may store in all, and how far PostgreSQL's own memory may grow. */
  readonly storageBytes: number;
  readonly memoryBytes: number;
}

/** Each method of a session, by its name. */
export type Request = { readonly id: number } & (
  | { readonly call: 'begin' | 'commit' | 'rollback' | 'mark' | 'boundary' | 'snapshot' | 'save' }
  | { readonly call: 'note'; readonly scope: Parameters<Session['note']>[0] }
  | { readonly call: 'compare'; readonly noted: 'before' | 'after'; readonly tracking: TableName | undefined }
  | { readonly call: 'back'; readonly mark: number }
  | { readonly call: 'forget'; readonly saved: Saved }
  | { readonly call: 'restore'; readonly saved: Saved | undefined }
  | { readonly call: 'run'; readonly texts: readonly string[]; readonly observe: boolean }
);

export type Message =
  | { readonly ready: true; readonly version: number }
  /** One text of a `run` is done, the next one begins: if that one never ends, this is what is known. */
  | { readonly id: number; readonly outcome: Outcome }
  | { readonly id: number; readonly value: unknown; readonly lost: string | undefined }
  | { readonly id: number; readonly error: string };
