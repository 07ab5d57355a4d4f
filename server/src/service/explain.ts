import type { FolderAudit } from '../audit/conclude-audit';
import type { Workspace } from '../audit/workspace';
import { baseName } from '../migrations/folder-view';
import type { TransactionMode } from '../migrations/migration';
import { rules } from '../rules/all';
import { explainedAnswers } from './proof';
import { partner } from './partner';
import { sectionsOf } from './place';

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
  const [found] = sectionsOf(workspace, file);
  if (!found) return ['- The tool does not take it for a migration.'];
  const { migration, section } = found;
  const other = partner(workspace, file);
  const mode = (section.direction === 'down' ? migration.migration.downTransaction : undefined) ?? migration.migration.transaction;
  const suppressions = sectionsOf(workspace, file).flatMap((each) => each.section.suppressions);
  return [
    `- Direction: ${sectionsOf(workspace, file).map((each) => each.section.direction).join(' and ')}, with ${counted(found.section.script.statements.length)}`,
    ...(audit.history.all.has(file) ? [`- History: ${audit.history.settled.has(file) ? 'it is not newer than `since`' : `it is on ${audit.context!.base!.name}`}, so no edit is offered that changes what it does`] : []),
    `- Order: ${migration.index + 1} of ${audit.folder.migrations.length}, version \`${migration.migration.version}\``,
    `- Other half: ${other ? (other.file === file ? 'in this file' : `\`${baseName(other.file)}\``) : 'none'}`,
    `- Transaction: ${modes[mode.mode]}, since ${mode.because}`,
    ...suppressions.map(({ rule, scope, reason }) => `- Suppressed ${scope === 'file' ? 'in this file' : 'at a statement'}: \`${rule}\`${reason === undefined ? '' : `, ${reason}`}`),
  ];
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
