import type { Example, Rule } from '../../server/src/rules/rule';

const notice = (rule: Rule) => `<!-- Made by \`npm run generate\` from server/src/rules/${rule.id}.ts -->`;

export function rulePage(rule: Rule): string {
  const options = Object.entries(rule.options ?? {});
  return [
    notice(rule), `# ${rule.id}`, `**${rule.title}.** Severity: ${rule.severity}.${rule.needsPostgres ? ' Only PostgreSQL can tell, by running the migration.' : ''}`, rule.why, `## What to do`, rule.instead,
    ...rule.examples.flatMap((example) => exampleText(example)),
    ...(options.length === 0 ? [] : ['## Options', ['| option | type | default | meaning |', '|---|---|---|---|', ...options.map(([name, o]) => `| \`${name}\` | ${o.type} | \`${JSON.stringify(o.default)}\` | ${o.description} |`)].join('\n')]),
    '## Silence it',
    `One statement: \`-- upright-ignore ${rule.id}: reason\` before or beside it. One file: \`-- upright-ignore-file ${rule.id}: reason\`. Everywhere, in \`upright.json\`:`,
    code('json', `{ "rules": { "${rule.id}": "off" } }`),
  ].join('\n\n') + '\n';
}

export function ruleIndex(rules: readonly Rule[]): string {
  return ['<!-- Made by `npm run generate` -->', '# Rules', ['| rule | severity | what it finds |', '|---|---|---|', ...rules.map((rule) => `| [\`${rule.id}\`](${rule.id}.md) | ${rule.severity} | ${rule.title} |`)].join('\n')].join('\n\n') + '\n';
}

function exampleText(example: Example): string[] {
  const bad = example.finds.length > 0;
  const parts = [`## ${bad ? 'Found' : 'Fine'}: ${lowerFirst(example.title)}`];
  for (const [file, text] of Object.entries(example.files)) parts.push(`\`${file}\``, code(file.endsWith('.sql') ? 'sql' : '', text.trimEnd()));
  if (example.base) parts.push(...onBase(example, example.base));
  if (bad) parts.push(`Found: ${example.finds.map((found) => place(found)).join(', ')}.`);
  if (example.fixed) {
    parts.push('After the fix:');
    for (const [file, text] of Object.entries(example.fixed)) parts.push(...(text === null ? [`\`${file}\` is gone.`] : [`\`${file}\``, code('sql', text.trimEnd())]));
  }
  return parts;
}

/** What the base branch has otherwise than the files. */
function onBase({ files }: Example, base: Readonly<Record<string, string>>): string[] {
  const others = Object.entries(base).filter(([file, text]) => files[file] !== text);
  const fresh = Object.keys(files).filter((file) => file.endsWith('.sql') && base[file] === undefined);
  return [
    ...others.flatMap(([file, text]) => [`\`${file}\` on the base branch`, code('sql', text.trimEnd())]),
    ...(fresh.length > 0 ? [`Not on the base branch: ${fresh.map((file) => `\`${file}\``).join(', ')}.`] : []),
  ];
}

function place(found: string): string {
  const at = found.indexOf(': ');
  const text = found.slice(at + 2).split('\n')[0]!;
  return text === '' ? `\`${found.slice(0, at)}\`` : `\`${text}\` in \`${found.slice(0, at)}\``;
}

function lowerFirst(text: string): string {
  return text[0]!.toLowerCase() + text.slice(1);
}

function code(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
