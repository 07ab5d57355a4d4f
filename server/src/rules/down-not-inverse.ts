import { restoreInDown } from '../fixes/restore-in-down';
import type { Difference } from '../postgres/difference';
import type { Effect } from '../syntax/effects';
import { irreversibleReason } from '../syntax/irreversible';
import type { Statement } from '../syntax/statement';
import type { Range } from '../text/range';
import type { ProvedContext, Rule, SectionScript } from './rule';

export const downNotInverse: Rule = {
  id: 'down-not-inverse',
  title: 'The down does not restore the schema',
  severity: 'warning',
  why: 'Up and down were run, and the schema is not what it was before: something is left over, lost, or otherwise. After a release was taken back, the code before it runs on a schema that it has never seen, and the next up may stumble over the rest.',
  instead: 'Let the down take back each change of the up, or say in it `-- irreversible: reason`.',
  needsPostgres: true,
  examples: [
    {
      title: 'A type that the down forgets',
      files: {
        '001_a.up.sql': "DO $$ BEGIN CREATE TYPE mood AS ENUM ('ok'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, m mood);\n",
        '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
      },
      finds: ['001_a.up.sql: mood'],
      fixed: { '001_a.down.sql': 'DROP TABLE IF EXISTS a;\nDROP TYPE IF EXISTS mood;\n' },
    },
    {
      title: 'An index that the up drops and the down does not make again',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int);\nCREATE INDEX IF NOT EXISTS a_n ON a (n);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS m int;\nDROP INDEX IF EXISTS a_n;\n', '002_b.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS m;\n',
      },
      finds: ['002_b.up.sql: a_n'],
      fixed: { '002_b.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS m;\nCREATE INDEX a_n ON a (n);\n' },
    },
    {
      title: 'A down that takes more than the up gave',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS m int;\n', '002_b.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS m;\nALTER TABLE a DROP COLUMN IF EXISTS n;\n',
      },
      finds: ['002_b.down.sql: n'],
      fixed: { '002_b.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS m;\nALTER TABLE a DROP COLUMN IF EXISTS n;\n-- the values of a.n are not restored\nALTER TABLE a ADD COLUMN n integer;\n' },
    },
    {
      title: 'Partitions that come back without their indexes',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int) PARTITION BY LIST (id);\nCREATE TABLE IF NOT EXISTS a1 PARTITION OF a FOR VALUES IN (1);\nCREATE TABLE IF NOT EXISTS a2 PARTITION OF a FOR VALUES IN (2);\nCREATE INDEX IF NOT EXISTS a1_n ON a1 (n);\nCREATE INDEX IF NOT EXISTS a2_n ON a2 (n);\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.up.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.down.sql': "CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int) PARTITION BY LIST (id);\nDO $$ BEGIN FOR i IN 1..2 LOOP EXECUTE format('CREATE TABLE IF NOT EXISTS a%s PARTITION OF a FOR VALUES IN (%s)', i, i); END LOOP; END $$;\n",
      },
      finds: ['002_b.up.sql: a'],
      fixed: {
        '002_b.down.sql': "CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int) PARTITION BY LIST (id);\nDO $$ BEGIN FOR i IN 1..2 LOOP EXECUTE format('CREATE TABLE IF NOT EXISTS a%s PARTITION OF a FOR VALUES IN (%s)', i, i); END LOOP; END $$;\nCREATE INDEX a1_n ON a1 (n);\nCREATE INDEX a2_n ON a2 (n);\n",
      },
    },
    {
      title: 'A down that says why it does not',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.up.sql': 'ALTER TABLE a ALTER COLUMN n TYPE bigint;\n', '002_b.down.sql': '-- irreversible: there may be greater numbers\n',
      },
      finds: [],
    },
  ],
  checkProof(context, report) {
    const { up, down, proof: { proof } } = context;
    if (!up || !down || irreversibleReason(down.script) !== undefined || irreversibleReason(up.script) !== undefined) return;
    // A down in which there is nothing is file-empty's.
    if (down.script.statements.length === 0) return;
    // What a statement would have done that fails is told there.
    if (proof.down.some(({ result }) => result === 'failed')) return;
    const told = new Map<string, { readonly place: Place; readonly differences: Difference[] }>();
    for (const difference of proof.difference) {
      if (onlyMoreValues(difference) || goesWithWhole(difference, proof.difference)) continue;
      const place = placeOf(context, up, down, difference);
      const key = JSON.stringify([place.file, place.range, ofAnyPartition(difference)]);
      const known = told.get(key);
      if (known) known.differences.push(difference);
      else told.set(key, { place, differences: [difference] });
    }
    for (const { place, differences } of told.values()) {
      const fix = restoreInDown(context, down, differences);
      const [first, ...others] = differences;
      const more = others.length === 0 ? '' : `, and so with ${others.length} more ${others.length === 1 ? 'partition' : 'partitions'} of ${first!.partitionOf}`;
      report({ message: messageOf(first!) + more, fixes: fix ? [fix] : [], ...place });
    }
  },
};

/** No statement takes a value from an enum. */
function onlyMoreValues({ what, before, after }: Difference): boolean {
  if (what !== 'changed' || Object.keys({ ...before, ...after }).some((trait) => trait !== 'values')) return false;
  const left = new Set(after?.['values']?.split(', '));
  return before?.['values'] !== undefined && before['values'].split(', ').every((value) => left.has(value));
}

/** What befell a partitioned table befell its partitions. */
function goesWithWhole({ what, kind, name, parent, partitionOf, before, after }: Difference, all: readonly Difference[]): boolean {
  if (partitionOf === undefined) return false;
  const traits = JSON.stringify([before, after]);
  return all.some((other) => other.what === what && other.kind === kind && (parent === undefined ? other.name === partitionOf : other.name === `${partitionOf}.${lastName(name)}` && (what !== 'changed' || JSON.stringify([other.before, other.after]) === traits)));
}

/** The same for what befell several partitions of a table in the same way. */
function ofAnyPartition({ what, kind, name, parent, partitionOf, before, after }: Difference): string {
  const all = JSON.stringify([what, kind, name, before, after, partitionOf]);
  return partitionOf === undefined ? all : all.replaceAll(parent ?? lastName(name), '*');
}

function messageOf({ what, kind, name, before, after }: Difference): string {
  switch (what) {
    case 'left over':
      return `The down leaves ${kind} ${name} behind`;
    case 'lost':
      return `After the down, ${kind} ${name} is gone, which was there before the up`;
    case 'changed': {
      const traits = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
      const brief = (value: string | undefined) => (value === undefined ? 'none' : value.length > 60 || value.includes('\n') ? undefined : value);
      const told = traits.map((trait) => {
        if (trait === 'not null') return after?.[trait] === undefined ? 'lost its NOT NULL' : 'become NOT NULL';
        const [was, is] = [brief(before?.[trait]), brief(after?.[trait])];
        return was === undefined || is === undefined ? `another ${trait}` : `${is === 'none' ? `no ${trait}` : `${trait} ${is}`} instead of ${was}`;
      });
      return `After the down, ${kind} ${name} has ${told.join(', ')}`;
    }
  }
}

interface Place {
  readonly file: string;
  readonly range: Range;
  readonly statement?: Statement;
  readonly related?: { readonly file: string; readonly range: Range; readonly message: string }[];
}

/** On the up's statement that made or took the object, or else its table, or else what that is a partition of; where none did, on the down's that took it. */
function placeOf({ migration }: ProvedContext, up: SectionScript, down: SectionScript, difference: Difference): Place {
  const related = [{ file: down.file, range: { start: down.range.start, end: down.range.start }, message: 'the down' }];
  for (const match of [isObject, isParent, isWhole]) {
    const inUp = touching(up, difference, match);
    if (inUp) return { file: up.file, ...inUp, related };
    const inDown = touching(down, difference, match);
    if (inDown) return { file: down.file, ...inDown };
  }
  const first = up.script.statements[0];
  if (first && (up.script.statements.length === 1 || !migration.down)) return { file: up.file, range: first.range, statement: first, related };
  return { file: up.file, range: { start: up.range.start, end: up.range.start }, related };
}

/** The last statement with such an effect; one that only needs the object, where no other has it. */
function touching({ script }: SectionScript, difference: Difference, match: typeof isObject): { range: Range; statement: Statement } | undefined {
  for (const needs of [false, true])
    for (const statement of [...script.statements].reverse()) {
      const effect = statement.effects.find((candidate) => (candidate.does === 'need') === needs && match(candidate, difference));
      if (effect && 'object' in effect) return { range: effect.object.range.end > effect.object.range.start ? effect.object.range : statement.range, statement };
    }
  return undefined;
}

function isObject(effect: Effect, { name, parent }: Difference): boolean {
  if (!('object' in effect)) return false;
  const own = lastName(name);
  const names = [effect.object.name, ...(effect.does === 'rename' ? [effect.to] : [])];
  return names.includes(own) && (parent === undefined || effect.object.parent === undefined || effect.object.parent.name === parent);
}

function isParent(effect: Effect, { parent, before, after }: Difference): boolean {
  if (!('object' in effect)) return false;
  const owner = parent ?? (after?.['owned by'] ?? before?.['owned by'])?.split('.').at(-2);
  return owner !== undefined && (effect.object.name === owner || effect.object.parent?.name === owner);
}

function isWhole(effect: Effect, { partitionOf }: Difference): boolean {
  return 'object' in effect && partitionOf !== undefined && effect.object.name === lastName(partitionOf);
}

/** Of `public.f(integer)`: f. */
function lastName(name: string): string {
  const plain = name.replace(/\(.*$/s, '');
  return plain.slice(plain.lastIndexOf('.') + 1);
}
