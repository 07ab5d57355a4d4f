import type { FolderAudit } from '../audit/conclude-audit';
import type { PostgresState } from '../audit/proofs';
import type { Workspace } from '../audit/workspace';
import type { Severity } from '../rules/finding';

/** What a folder is, why we think so, and how it stands. */
export interface Status {
  /** Absolute. */
  readonly folder: string;
  readonly tool: string;
  readonly title: string;
  readonly evidence: readonly string[];
  readonly leftAlone: string | null;
  readonly migrations: number;
  readonly findings: Readonly<Record<Severity, number>>;
  readonly postgres: PostgresState;
  /** How many of its migrations PostgreSQL answered each question with yes. */
  readonly proved: Readonly<Record<'applies' | 'twice' | 'reverses', number>>;
}

export function status(workspace: Workspace, audit: FolderAudit): Status {
  const { folder, findings, context } = audit;
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  const yes = (question: keyof Status['proved']) => (context?.migrations ?? []).filter(({ proof }) => proof?.proof[question].state === 'yes').length;
  return {
    folder: folder.path,
    tool: folder.convention.id,
    title: folder.convention.title,
    evidence: folder.evidence,
    leftAlone: folder.leftAlone ?? null,
    migrations: folder.migrations.length,
    findings: counts,
    postgres: workspace.postgresOf(audit),
    proved: { applies: yes('applies'), twice: yes('twice'), reverses: yes('reverses') },
  };
}
