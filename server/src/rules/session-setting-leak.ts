import { keywordsLike } from '../fixes/style';
import type { Statement } from '../syntax/statement';
import { controlOf } from '../syntax/transactions';
import { insert, replace, type TextEdit } from '../text/edits';
import type { Rule, SectionScript } from './rule';
import { sectionsOf, transactionOf } from './transactions';

const A = 'CREATE TABLE IF NOT EXISTS app.a (id int PRIMARY KEY);\n';
const SCHEMA = { '001_app.up.sql': 'CREATE SCHEMA IF NOT EXISTS app;\n' };

export const sessionSettingLeak: Rule = {
  id: 'session-setting-leak',
  title: 'A setting outlives the migration',
  severity: 'warning',
  why: 'SET without LOCAL holds until the session ends, and the tool runs what comes next in the same one: the tables of later migrations land in another schema, or belong to another role, but only where both run together.',
  instead: 'Write SET LOCAL, or put the setting back at the end.',
  examples: [
    {
      title: 'A search path that later migrations meet',
      files: { ...SCHEMA, '002_a.up.sql': `SET search_path TO app;\n${A}` },
      finds: ['002_a.up.sql: SET search_path TO app'],
      fixed: { '002_a.up.sql': `SET LOCAL search_path TO app;\n${A}` },
    },
    { title: 'Set for the transaction', files: { ...SCHEMA, '002_a.up.sql': `SET LOCAL search_path TO app;\n${A}` }, finds: [] },
    { title: 'Put back at the end', files: { ...SCHEMA, '002_a.up.sql': `SET search_path TO app;\n${A}RESET search_path;\n` }, finds: [] },
  ],
  checkFolder(folder, report) {
    if (folder.folder.convention.resetsSettings) return;
    for (const { context, section } of sectionsOf(folder)) {
      const { mode, assumed, pipeline } = transactionOf(context, section);
      if (section.direction === 'down' || assumed) continue;
      const last = new Map<string, Statement>();
      for (const statement of section.script.statements) {
        const name = nameSet(statement);
        if (name === 'all') last.clear();
        else if (name !== undefined) last.set(name, statement);
      }
      const { statements } = section.script;
      const lasting = mode !== 'none' && !pipeline && (mode === 'wrapped' || statements.length > 1) && !statements.some((statement) => controlOf(statement) !== undefined);
      for (const [name, statement] of last) {
        if (isReset(statement)) continue;
        const edits = lasting ? localEdits(section, statement) : undefined;
        report({
          message: `What runs next in the session meets another ${name}: this setting is not put back`,
          file: section.file, range: statement.range, statement,
          fixes: edits ? [{ title: `Set ${name} for this transaction only`, safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits }] }] : [],
        });
      }
    }
  },
};

/** Settings that change what the statements of others do. */
const TELLING = new Set(['search_path', 'role', 'session_authorization', 'session_replication_role']);

/** What the statement sets for the session or puts back; `all` for RESET ALL and DISCARD ALL. */
function nameSet(statement: Statement): string | undefined {
  if (statement.kind === 'DiscardStmt') return 'all';
  if (statement.kind === 'VariableSetStmt') {
    const tree = statement.tree();
    return tree.kind === 'VAR_RESET_ALL' ? 'all' : !tree.is_local && TELLING.has(tree.name) ? tree.name : undefined;
  }
  const [name, , local] = configArguments(statement);
  const setting = name?.A_Const?.sval?.sval;
  return local?.A_Const?.boolval && !local.A_Const.boolval.boolval && TELLING.has(setting) ? setting : undefined;
}

/** The arguments of SELECT set_config(...), which pg_dump writes. */
function configArguments(statement: Statement): any[] {
  if (statement.kind !== 'SelectStmt' || !/\bset_config\b/i.test(statement.text)) return [];
  const targets = statement.tree().targetList;
  const call = targets?.length === 1 ? targets[0].ResTarget?.val?.FuncCall : undefined;
  return call?.funcname?.at(-1)?.String?.sval === 'set_config' ? (call.args ?? []) : [];
}

/** Does it set what a new session has? */
function isReset(statement: Statement): boolean {
  if (statement.kind !== 'VariableSetStmt') return false;
  const tree = statement.tree();
  if (tree.kind !== 'VAR_SET_VALUE') return true;
  const values = (tree.args ?? []).map((arg: any) => arg.A_Const?.sval?.sval);
  if (tree.name === 'search_path') return values.filter((value: string) => value !== '$user').join() === 'public';
  return values[0] === (tree.name === 'session_replication_role' ? 'origin' : 'none');
}

function localEdits({ text }: SectionScript, statement: Statement): TextEdit[] | undefined {
  const tokens = statement.tokens();
  const word = (i: number) => text.slice(tokens[i]?.start, tokens[i]?.end);
  if (statement.kind === 'SelectStmt') {
    const last = tokens.findLast(({ start, end }) => text.slice(start, end).toLowerCase() === 'false');
    return last && [replace({ start: last.start, end: last.end }, text.slice(last.start, last.end) === 'FALSE' ? 'TRUE' : 'true')];
  }
  const local = keywordsLike(statement, 'LOCAL');
  // SET SESSION AUTHORIZATION keeps its words; the SESSION of SET SESSION x is what LOCAL takes the place of.
  if (/^session$/i.test(word(1)) && !/^authorization$/i.test(word(2))) return [replace({ start: tokens[1]!.start, end: tokens[1]!.end }, local)];
  return tokens[0] && [insert(tokens[0].end, ` ${local}`)];
}
