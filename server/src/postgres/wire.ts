import { fromCodePoints } from '../text/utf8';
import type { Reply } from './connection';
import type { Failure } from './session';

/*
 * As much of PostgreSQL's protocol as a simple query needs (PostgreSQL documentation, 54.7 Message Formats). PGlite's own
 * exec() keeps every row that a statement returns, so a migration's SELECT over a large series would fill the memory.
 */

const decoder = new TextDecoder();
/** A message's type and its length, which counts itself and what follows. */
const headerLength = 5;

/**
 * A query message, followed by a CopyFail: after COPY FROM stdin PostgreSQL would wait for rows for ever; after any other
 * statement it ignores the message.
 */
export function queryMessage(sql: string): Uint8Array {
  // A NUL would end PostgreSQL's string early.
  return Buffer.concat([message('Q', sql.includes('\0') ? sql.replaceAll('\0', ' ') : sql), copyFail]);
}

function message(type: string, text: string): Buffer {
  const length = Buffer.byteLength(text);
  const whole = Buffer.alloc(headerLength + length + 1);
  whole.write(type, 0);
  whole.writeUInt32BE(4 + length + 1, 1);
  whole.write(text, headerLength);
  return whole;
}

const copyFail = message('f', 'there are no rows behind it');

/** Collects an answer that arrives in pieces; rows are dropped as they come unless they are wanted. */
export function replyReader(sql: string, keepRows: boolean): { add(bytes: Uint8Array): void; reply(): Reply | undefined } {
  let rest = new Uint8Array(0);
  const rows: (string | null)[][] = [];
  let failure: Failure | undefined;
  let status: Reply['status'] | undefined;

  const read = (type: string, body: Uint8Array) => {
    if (type === 'D' && keepRows) rows.push(readRow(body));
    else if (type === 'E') failure ??= readFailure(body, sql);
    else if (type === 'Z') status = String.fromCharCode(body[0]!) as Reply['status'];
  };
  return {
    add(bytes) {
      let data = bytes;
      if (rest.length > 0) {
        data = new Uint8Array(rest.length + bytes.length);
        data.set(rest);
        data.set(bytes, rest.length);
      }
      let at = 0;
      while (at + headerLength <= data.length) {
        const length = new DataView(data.buffer, data.byteOffset + at + 1, 4).getUint32(0);
        if (at + 1 + length > data.length) break;
        read(String.fromCharCode(data[at]!), data.subarray(at + headerLength, at + 1 + length));
        at += 1 + length;
      }
      rest = data.slice(at);
    },
    reply: () => (status === undefined ? undefined : { rows, failure, status }),
  };
}

function readRow(body: Uint8Array): (string | null)[] {
  const view = Buffer.from(body.buffer, body.byteOffset, body.length);
  const row: (string | null)[] = [];
  let at = 2;
  for (let left = view.readUInt16BE(0); left > 0; left--) {
    const length = view.readInt32BE(at);
    at += 4;
    row.push(length < 0 ? null : view.toString('utf8', at, at + length));
    if (length > 0) at += length;
  }
  return row;
}

function readFailure(body: Uint8Array, sql: string): Failure {
  const fields = new Map<string, string>();
  for (const field of decoder.decode(body).split('\0')) if (field !== '') fields.set(field[0]!, field.slice(1));
  return failureOf((code) => fields.get(code), sql);
}

/** `field` gives an error field by its letter in the protocol (54.8 Error and Notice Message Fields). */
export function failureOf(field: (code: string) => string | undefined, sql: string): Failure {
  const position = field('P');
  return {
    message: field('M') ?? 'unknown error',
    sqlstate: field('C') ?? 'XX000',
    ...given('hint', field('H')),
    ...given('detail', field('D')),
    ...given('where', field('W')),
    ...(position === undefined ? {} : { position: fromCodePoints(sql)(Number(position) - 1) }),
    ...given('schema', field('s')),
    ...given('table', field('t')),
    ...given('column', field('c')),
    ...given('constraint', field('n')),
  };
}

function given<K extends string>(key: K, value: string | undefined): { [key in K]?: string } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { [key in K]?: string });
}
