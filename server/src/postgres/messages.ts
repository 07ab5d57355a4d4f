import type { Ahead, Call, Outcome } from './session';

/** The first message to the embedded database's process. */
export interface Start {
  /** Folder of pglite.wasm, pglite.data and cluster.gz. */
  readonly assets: string;
  /** How much migrations may store in all, and how far PostgreSQL's own memory may grow. */
  readonly storageBytes: number;
  readonly memoryBytes: number;
  /** A packed state to start with, instead of an empty database. */
  readonly from: Uint8Array | undefined;
}

export type Request = { readonly id: number } & (Call | { readonly call: 'ahead'; readonly calls: readonly Ahead[] });

export type Message =
  | { readonly ready: true; readonly version: number }
  /** One text of a `run` is done, the next one begins: if that one never ends, this is what is known. */
  | { readonly id: number; readonly outcome: Outcome }
  /** Another text of the calls ahead is done. */
  | { readonly id: number; readonly alive: true }
  | { readonly id: number; readonly value: unknown; readonly lost: string | undefined }
  | { readonly id: number; readonly error: string };
