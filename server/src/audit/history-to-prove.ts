import { connectionRoles } from '../migrations/connection-roles';
import type { Convention, MigrationFolder } from '../migrations/convention';
import type { TransactionMode } from '../migrations/migration';
import type { HistoryToProve } from '../postgres/chain';
import type { Part, ProofInput } from '../postgres/proof';
import type { FolderContext, MigrationContext, SectionScript } from '../rules/rule';
import type { Baseline } from '../schema/history';
import type { Script } from '../syntax/statement';
import type { ObjectKind } from '../syntax/effects';
import { mayCommit, outsideTransactions } from '../syntax/transactions';
import type { Configuration } from './configuration';

/** What PostgreSQL is to run of a folder. */
export interface FolderHistory {
  readonly history: HistoryToProve;
  /** The migrations of `history.migrations`, in the same order: those that have an up. */
  readonly proved: readonly MigrationContext[];
}

export function historyToProve(context: FolderContext, { known, postgres }: Configuration, baseline: (Baseline & { readonly text: string }) | undefined, unreadable: (file: string) => string | undefined): FolderHistory {
  const { convention } = context.folder;
  const proved = context.migrations.filter(({ up }) => up !== undefined);
  const split = new Map<string, number>();
  for (const { migration } of proved) {
    const key = convention.splitFrom?.(migration);
    if (key !== undefined) split.set(key, (split.get(key) ?? 0) + 1);
  }
  const scripts = [...(baseline ? [baseline.script] : []), ...proved.map(({ up }) => up!.script)];
  const created = (kind: ObjectKind) => scripts.flatMap((script) => namesCreated(script, kind));
  // What a baseline sets is put back before the first migration.
  const pathKnown = proved[0]?.before.state.path !== undefined;
  // One that a file makes is left to it.
  const made = new Set(created('role'));
  const connecting = connectionRoles(context.folder.view).filter((role) => !made.has(role));
  const { table, schema } = convention.tracking;
  const bare = (name: string) => name.slice(name.lastIndexOf('.') + 1);
  return {
    proved,
    history: {
      setup: [
        ...[...known.roles, ...(convention.roles ?? []), ...connecting].map((role) => `DO $$ BEGIN CREATE ROLE ${quoted(role)}; EXCEPTION WHEN duplicate_object THEN NULL; END $$`),
        ...(convention.platform === undefined ? [] : [convention.platform]),
        ...known.schemas.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`),
        ...postgres.extensions.map((extension) => `CREATE EXTENSION IF NOT EXISTS ${quoted(extension)} CASCADE`),
        // A dump sets the search path to nothing.
        ...(baseline ? [baseline.text, 'RESET ALL'] : []),
        convention.tracking.create,
      ],
      external: new Set([...known.objects.map(bare), ...context.history.outside]),
      creates: { extensions: new Set([...postgres.extensions, ...created('extension')]), schemas: new Set(['public', ...created('schema')]) },
      tracking: { table, ...(schema === undefined ? {} : { schema }) },
      migrations: proved.map((migration) => inputOf(migration, context.folder, unreadable, split, pathKnown)),
    },
  };
}

function inputOf({ migration, up, down, before }: MigrationContext, { convention }: MigrationFolder, unreadable: (file: string) => string | undefined, split: ReadonlyMap<string, number>, pathKnown: boolean): ProofInput {
  const why = unreadable(up!.file);
  const parts = split.get(convention.splitFrom?.(migration) ?? '') ?? 1;
  const together = parts > 1 ? { together: `it undoes the migration together with the ${parts === 2 ? 'down of another file' : `downs of ${parts - 1} other files`}` } : {};
  const { afterProgram } = migration;
  return {
    up: partOf(up!, migration.transaction, convention, why),
    down: down && { ...partOf(down, migration.downTransaction ?? migration.transaction, convention, unreadable(down.file)), ...together },
    record: convention.tracking.record(migration),
    ...(before.state.path === undefined && pathKnown && !convention.resetsSettings ? { pathBefore: 'an earlier migration leaves another search path behind' } : {}),
    ...(why !== undefined ? { unknownBefore: why } : afterProgram !== undefined ? { unknownBefore: `${afterProgram} is a program, which is not run` } : {}),
  };
}

/** A section as its tool sends it. Of a runner that nobody knows it is taken that it would run what its author wrote. */
export function partOf({ text, range, script: { statements } }: Pick<SectionScript, 'text' | 'range' | 'script'>, transaction: TransactionMode, convention: Convention, unsent?: string): Part {
  const { mode, assumed, pipeline } = transaction;
  const cut = convention.queries?.(text, range, transaction);
  return {
    statements,
    mode: assumed && statements.some((statement) => outsideTransactions(statement) !== undefined || mayCommit(statement)) ? 'none' : mode,
    ...(cut ? { queries: statements.map((statement) => cut.findLastIndex(({ start }) => start <= statement.range.start)) } : {}),
    ...(pipeline ? { pipeline } : {}),
    ...(unsent === undefined ? {} : { unsent }),
  };
}

function namesCreated({ statements }: Script, kind: ObjectKind): string[] {
  return statements.flatMap(({ effects }) => effects.flatMap((effect) => (effect.does === 'create' && effect.object.kind === kind ? [effect.object.name] : [])));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
