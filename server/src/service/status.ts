import type { FolderAudit } from '../audit/conclude-audit';
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
}

export function status({ folder, findings }: FolderAudit): Status {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  return {
    folder: folder.path,
    tool: folder.convention.id,
    title: folder.convention.title,
    evidence: folder.evidence,
    leftAlone: folder.leftAlone ?? null,
    migrations: folder.migrations.length,
    findings: counts,
  };
}
