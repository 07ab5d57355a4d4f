import type { Command } from 'commander';
import { rules } from '../../rules/all';
import type { Example, Rule } from '../../rules/rule';
import { paintOf } from '../formats/severity-colour';
import { knownRule } from '../known-rules';
import { colours, print } from '../print';

export function addRules(program: Command): void {
  program
    .command('rules')
    .description('list the rules, or print what there is to know of one')
    .argument('[ID]', 'the rule')
    .action((id: string | undefined) => print(id === undefined ? list() : page(knownRule(id))));
}

function list(): string {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const width = Math.max(...sorted.map((rule) => rule.id.length));
  return sorted.map((rule) => `${colours.bold(rule.id.padEnd(width))}  ${paintOf(rule.severity, colours)(rule.severity.padEnd(11))}  ${rule.title}`).join('\n');
}

function page(rule: Rule): string {
  const options = Object.entries(rule.options ?? {}).map(
    ([name, option]) => `${colours.bold(name)} (${option.enum?.map(String).join(', ') ?? option.type}; default ${JSON.stringify(option.default)})\n${indent(wrap(option.description))}`,
  );
  return [
    `${colours.bold(rule.id)}  ${paintOf(rule.severity, colours)(rule.severity)}\n${rule.title}`,
    wrap(rule.why),
    wrap(rule.instead),
    ...(options.length === 0 ? [] : [`${colours.bold('Options')}\n${indent(options.join('\n'))}`]),
    ...rule.examples.map(example),
  ].join('\n\n');
}

function example({ title, files, finds, fixed }: Example): string {
  const parts = Object.entries(files).map(([file, text]) => sample(file, text));
  const found = finds.length === 0 ? 'finds nothing' : `finds ${finds.map((find) => find.replace(/: $/, '')).join('; ')}`;
  const after = Object.entries(fixed ?? {}).map(([file, text]) => (text === null ? `${colours.dim(`-- ${file}: gone`)}` : sample(file, text)));
  return [`${colours.bold(title)}: ${found}`, ...parts.map(indent), ...(after.length === 0 ? [] : ['After the fix:', ...after.map(indent)])].join('\n');
}

function sample(file: string, text: string): string {
  return `${colours.dim(`-- ${file}`)}\n${text.trimEnd()}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}

const pageWidth = 96;

/** Paragraphs at the page's width. */
function wrap(text: string): string {
  return text
    .split('\n')
    .map((paragraph) => paragraph.replace(new RegExp(`(?=.{${pageWidth + 1}})(.{1,${pageWidth}}) `, 'g'), '$1\n'))
    .join('\n');
}
