import type { KeyShape } from '../../server/src/audit/configuration-keys';
import type { Rule } from '../../server/src/rules/rule';

/** The JSON schema of `upright.json`, with which an editor completes it and shows what a key means. */
export function configurationSchema(keys: Readonly<Record<string, KeyShape>>, rules: readonly Rule[]): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'upright.json',
    description: 'Configuration of Upright, for the editor and the command line.',
    type: 'object',
    allowTrailingCommas: true,
    properties: { $schema: { type: 'string' }, ...properties(keys, rules) },
    additionalProperties: false,
  };
}

function properties(keys: Readonly<Record<string, KeyShape>>, rules: readonly Rule[]): Record<string, object> {
  return Object.fromEntries(Object.entries(keys).map(([key, shape]) => [key, { description: shape.description, ...typeOf(shape, rules) }]));
}

function typeOf(shape: KeyShape, rules: readonly Rule[]): object {
  switch (shape.type) {
    case 'strings': return { type: 'array', items: { type: 'string' } };
    case 'object': return { type: 'object', properties: properties(shape.keys, rules), additionalProperties: false };
    case 'rules': return { type: 'object', properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSetting(rule)])), additionalProperties: false };
    case 'string': return { type: 'string', ...(shape.enum ? { enum: shape.enum } : {}) };
    default: return { type: shape.type };
  }
}

function ruleSetting(rule: Rule): object {
  const severity = { enum: ['off', 'hint', 'information', 'warning', 'error'] };
  const description = `${rule.title}. Default: ${rule.severity}.`;
  if (!rule.options) return { description, ...severity };
  const options = { type: 'object', properties: rule.options, additionalProperties: false };
  return { description, anyOf: [severity, { type: 'array', items: [severity, options], minItems: 1, maxItems: 2 }] };
}
