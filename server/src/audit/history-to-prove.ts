import type { Convention, MigrationFolder } from '../migrations/convention';
import type { TransactionMode } from '../migrations/migration';
import type { HistoryToProve } from '../postgres/chain';
import type { Part, ProofInput } from '../postgres/proof';
import type { FolderContext, MigrationContext, SectionScript } from '../rules/rule';
import { outsideTransactions } from '../syntax/transactions';
import type { Configuration } from './configuration';

/** What PostgreSQL is to run of a folder. */
export interface FolderHistory {
  readonly history: HistoryToProve;
  /** The migrations of `history.migrations`, in the same order: those that have an up. */
  readonly proved: readonly MigrationContext[];
}

/** @param baseline text of the configuration's baseline file. */
export function historyToProve(context: FolderContext, { known, postgres }: Configuration, baseline: string | undefined, unreadable: (file: string) => string | undefined): FolderHistory {
  const { convention } = context.folder;
  const proved = context.migrations.filter(({ up }) => up !== undefined);
  const bare = (name: string) => name.slice(name.lastIndexOf('.') + 1);
  return {
    proved,
    history: {
      setup: [
        ...[...known.roles, ...(convention.roles ?? [])].map((role) => `DO $$ BEGIN CREATE ROLE ${quoted(role)}; EXCEPTION WHEN duplicate_object THEN NULL; END $$`),
        ...known.schemas.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`),
        ...postgres.extensions.map((extension) => `CREATE EXTENSION IF NOT EXISTS ${quoted(extension)} CASCADE`),
        // A dump sets the search path to nothing.
        ...(baseline === undefined ? [] : [baseline, 'RESET ALL']),
        convention.tracking.create,
      ],
      external: new Set([...known.objects.map(bare), ...context.history.outside]),
      tracking: convention.tracking,
      migrations: proved.map((migration) => inputOf(migration, context.folder, unreadable)),
    },
  };
}

function inputOf({ migration, up, down }: MigrationContext, { convention }: MigrationFolder, unreadable: (file: string) => string | undefined): ProofInput {
  const why = unreadable(up!.file);
  const { afterProgram } = migration;
  return {
    up: partOf(up!, migration.transaction, convention, why),
    down: down && partOf(down, migration.downTransaction ?? migration.transaction, convention, unreadable(down.file)),
    record: convention.tracking.record(migration),
    ...(why !== undefined ? { unknownBefore: why } : afterProgram !== undefined ? { unknownBefore: `${afterProgram} is a program, which is not run` } : {}),
  };
}

/** A section as its tool sends it. Of a runner that nobody knows it is taken that it would run what its author wrote. */
export function partOf({ text, range, script: { statements } }: Pick<SectionScript, 'text' | 'range' | 'script'>, transaction: TransactionMode, convention: Convention, unsent?: string): Part {
  const { mode, assumed, pipeline } = transaction;
  const cut = convention.queries?.(text, range, transaction);
  return {
    statements,
    mode: assumed && statements.some((statement) => outsideTransactions(statement) !== undefined) ? 'none' : mode,
    ...(cut ? { queries: statements.map((statement) => cut.findLastIndex(({ start }) => start <= statement.range.start)) } : {}),
    ...(pipeline ? { pipeline } : {}),
    ...(unsent === undefined ? {} : { unsent }),
  };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
