import { applyEdits as applyJsonEdits, modify, parse } from 'jsonc-parser';
import { replace, type Change } from '../text/edits';

interface ConfigurationText {
  readonly file: string;
  /** Undefined: it is to be made. */
  readonly text: string | undefined;
}

/** `known.roles` or `known.objects` of `upright.json` with more names. */
export function addKnown(configuration: ConfigurationText, of: 'roles' | 'objects', names: readonly string[]): Change[] {
  const known: unknown = parse(configuration.text ?? '{}')?.known?.[of];
  return configure(configuration, ['known', of], [...(Array.isArray(known) ? known : []), ...names]);
}

/** `upright.json` with another value at a path of keys; the file is made where there is none. */
export function configure(configuration: ConfigurationText, path: readonly string[], value: unknown): Change[] {
  const text = configuration.text ?? '{}';
  const edits = modify(text, [...path], value, { formattingOptions: { insertSpaces: true, tabSize: 2 } });
  if (configuration.text === undefined) return [{ kind: 'create', file: configuration.file, text: `${applyJsonEdits(text, edits)}\n` }];
  return [{ kind: 'edit', file: configuration.file, edits: edits.map((edit) => replace({ start: edit.offset, end: edit.offset + edit.length }, edit.content)) }];
}
