import { rules } from '../rules/all';
import type { Finding, Severity } from '../rules/finding';
import type { Report, Rule } from '../rules/rule';
import type { Configuration } from './configuration';
import type { Found } from './suppress';

/** Our own failure is told to `onFailure`, and takes only this rule's findings with it. */
export function run(rule: Rule, { configuration, onFailure }: { readonly configuration: Configuration; onFailure(what: string, error: unknown): void }, evidence: Finding['evidence'], found: Found[], check: (report: (report: Report) => void) => void): void {
  try {
    check(({ message, file, range, fixes = [], related = [], statement, refused, failure, ...report }) => {
      const severity = severityOf(rule.id, configuration, report.severity ?? rule.severity);
      if (severity === 'off') return;
      const said = failure && { sqlstate: failure.sqlstate, ...(failure.detail === undefined ? {} : { detail: failure.detail }), ...(failure.hint === undefined ? {} : { hint: failure.hint }) };
      found.push({ finding: { rule: rule.id, severity, message, file, range, evidence, ...said, fixes, related }, statement, ...(refused === undefined ? {} : { refused }) });
    });
  } catch (error) {
    onFailure(`rule ${rule.id}`, error);
  }
}

/** The rules that are on and look at that. */
export function active(configuration: Configuration, check: 'checkMigration' | 'checkFolder' | 'checkProof'): Rule[] {
  return rules.filter((rule) => rule[check] && configuration.rules.get(rule.id)?.severity !== 'off');
}

export function severityOf(rule: string, configuration: Configuration, own: Severity): Severity | 'off' {
  return configuration.rules.get(rule)?.severity ?? own;
}

