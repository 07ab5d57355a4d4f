import type { ObjectName } from '../../syntax/effects';
import type { NamedObject, Table } from '../../schema/objects';
import { sameType } from '../../schema/signature';
import { makerOf, orReplace, withPresentNames } from './former-text';
import { routineKey, unknownText } from './restored';
import { atStart, fullName, isThere, spelled, tableIn, type Scene } from './scene';
import { keyOf, type Undo } from './undo';
import { viewText } from './view-text';

/** What gives an object that CREATE OR REPLACE has replaced its former text. */
export function undoReplaced(scene: Scene, object: ObjectName): Undo[] {
  switch (object.kind) {
    case 'view': {
      const view = tableIn(scene.before, object);
      return view ? replaceView(scene, view, object) : [];
    }
    case 'trigger': case 'rule': {
      const table = tableIn(scene.before, object.parent!);
      const origin = table && scene.before[object.kind](table, object.name);
      return table && isThere(origin) ? replaced(scene, object, origin, keyOf(object.kind, { name: object.name }, table), [keyOf('table', table)], table.name) : [];
    }
    default: {
      const routine = scene.before.routine(object, object.signature ?? []);
      return isThere(routine) ? replaceRoutine(scene, routine, object) : [];
    }
  }
}

function replaced(scene: Scene, object: ObjectName, origin: Table['origin'], key: string, within: readonly string[], table?: string): Undo[] {
  const maker = makerOf(scene, origin);
  if (!maker) return [unknownText(object.kind, { name: object.name }, within)];
  return [{ is: 'create', key, sql: [orReplace(withPresentNames(scene, origin, maker.text, table))], notes: [], replaces: true, within }];
}

/** CREATE OR REPLACE VIEW cannot take a column away again. */
function replaceView(scene: Scene, view: Table, object: ObjectName): Undo[] {
  const key = keyOf('view', fullName(scene.before, object));
  const after = tableIn(scene.after, object);
  const same = after !== undefined && after.columnsKnown && view.columnsKnown && after.columns.map((c) => c.name).join() === view.columns.map((c) => c.name).join();
  const read = [...scene.after.tables()].some((other) => other.reads.some((one) => one.schema === view.schema && one.name === view.name));
  const back = replaced(scene, object, view.origin, key, []);
  if (same || read || back[0]?.is !== 'create') return back;
  const maker = makerOf(scene, view.origin)!;
  return [
    { is: 'drop', kind: 'view', key, name: spelled(scene, view, object), within: [] },
    { is: 'create', key, sql: [viewText(scene, view.origin, maker)], late: [viewText(atStart(scene), view.origin, maker)], notes: [], within: [] },
  ];
}

/** Nor can CREATE OR REPLACE FUNCTION change what it returns. */
function replaceRoutine(scene: Scene, routine: NamedObject, object: ObjectName): Undo[] {
  const key = routineKey(routine, scene.home);
  const after = scene.after.routine(object, object.signature ?? []);
  const back = replaced(scene, object, routine.origin, key, []);
  if (!isThere(after) || sameType(after.returns ?? '', routine.returns ?? '') || back[0]?.is !== 'create') return back;
  const name = fullName(scene.after, object);
  return [{ is: 'drop', kind: object.kind, key, name: spelled(scene, name, object), signature: object.signature ?? [], within: [] }, ...back];
}
