import type { Diagnostic, WorkspaceDocumentDiagnosticReport } from 'vscode-languageserver';
import type { FolderAudit } from '../audit/conclude-audit';
import type { Finding } from '../rules/finding';
import { turn } from './answering';
import { toDiagnostic } from './conversions';
import { pathOf } from './paths';
import type { Session } from './session';

/** The diagnostics of one file, and a name for exactly these. */
export interface FileDiagnostics {
  readonly items: readonly Diagnostic[];
  readonly id: string;
}

/** What every file has, worked out once a change, with ids that stay as long as the diagnostics do. */
export class DiagnosticsFeed {
  private readonly last = new Map<string, FileDiagnostics & { readonly json: string }>();
  /** Ids of an earlier server mean nothing to this one. */
  private readonly prefix = Date.now().toString(36);
  private count = 0;

  constructor(private readonly session: Session) {}

  of(file: string, findings: readonly Finding[] = this.session.workspace.findings(file)): FileDiagnostics {
    const items = findings.map((finding) => toDiagnostic(this.session, this.session.client, finding));
    const json = JSON.stringify(items);
    const known = this.last.get(file);
    if (known?.json === json) return known;
    const made = { items, json, id: `${this.prefix}.${++this.count}` };
    this.last.set(file, made);
    return made;
  }

  /**
   * Reports for the files whose diagnostics are others than the client knows, folder by folder; between two folders
   * other requests have their turn.
   * @param known file URI to result id, as the client has them; brought up to date.
   */
  async *differences(known: Map<string, string>): AsyncIterableIterator<WorkspaceDocumentDiagnosticReport[]> {
    const { workspace } = this.session;
    const gone = new Set(known.keys());
    const reportsOf = (byFile: ReadonlyMap<string, readonly Finding[]>) =>
      [...byFile].flatMap(([file, findings]): WorkspaceDocumentDiagnosticReport[] => {
        const uri = this.session.uri(file);
        gone.delete(uri);
        const { id, items } = this.of(file, findings);
        if (known.get(uri) === id) return [];
        known.set(uri, id);
        return [{ kind: 'full', uri, version: this.session.version(file) ?? null, resultId: id, items: [...items] }];
      });
    for (const folder of workspace.folders()) {
      try {
        const audit = workspace.auditOf(`${folder}/`);
        if (audit) yield reportsOf(findingsByFile(audit));
      } catch (error) {
        this.session.failed(`The audit of ${folder}`, error);
        // What the client has of this folder stays until it can be audited again.
        for (const uri of gone) if (pathOf(uri)?.startsWith(`${folder}/`)) gone.delete(uri);
      }
      await turn();
    }
    yield reportsOf(new Map(workspace.configurationFiles().map((file) => [file, workspace.findings(file)])));
    yield [...gone].map((uri) => {
      known.delete(uri);
      return { kind: 'full', uri, version: null, items: [] };
    });
  }
}

/** Every migration and every stray, the clean ones too. */
function findingsByFile(audit: FolderAudit): Map<string, Finding[]> {
  const byFile = new Map<string, Finding[]>(filesOf(audit).map((file) => [file, []]));
  for (const finding of audit.findings) {
    const findings = byFile.get(finding.file);
    if (findings) findings.push(finding);
    else byFile.set(finding.file, [finding]);
  }
  return byFile;
}

function filesOf({ folder }: FolderAudit): string[] {
  if (folder.leftAlone !== undefined) return [];
  const sections = folder.migrations.flatMap(({ up, down }) => [up, down]).flatMap((section) => section?.file ?? []);
  return [...new Set([...sections, ...folder.strays.map(({ file }) => file)])];
}
