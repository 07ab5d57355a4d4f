import { applyEdits as applyJsonEdits, modify, parse } from 'jsonc-parser';
import { replace, type Change } from '../text/edits';

/** `known.roles` of `upright.json` with one more; the file is made where there is none. */
export function addKnownRole(configuration: { readonly file: string; readonly text: string | undefined }, role: string): Change[] {
  const text = configuration.text ?? '{}';
  const roles: unknown = parse(text)?.known?.roles;
  const edits = modify(text, ['known', 'roles'], [...(Array.isArray(roles) ? roles : []), role], { formattingOptions: { insertSpaces: true, tabSize: 2 } });
  if (configuration.text === undefined) return [{ kind: 'create', file: configuration.file, text: `${applyJsonEdits(text, edits)}\n` }];
  return [{ kind: 'edit', file: configuration.file, edits: edits.map((edit) => replace({ start: edit.offset, end: edit.offset + edit.length }, edit.content)) }];
}
