import type { SchemaObject } from '../../postgres/snapshot';
import type { ObjectKind } from '../../syntax/effects';
import { quoteName, quoteQualified } from '../quote-name';
import { noteOf, type Altered, type Undo } from '../inverse/undo';
import { kindWord, nameIn, ownerName, routineParts, subject } from './spelling';

/**
 * When something is done. Views go first, as one may have the name that a table is to have; what else rests on others is
 * taken down next; tables go before what takes their names comes; types,
 * functions and sequences go when no column has them any more; generated columns are made of columns as they were; what
 * rests on others comes back last.
 */
export const phases = ['clear', 'rename', 'take down', 'drop', 'create', 'alter', 'derive', 'drop late', 'bind', 'reference', 'query', 'guard', 'say'] as const;
export type Phase = (typeof phases)[number];

/** One step of a restoration. */
export interface Act {
  readonly phase: Phase;
  readonly undo: Undo;
  /** What it makes or takes away, and whose words say what it needs. */
  readonly object: SchemaObject;
}

const takenDown = ['event trigger', 'publication', 'trigger', 'rule', 'policy', 'constraint', 'index', 'statistics', 'domain constraint'];

/** DROP of what is there. */
export function dropOf(object: SchemaObject, home: string | undefined): Act {
  const phase: Phase = object.kind === 'view' || object.kind === 'materialized view' ? 'clear' : takenDown.includes(object.kind) ? 'take down' : ['table', 'foreign table', 'column', 'attribute'].includes(object.kind) ? 'drop' : 'drop late';
  return { phase, object, undo: dropUndo(object, home) };
}

function dropUndo(object: SchemaObject, home: string | undefined): Undo {
  const { kind, name, schema } = object;
  const base = { is: 'drop' as const, key: JSON.stringify([kind, schema, object.parent, name]), within: [] };
  switch (kind) {
    case 'column': case 'constraint': case 'trigger': case 'rule': case 'policy':
      return { ...base, kind, name: { name }, on: ownerName(object, home) };
    case 'attribute': return { is: 'sql', within: [], sql: `ALTER TYPE ${quoteQualified(ownerName(object, home))} DROP ATTRIBUTE IF EXISTS ${quoteName(name)}` };
    case 'domain constraint': return { is: 'sql', within: [], sql: `ALTER DOMAIN ${quoteQualified(ownerName(object, home))} DROP CONSTRAINT IF EXISTS ${quoteName(name)}` };
    case 'function': case 'procedure': case 'aggregate': {
      const { name: own, types } = routineParts(object, home);
      return { ...base, kind, name: nameIn(schema, own, home), signature: [kind === 'aggregate' && types === '' ? '*' : types] };
    }
    case 'default privileges': return noteOf(`to be filled in: what undoes the default privileges ${name}`, true);
    case 'operator': case 'operator class': case 'cast':
      return { is: 'sql', within: [], sql: `DROP ${kind.toUpperCase()} IF EXISTS ${kind === 'operator class' ? name.replace(/ using (\S+)$/, ' USING $1') : subject(object, home)}` };
    default:
      return { ...base, kind: kind as ObjectKind, name: nameIn(schema, name, home) };
  }
}

/** ALTER ... RENAME; the parts of a renamed table are named on what it is called then. */
export function renameOf(is: SchemaObject, to: string, home: string | undefined): Act {
  const on = is.kind === 'column' || is.kind === 'constraint';
  const head = on ? `ALTER TABLE ${quoteQualified(ownerName(is, home))} RENAME ${is.kind.toUpperCase()} ${quoteName(is.name)}` : `ALTER ${kindWord(is)} ${subject(is, home)} RENAME`;
  return { phase: 'rename', object: is, undo: { is: 'sql', within: [], sql: `${head} TO ${quoteName(to)}` } };
}

export function renameValue(type: SchemaObject, value: string, to: string, home: string | undefined): Act {
  return { phase: 'rename', object: type, undo: { is: 'sql', within: [], sql: `ALTER TYPE ${subject(type, home)} RENAME VALUE ${value} TO ${to}` } };
}

export function said(phase: Phase, object: SchemaObject, sql: string): Act {
  return { phase, object, undo: { is: 'sql', within: [], sql } };
}

export function clause(phase: Phase, family: Altered['family'], object: SchemaObject, text: string, home: string | undefined, notes: readonly string[] = []): Act {
  return { phase, object, undo: { is: 'alter', family, table: object.parent === undefined ? nameIn(object.schema, object.name, home) : ownerName(object, home), clause: text, notes, within: [] } };
}

export function remark(phase: Phase, object: SchemaObject, text: string, open: boolean): Act {
  return { phase, object, undo: noteOf(text, open) };
}
