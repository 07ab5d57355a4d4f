import { replace } from '../text/edits';
import type { Range } from '../text/range';
import { overlaps } from '../text/range';
import type { Rule, SectionScript } from './rule';

const functions = ['gen_random_uuid', 'uuid_generate_v4', 'uuidv4', 'uuidv7', 'uuid_generate_v7', 'uuid_generate_v1mc'];
/** Functions that give the same kind of value, so that one can stand for the other. */
const random = new Set(['gen_random_uuid', 'uuid_generate_v4', 'uuidv4']);

interface Use {
  readonly name: string;
  readonly section: SectionScript;
  readonly range: Range;
  /** With a schema in front, in which the other function need not be. */
  readonly qualified: Range;
}

export const uuidFunctionMixed: Rule = {
  id: 'uuid-function-mixed',
  title: 'UUIDs are made by two functions',
  severity: 'information',
  why: '`uuid_generate_v4()` needs the extension uuid-ossp, `gen_random_uuid()` is PostgreSQL\'s own since 13. With both in use the extension stays a must, and readers look for a difference that is not there.',
  instead: 'Use the one that the folder mostly uses.',
  options: { prefer: { type: 'string', default: '', description: 'The function to use, instead of the one that is used most.' } },
  examples: [
    {
      title: 'One of three is another function',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\nCREATE TABLE IF NOT EXISTS b (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\nCREATE TABLE IF NOT EXISTS c (id uuid PRIMARY KEY DEFAULT uuid_generate_v4());\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS a, b, c;\n',
      },
      finds: ['001_a.up.sql: uuid_generate_v4'],
      fixed: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\nCREATE TABLE IF NOT EXISTS b (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\nCREATE TABLE IF NOT EXISTS c (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\n',
      },
    },
    {
      title: 'With its schema, in which the other one is not',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\nCREATE TABLE IF NOT EXISTS b (id uuid PRIMARY KEY DEFAULT public.uuid_generate_v4());\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS a, b;\n',
      },
      finds: ['001_a.up.sql: uuid_generate_v4'],
      fixed: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\nCREATE TABLE IF NOT EXISTS b (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\n',
      },
    },
    { title: 'One function', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkFolder(context, report) {
    const uses = context.migrations.flatMap(({ up }) => (up ? usesIn(up) : []));
    const counts = new Map<string, number>();
    for (const use of uses) if (random.has(use.name)) counts.set(use.name, (counts.get(use.name) ?? 0) + 1);
    if (counts.size < 2) return;
    const wished = context.options('uuid-function-mixed')['prefer'];
    const preferred = typeof wished === 'string' && wished !== '' ? wished : [...counts].sort((a, b) => b[1] - a[1] || functions.indexOf(a[0]) - functions.indexOf(b[0]))[0]![0];
    for (const { name, section, range, qualified } of uses) {
      if (name === preferred || !random.has(name)) continue;
      report({
        message: `UUIDs come from ${name}() here and from ${preferred}() elsewhere`,
        file: section.file,
        range,
        statement: section.script.statements.find((statement) => overlaps(statement.range, range)),
        fixes: [{ title: `Replace ${name}() by ${preferred}()`, safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits: [replace(qualified, preferred)] }] }],
      });
    }
  },
};

const anyFunction = new RegExp(`\\b(?:${functions.join('|')})\\b`, 'i');

function usesIn(section: SectionScript): Use[] {
  return section.script.statements.flatMap((statement) => {
    if (!anyFunction.test(statement.text) || (statement.kind !== 'CreateStmt' && statement.kind !== 'AlterTableStmt' && statement.kind !== 'InsertStmt' && statement.kind !== 'UpdateStmt')) return [];
    const tokens = statement.tokens();
    return tokens.flatMap((token, i) => {
      const next = tokens[i + 1];
      const name = section.text.slice(token.start, token.end).toLowerCase();
      if (token.kind !== 'word' || !functions.includes(name) || !next || section.text[next.start] !== '(') return [];
      const [schema, dot] = [tokens[i - 2], tokens[i - 1]];
      const start = schema && dot && section.text.slice(dot.start, dot.end) === '.' ? schema.start : token.start;
      return [{ name, section, range: { start: token.start, end: token.end }, qualified: { start, end: token.end } }];
    });
  });
}
