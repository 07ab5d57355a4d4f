import type { FolderAudit } from '../../audit/conclude-audit';
import type { PostgresState } from '../../audit/proofs';
import type { Verdict } from '../../postgres/proof';
import type { MigrationProof } from '../../rules/rule';
import type { Safety, Severity } from '../../rules/finding';
import type { Lines, Position } from '../../text/lines';
import type { Range } from '../../text/range';
import type { CheckResult } from '../open-targets';
import { shownPath } from '../paths';
import { countSeverities, type Counts } from './summary';
import { linesCache } from './text';

/** Zero-based lines, UTF-16 characters. */
interface Span {
  readonly start: Position;
  readonly end: Position;
}

type Answer = Verdict['state'];

/** What PostgreSQL did with a migration; `reason` is why the first answer that is not yes is what it is. */
interface ProofReport {
  readonly applies: Answer;
  readonly twice: Answer;
  readonly reverses: Answer;
  readonly reason?: string;
}

/** The command line's contract with scripts: keys are added, none is taken away or given another meaning. */
export interface Report {
  readonly version: 1;
  readonly folders: readonly {
    /** Relative to the current folder, as all paths here. */
    readonly path: string;
    readonly tool: string;
    readonly evidence: readonly string[];
    /** Why the folder is recognised and not audited. */
    readonly leftAlone?: string;
    /** Of PostgreSQL's part in the audit. */
    readonly postgres: { readonly state: 'ran' | 'off' | 'failed'; readonly reason?: string };
    readonly migrations: readonly { readonly version: string; readonly name: string; readonly up: string | null; readonly down: string | null; readonly proof?: ProofReport }[];
  }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: Severity;
    readonly message: string;
    readonly file: string;
    readonly range: Span;
    readonly evidence: 'text' | 'postgresql';
    readonly sqlstate?: string;
    readonly detail?: string;
    readonly hint?: string;
    readonly fixes: readonly { readonly title: string; readonly safety: Safety }[];
    readonly related: readonly { readonly file: string; readonly range: Span; readonly message: string }[];
  }[];
  readonly summary: Counts;
}

export function formatJson(result: CheckResult): string {
  const linesOf = linesCache(result.text);
  const report: Report = {
    version: 1,
    folders: result.folders.map((audit) => folderOf(audit, result.postgres(audit))),
    findings: result.findings.map(({ rule, severity, message, file, range, evidence, sqlstate, detail, hint, fixes, related }) => ({
      rule,
      severity,
      message,
      file: shownPath(file),
      range: spanOf(range, linesOf(file)),
      evidence,
      ...(sqlstate === undefined ? {} : { sqlstate }),
      ...(detail === undefined ? {} : { detail }),
      ...(hint === undefined ? {} : { hint }),
      fixes: fixes.map(({ title, safety }) => ({ title, safety })),
      related: related.map((other) => ({ file: shownPath(other.file), range: spanOf(other.range, linesOf(other.file)), message: other.message })),
    })),
    summary: countSeverities(result.findings),
  };
  return JSON.stringify(report, null, 2);
}

function folderOf({ folder, context }: FolderAudit, postgres: PostgresState): Report['folders'][number] {
  const proofs = new Map(context?.migrations.map(({ migration, proof }) => [migration, proof]));
  return {
    path: shownPath(folder.path),
    tool: folder.convention.id,
    evidence: folder.evidence,
    ...(folder.leftAlone === undefined ? {} : { leftAlone: folder.leftAlone }),
    postgres: postgres.state === 'running' ? { state: 'failed', reason: 'it was interrupted' } : postgres,
    migrations: folder.migrations.map((migration) => ({
      version: migration.version,
      name: migration.name,
      up: migration.up ? shownPath(migration.up.file) : null,
      down: migration.down ? shownPath(migration.down.file) : null,
      ...proofOf(proofs.get(migration)),
    })),
  };
}

function proofOf(known: MigrationProof | undefined): { proof?: ProofReport } {
  if (!known?.fresh) return {};
  const { applies, twice, reverses } = known.proof;
  const reason = [applies, twice, reverses].find(({ state }) => state !== 'yes')?.reason;
  return { proof: { applies: applies.state, twice: twice.state, reverses: reverses.state, ...(reason === undefined ? {} : { reason }) } };
}

function spanOf(range: Range, lines: Lines | undefined): Span {
  const nowhere = { line: 0, character: 0 };
  return { start: lines?.position(range.start) ?? nowhere, end: lines?.position(range.end) ?? nowhere };
}
