import type { FolderAudit } from '../../audit/conclude-audit';
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
    readonly postgres: { readonly state: 'ran' | 'off' | 'failed'; readonly reason?: string };
    readonly migrations: readonly { readonly version: string; readonly name: string; readonly up: string | null; readonly down: string | null }[];
  }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: Severity;
    readonly message: string;
    readonly file: string;
    readonly range: Span;
    readonly evidence: 'text' | 'postgresql';
    readonly sqlstate?: string;
    readonly fixes: readonly { readonly title: string; readonly safety: Safety }[];
    readonly related: readonly { readonly file: string; readonly range: Span; readonly message: string }[];
  }[];
  readonly summary: Counts;
}

export function formatJson(result: CheckResult, postgresOff: string): string {
  const linesOf = linesCache(result.text);
  const report: Report = {
    version: 1,
    folders: result.folders.map((audit) => folderOf(audit, postgresOff)),
    findings: result.findings.map(({ rule, severity, message, file, range, evidence, sqlstate, fixes, related }) => ({
      rule,
      severity,
      message,
      file: shownPath(file),
      range: spanOf(range, linesOf(file)),
      evidence,
      ...(sqlstate === undefined ? {} : { sqlstate }),
      fixes: fixes.map(({ title, safety }) => ({ title, safety })),
      related: related.map((other) => ({ file: shownPath(other.file), range: spanOf(other.range, linesOf(other.file)), message: other.message })),
    })),
    summary: countSeverities(result.findings),
  };
  return JSON.stringify(report, null, 2);
}

function folderOf({ folder }: FolderAudit, postgresOff: string): Report['folders'][number] {
  return {
    path: shownPath(folder.path),
    tool: folder.convention.id,
    evidence: folder.evidence,
    ...(folder.leftAlone === undefined ? {} : { leftAlone: folder.leftAlone }),
    postgres: { state: 'off', reason: postgresOff },
    migrations: folder.migrations.map(({ version, name, up, down }) => ({
      version,
      name,
      up: up ? shownPath(up.file) : null,
      down: down ? shownPath(down.file) : null,
    })),
  };
}

function spanOf(range: Range, lines: Lines | undefined): Span {
  const nowhere = { line: 0, character: 0 };
  return { start: lines?.position(range.start) ?? nowhere, end: lines?.position(range.end) ?? nowhere };
}
