import type { Effect, ObjectName } from '../syntax/effects';
import type { Statement } from '../syntax/statement';
import type { Range } from '../text/range';
import type { Origin } from './objects';

/** Why PostgreSQL would refuse a statement on the schema as it stands, as far as the text can be sure of it. */
export interface Problem {
  /** `missing`: it names what is not there. `duplicate`: it makes what is there. `key`: an inserted row is there already. `depended`: something needs what it drops. */
  readonly kind: 'missing' | 'duplicate' | 'key' | 'depended';
  readonly statement: Statement;
  readonly effect: Effect;
  readonly object: ObjectName;
  /** Where the name stands. */
  readonly range: Range;
  /** PostgreSQL's own words: `relation "agents" already exists`. */
  readonly reason: string;
  /** Of a duplicate: who made the first one. Of a missing column: who made the table. Of a missing object: who dropped it, or the later file that makes it. */
  readonly related?: { readonly origin: Origin; readonly is: 'created here' | 'table created here' | 'dropped here' | 'created later here' | 'depends on it' };
  /** Of `depended`: one of the objects that keep it. */
  readonly dependent?: Omit<ObjectName, 'range'>;
  /** Names that do exist in its place: columns of the table, tables, roles. */
  readonly candidates: readonly string[];
}
