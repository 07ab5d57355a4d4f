import type { FolderAudit } from '../audit/conclude-audit';
import { configurationFile } from '../audit/read-configuration';
import type { Workspace } from '../audit/workspace';
import type { Finding, Fix } from '../rules/finding';
import type { Change, TextEdit } from '../text/edits';
import type { Range } from '../text/range';
import { firstFix, fixAll, safeFix } from './fix-all';
import { rulePage } from './rule-page';
import { reasonPlaceholder, suppressInFile, suppressStatement } from './suppress';

/** Something that the lightbulb offers. */
export interface CodeAction {
  /** The same action gets the same one as long as the file's text is the same. */
  readonly id: string;
  readonly title: string;
  readonly kind: 'quickfix' | 'source.fixAll.upright';
  /** The findings that it mends or silences. */
  readonly findings: readonly Finding[];
  readonly preferred: boolean;
  /** Undefined: it opens a page. The changes are undefined when the text has moved on and the fix no longer fits. */
  readonly changes: (() => readonly Change[] | undefined) | undefined;
  /** Of an action that writes a down: the same with SQL that PostgreSQL has tried. */
  readonly withDown?: Fix['withDown'];
  /** The changes are worked out only when they are asked for, and are edits of the file alone. */
  readonly lazy: boolean;
  /** The part of the new text that the author should write over. */
  readonly placeholder?: string;
  readonly page?: string;
}

/** With all of a large file selected, looking at every fix would keep the editor waiting; what mends all of a rule is offered all the same. */
const mostFindings = 8;

/** Which actions are wanted: kinds as in the language server protocol, `quickfix` or `source.fixAll` and what is below them. */
export type Wanted = (kind: CodeAction['kind']) => boolean;

/** What can be done about the findings that touch the range. Every fix has passed its check. */
export function codeActions(workspace: Workspace, file: string, range: Range, wanted: Wanted): CodeAction[] {
  const findings = workspace.findings(file);
  const actions: CodeAction[] = [];
  if (wanted('quickfix')) {
    const touched = findings.filter((finding) => finding.range.start <= range.end && range.start <= finding.range.end).slice(0, mostFindings);
    const fixes = touched.flatMap((finding) => fixActions(workspace, finding));
    const preferred = fixes.find(({ fix }) => fix.safety === 'safe')?.action;
    actions.push(...fixes.map(({ action }) => (action === preferred ? { ...action, preferred: true } : action)));
    for (const rule of new Set(touched.map((finding) => finding.rule))) actions.push(...fixAllOfRule(workspace, file, findings, rule));
    if (!file.endsWith(`/${configurationFile}`)) actions.push(...touched.flatMap((finding) => suppressActions(workspace, finding)));
    for (const rule of new Set(touched.map((finding) => finding.rule))) actions.push(...pageAction(touched.filter((finding) => finding.rule === rule), rule));
  }
  if (wanted('source.fixAll.upright')) {
    const fixable = findings.filter((finding) => safeFix(finding) !== undefined);
    if (fixable.length > 0)
      actions.push({
        id: 'all', title: 'Fix all safe Upright findings', kind: 'source.fixAll.upright', findings: fixable, preferred: false, lazy: true,
        changes: () => fixAll(workspace, file, safeFix)?.changes,
      });
  }
  return unlike(actions);
}

/** What an action changes that has been chosen; for that PostgreSQL may be asked. */
export async function chosenChanges(workspace: Workspace, file: string, { changes, withDown }: CodeAction): Promise<readonly Change[] | undefined> {
  const written = withDown && (await workspace.writtenDown(file));
  const better = written && withDown(written.sql);
  return better ? workspace.inStep(better) : changes?.();
}

function fixActions(workspace: Workspace, finding: Finding): { fix: Fix; action: CodeAction }[] {
  return finding.fixes.flatMap((fix) => {
    if (!checked(workspace, finding, fix)) return [];
    const changes = () => checked(workspace, finding, fix);
    return [{ fix, action: { id: `fix ${finding.rule} ${finding.range.start} ${fix.title}`, title: fix.title, kind: 'quickfix', findings: [finding], preferred: false, lazy: false, changes, ...(fix.withDown ? { withDown: fix.withDown } : {}) } }];
  });
}

/** What each fix came to in this state of the folder. */
const results = new WeakMap<FolderAudit, Map<Fix, readonly Change[] | undefined>>();

function checked(workspace: Workspace, finding: Finding, fix: Fix): readonly Change[] | undefined {
  const audit = workspace.auditOf(finding.file);
  const known = (audit && results.get(audit)) ?? new Map<Fix, readonly Change[] | undefined>();
  if (audit) results.set(audit, known);
  if (!known.has(fix)) known.set(fix, workspace.checkedChanges(finding, fix));
  return known.get(fix);
}

function fixAllOfRule(workspace: Workspace, file: string, findings: readonly Finding[], rule: string): CodeAction[] {
  const fixable = findings.filter((finding) => finding.rule === rule && firstFix(finding) !== undefined);
  if (fixable.length < 2) return [];
  const pick = (finding: Finding) => (finding.rule === rule ? firstFix(finding) : undefined);
  return [{ id: `all ${rule}`, title: `Fix all ${rule} in this file`, kind: 'quickfix', findings: fixable, preferred: false, lazy: true, changes: () => fixAll(workspace, file, pick)?.changes }];
}

function suppressActions(workspace: Workspace, finding: Finding): CodeAction[] {
  const audit = workspace.auditOf(finding.file);
  // To a checksum a comment is an edit, too.
  if (audit?.history.all.has(finding.file) && audit.folder.convention.past.edited !== undefined) return [];
  const action = (where: string, edit: TextEdit | undefined): CodeAction[] =>
    edit
      ? [{
          id: `suppress ${finding.rule} ${finding.range.start} ${where}`,
          title: `Suppress ${finding.rule} ${where}`,
          kind: 'quickfix',
          findings: [finding],
          preferred: false,
          lazy: false,
          changes: () => [{ kind: 'edit', file: finding.file, edits: [edit] }],
          placeholder: reasonPlaceholder,
        }]
      : [];
  return [...action('for this statement', suppressStatement(workspace, finding)), ...action('in this file', suppressInFile(workspace, finding))];
}

function pageAction(findings: readonly Finding[], rule: string): CodeAction[] {
  const page = rulePage(rule);
  if (page === undefined) return [];
  const title = `Open the page of ${rule === 'configuration' ? configurationFile : rule}`;
  return [{ id: `page ${rule}`, title, kind: 'quickfix', findings, preferred: false, changes: undefined, lazy: false, page }];
}

/** Two findings of one rule at one place offer some things twice. */
function unlike(actions: readonly CodeAction[]): CodeAction[] {
  const seen = new Set<string>();
  return actions.filter(({ title, findings }) => {
    const key = `${title} ${findings[0]?.range.start}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
