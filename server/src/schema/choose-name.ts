/** NAMEDATALEN - 1 (pg_config_manual.h): the most UTF-8 bytes that a name keeps. */
const nameLimit = 63;

const encoder = new TextEncoder();
const byteLength = (text: string) => (isAscii(text) ? text.length : encoder.encode(text).length);
const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);

/** The longest start of `text` that has at most `limit` bytes and ends between characters (pg_mbcliplen). */
export function clip(text: string, limit = nameLimit): string {
  if (byteLength(text) <= limit) return text;
  let bytes = 0;
  let result = '';
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > limit) break;
    result += character;
  }
  return result;
}

/** `name1_name2_label`, its names shortened, the longer one first, until it fits (makeObjectName in commands/indexcmds.c). */
export function makeObjectName(name1: string, name2: string | undefined, label: string): string {
  const overhead = (name2 === undefined ? 0 : 1) + label.length + 1;
  let bytes1 = byteLength(name1);
  let bytes2 = name2 === undefined ? 0 : byteLength(name2);
  while (bytes1 + bytes2 > nameLimit - overhead) {
    if (bytes1 > bytes2) bytes1--;
    else bytes2--;
  }
  return [clip(name1, bytes1), ...(name2 === undefined ? [] : [clip(name2, bytes2)]), label].join('_');
}

/** The first of `label`, `label1`, `label2`, ... whose name is not taken (ChooseRelationName, ChooseConstraintName). */
export function chooseName(name1: string, name2: string | undefined, label: string, taken: (name: string) => boolean): string {
  for (let pass = 0; ; pass++) {
    const name = makeObjectName(name1, name2, pass === 0 ? label : `${label}${pass}`);
    if (!taken(name)) return name;
  }
}

/** The columns' part of an index's or foreign key's name (ChooseIndexNameAddition, ChooseForeignKeyConstraintNameAddition). */
export function joinedColumns(columns: readonly string[]): string {
  let joined = '';
  for (const column of columns) {
    joined += (joined === '' ? '' : '_') + column;
    if (byteLength(joined) > nameLimit) break;
  }
  return joined;
}

/** A name for each index column; the same name again gets a number (ChooseIndexColumnNames). */
export function indexColumnNames(columns: readonly (string | undefined)[]): string[] {
  const names: string[] = [];
  for (const column of columns) {
    const original = column ?? 'expr';
    let name = original;
    for (let i = 1; names.includes(name); i++) name = clip(original, nameLimit - String(i).length) + i;
    names.push(name);
  }
  return names;
}
