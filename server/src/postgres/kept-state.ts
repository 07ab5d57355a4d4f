import type { Unknowns } from './unknowns';

/** A state of an embedded database that outlives the process. */
export interface KeptState {
  /** As `Session.pack` gives it. */
  readonly database: Uint8Array;
  readonly unknowns: Unknowns;
}

/** Where they are kept, by the keys of a chain. */
export interface KeptStates {
  read(state: string): Uint8Array | undefined;
  write(state: string, bytes: Uint8Array): void;
}

/** Length of the unknowns (4 bytes), the unknowns as JSON, the database. */
export function packState({ database, unknowns: { names, rows, ...rest } }: KeptState): Uint8Array {
  const unknowns = Buffer.from(JSON.stringify({ ...rest, names: [...names], rows: [...rows] }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(unknowns.length);
  return Buffer.concat([length, unknowns, database]);
}

export function unpackState(bytes: Uint8Array): KeptState {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = 4 + packed.readUInt32BE(0);
  const { names, rows, anything, takenBack, brought, path, record } = JSON.parse(packed.subarray(4, end).toString());
  return { database: packed.subarray(end), unknowns: { names: new Map(names), rows: new Map(rows), anything, takenBack, brought, path, record } };
}
