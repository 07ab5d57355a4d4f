import type { Effect } from './effects';
import * as changes from './effects-of/changes';
import * as data from './effects-of/data';
import { doBlock } from './effects-of/do-block';
import * as objects from './effects-of/objects';
import * as tables from './effects-of/tables';
import { Names } from './names';

type Reader = (names: Names, node: any) => Effect[];

const nothing: Reader = () => [];

/** By the name of PostgreSQL's node (nodes/parsenodes.h). A kind that is not here may do anything. */
const readers: Readonly<Record<string, Reader>> = {
  CreateStmt: tables.createTable,
  CreateForeignTableStmt: (names, node) => tables.createTable(names, node.base, 'foreign table'),
  CreateTableAsStmt: tables.createTableAs,
  ViewStmt: tables.createView,
  IndexStmt: tables.createIndex,
  AlterTableStmt: tables.alterTable,
  CreateEnumStmt: objects.createEnum,
  AlterEnumStmt: objects.alterEnum,
  CompositeTypeStmt: objects.createComposite,
  CreateRangeStmt: objects.createRange,
  CreateDomainStmt: objects.createDomain,
  AlterDomainStmt: objects.alterDomain,
  DefineStmt: objects.define,
  CreateFunctionStmt: objects.createRoutine,
  AlterFunctionStmt: objects.alterRoutine,
  CreateTrigStmt: objects.createTrigger,
  CreatePolicyStmt: objects.createPolicy,
  AlterPolicyStmt: objects.alterPolicy,
  RuleStmt: objects.createRule,
  CreateSeqStmt: objects.createSequence,
  AlterSeqStmt: objects.alterSequence,
  CreateSchemaStmt: objects.createSchema,
  CreateExtensionStmt: objects.createExtension,
  CreateStatsStmt: objects.createStatistics,
  CreateConversionStmt: objects.createConversion,
  CreateOpClassStmt: objects.createOperatorClass,
  CreateOpFamilyStmt: objects.createOperatorFamily,
  CreateCastStmt: objects.createCast,
  RefreshMatViewStmt: objects.refresh,
  AlterOwnerStmt: objects.alterOwner,
  DropStmt: changes.drop,
  RenameStmt: changes.rename,
  AlterObjectSchemaStmt: changes.setSchema,
  CommentStmt: changes.comment,
  GrantStmt: changes.grant,
  GrantRoleStmt: changes.grantRole,
  AlterDefaultPrivilegesStmt: changes.alterDefaultPrivileges,
  AlterRoleStmt: changes.alterRole,
  AlterRoleSetStmt: changes.alterRole,
  DropRoleStmt: changes.dropRole,
  ReassignOwnedStmt: nothing,
  InsertStmt: (names, node) => data.data(names, 'InsertStmt', node),
  UpdateStmt: (names, node) => data.data(names, 'UpdateStmt', node),
  DeleteStmt: (names, node) => data.data(names, 'DeleteStmt', node),
  SelectStmt: (names, node) => data.data(names, 'SelectStmt', node),
  MergeStmt: (names, node) => data.data(names, 'MergeStmt', node),
  TruncateStmt: data.truncate,
  CopyStmt: data.copy,
  LockStmt: data.lock,
  VacuumStmt: data.vacuum,
  ReindexStmt: data.reindex,
  CallStmt: data.call,
  VariableSetStmt: data.setVariable,
  DoStmt: doBlock,
  TransactionStmt: nothing, VariableShowStmt: nothing, ExplainStmt: nothing, NotifyStmt: nothing, ListenStmt: nothing, UnlistenStmt: nothing,
  CheckPointStmt: nothing, DiscardStmt: nothing, LoadStmt: nothing, ConstraintsSetStmt: nothing, AlterSystemStmt: nothing, AlterDatabaseStmt: nothing,
  AlterDatabaseSetStmt: nothing, AlterExtensionStmt: nothing, AlterStatsStmt: nothing, SecLabelStmt: nothing, ClusterStmt: nothing, Empty: nothing,
  AlterTSConfigurationStmt: nothing, AlterTSDictionaryStmt: nothing, AlterOpFamilyStmt: nothing, AlterOperatorStmt: nothing, AlterTypeStmt: nothing,
  AlterPublicationStmt: nothing, AlterSubscriptionStmt: nothing, AlterEventTrigStmt: nothing, AlterFdwStmt: nothing, AlterForeignServerStmt: nothing,
  CreateUserMappingStmt: nothing, AlterUserMappingStmt: nothing, DropUserMappingStmt: nothing, DropTableSpaceStmt: nothing, DropdbStmt: nothing,
  DropSubscriptionStmt: nothing, AlterObjectDependsStmt: nothing, AlterCollationStmt: nothing, CreateTransformStmt: nothing,
  PrepareStmt: nothing, DeallocateStmt: nothing, FetchStmt: nothing, DeclareCursorStmt: nothing, ClosePortalStmt: nothing,
};

/** What a statement does; ranges are UTF-16 offsets in its own text. */
export function readEffects(kind: string, tree: any, text: string): Effect[] {
  const names = new Names(text);
  const made = objects.madeByName[kind];
  if (made) return objects.createByName(names, tree, made[0], made[1]);
  const reader = readers[kind];
  return reader ? reader(names, tree) : [{ does: 'unknown', why: `${kind} is not read`, range: names.whole }];
}
