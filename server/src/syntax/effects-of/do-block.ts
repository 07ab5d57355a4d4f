import type { Effect, Guard, ObjectKind } from '../effects';
import { parseBody, parseStatement } from '../grammar';
import type { Names } from '../names';
import { placed } from '../placed';
import { readEffects } from '../read-effects';
import { LazyScope } from '../lazy-scope';
import { stringOf } from './tree';

/** Under what a statement of the block runs. */
interface Circumstances {
  readonly guard: Guard;
  /** Condition names of the handlers around it, e.g. `duplicate_object`. */
  readonly handled: readonly string[];
  readonly maybe: boolean;
}

/**
 * A DO block: the literal statements in its body, each with the guard that its branch or handler gives it. A branch on
 * the catalog (`IF NOT EXISTS (SELECT 1 FROM pg_type ...)`) guards; a branch on anything else may or may not happen;
 * text put together at run time (EXECUTE) is unknown.
 */
export function doBlock(names: Names, node: any): Effect[] {
  const options = (node.args ?? []).map((a: any) => a.DefElem);
  const language = stringOf(options.find((o: any) => o.defname === 'language')?.arg) || 'plpgsql';
  const body = stringOf(options.find((o: any) => o.defname === 'as')?.arg);
  const unknown: Effect[] = [{ does: 'unknown', why: 'a DO block that cannot be read', range: names.whole }];
  if (language !== 'plpgsql') return unknown;
  const tree = parseBody(names.text);
  if (!tree) return unknown;
  const bodyAt = Math.max(0, names.text.indexOf(body));
  const variables = new Set<string>((tree.datums ?? []).map((d: any) => (Object.values(d)[0] as any)?.refname ?? ''));
  return new BlockReader(names, bodyAt, variables).block(tree.action, { guard: 'none', handled: [], maybe: false });
}

class BlockReader {
  private cursor: number;

  constructor(
    private readonly names: Names,
    bodyAt: number,
    private readonly variables: ReadonlySet<string>,
  ) {
    this.cursor = bodyAt;
  }

  block(node: any, around: Circumstances): Effect[] {
    const block = node?.PLpgSQL_stmt_block;
    if (!block) return [];
    const handlers = (block.exceptions?.PLpgSQL_exception_block?.exc_list ?? []).map((e: any) => e.PLpgSQL_exception);
    const handled: string[] = handlers.flatMap((h: any) => (h.conditions ?? []).map((c: any) => c.PLpgSQL_condition?.condname ?? ''));
    const inside = { ...around, handled: [...around.handled, ...handled] };
    const effects = this.statements(block.body, inside);
    for (const handler of handlers) effects.push(...this.statements(handler.action, { ...around, maybe: true }));
    return effects;
  }

  private statements(nodes: any, around: Circumstances): Effect[] {
    return (nodes ?? []).flatMap((node: any) => this.statement(node, around));
  }

  private statement(node: any, around: Circumstances): Effect[] {
    const kind = Object.keys(node)[0]!;
    const s = node[kind];
    switch (kind) {
      case 'PLpgSQL_stmt_block':
        return this.block(node, around);
      case 'PLpgSQL_stmt_execsql':
        return this.sql(s.sqlstmt?.PLpgSQL_expr?.query ?? '', around);
      case 'PLpgSQL_stmt_if': {
        const effects = this.statements(s.then_body, branch(s.cond, around));
        for (const { PLpgSQL_if_elsif: elsif } of s.elsif_list ?? []) effects.push(...this.statements(elsif.stmts, branch(elsif.cond, around)));
        effects.push(...this.statements(s.else_body, branch(s.cond, around)));
        return effects;
      }
      case 'PLpgSQL_stmt_dynexecute':
        return this.dynamic(s.query?.PLpgSQL_expr?.query ?? '', around);
      case 'PLpgSQL_stmt_perform':
        return this.unknownCall(s.expr?.PLpgSQL_expr?.query ?? '', around);
      case 'PLpgSQL_stmt_call':
        return [this.unknown('a procedure may change the schema')];
      case 'PLpgSQL_stmt_loop': case 'PLpgSQL_stmt_while': case 'PLpgSQL_stmt_fori': case 'PLpgSQL_stmt_fors': case 'PLpgSQL_stmt_forc':
      case 'PLpgSQL_stmt_foreach_a': case 'PLpgSQL_stmt_dynfors':
        return this.statements(s.body, { ...around, maybe: true });
      case 'PLpgSQL_stmt_case': {
        const maybe = { ...around, maybe: true };
        return [...(s.case_when_list ?? []).flatMap((w: any) => this.statements(w.PLpgSQL_case_when?.stmts, maybe)), ...this.statements(s.else_stmts, maybe)];
      }
      default:
        return [];
    }
  }

  private sql(query: string, around: Circumstances): Effect[] {
    const parsed = parseStatement(query);
    if (!parsed.ok) return [this.unknown('a statement with PL/pgSQL variables')];
    const at = this.names.text.indexOf(query, this.cursor);
    const range = this.names.whole;
    if (at >= 0) this.cursor = at + query.length;
    return readEffects(parsed.kind, parsed.tree, query).map((effect) => this.under(at >= 0 ? placed(effect, at) : { ...effect, range }, around));
  }

  /** EXECUTE of one literal is as good as the statement itself. */
  private dynamic(query: string, around: Circumstances): Effect[] {
    const parsed = parseStatement(`SELECT ${query}`);
    const target = parsed.ok ? parsed.tree.targetList?.[0]?.ResTarget?.val?.A_Const?.sval?.sval : undefined;
    if (target === undefined) return [this.unknown('EXECUTE of text that is put together at run time')];
    return this.sql(target, around);
  }

  private unknownCall(query: string, around: Circumstances): Effect[] {
    const calls = this.sql(query, around).filter((effect) => effect.does === 'unknown' || effect.does === 'search path');
    return calls;
  }

  private unknown(why: string): Effect {
    return { does: 'unknown', why, range: this.names.whole };
  }

  private under(effect: Effect, around: Circumstances): Effect {
    const guard: Guard = around.guard !== 'none' ? around.guard : isHandled(effect, around.handled) ? 'exception' : 'none';
    const guarded = 'guard' in effect && effect.guard === 'none' && guard !== 'none' ? { ...effect, guard } : effect;
    // In PL/pgSQL a name may be a variable, so a column that is not there proves nothing where one is declared.
    const read = guarded.does === 'query' && this.variables.size > 0 && guarded.reads instanceof LazyScope ? { ...guarded, reads: guarded.reads.amongVariables() } : guarded;
    return around.maybe ? { maybe: true, ...read } : read;
  }
}

const asksCatalog = /\b(?:pg_[a-z_]+|information_schema|to_reg[a-z]+|has_[a-z]+_privilege)\b/i;

function branch(condition: any, around: Circumstances): Circumstances {
  const query: string = condition?.PLpgSQL_expr?.query ?? '';
  return asksCatalog.test(query) ? { ...around, guard: 'condition' } : { ...around, maybe: true };
}

/** Which conditions swallow the error that a second run of an effect raises (Appendix A of PostgreSQL's manual). */
function isHandled(effect: Effect, handled: readonly string[]): boolean {
  if (handled.includes('others')) return true;
  const any = (...names: string[]) => names.some((name) => handled.includes(name));
  if (effect.does === 'create') {
    switch (effect.object.kind) {
      case 'table': case 'foreign table': case 'view': case 'materialized view': case 'index': case 'sequence':
        return any('duplicate_table');
      case 'column':
        return any('duplicate_column');
      case 'schema':
        return any('duplicate_schema');
      case 'function': case 'procedure': case 'aggregate':
        return any('duplicate_function');
      case 'database':
        return any('duplicate_database');
      case 'constraint':
        return any('duplicate_object', 'duplicate_table', 'invalid_table_definition');
      default:
        return any('duplicate_object');
    }
  }
  if (effect.does === 'insert') return any('unique_violation');
  const gone = 'object' in effect ? (whenGone[effect.object.kind] ?? 'undefined_object') : 'undefined_table';
  return effect.does === 'query' ? any('undefined_table', 'undefined_column') : any(gone);
}

/** What a statement on an object that is not there raises. */
const whenGone: Partial<Record<ObjectKind, string>> = {
  table: 'undefined_table', view: 'undefined_table', 'materialized view': 'undefined_table', 'foreign table': 'undefined_table', sequence: 'undefined_table',
  column: 'undefined_column', function: 'undefined_function', procedure: 'undefined_function', aggregate: 'undefined_function', routine: 'undefined_function',
  schema: 'invalid_schema_name', 'enum value': 'invalid_parameter_value',
};
