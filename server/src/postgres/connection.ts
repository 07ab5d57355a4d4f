import type { Failure } from './session';

export interface Reply {
  /** Of the last statement that returned any, as text. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly failure: Failure | undefined;
  /** I: no transaction is open; T: one is; E: one is, and it has failed. */
  readonly status: 'I' | 'T' | 'E';
}

/** One connection, at the level of a simple query message. */
export interface Connection {
  /** Rejects when the connection is gone. */
  query(sql: string, keepRows: boolean): Promise<Reply>;
}
