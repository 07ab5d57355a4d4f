import type { KeyShape } from '../../server/src/audit/configuration-keys';
import type { Rule } from '../../server/src/rules/rule';

export function configurationPage(keys: Readonly<Record<string, KeyShape>>, rules: readonly Rule[]): string {
  return [
    '<!-- Made by `npm run generate` from server/src/audit/configuration-keys.ts -->',
    '# upright.json',
    'One file for the editor and the command line. The nearest one upward from a migrations folder holds; comments and trailing commas are allowed; a key that is wrong is reported in the file and counts as absent.',
    ['| key | type | meaning |', '|---|---|---|', ...rows(keys, '')].join('\n'),
    '## Rules',
    'Each rule takes a severity: `off`, `hint`, `information`, `warning`, `error`; or a list of the severity and an object of its options:',
    '```json\n{\n  "rules": {\n    "missing-down": "error",\n    "not-idempotent": ["warning", { "downs": true }]\n  }\n}\n```',
    ['| rule | default |', '|---|---|', ...rules.map((rule) => `| [\`${rule.id}\`](rules/${rule.id}.md) | ${rule.severity} |`)].join('\n'),
    '## Comments in a migration',
    '`-- upright-ignore RULE[, RULE]: reason` before a statement, inside it or at the end of its last line; `-- upright-ignore-file RULE: reason` anywhere in the file; `-- irreversible: reason` in a down that cannot undo its up, or in an up without a down.',
  ].join('\n\n') + '\n';
}

const typeNames = { strings: 'list of texts', string: 'text', boolean: 'true or false', number: 'number', object: 'object', rules: 'object' } as const;

function rows(keys: Readonly<Record<string, KeyShape>>, path: string): string[] {
  return Object.entries(keys).flatMap(([key, shape]) => [
    `| \`${path}${key}\` | ${typeNames[shape.type]} | ${shape.description} |`,
    ...(shape.type === 'object' ? rows(shape.keys, `${path}${key}.`) : []),
  ]);
}
