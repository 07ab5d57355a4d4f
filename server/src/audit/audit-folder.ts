import type { MigrationFolder } from '../migrations/convention';
import type { Section } from '../migrations/migration';
import { rules } from '../rules/all';
import type { Finding, Severity } from '../rules/finding';
import type { FolderContext, MigrationContext, Report, Rule, SectionScript } from '../rules/rule';
import { buildHistory, entryOf, type History, type HistoryEntry, type HistoryInput, type Step } from '../schema/history';
import { parseScript } from '../syntax/parse-script';
import { readSuppressions } from '../syntax/suppressions';
import type { Script } from '../syntax/statement';
import type { Configuration } from './configuration';
import { historyOf, keepHistory, type HistoryFiles } from './history-files';
import { suppress, unusedSuppression, type Found } from './suppress';
import type { FolderPast } from './version-control';

/** One folder's audit: what its tool sees, what was found. */
export interface FolderAudit {
  readonly folder: MigrationFolder;
  readonly configuration: Configuration;
  /** Undefined for a folder that is left alone. */
  readonly context: FolderContext | undefined;
  /** After configuration and suppression, by file and place. */
  readonly findings: readonly Finding[];
  readonly history: HistoryFiles;
  /** What the next audit can take over. */
  readonly memory: Memory | undefined;
}

interface Memory {
  readonly known: Configuration['known'];
  readonly inputs: readonly HistoryInput[];
  readonly history: History;
  readonly texts: ReadonlyMap<string, string>;
  readonly checked: ReadonlyMap<HistoryEntry, { readonly context: MigrationContext; readonly found: readonly Found[] }>;
}

export interface Surroundings {
  readonly configuration: Configuration;
  /** The `upright.json` in force, or where one would be made. */
  readonly configurationText: { readonly file: string; readonly text: string | undefined };
  /** What version control knows of the folder. */
  readonly past: FolderPast | undefined;
  whyUnreadable(file: string): string | undefined;
  /** A rule or a part of the engine failed: that is our fault, is told apart from findings, and harms nothing else. */
  onFailure(what: string, error: unknown): void;
}

const ruleIds: ReadonlySet<string> = new Set(rules.map((rule) => rule.id));

/** Audits a folder; with the previous audit of the same folder only what changed is read and checked again. */
export function auditFolder(folder: MigrationFolder, around: Surroundings, previous?: FolderAudit): FolderAudit {
  const { configuration } = around;
  const history = historyOf(folder, configuration.since, around.past);
  if (folder.leftAlone !== undefined) return { folder, configuration, context: undefined, findings: [], history, memory: undefined };
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
  const inputs = folder.migrations.map((migration, index) => inputOf(migration, index, textOf, memory, around));
  const known = memory?.known ?? withTools(configuration.known, folder);
  const schemas = buildHistory(inputs, known, memory?.history);

  const migrations: MigrationContext[] = [];
  const strays: MigrationContext[] = [];
  const context: FolderContext = {
    folder, history: schemas, base: around.past?.base, migrations, strays, ruleIds,
    configuration: around.configurationText,
    text: (file) => (texts.has(file) ? texts.get(file) : textOf(file)),
    options: (rule) => configuration.rules.get(rule)?.options ?? {},
  };
  const found: Found[] = [];
  const checked = new Map<HistoryEntry, { context: MigrationContext; found: readonly Found[] }>();
  schemas.entries.forEach((entry, index) => {
    const known = memory?.checked.get(entry);
    const fresh = known ? { ...known.context, folder: context, index } : contextOf(entry, inputs[index]!, index, context, textOf);
    const result = { context: fresh, found: known?.found ?? checkMigration(fresh, around) };
    migrations.push(fresh);
    checked.set(entry, result);
    found.push(...result.found);
  });
  strays.push(...strayContexts(context, textOf));
  for (const stray of strays) found.push(...checkMigration(stray, around));
  for (const rule of active(configuration)) run(rule, around, found, (report) => rule.checkFolder?.(context, report));
  found.push(...unreadableFiles(folder, around));

  const sections = [...migrations, ...strays].flatMap(({ up, down }) => [up, down].filter((s): s is SectionScript => s !== undefined));
  const { kept, unused } = suppress(found, sections, ruleIds);
  const severity = severityOf('suppression-unused', configuration, 'information');
  // A suppression of a rule that is off cannot meet anything.
  const stale = unused.filter(({ suppression }) => severityOf(suppression.rule, configuration, 'warning') !== 'off');
  const findings = kept.map(({ finding }) => finding).filter(({ rule, file }) => rule === 'file-unreadable' || around.whyUnreadable(file) === undefined);
  if (severity !== 'off') findings.push(...stale.map((one) => unusedSuppression(one, severity)));
  const told = findings.filter(({ rule, file }) => !history.settled.has(file) || breaksReplay.has(rule) || rule === 'file-unreadable');
  return { folder, configuration, context, findings: inOrder(keepHistory(told, folder, history)), history, memory: { known, inputs, history: schemas, texts, checked } };
}

/**
 * Files that the tool passes over only because of their names, in the place that they would have under a better one:
 * what is wrong in them is said before they are renamed.
 */
function strayContexts(context: FolderContext, textOf: (file: string) => string): MigrationContext[] {
  const { folder, history } = context;
  return folder.strays.flatMap((stray) => {
    const better = stray.better[0];
    if (stray.fate !== 'ignored' || better === undefined) return [];
    const own = stray.file.slice(folder.path.length + 1);
    const renamed = folder.view.files.map((file) => (file === own ? better : file)).sort();
    const view = { ...folder.view, nearest: (name: string) => folder.view.nearest(name), programs: () => folder.view.programs(), files: renamed, read: (file: string) => folder.view.read(file === better ? own : file) };
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

/** The tool has made its own table before the first migration runs. */
function withTools(known: Configuration['known'], { convention }: MigrationFolder): Configuration['known'] {
  const { table, schema } = convention.tracking;
  return { ...known, roles: [...known.roles, ...(convention.roles ?? [])], objects: [...known.objects, schema === undefined ? table : `${schema}.${table}`] };
}

function inputOf(migration: MigrationFolder['migrations'][number], index: number, textOf: (file: string) => string, memory: Memory | undefined, around: Surroundings): HistoryInput {
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
  const unreadable = migration.up !== undefined && around.whyUnreadable(migration.up.file) !== undefined;
  if (old && up === old.up && down === old.down && unreadable === (old.unreadable ?? false) && sameMigration(old.migration, migration)) return old;
  return { migration, up, down, ...(unreadable ? { unreadable } : {}) };
}

function sameMigration(a: HistoryInput['migration'], b: HistoryInput['migration']): boolean {
  return a.version === b.version && a.name === b.name && a.up?.file === b.up?.file && a.down?.file === b.down?.file && a.transaction.mode === b.transaction.mode && a.transaction.because === b.transaction.because && a.afterProgram === b.afterProgram;
}

function contextOf(entry: HistoryEntry, input: HistoryInput, index: number, folder: FolderContext, textOf: (file: string) => string): MigrationContext {
  const { migration } = input;
  const section = (of: Section | undefined, script: Script | undefined, direction: 'up' | 'down', steps: readonly Step[], again: () => readonly Step[]): SectionScript | undefined => {
    if (!of || !script) return undefined;
    const text = textOf(of.file);
    return { ...of, direction, text, script, steps, again, suppressions: readSuppressions(text, script) };
  };
  return {
    folder, migration, index,
    up: section(migration.up, input.up, 'up', entry.up, () => entry.again),
    down: section(migration.down, input.down, 'down', entry.down, () => entry.downAgain()),
    before: entry.before,
    after: entry.after,
  };
}

function checkMigration(context: MigrationContext, around: Surroundings): Found[] {
  const found: Found[] = [];
  for (const rule of active(around.configuration)) run(rule, around, found, (report) => rule.checkMigration?.(context, report));
  return found;
}

function run(rule: Rule, around: Surroundings, found: Found[], check: (report: (report: Report) => void) => void): void {
  try {
    check((report) => {
      const severity = severityOf(rule.id, around.configuration, report.severity ?? rule.severity);
      if (severity === 'off') return;
      found.push({
        finding: {
          rule: rule.id, severity, message: report.message, file: report.file, range: report.range, evidence: 'text',
          fixes: report.fixes ?? [], related: report.related ?? [],
        },
        statement: report.statement,
      });
    });
  } catch (error) {
    around.onFailure(`rule ${rule.id}`, error);
  }
}

function active(configuration: Configuration): Rule[] {
  return rules.filter((rule) => configuration.rules.get(rule.id)?.severity !== 'off');
}

function severityOf(rule: string, configuration: Configuration, own: Severity): Severity | 'off' {
  return configuration.rules.get(rule)?.severity ?? own;
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

const breaksReplay: ReadonlySet<string> = new Set(rules.filter((rule) => rule.breaksReplay).map((rule) => rule.id));

function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.range.start - b.range.start || a.range.end - b.range.end || (a.rule < b.rule ? -1 : 1)));
}
