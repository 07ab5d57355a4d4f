import { conventions } from '../../server/src/migrations/conventions';
import type { Rule } from '../../server/src/rules/rule';

export function rulesTable(rules: readonly Rule[]): string {
  return ['| rule | severity | what it finds |', '|---|---|---|', ...rules.map((rule) => `| [\`${rule.id}\`](docs/rules/${rule.id}.md) | ${rule.severity} | ${rule.title} |`)].join('\n') + '\n';
}

export function toolsTable(): string {
  return conventions.map((convention) => convention.title).join(', ') + '\n';
}
