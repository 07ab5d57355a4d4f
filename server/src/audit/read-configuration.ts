import { dirname, isAbsolute, join, normalize } from 'node:path/posix';
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { refusePattern, type OwnPattern } from '../migrations/own-pattern';
import { ruleIds, rules } from '../rules/all';
import type { Finding, Severity } from '../rules/finding';
import type { Range } from '../text/range';
import type { Configuration } from './configuration';
import { configurationKeys, type KeyShape } from './configuration-keys';

export const configurationFile = 'upright.json';

export interface ConfigurationReading {
  readonly configuration: Configuration;
  /** Faults of the file, as findings in it. A key that is wrong counts as absent; the others hold. */
  readonly findings: readonly Finding[];
  /** Where paths stand, so that one that leads nowhere can be told. */
  readonly places: { readonly baseline: Range | undefined; readonly folders: readonly Range[] };
}

/** @param file absolute path, or undefined for the defaults. */
export function readConfiguration(file: string | undefined, text: string): ConfigurationReading {
  const findings: Finding[] = [];
  const report = (message: string, node: { offset: number; length: number }) =>
    findings.push({
      rule: 'configuration', severity: 'error', message, file: file ?? '', range: { start: node.offset, end: node.offset + node.length },
      evidence: 'text', fixes: [], related: [],
    });
  const errors: ParseError[] = [];
  const root = file === undefined ? undefined : parseTree(text, errors, { allowTrailingComma: true });
  for (const error of errors) report(`upright.json cannot be read here: ${printParseErrorCode(error.error).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}`, error);
  const values = root?.type === 'object' ? checkObject(root, configurationKeys, '', report) : {};
  if (root && root.type !== 'object' && errors.length === 0) report('upright.json has no effect: it is not an object', root);

  const folder = file === undefined ? '' : dirname(file);
  const absolute = (path: string) => normalize(isAbsolute(path) ? path : join(folder, path)).replace(/\/$/, '');
  const configured = (values.folders ?? []) as string[];
  const known = (values.known ?? {}) as Record<string, string[]>;
  const postgres = (values.postgres ?? {}) as Record<string, unknown>;
  return {
    configuration: {
      file,
      tool: values.tool as Configuration['tool'],
      pattern: patternOf(root, values.pattern as { up?: string; down?: string } | undefined, report),
      folders: configured.map(absolute),
      exclude: (values.exclude ?? []) as string[],
      since: values.since as string | undefined,
      baseline: values.baseline === undefined ? undefined : absolute(values.baseline as string),
      known: { roles: known.roles ?? [], schemas: known.schemas ?? [], objects: known.objects ?? [] },
      rules: ruleSettings(root, report),
      postgres: {
        enabled: (postgres.enabled as boolean | undefined) ?? true,
        url: postgres.url as string | undefined,
        timeoutMs: (postgres.timeoutMs as number | undefined) ?? 5000,
        extensions: (postgres.extensions as string[] | undefined) ?? [],
      },
    },
    findings,
    places: { baseline: placeOf(root, ['baseline']), folders: configured.map((_, i) => placeOf(root, ['folders', i])!) },
  };
}

function placeOf(root: Node | undefined, path: readonly (string | number)[]): Range | undefined {
  const node = root && findNodeAtLocation(root, [...path]);
  return node && { start: node.offset, end: node.offset + node.length };
}

/** Without an up, or with a name that cannot be read, there is no pattern. */
function patternOf(root: Node | undefined, pattern: { readonly up?: string; readonly down?: string } | undefined, report: ReportAt): OwnPattern | undefined {
  if (!pattern || !root) return undefined;
  for (const key of ['up', 'down'] as const) {
    const node = findNodeAtLocation(root, ['pattern', key]);
    const wanted = pattern[key] === undefined ? (key === 'up' ? 'there, beside "pattern.down"' : undefined) : refusePattern(pattern[key]);
    if (wanted === undefined) continue;
    report(`"pattern" has no effect: "pattern.${key}" must be ${wanted}`, node ?? findNodeAtLocation(root, ['pattern'])!);
    return undefined;
  }
  return { up: pattern.up!, down: pattern.down };
}

type ReportAt = (message: string, node: { offset: number; length: number }) => void;

function checkObject(node: Node, keys: Readonly<Record<string, KeyShape>>, path: string, report: ReportAt): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (!key || !value) continue;
    const name = String(key.value);
    const shape = keys[name];
    if (!shape) {
      if (name !== '$schema' || path !== '') report(`"${path}${name}" has no effect: there is no such key`, key);
      continue;
    }
    const result = checkValue(value, shape, `${path}${name}`, report);
    if (result !== undefined) values[name] = result;
  }
  return values;
}

function checkValue(node: Node, shape: KeyShape, path: string, report: ReportAt): unknown {
  const refuse = (wanted: string) => {
    report(`"${path}" has no effect: it must be ${wanted}`, node);
    return undefined;
  };
  switch (shape.type) {
    case 'string':
      if (node.type !== 'string') return refuse('a text');
      if (shape.enum && !shape.enum.includes(node.value)) return refuse(`one of ${shape.enum.join(', ')}`);
      return node.value;
    case 'boolean':
      return node.type === 'boolean' ? node.value : refuse('true or false');
    case 'number':
      return node.type === 'number' && node.value > 0 ? node.value : refuse('a number above 0');
    case 'strings':
      if (node.type !== 'array' || node.children?.some((child) => child.type !== 'string')) return refuse('a list of texts');
      return (node.children ?? []).map((child) => child.value as string);
    case 'object':
      return node.type === 'object' ? checkObject(node, shape.keys, `${path}.`, report) : refuse('an object');
    case 'rules':
      return node.type === 'object' ? {} : refuse('an object of rule names');
  }
}

const severities = new Set(['off', 'hint', 'information', 'warning', 'error']);

function ruleSettings(root: Node | undefined, report: ReportAt): Configuration['rules'] {
  const settings = new Map<string, { severity: Severity | 'off' | undefined; options: Record<string, unknown> }>();
  const node = root?.type === 'object' ? findNodeAtLocation(root, ['rules']) : undefined;
  for (const property of node?.type === 'object' ? (node.children ?? []) : []) {
    const [key, value] = property.children ?? [];
    if (!key || !value) continue;
    const rule = String(key.value);
    if (!ruleIds.has(rule)) {
      report(`"rules.${rule}" has no effect: there is no rule ${rule}`, key);
      continue;
    }
    const [first, second] = value.type === 'array' ? (value.children ?? []) : [value];
    if (first?.type !== 'string' || !severities.has(first.value)) {
      report(`"rules.${rule}" has no effect: it must be one of ${[...severities].join(', ')}, or a list of one of them and an object of options`, value);
      continue;
    }
    settings.set(rule, { severity: first.value, options: second?.type === 'object' ? checkObject(second, shapesOf(rule), `rules.${rule}.`, report) : {} });
  }
  return settings;
}

const shapes = new Map(rules.map((rule) => [rule.id, rule.options ?? {}]));

/** The options of a rule as keys. */
function shapesOf(rule: string): Readonly<Record<string, KeyShape>> {
  return Object.fromEntries(Object.entries(shapes.get(rule) ?? {}).map(([name, shape]) => [name, shape as KeyShape]));
}
