import type { FolderAudit } from '../audit/conclude-audit';
import type { Workspace } from '../audit/workspace';
import type { MigrationFolder } from '../migrations/convention';
import { baseName, relativeTo } from '../migrations/folder-view';
import type { TransactionMode } from '../migrations/migration';
import { rules } from '../rules/all';
import type { MigrationContext } from '../rules/rule';
import { otherHalf } from './partner';
import { sectionsOf, type FileSection } from './place';
import { explainedAnswers } from './proof';

/** What is known of a file and how we know it, as Markdown: the answer to "why is something reported here, or nothing?" */
export function explain(workspace: Workspace, file: string): string {
  const audit = workspace.auditOf(file);
  if (!audit) return [`# ${baseName(file)}`, '', 'It is in no migrations folder that Upright knows, so nothing is said of it.', '', ...configurationLines(workspace, file)].join('\n');
  const lines = [`# ${baseName(file)}`, '', ...folderLines(audit), ''];
  if (audit.folder.leftAlone !== undefined) lines.push(`The folder is left alone: ${audit.folder.leftAlone}.`);
  else lines.push(...fileLines(workspace, audit, file), '', ...postgresLines(workspace, audit, file), '', ...findingLines(workspace, file));
  return [...lines, '', ...configurationLines(workspace, file)].join('\n');
}

function folderLines({ folder }: FolderAudit): string[] {
  return [`- Folder: \`${folder.path}\``, `- Tool: ${folder.convention.title}`, ...folder.evidence.map((evidence) => `  - ${evidence}`)];
}

function fileLines(workspace: Workspace, audit: FolderAudit, file: string): string[] {
  const stray = audit.folder.strays.find((candidate) => candidate.file === file);
  if (stray) return [`- The tool does not take it for a migration (${stray.fate}): ${stray.why}`];
  const found = sectionsOf(workspace, file);
  const migrations = [...new Set(found.map(({ migration }) => migration))];
  if (migrations.length === 0) return ['- The tool does not take it for a migration.'];
  const directions = (['up', 'down'] as const).flatMap((direction) => {
    const sections = found.filter(({ section }) => section.direction === direction);
    return sections.length === 0 ? [] : [`${direction}, with ${counted(sections.reduce((sum, { section }) => sum + section.script.statements.length, 0))}`];
  });
  return [
    `- Direction: ${directions.join('; ')}`,
    ...(audit.history.all.has(file) ? [`- History: ${audit.history.settled.has(file) ? 'it is not newer than `since`' : `it is on ${audit.context!.base!.name}`}, so no edit is offered that changes what it does`] : []),
    `- Order: ${orderOf(migrations)} of ${audit.folder.migrations.length}, ${versionsOf(migrations)}`,
    `- Other half: ${otherHalfOf(audit.folder, found)}`,
    ...transactionLines(found),
    ...found.flatMap(({ section }) => section.suppressions).map(({ rule, scope, reason }) => `- Suppressed ${scope === 'file' ? 'in this file' : 'at a statement'}: \`${rule}\`${reason === undefined ? '' : `, ${reason}`}`),
  ];
}

/** Of a file with several migrations (changesets), the first and the last. */
const ends = (migrations: readonly MigrationContext[]): readonly MigrationContext[] => (migrations.length > 1 ? [migrations[0]!, migrations.at(-1)!] : migrations);
const orderOf = (migrations: readonly MigrationContext[]): string => ends(migrations).map(({ index }) => index + 1).join(' to ');

function versionsOf(migrations: readonly MigrationContext[]): string {
  const after = migrations[0]!.migration.afterProgram;
  return `version${migrations.length > 1 ? 's' : ''} ${ends(migrations).map(({ migration }) => `\`${migration.version}\``).join(' to ')}${after === undefined ? '' : `, after the program \`${after}\``}`;
}

function otherHalfOf({ convention, view }: MigrationFolder, found: readonly FileSection[]): string {
  const { file } = found[0]!.section;
  const others = found.map((one) => ({ one, other: otherHalf(one) }));
  const apart = others.find(({ other }) => other !== undefined && other.file !== file)?.other;
  if (apart) return `\`${relativeTo(view, apart.file)}\``;
  if (others.some(({ other }) => other !== undefined)) return others.every(({ other }) => other !== undefined) ? 'in this file' : `in this file, of ${new Set(others.filter(({ other }) => other).map(({ one }) => one.migration)).size} of its migrations`;
  const { migration } = found[0]!.migration;
  if (migration.program !== undefined) return `\`${migration.program}\`, a program`;
  if (convention.downs === 'none') return `none, as ${convention.title} has no files that undo`;
  const place = migration.up && convention.wantsDown?.(migration) !== false ? convention.partnerFile(migration, 'down', view) : undefined;
  if (place === undefined) return 'none';
  return `${view.path}/${place}` === file ? 'none; it belongs in this file' : `none; it belongs in \`${place}\``;
}

/** One line where all of the file is sent alike. */
function transactionLines(found: readonly FileSection[]): string[] {
  const ways = new Map<string, string[]>();
  for (const { migration: { migration }, section: { direction } } of found) {
    const { mode, because } = (direction === 'down' ? migration.downTransaction : undefined) ?? migration.transaction;
    const way = `${modes[mode]}, since ${because}`;
    ways.set(way, [...(ways.get(way) ?? []), `the ${direction} of \`${migration.version}\``]);
  }
  return [...ways].map(([way, of]) => `- Transaction${ways.size > 1 ? ` of ${of.join(', ')}` : ''}: ${way}`);
}

function postgresLines(workspace: Workspace, audit: FolderAudit, file: string): string[] {
  const postgres = workspace.postgresOf(audit);
  const [found] = sectionsOf(workspace, file);
  if (postgres.state === 'off' || postgres.state === 'failed') return [`PostgreSQL has no part in it: ${postgres.reason}.`];
  const lines = found ? explainedAnswers(found.migration) : [];
  return lines.length === 0 ? ['PostgreSQL has not answered yet.'] : ['PostgreSQL ran it:', '', ...lines];
}

const counted = (statements: number): string => (statements === 1 ? '1 statement' : `${statements} statements`);

const modes: Readonly<Record<TransactionMode['mode'], string>> = {
  wrapped: 'one that the tool opens around it',
  implicit: 'one that PostgreSQL makes of several statements sent together',
  none: 'none, each statement stands on its own',
};

function findingLines(workspace: Workspace, file: string): string[] {
  const findings = workspace.findings(file);
  if (findings.length === 0) return ['No findings.'];
  return ['Findings:', '', ...findings.map(({ rule, severity, message }) => `- ${severity} \`${rule}\`: ${message}`)];
}

function configurationLines(workspace: Workspace, file: string): string[] {
  const configuration = workspace.configurationOf(file);
  if (configuration.file === undefined) return ['Configuration: none, the defaults hold.'];
  const settings = [...configuration.rules].map(([rule, { severity }]) => `- \`${rule}\`: ${severity ?? 'default'} instead of ${rules.find(({ id }) => id === rule)?.severity ?? 'its default'}`);
  return [
    `Configuration: \`${configuration.file}\``,
    ...(configuration.tool === undefined ? [] : [`- tool: ${configuration.tool}`]),
    ...(configuration.pattern === undefined ? [] : [`- pattern: ${[configuration.pattern.up, configuration.pattern.down].filter((name) => name !== undefined).join(', ')}`]),
    ...(configuration.since === undefined ? [] : [`- since: ${configuration.since}`]),
    ...settings,
  ];
}
