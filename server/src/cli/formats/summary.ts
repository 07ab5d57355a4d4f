import type { FolderAudit } from '../../audit/conclude-audit';
import type { Severity } from '../../rules/finding';

export const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

export type Counts = Readonly<Record<Severity, number>>;

export function countSeverities(findings: readonly { readonly severity: Severity }[]): Counts {
  const counts: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const finding of findings) counts[finding.severity]++;
  return counts;
}

/** "3 errors, 12 warnings in 28 migrations (golang-migrate)" */
export function summaryLine(counts: Counts, folders: readonly FolderAudit[]): string {
  const found = severities.filter((severity) => counts[severity] > 0).map((severity) => counted(counts[severity], nouns[severity]));
  const audited = folders.filter((audit) => audit.folder.leftAlone === undefined);
  const migrations = audited.reduce((sum, audit) => sum + audit.folder.migrations.length, 0);
  const tools = [...new Set(audited.map((audit) => audit.folder.convention.title))].join(', ');
  const where = audited.length > 1 ? ` in ${audited.length} folders` : '';
  return `${found.length === 0 ? 'No findings' : found.join(', ')} in ${counted(migrations, ['migration', 'migrations'])}${where}${tools === '' ? '' : ` (${tools})`}`;
}

const nouns: Readonly<Record<Severity, readonly [string, string]>> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  information: ['information', 'information'],
  hint: ['hint', 'hints'],
};

export function counted(n: number, [one, many]: readonly [string, string]): string {
  return `${n} ${n === 1 ? one : many}`;
}
