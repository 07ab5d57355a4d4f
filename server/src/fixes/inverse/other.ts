import type { ObjectName } from '../../syntax/effects';
import { isComment, lex } from '../../syntax/lexer';
import { applyEdits, replace } from '../../text/edits';
import type { Statement } from '../../syntax/statement';
import { undoAlterTable } from './alter-table';
import { oneLine } from './one-line';
import { undoComment } from './comments';
import { makerOf, orReplace, withPresentNames } from './former-text';
import { routineKey } from './restored';
import { fullName, isThere, spelled, tableIn, type Scene } from './scene';
import { quoteName, quoteQualified } from '../quote-name';
import { keyOf, noteOf, type Undo } from './undo';

/** What a statement does beside making, dropping and changing objects and rows. */
export function undoOther(scene: Scene): Undo[] {
  const { statement } = scene;
  switch (statement.kind) {
    case 'Invalid': case 'PsqlCommand':
      return [toFillIn(scene)];
    case 'AlterTableStmt': return undoAlterTable(scene);
    case 'CommentStmt': return undoComment(scene);
    case 'GrantStmt': case 'GrantRoleStmt': case 'AlterDefaultPrivilegesStmt':
      return undoGrant(scene);
    case 'AlterOwnerStmt':
      return [noteOf(`the former owner is not known: ${summary(statement)}`, false, keysOf(scene))];
    case 'AlterSeqStmt': return undoAlterSequence(scene);
    case 'AlterFunctionStmt': return undoAlterRoutine(scene);
    case 'AlterPolicyStmt': return undoAlterPolicy(scene);
    case 'AlterDomainStmt': return undoAlterDomain(scene);
    default:
      if (unread.has(statement.kind) || statement.effects.some((effect) => effect.does === 'unknown')) return [toFillIn(scene)];
      return [];
  }
}

/** Statements that change something of which their effects say nothing. */
const unread = new Set([
  'AlterRoleStmt', 'AlterRoleSetStmt', 'AlterSystemStmt', 'AlterDatabaseStmt', 'AlterDatabaseSetStmt', 'AlterExtensionStmt', 'AlterExtensionContentsStmt', 'AlterStatsStmt', 'SecLabelStmt',
  'AlterTSConfigurationStmt', 'AlterTSDictionaryStmt', 'AlterOpFamilyStmt', 'AlterOperatorStmt', 'AlterTypeStmt', 'AlterPublicationStmt', 'AlterSubscriptionStmt', 'AlterEventTrigStmt',
  'AlterFdwStmt', 'AlterForeignServerStmt', 'CreateUserMappingStmt', 'AlterUserMappingStmt', 'DropUserMappingStmt', 'DropTableSpaceStmt', 'DropdbStmt', 'DropSubscriptionStmt',
  'AlterCollationStmt', 'CreateTransformStmt', 'ReassignOwnedStmt', 'DropOwnedStmt',
]);

function toFillIn(scene: Scene): Undo {
  const { statement } = scene;
  // A call that is told a table's name goes with that table.
  const within = statement.kind === 'SelectStmt' ? lex(statement.text).flatMap((token) => {
    const name = token.kind === 'string' ? statement.text.slice(token.start + 1, token.end - 1) : undefined;
    return name !== undefined && tableIn(scene.before, { name }) ? [keyOf('table', fullName(scene.before, { name }))] : [];
  }) : [];
  return noteOf(`to be filled in: what undoes ${summary(statement)}`, true, within);
}

/** The statement's first words. */
function summary(statement: Statement): string {
  const line = statement.text.replace(/--[^\r\n]*/g, ' ').replace(/\s+/g, ' ').trim();
  return line.length <= 80 ? line : `${line.slice(0, 79).replace(/\s+\S*$/, '')} ...`;
}

function keysOf(scene: Scene): string[] {
  return scene.statement.effects.flatMap((effect) => (effect.does === 'need' && effect.object.kind !== 'role' ? [keyOfNeeded(scene, effect.object)] : []));
}

export function keyOfNeeded(scene: Scene, object: ObjectName): string {
  if (object.signature) return keyOf(object.kind, { schema: object.schema ?? scene.home, name: object.name }, undefined, object.signature);
  if (object.parent) return keyOf(object.kind, { name: object.name }, fullName(scene.before, object.parent));
  if (object.kind === 'type' || object.kind === 'domain') return keyOf('type', { schema: object.schema ?? scene.home, name: object.name });
  if (object.kind === 'schema' || object.kind === 'extension' || object.kind === 'role') return keyOf(object.kind, { name: object.name });
  return keyOf(object.kind, fullName(scene.before, object));
}

/** GRANT ... TO as REVOKE ... FROM, and the other way round. */
function undoGrant(scene: Scene): Undo[] {
  const { text } = scene.statement;
  const tokens = lex(text).filter((token) => !isComment(token));
  const word = (i: number) => (tokens[i]?.kind === 'word' ? text.slice(tokens[i]!.start, tokens[i]!.end).toLowerCase() : undefined);
  const verb = tokens.findIndex((_, i) => word(i) === 'grant' || word(i) === 'revoke');
  if (verb < 0) return [];
  const granting = word(verb) === 'grant';
  if (!granting && word(verb + 1) === 'grant') return [toFillIn(scene)];
  let preposition = -1;
  let end = tokens.length;
  for (let i = verb + 1; i < tokens.length; i++) {
    if (word(i) === (granting ? 'to' : 'from')) preposition = i;
    if (preposition > 0 && ((word(i) === 'with') || (word(i) === 'granted') || word(i) === 'cascade' || word(i) === 'restrict')) {
      end = i;
      break;
    }
  }
  if (preposition < 0) return [];
  const last = tokens[end - 1]!.end;
  const sql = applyEdits(text.slice(0, last), [replace(tokens[verb]!, granting ? 'REVOKE' : 'GRANT'), replace(tokens[preposition]!, granting ? 'FROM' : 'TO')]);
  const keys = keysOf(scene);
  return [{ is: 'sql', sql: oneLine(sql), within: scene.statement.kind === 'GrantStmt' && keys.length === 1 ? keys : [] }];
}

function undoAlterSequence(scene: Scene): Undo[] {
  const node = scene.statement.tree();
  const object = scene.statement.effects.find((effect) => effect.does === 'need')?.object;
  if (!object) return [];
  const options: string[] = (node?.options ?? []).map((option: any) => option.DefElem?.defname);
  const name = fullName(scene.before, object);
  const within = [keyOf('sequence', name)];
  const owner = scene.before.sequence(object);
  // A restart moves the counter, which is data.
  if (options.every((option) => option === 'restart')) return [];
  const serial = isThere(owner) && owner.ownedBy ? tableIn(scene.before, owner.ownedBy)?.columns.find((column) => column.name === owner.ownedBy!.column)?.definition : undefined;
  if (serial?.serial && options.every((option) => option === 'as' || option === 'maxvalue')) {
    const type = /^(?:small|big)/.exec(serial.type)?.[0];
    const limit = options.includes('maxvalue') ? ' NO MAXVALUE' : '';
    return [{ is: 'sql', sql: `ALTER SEQUENCE ${quoteQualified(spelled(scene, name, object))} AS ${type ?? ''}int${type ? '' : 'eger'}${limit}`, within }];
  }
  if (options.some((option) => option !== 'owned_by' && option !== 'restart')) return [toFillIn(scene)];
  const former = isThere(owner) && owner.ownedBy ? `${quoteQualified(spelled(scene, owner.ownedBy))}.${quoteName(owner.ownedBy.column)}` : 'NONE';
  return [{ is: 'sql', sql: `ALTER SEQUENCE ${quoteQualified(spelled(scene, name, object))} OWNED BY ${former}`, within }];
}

/** CREATE OR REPLACE gives a function all the settings of its former text. */
function undoAlterRoutine(scene: Scene): Undo[] {
  const object = scene.statement.effects.find((effect) => effect.does === 'need')?.object;
  const all = object && scene.before.routines(object);
  const routine = isThere(all) ? (object!.signature ? scene.before.routine(object!, object!.signature) : all[0]) : undefined;
  const maker = isThere(routine) ? makerOf(scene, routine.origin) : undefined;
  if (!isThere(routine) || !maker) return [toFillIn(scene)];
  const key = routineKey(routine, scene.home);
  return [{ is: 'create', key, sql: [orReplace(withPresentNames(scene, routine.origin, maker.text))], notes: [], replaces: true, within: [key] }];
}

function undoAlterPolicy(scene: Scene): Undo[] {
  const object = scene.statement.effects.find((effect) => effect.does === 'need')?.object;
  const table = object?.parent && tableIn(scene.before, object.parent);
  const origin = table && table.policies.get(object!.name);
  const within = table ? [keyOf('table', table)] : [];
  const maker = origin && makerOf(scene, origin);
  if (!object || !table || !maker) return [toFillIn(scene)];
  const key = keyOf('policy', { name: object.name }, table);
  return [
    { is: 'drop', kind: 'policy', key, name: { name: object.name }, on: spelled(scene, table, object.parent), within },
    { is: 'create', key, sql: [withPresentNames(scene, origin, maker.text, table.name)], notes: [], within },
  ];
}

function undoAlterDomain(scene: Scene): Undo[] {
  const node = scene.statement.tree();
  const object = scene.statement.effects.find((effect) => effect.does === 'need')?.object;
  if (!object) return [];
  const name = quoteQualified(object);
  const key = keyOf('domain', { schema: object.schema ?? scene.home, name: object.name });
  const constraint = node?.def?.Constraint?.conname;
  if (node?.subtype === 'AD_AddConstraint' && constraint !== undefined) return [{ is: 'sql', sql: `ALTER DOMAIN ${name} DROP CONSTRAINT IF EXISTS ${quoteName(constraint)}`, within: [key] }];
  if (node?.subtype === 'AD_SetNotNull') return [{ is: 'sql', sql: `ALTER DOMAIN ${name} DROP NOT NULL`, within: [key] }];
  if (node?.subtype === 'AD_DropNotNull') return [{ is: 'sql', sql: `ALTER DOMAIN ${name} SET NOT NULL`, within: [key] }];
  return [toFillIn(scene)];
}
