import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { configurationKeys } from '../server/src/audit/configuration-keys';
import { rules } from '../server/src/rules/all';
import { configurationPage } from './generate/configuration-page';
import { configurationSchema } from './generate/configuration-schema';
import { ruleIndex, rulePage } from './generate/rule-pages';
import { rulesTable, toolsTable } from './generate/readme-tables';

/** `npm run generate`: everything that is written twice is written by this; the tests fail where it was not run. */
export function generated(): Map<string, string> {
  const files = new Map<string, string>();
  for (const rule of rules) files.set(`docs/rules/${rule.id}.md`, rulePage(rule));
  files.set('docs/rules/README.md', ruleIndex(rules));
  files.set('docs/configuration.md', configurationPage(configurationKeys, rules));
  files.set('schemas/upright.schema.json', `${JSON.stringify(configurationSchema(configurationKeys, rules), null, 2)}\n`);
  const readme = readFileSync('README.md', 'utf8');
  files.set('README.md', between(between(readme, 'rules', rulesTable(rules)), 'tools', toolsTable()));
  return files;
}

/** Pages of rules that are no more. */
export function leftOver(): string[] {
  const files = generated();
  return readdirSync('docs/rules').map((name) => `docs/rules/${name}`).filter((file) => !files.has(file));
}

function between(text: string, name: string, content: string): string {
  const marks = new RegExp(`(<!-- ${name}: generated -->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
  if (!marks.test(text)) throw new Error(`README.md has no place marked for ${name}`);
  return text.replace(marks, (_, start: string, end: string) => `${start}${content}${end}`);
}

if (require.main === module) {
  mkdirSync('docs/rules', { recursive: true });
  mkdirSync('schemas', { recursive: true });
  for (const [file, text] of generated()) writeFileSync(file, text);
  for (const file of leftOver()) rmSync(file);
}
