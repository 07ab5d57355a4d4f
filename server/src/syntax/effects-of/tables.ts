import type { Definition, Effect, Guard, IndexDefinition, ObjectName, QualifiedName } from '../effects';
import type { Names } from '../names';
import { LazyScope, Query } from '../lazy-scope';
import { outputColumns, queryNames } from '../query-names';
import { readType } from '../type-name';
import { readColumn, readConstraint } from './columns';
import { columnsIn, objectKind, objectName, relation, relationObject, roleName, stringOf } from './tree';

const ifNotExists = (node: any): Guard => (node.if_not_exists ? 'exists' : 'none');
const missingOk = (node: any): Guard => (node.missing_ok ? 'exists' : 'none');

/** LIKE options (nodes/parsenodes.h, TableLikeOption). */
const likeOptions: readonly (readonly [number, string])[] = [
  [1 << 2, 'constraints'], [1 << 3, 'defaults'], [1 << 4, 'generated'], [1 << 5, 'identity'], [1 << 6, 'indexes'],
];

export function createTable(names: Names, node: any, kind: 'table' | 'foreign table' = 'table'): Effect[] {
  const object = relationObject(names, kind, node.relation);
  const columns = [];
  const constraints = [];
  const like = [];
  for (const element of node.tableElts ?? []) {
    if (element.ColumnDef) {
      const read = readColumn(names, element.ColumnDef);
      if (element.ColumnDef.typeName) columns.push(read.column);
      constraints.push(...read.constraints);
    } else if (element.Constraint) {
      constraints.push(readConstraint(names, element.Constraint, names.clause(names.toUtf16(element.Constraint.location))));
    } else if (element.TableLikeClause) {
      const from = element.TableLikeClause.relation;
      const options = element.TableLikeClause.options ?? 0;
      like.push({ including: likeOptions.filter(([bit]) => options & bit).map(([, word]) => word), ...nameOf(from) });
    }
  }
  const parents = (node.inhRelations ?? []).map((p: any) => nameOf(p.RangeVar));
  const definition: Definition = {
    of: 'table',
    columns,
    constraints,
    temporary: node.relation.relpersistence === 't',
    unlogged: node.relation.relpersistence === 'u',
    inherits: node.partbound ? [] : parents,
    ...(node.partbound ? { partitionOf: parents[0] } : {}),
    partitioned: node.partspec !== undefined,
    like,
  };
  return [{ does: 'create', object, guard: ifNotExists(node), definition, range: names.whole }];
}

export function createTableAs(names: Names, node: any): Effect[] {
  const materialized = node.objtype === 'OBJECT_MATVIEW';
  const object = relationObject(names, materialized ? 'materialized view' : 'table', node.into.rel);
  const guard = ifNotExists(node);
  const query = queryAfter(names, node.query);
  const named: string[] = (node.into.colNames ?? []).map(stringOf);
  const columns = named.length > 0 ? named : query?.columns;
  const definition: Definition = materialized
    ? { of: 'view', columns, reads: query?.scope }
    : {
        of: 'table', columns: [], constraints: [], temporary: node.into.rel.relpersistence === 't', unlogged: node.into.rel.relpersistence === 'u',
        inherits: [], partitioned: false, like: [], asQuery: { columns },
      };
  return [...(query ? [query.effect] : []), { does: 'create', object, guard, definition, range: names.whole }];
}

export function createView(names: Names, node: any): Effect[] {
  const object = relationObject(names, 'view', node.view);
  const query = queryAfter(names, node.query);
  const aliases: string[] = (node.aliases ?? []).map(stringOf);
  return [
    ...(query ? [query.effect] : []),
    { does: 'create', object, guard: node.replace ? 'replace' : 'none', definition: { of: 'view', columns: aliases.length > 0 ? aliases : query?.columns, reads: query?.scope }, range: names.whole },
  ];
}

/** The query behind the first AS outside parentheses; WITH [NO] DATA and WITH CHECK OPTION are not part of it. */
function queryAfter(names: Names, query: any) {
  let depth = 0;
  for (let i = 0; i < names.tokens.length; i++) {
    if (names.is(i, '(')) depth++;
    else if (names.is(i, ')')) depth--;
    if (depth !== 0 || names.word(i) !== 'as') continue;
    const start = names.tokens[i + 1]?.start;
    if (start === undefined) return undefined;
    let last = names.tokens.length - 1;
    for (let j = last; j > last - 5 && j > i; j--) {
      if (names.word(j) === 'with' && ['no', 'data', 'check', 'local', 'cascaded'].includes(names.word(j + 1) ?? '')) {
        last = j - 1;
        break;
      }
    }
    const [kind = ''] = Object.keys(query ?? {});
    const end = names.tokens[last]!.end;
    const scope = new LazyScope(new Query(names.text.slice(start, end), queryNames(kind, query?.[kind])), start);
    const effect: Effect = { does: 'query', reads: scope, guard: 'none', range: { start, end } };
    return { scope, columns: kind === 'SelectStmt' ? outputColumns(query.SelectStmt) : undefined, effect };
  }
  return undefined;
}

export function createIndex(names: Names, node: any): Effect[] {
  const on = relation(names, node.relation);
  const table = { range: on.range, ...nameOf(node.relation) };
  names.from(0);
  const range = node.idxname === undefined ? names.whole : names.find(node.idxname);
  const index: IndexDefinition = {
    table,
    columns: (node.indexParams ?? []).map((p: any) => p.IndexElem?.name ?? null),
    unique: node.unique === true,
    ...(node.whereClause ? { where: whereText(names) } : {}),
    whereColumns: columnsIn(node.whereClause),
    method: node.accessMethod ?? 'btree',
    concurrently: node.concurrent === true,
    only: node.relation?.inh !== true,
    named: node.idxname !== undefined,
    text: names.text,
  };
  const object: ObjectName = { kind: 'index', ...(table.schema === undefined ? {} : { schema: table.schema }), name: node.idxname ?? '', range };
  return [{ does: 'create', object, guard: ifNotExists(node), definition: { of: 'index', index }, range: names.whole }];
}

function whereText(names: Names): string {
  let depth = 0;
  for (let i = 0; i < names.tokens.length; i++) {
    if (names.is(i, '(')) depth++;
    else if (names.is(i, ')')) depth--;
    else if (depth === 0 && names.word(i) === 'where') return names.text.slice(names.tokens[i]!.end).trim();
  }
  return '';
}

export function alterTable(names: Names, node: any): Effect[] {
  const kind = objectKind(node.objtype) ?? 'table';
  const object = relationObject(names, kind, node.relation);
  const table = nameOf(node.relation);
  // IF EXISTS of the table is the need's alone: where it is there, each clause has to stand for itself.
  const need: Effect = { does: 'need', object, guard: missingOk(node), range: names.whole };
  const clauses = (node.cmds ?? []).map(({ AlterTableCmd: command }: any) => ({ pass: passOf(command), effects: alterCommand(names, command, kind, object, table) }));
  return [need, ...clauses.sort((a: any, b: any) => a.pass - b.pass).flatMap((clause: any) => clause.effects)];
}

const passes: readonly (readonly string[])[] = [
  ['AT_DropColumn', 'AT_DropConstraint', 'AT_DropNotNull', 'AT_DropIdentity', 'AT_DropExpression'],
  ['AT_AlterColumnType'],
  ['AT_AddColumn'],
  ['AT_SetExpression'],
  ['AT_SetNotNull'],
  ['AT_AddConstraint'],
  ['AT_ColumnDefault', 'AT_AddIdentity'],
];

/** ALTER TABLE runs its clauses pass by pass, whatever their order: what drops first, what needs the new columns last (tablecmds.c, AlterTablePass). */
function passOf(command: any): number {
  if (command.subtype === 'AT_ColumnDefault' && !command.def) return 0;
  // A foreign key may lean on a unique constraint of the same statement.
  if (command.def?.Constraint?.contype === 'CONSTR_FOREIGN') return 6;
  const pass = passes.findIndex((subtypes) => subtypes.includes(command.subtype));
  return pass < 0 ? passes.length : pass;
}

function alterCommand(names: Names, command: any, kind: ObjectName['kind'], object: ObjectName, table: QualifiedName): Effect[] {
  const guard = missingOk(command);
  const part = (of: 'column' | 'constraint' | 'trigger' | 'rule', name: string): ObjectName => objectName(of, { name }, names.find(name), table);
  const change = (set: any): Effect[] => {
    const column = part('column', command.name);
    return [{ does: 'change', object: column, change: set, guard: 'none', range: names.clause(column.range.start) }];
  };
  switch (command.subtype) {
    case 'AT_AddColumn': {
      const read = readColumn(names, command.def.ColumnDef);
      const column = objectName('column', { name: read.column.name }, read.column.range, table);
      names.from(command.def.ColumnDef.location);
      return [{ does: 'create', object: column, guard, definition: { of: 'column', ...read }, range: names.clause(column.range.start) }];
    }
    case 'AT_DropColumn': {
      const column = part('column', command.name);
      return [{ does: 'drop', object: column, guard, cascade: command.behavior === 'DROP_CASCADE', range: names.clause(column.range.start) }];
    }
    case 'AT_AddConstraint': {
      const node = command.def.Constraint;
      const range = names.clause(names.toUtf16(node.location));
      const constraint = readConstraint(names, node, range);
      names.from(node.location);
      const name = objectName('constraint', { name: constraint.name ?? '' }, constraint.name === undefined ? range : names.find(constraint.name), table);
      return [{ does: 'create', object: name, guard: 'none', definition: { of: 'constraint', constraint }, range }];
    }
    case 'AT_DropConstraint': {
      const constraint = part('constraint', command.name);
      return [{ does: 'drop', object: constraint, guard, cascade: command.behavior === 'DROP_CASCADE', range: names.clause(constraint.range.start) }];
    }
    case 'AT_ValidateConstraint':
      return [{ does: 'validate', object: part('constraint', command.name), guard: 'none', range: names.whole }];
    case 'AT_AlterConstraint':
      return command.def?.ATAlterConstraint?.conname ? [{ does: 'need', object: part('constraint', command.def.ATAlterConstraint.conname), guard: 'none', range: names.whole }] : [];
    case 'AT_SetNotNull':
      return change({ set: 'not null', to: true });
    case 'AT_DropNotNull':
      return change({ set: 'not null', to: false });
    case 'AT_ColumnDefault': {
      const effects = change({ set: 'default', to: undefined });
      const effect = effects[0]!;
      const clause = names.text.slice(effect.range.start, effect.range.end);
      const written = command.def ? /\bdefault\b([\s\S]*)$/i.exec(clause)?.[1]?.trim() : undefined;
      return [{ ...effect, change: { set: 'default', to: written } } as Effect];
    }
    case 'AT_AlterColumnType': {
      const type = readType(command.def?.ColumnDef?.typeName);
      const using = command.def?.ColumnDef?.raw_default;
      return change({ set: 'type', type: type.type, typeName: type.name, computes: using !== undefined && !isCast(using) });
    }
    case 'AT_AddIdentity':
      return change({ set: 'identity', to: command.def?.Constraint?.generated_when === 'a' ? 'always' : 'by default', guard: 'none' });
    case 'AT_DropIdentity':
      return change({ set: 'identity', to: undefined, guard: missingOk(command) });
    case 'AT_SetIdentity': case 'AT_DropExpression': case 'AT_SetExpression': case 'AT_SetStatistics': case 'AT_SetOptions':
    case 'AT_ResetOptions': case 'AT_SetStorage': case 'AT_SetCompression':
      return command.name === undefined || kind === 'index' ? [] : change({ set: 'other' });
    case 'AT_EnableTrig': case 'AT_DisableTrig': case 'AT_EnableAlwaysTrig': case 'AT_EnableReplicaTrig':
      return [{ does: 'need', object: part('trigger', command.name), guard: 'none', range: names.whole }];
    case 'AT_EnableRule': case 'AT_DisableRule': case 'AT_EnableAlwaysRule': case 'AT_EnableReplicaRule':
      return [{ does: 'need', object: part('rule', command.name), guard: 'none', range: names.whole }];
    case 'AT_ChangeOwner': {
      const role = roleName(command.newowner);
      if (role === undefined) return [];
      names.from(command.newowner.location);
      return [{ does: 'need', object: objectName('role', { name: role }, names.find(role)), guard: 'none', range: names.whole }];
    }
    case 'AT_ClusterOn':
      return [{ does: 'need', object: objectName('index', { ...(table.schema === undefined ? {} : { schema: table.schema }), name: command.name }, names.find(command.name)), guard: 'none', range: names.whole }];
    case 'AT_AttachPartition': case 'AT_DetachPartition': {
      const partition = command.def.PartitionCmd.name;
      const attach = command.subtype === 'AT_AttachPartition';
      const child = relationObject(names, kind, partition);
      return [{ does: attach ? 'attach' : 'detach', object: child, to: { name: object.name, ...(object.schema === undefined ? {} : { schema: object.schema }) }, guard: 'none', range: names.whole }];
    }
    case 'AT_AddInherit': case 'AT_DropInherit':
      return [{ does: 'need', object: relationObject(names, 'table', command.def.RangeVar), guard: 'none', range: names.whole }];
    default:
      return [];
  }
}

export function nameOf(node: any): QualifiedName {
  return node?.schemaname === undefined ? { name: node?.relname ?? '' } : { schema: node.schemaname, name: node.relname };
}

/** Of a column's value as it is, any number of times. */
function isCast(expression: any): boolean {
  return expression.ColumnRef !== undefined || (expression.TypeCast !== undefined && isCast(expression.TypeCast.arg));
}
