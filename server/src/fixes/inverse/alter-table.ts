import { quoteName, quoteQualified } from '../quote-name';
import { timingOf } from './constraint-text';
import { fullName, spelled, tableIn, type Scene } from './scene';
import { columnKey, keyOf, noteOf, type Undo } from './undo';

/** Clauses with an opposite that needs no look at the schema. */
const opposites: Readonly<Record<string, (name: string) => string>> = {
  AT_EnableRowSecurity: () => 'DISABLE ROW LEVEL SECURITY',
  AT_DisableRowSecurity: () => 'ENABLE ROW LEVEL SECURITY',
  AT_ForceRowSecurity: () => 'NO FORCE ROW LEVEL SECURITY',
  AT_NoForceRowSecurity: () => 'FORCE ROW LEVEL SECURITY',
  AT_EnableTrig: (name) => `DISABLE TRIGGER ${name}`,
  AT_EnableAlwaysTrig: (name) => `ENABLE TRIGGER ${name}`,
  AT_EnableReplicaTrig: (name) => `ENABLE TRIGGER ${name}`,
  AT_DisableTrig: (name) => `ENABLE TRIGGER ${name}`,
  AT_EnableTrigAll: () => 'DISABLE TRIGGER ALL',
  AT_DisableTrigAll: () => 'ENABLE TRIGGER ALL',
  AT_EnableTrigUser: () => 'DISABLE TRIGGER USER',
  AT_DisableTrigUser: () => 'ENABLE TRIGGER USER',
  AT_EnableRule: (name) => `DISABLE RULE ${name}`,
  AT_DisableRule: (name) => `ENABLE RULE ${name}`,
  AT_SetLogged: () => 'SET UNLOGGED',
  AT_SetUnLogged: () => 'SET LOGGED',
  AT_ClusterOn: () => 'SET WITHOUT CLUSTER',
};

/** The clauses of ALTER TABLE that make, drop and change nothing that a schema of names and types holds. */
export function undoAlterTable(scene: Scene): Undo[] {
  const node = scene.statement.tree();
  const relation = node?.relation;
  if (!relation) return [];
  const asWritten = { ...(relation.schemaname === undefined ? {} : { schema: relation.schemaname }), name: relation.relname };
  const table = fullName(scene.before, asWritten);
  const on = spelled(scene, table, asWritten);
  const undos: Undo[] = [];
  for (const { AlterTableCmd: command } of node.cmds ?? []) {
    const within = [keyOf('table', table), ...(command.name === undefined ? [] : [keyOf('trigger', { name: command.name }, table)])];
    const alter = (clause: string): Undo => ({ is: 'alter', family: 'other', table: on, clause, notes: [], within });
    const opposite = opposites[command.subtype];
    if (opposite) {
      undos.push(alter(opposite(quoteName(command.name ?? ''))));
      continue;
    }
    switch (command.subtype) {
      case 'AT_ChangeOwner':
        undos.push(noteOf(`the former owner of ${quoteQualified(on)} is not known`, false, within));
        break;
      case 'AT_AddInherit': case 'AT_DropInherit': {
        const parent = command.def.RangeVar;
        const name = quoteQualified(parent.schemaname === undefined ? { name: parent.relname } : { schema: parent.schemaname, name: parent.relname });
        undos.push(alter(`${command.subtype === 'AT_AddInherit' ? 'NO INHERIT' : 'INHERIT'} ${name}`));
        break;
      }
      case 'AT_SetRelOptions':
        undos.push(alter(`RESET (${(command.def?.List?.items ?? []).map((item: any) => item.DefElem.defname).join(', ')})`));
        break;
      case 'AT_ReplicaIdentity':
        undos.push(alter('REPLICA IDENTITY DEFAULT'));
        break;
      case 'AT_AlterConstraint': {
        const name: string | undefined = command.def?.ATAlterConstraint?.conname;
        const owner = tableIn(scene.before, asWritten);
        const constraint = owner?.constraints.find((one) => one.name === name);
        if (owner && constraint) undos.push({ ...alter(`ALTER CONSTRAINT ${quoteName(constraint.name)} ${timingOf(scene, owner, constraint)}`), within: [keyOf('table', table), keyOf('constraint', constraint, table), ...constraint.columns.map((column) => columnKey(table, column))] });
        else undos.push(noteOf(`to be filled in: the former setting of constraint ${quoteName(name ?? '')}`, true, within));
        break;
      }
      case 'AT_ResetRelOptions': case 'AT_SetAccessMethod': case 'AT_SetTableSpace': case 'AT_AddOf': case 'AT_DropOf':
        undos.push(noteOf(`to be filled in: the former setting of ${quoteQualified(on)}`, true, within));
        break;
    }
  }
  return undos.reverse();
}
