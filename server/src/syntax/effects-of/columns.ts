import type { ColumnDefinition, ConstraintDefinition, ReferentialAction } from '../effects';
import type { Names } from '../names';
import { readType } from '../type-name';
import { columnsIn, relation, stringsOf } from './tree';

const actions: Readonly<Record<string, ReferentialAction>> = { a: 'no action', r: 'restrict', c: 'cascade', n: 'set null', d: 'set default' };

const constraintTypes: Readonly<Record<string, ConstraintDefinition['type']>> = {
  CONSTR_PRIMARY: 'primary key', CONSTR_UNIQUE: 'unique', CONSTR_FOREIGN: 'foreign key', CONSTR_CHECK: 'check', CONSTR_EXCLUSION: 'exclude', CONSTR_NOTNULL: 'not null',
};

export interface ColumnReading {
  readonly column: ColumnDefinition;
  /** Key, foreign key and check constraints written beside the column. */
  readonly constraints: readonly ConstraintDefinition[];
}

/** A ColumnDef: `name type [constraints]`. */
export function readColumn(names: Names, node: any): ColumnReading {
  const start = names.toUtf16(node.location ?? 0);
  const range = names.clause(start);
  const nodes: any[] = (node.constraints ?? []).map((c: any) => c.Constraint);
  // DEFERRABLE and INITIALLY ... belong to the constraint in front of them.
  const starts = [...nodes.filter((c) => !c.contype?.startsWith('CONSTR_ATTR_')).map((c) => names.toUtf16(c.location ?? 0)), ...(node.collClause ? [names.toUtf16(node.collClause.location)] : [])];
  const endOf = (constraint: any) => {
    const from = names.toUtf16(constraint.location ?? 0);
    return names.endBefore(Math.min(range.end, ...starts.filter((s) => s > from)));
  };
  const one = (type: string) => nodes.find((c) => c.contype === type);
  const type = readType(node.typeName);
  const defaulted = one('CONSTR_DEFAULT');
  const identity = one('CONSTR_IDENTITY');
  const generated = one('CONSTR_GENERATED');
  const constraints = nodes
    .filter((c) => constraintTypes[c.contype] !== undefined && (c.contype !== 'CONSTR_NOTNULL' || c.conname !== undefined))
    .map((c) => readConstraint(names, c, { start: names.toUtf16(c.location), end: endOf(c) }, node.colname));
  const column: ColumnDefinition = {
    name: node.colname,
    type: type.type,
    typeName: type.name,
    notNull: type.serial || identity !== undefined || nodes.some((c) => c.contype === 'CONSTR_NOTNULL' || c.contype === 'CONSTR_PRIMARY'),
    ...(defaulted ? { default: textAfterKeyword(names, names.toUtf16(defaulted.location), endOf(defaulted)) } : {}),
    ...(type.serial ? { serial: true } : {}),
    ...(identity ? { identity: identity.generated_when === 'a' ? ('always' as const) : ('by default' as const) } : {}),
    ...(generated ? { generated: names.text.slice(names.toUtf16(generated.location), endOf(generated)) } : {}),
    text: names.text.slice(range.start, range.end),
    range: { start, end: names.tokens[names.indexAt(start)]?.end ?? range.end },
  };
  return { column, constraints };
}

/** A Constraint node; `column` for one that is written beside its column. */
export function readConstraint(names: Names, node: any, range: { start: number; end: number }, column?: string): ConstraintDefinition {
  const type = constraintTypes[node.contype] ?? 'check';
  const expression = columnsIn(node.raw_expr);
  const columns = column !== undefined && type !== 'check' ? [column]
    : type === 'foreign key' ? stringsOf(node.fk_attrs)
    : type === 'check' ? expression
    : type === 'exclude' ? (node.exclusions ?? []).flatMap((e: any) => e.List?.items?.[0]?.IndexElem?.name ?? [])
    : stringsOf(node.keys);
  const references = type === 'foreign key' ? readReferences(names, node) : undefined;
  return {
    type,
    ...(node.conname === undefined ? {} : { name: node.conname }),
    columns,
    ...(references ? { references: references.to, onDeleteAt: references.end } : {}),
    ...(references && writesOnDelete(names, references.end, range.end) ? { onDelete: actions[node.fk_del_action] ?? 'no action' } : {}),
    ...(node.indexname === undefined ? {} : { usingIndex: node.indexname }),
    ...(node.skip_validation ? { notValid: true } : {}),
    text: names.text.slice(range.start, range.end),
    range,
  };
}

/** REFERENCES t [(cols)] [MATCH x]: what it names, and where it ends. */
function readReferences(names: Names, node: any) {
  const table = relation(names, node.pktable);
  let i = table.next;
  if (names.is(i, '(')) {
    while (i < names.tokens.length && !names.is(i, ')')) i++;
    i++;
  }
  if (names.word(i) === 'match') i += 2;
  const columns = stringsOf(node.pk_attrs);
  return {
    to: { name: table.name, ...(table.schema === undefined ? {} : { schema: table.schema }), columns, range: table.range },
    end: names.tokens[i - 1]?.end ?? table.range.end,
  };
}

/** The tree cannot tell ON DELETE NO ACTION from no ON DELETE at all. */
function writesOnDelete(names: Names, from: number, to: number): boolean {
  for (let i = names.indexAt(from); i < names.tokens.length && names.tokens[i]!.start < to; i++)
    if (names.word(i) === 'on' && names.word(i + 1) === 'delete') return true;
  return false;
}

function textAfterKeyword(names: Names, start: number, end: number): string {
  const keyword = names.tokens[names.indexAt(start)];
  return names.text.slice(keyword?.end ?? start, end).trim();
}
