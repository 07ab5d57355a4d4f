import type { Finding, Fix, Severity } from '../rules/finding';
import type { FolderAudit } from './conclude-audit';

/** A fix takes its finding away, and brings nothing that is as grave or graver. */
export function keepsPromise(before: FolderAudit, after: FolderAudit, finding: Finding, fix: Fix): boolean {
  const same = (f: Finding) => f.rule === finding.rule && f.message === finding.message;
  if (after.findings.filter(same).length >= before.findings.filter(same).length) return false;
  // A placeholder has yet to be filled in; a file that the tool now runs for the first time brings findings of its own.
  if (fix.safety === 'manual' || finding.rule === 'file-name-invalid' || finding.rule === 'tool-refuses-folder') return true;
  const counts = countByRule(before.findings, finding.severity);
  return [...countByRule(after.findings, finding.severity)].every(([rule, n]) => n <= (counts.get(rule) ?? 0));
}

const graveness: Readonly<Record<Severity, number>> = { hint: 0, information: 1, warning: 2, error: 3 };

/** How many findings each rule has that are at least as grave. */
function countByRule(findings: readonly Finding[], least: Severity): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, severity } of findings) if (graveness[severity] >= graveness[least]) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}
