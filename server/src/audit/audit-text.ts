import { connectionRoles } from '../migrations/connection-roles';
import type { MigrationFolder } from '../migrations/convention';
import { beside } from '../migrations/folder-view';
import type { Section } from '../migrations/migration';
import { ruleIds } from '../rules/all';
import type { Clock, FolderContext, MigrationContext, Rule, SectionScript } from '../rules/rule';
import { buildHistory, entryOf, type Baseline, type History, type HistoryEntry, type HistoryInput, type Step } from '../schema/history';
import { hasTemplateBlocks } from '../syntax/placeholders';
import { parseScript } from '../syntax/parse-script';
import { readSuppressions } from '../syntax/suppressions';
import type { Script } from '../syntax/statement';
import type { Configuration } from './configuration';
import { historyOf, type HistoryFiles } from './history-files';
import { historyToProve, type FolderHistory } from './history-to-prove';
import { withMadeBeside, type Made } from './made-beside';
import { active, run } from './run-rule';
import type { Found } from './suppress';
import type { FolderPast } from './version-control';

/** What the texts of a folder say by themselves. */
export interface TextAudit {
  readonly folder: MigrationFolder;
  readonly configuration: Configuration;
  readonly context: FolderContext | undefined;
  readonly history: HistoryFiles;
  readonly found: readonly Found[];
  /** What PostgreSQL is to run, worked out when it is asked for; undefined for a folder that is left alone. */
  readonly toProve: (() => FolderHistory) | undefined;
  /** What the next audit can take over. */
  readonly memory: Memory | undefined;
}

interface Memory {
  /** By the configuration and the tool. */
  readonly known: Configuration['known'];
  readonly inputs: readonly HistoryInput[];
  readonly history: History;
  readonly baseline: (Baseline & { readonly text: string }) | undefined;
  readonly texts: ReadonlyMap<string, string>;
  readonly checked: ReadonlyMap<HistoryEntry, { readonly context: MigrationContext; readonly found: readonly Found[] }>;
}

export interface Surroundings {
  readonly configuration: Configuration;
  /** The `upright.json` in force, or where one would be made. */
  readonly configurationText: { readonly file: string; readonly text: string | undefined };
  /** What version control knows of the folder. */
  readonly past: FolderPast | undefined;
  /** The top folder of the repository, where the workspace holds all of it. */
  readonly repository: string | undefined;
  /** Text of the configuration's baseline, where there is one. */
  readonly baseline: { readonly file: string; readonly text: string } | undefined;
  /** What the folders beside it make. */
  readonly beside: readonly Made[];
  readonly clock: Clock;
  whyUnreadable(file: string): string | undefined;
  /** A rule or a part of the engine failed: that is our fault, is told apart from findings, and harms nothing else. */
  onFailure(what: string, error: unknown): void;
}

/** Reads a folder; with the previous audit of the same folder only what changed is read and checked again. */
export function auditText(folder: MigrationFolder, around: Surroundings, previous?: TextAudit): TextAudit {
  const { configuration } = around;
  const history = historyOf(folder, configuration.since, around.past);
  if (folder.leftAlone !== undefined) return { folder, configuration, context: undefined, history, found: [], toProve: undefined, memory: undefined };
  const memory = previous?.configuration === configuration ? previous.memory : undefined;
  const texts = new Map<string, string>();
  const textOf = (file: string) => {
    let text = texts.get(file);
    if (text === undefined) {
      text = folder.view.read(file.slice(folder.path.length + 1)) ?? '';
      texts.set(file, text);
    }
    return text;
  };
  const templates = new Map<string, boolean>();
  const isTemplate = (file: string) => {
    let known = templates.get(file);
    if (known === undefined) templates.set(file, (known = readTemplate(file)));
    return known;
  };
  const readTemplate = (file: string) => {
    const text = textOf(file);
    const fills = (placeholder: string, at: number) => folder.convention.fillsIn?.(placeholder, { folder: folder.view, file: file.slice(folder.path.length + 1), text, at }) === true;
    // Doubled dollars are dollars to who takes single ones for variables.
    return (hasTemplateBlocks(text) && fills('{{ if }}', 0)) || (text.includes('$$$$') && fills('$$$$', text.indexOf('$$$$')));
  };
  const cannotBeRead = (file: string) => around.whyUnreadable(file) !== undefined || isTemplate(file);
  const inputs = folder.migrations.map((migration, index) => inputOf(migration, index, textOf, memory, cannotBeRead));
  const known = memory?.known ?? withTools(configuration.known, folder);
  const baseline = around.baseline && (memory?.baseline?.text === around.baseline.text ? memory.baseline : { ...around.baseline, script: parseScript(around.baseline.text) });
  const own = [...(baseline ? [baseline.script] : []), ...inputs.flatMap(({ up }) => up ?? [])];
  const schemas = buildHistory(inputs, withMadeBeside(known, around.beside, own), memory?.history, baseline);

  const migrations: MigrationContext[] = [];
  const strays: MigrationContext[] = [];
  const context: FolderContext = {
    folder, history: schemas, base: around.past?.base, repository: around.repository, migrations, strays, ruleIds,
    configuration: around.configurationText, clock: around.clock,
    text: (file) => (texts.has(file) ? texts.get(file) : textOf(file)),
    options: (rule) => configuration.rules.get(rule)?.options ?? {},
  };
  const rules = active(configuration, 'checkMigration');
  const found: Found[] = [];
  const checked = new Map<HistoryEntry, { context: MigrationContext; found: readonly Found[] }>();
  schemas.entries.forEach((entry, index) => {
    const known = memory?.checked.get(entry);
    // What is taken over knows the migration as the tool saw it then.
    const fresh = { ...(known?.context ?? contextOf(entry, inputs[index]!, index, context, textOf)), folder: context, migration: folder.migrations[index]!, index };
    const result = { context: fresh, found: known?.found ?? checkMigration(fresh, around, rules) };
    migrations.push(fresh);
    checked.set(entry, result);
    found.push(...result.found);
  });
  strays.push(...strayContexts(context, textOf));
  for (const stray of strays) found.push(...checkMigration(stray, around, rules));
  for (const rule of active(configuration, 'checkFolder')) run(rule, around, 'text', found, (report) => rule.checkFolder?.(context, report));
  found.push(...unreadableFiles(folder, around));
  let toProve: FolderHistory | undefined;
  const proving = () => (toProve ??= historyToProve(context, { ...configuration, known: withMadeBeside(configuration.known, around.beside, own) }, baseline, (file) => around.whyUnreadable(file) ?? (isTemplate(file) ? 'its template decides what is run' : undefined)));
  // What is said of the file as a whole stands at its start and holds for a template, too.
  const told = found.filter(({ finding: { file, range } }) => range.start === range.end || !isTemplate(file));
  return { folder, configuration, context, history, found: told, toProve: proving, memory: { known, inputs, history: schemas, baseline, texts, checked } };
}

/**
 * Files that the tool passes over only because of their names, in the place that they would have under a better one:
 * what is wrong in them is said before they are renamed.
 */
function strayContexts(context: FolderContext, textOf: (file: string) => string): MigrationContext[] {
  const { folder, history } = context;
  return folder.strays.flatMap((stray) => {
    if (stray.fate !== 'ignored' || stray.better[0] === undefined) return [];
    const own = stray.file.slice(folder.path.length + 1);
    const better = beside(own, stray.better[0]);
    const renamed = folder.view.files.map((file) => (file === own ? better : file)).sort();
    const view = { ...folder.view, nearest: (name: string) => folder.view.nearest(name), programs: () => folder.view.programs(), around: (isWanted: (path: string) => boolean) => folder.view.around(isWanted), files: renamed, read: (file: string) => folder.view.read(file === better ? own : file) };
    const listed = folder.convention.list(view).migrations;
    const index = listed.findIndex((migration) => migration.up?.file === `${folder.path}/${better}`);
    const migration = listed[index];
    if (!migration?.up) return [];
    const text = textOf(stray.file);
    const script = parseScript(text, migration.up.range);
    const before = index === 0 ? history.entries[0]?.before : history.entries[index - 1]?.after;
    if (!before) return [];
    const alone = { ...migration, down: undefined, up: { ...migration.up, file: stray.file } };
    const input: HistoryInput = { migration: alone, up: script, down: undefined };
    return [contextOf(entryOf(input, before), input, index, context, textOf)];
  });
}

/** The tool has made its own table before the first migration runs, as a role that is there. */
function withTools(known: Configuration['known'], { convention, view }: MigrationFolder): Configuration['known'] {
  const { table, schema } = convention.tracking;
  return { ...known, roles: [...known.roles, ...(convention.roles ?? []), ...connectionRoles(view)], objects: [...known.objects, schema === undefined ? table : `${schema}.${table}`] };
}

function inputOf(migration: MigrationFolder['migrations'][number], index: number, textOf: (file: string) => string, memory: Memory | undefined, cannotBeRead: (file: string) => boolean): HistoryInput {
  const before = memory?.inputs[index];
  const old = before && before.migration.version === migration.version ? before : memory?.inputs.find((input) => input.migration.version === migration.version && input.migration.name === migration.name);
  const script = (section: Section | undefined, oldSection: Section | undefined, oldScript: Script | undefined): Script | undefined => {
    if (!section) return undefined;
    const text = textOf(section.file);
    const same = oldSection && oldSection.file === section.file && oldSection.range.start === section.range.start && oldSection.range.end === section.range.end;
    if (same && oldScript && memory?.texts.get(section.file) === text) return oldScript;
    return parseScript(text, section.range, oldSection?.file === section.file ? oldScript : undefined);
  };
  const up = script(migration.up, old?.migration.up, old?.up);
  const down = script(migration.down, old?.migration.down, old?.down);
  const unreadable = migration.up !== undefined && cannotBeRead(migration.up.file);
  if (old && up === old.up && down === old.down && unreadable === (old.unreadable ?? false) && sameMigration(old.migration, migration)) return old;
  return { migration, up, down, ...(unreadable ? { unreadable } : {}) };
}

function sameMigration(a: HistoryInput['migration'], b: HistoryInput['migration']): boolean {
  return a.version === b.version && a.name === b.name && a.up?.file === b.up?.file && a.down?.file === b.down?.file && a.transaction.mode === b.transaction.mode && a.transaction.because === b.transaction.because && a.afterProgram === b.afterProgram && a.program === b.program;
}

function contextOf(entry: HistoryEntry, input: HistoryInput, index: number, folder: FolderContext, textOf: (file: string) => string): MigrationContext {
  const { migration } = input;
  const section = (of: Section | undefined, script: Script | undefined, direction: 'up' | 'down', steps: readonly Step[], again: () => readonly Step[]): SectionScript | undefined => {
    if (!of || !script) return undefined;
    const text = textOf(of.file);
    return { direction, ...of, text, script, steps, again, suppressions: readSuppressions(text, script) };
  };
  return {
    folder, migration, index,
    up: section(migration.up, input.up, 'up', entry.up, () => entry.again),
    down: section(migration.down, input.down, 'down', entry.down, () => entry.downAgain()),
    before: entry.before,
    after: entry.after,
    proof: undefined,
  };
}

function checkMigration(context: MigrationContext, around: Surroundings, rules: readonly Rule[]): Found[] {
  const found: Found[] = [];
  for (const rule of rules) run(rule, around, 'text', found, (report) => rule.checkMigration?.(context, report));
  return found;
}

/** A migration that cannot be read is said to be so; the others are audited all the same. */
function unreadableFiles(folder: MigrationFolder, around: Surroundings): Found[] {
  const files = new Set(folder.migrations.flatMap((m) => [m.up?.file, m.down?.file].filter((file): file is string => file !== undefined)));
  return [...files].flatMap((file) => {
    const why = around.whyUnreadable(file);
    if (why === undefined) return [];
    const message = `Nothing is known of this file: ${why}`;
    return [{ finding: { rule: 'file-unreadable', severity: 'error' as const, message, file, range: { start: 0, end: 0 }, evidence: 'text' as const, fixes: [], related: [] }, statement: undefined }];
  });
}

