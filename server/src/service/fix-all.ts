import { diffLines } from 'diff';
import type { FolderAudit } from '../audit/conclude-audit';
import type { Workspace } from '../audit/workspace';
import type { Finding, Fix } from '../rules/finding';
import { applyEdits, conflict, replace, type Change, type TextEdit } from '../text/edits';

/** One round mends what stands apart; what overlaps it, or appears by it, has its turn in the next. */
const mostRounds = 10;

export interface FixedFile {
  readonly changes: readonly Change[];
  readonly fixed: number;
  /** Findings that are in the file afterwards. */
  readonly left: number;
}

/** The finding's fix that may be applied with others, unlooked at. */
export function safeFix(finding: Finding): Fix | undefined {
  return finding.fixes.find((fix) => fix.safety === 'safe');
}

/** The fix to apply when somebody asks for all of a rule: what leaves a placeholder is none. */
export function firstFix(finding: Finding): Fix | undefined {
  return finding.fixes.find((fix) => fix.safety !== 'manual');
}

/** The picked fixes of a file's findings together, round after round until nothing more is mended. Undefined: nothing is. */
export function fixAll(workspace: Workspace, file: string, pick: (finding: Finding) => Fix | undefined): FixedFile | undefined {
  const text = workspace.text(file);
  const audit = workspace.auditOf(file);
  if (text === undefined || !audit) return undefined;
  const first: State = { text, audit, findings: workspace.findings(file) };
  let state = first;
  for (let round = 0; round < mostRounds; round++) {
    const next = fixedRound(workspace, file, state, pick);
    if (!next) break;
    state = next;
  }
  if (state === first) return undefined;
  return { changes: workspace.inStep([{ kind: 'edit', file, edits: editsBetween(text, state.text) }]), fixed: first.findings.length - state.findings.length, left: state.findings.length };
}

interface State {
  readonly text: string;
  readonly audit: FolderAudit;
  /** Of the file. */
  readonly findings: readonly Finding[];
}

function fixedRound(workspace: Workspace, file: string, state: State, pick: (finding: Finding) => Fix | undefined): State | undefined {
  const chosen = state.findings.flatMap((finding) => {
    const edits = editsOf(pick(finding), file);
    return edits ? [edits] : [];
  });
  const after = (edits: readonly TextEdit[]): State | undefined => {
    const audit = edits.length > 0 ? workspace.auditAfter(state.audit, [{ kind: 'edit', file, edits }]) : undefined;
    const findings = audit?.findings.filter((finding) => finding.file === file);
    if (!audit || !findings || !isBetter(findings, state.findings) || errors(audit) > errors(state.audit)) return undefined;
    return { text: applyEdits(state.text, edits), audit, findings };
  };
  const together = after(apart(chosen));
  if (together) return together;
  // One of them spoils it: the others are taken one at a time.
  let kept: TextEdit[][] = [];
  let best: State | undefined;
  for (const edits of chosen) {
    const candidate = apart([...kept, edits]);
    const result = after(candidate);
    if (result && (!best || result.findings.length < best.findings.length)) {
      kept = [...kept, edits];
      best = result;
    }
  }
  return best;
}

/** The edits of a fix that stays inside the file. */
function editsOf(fix: Fix | undefined, file: string): TextEdit[] | undefined {
  const changes = fix?.changes();
  if (!changes || changes.length === 0) return undefined;
  const edits: TextEdit[] = [];
  for (const change of changes) {
    if (change.kind !== 'edit' || change.file !== file) return undefined;
    edits.push(...change.edits);
  }
  return edits;
}

/** As many of the fixes as do not get into each other's way, the first ones first; the same edit twice is one. */
function apart(fixes: readonly TextEdit[][]): TextEdit[] {
  const taken: TextEdit[] = [];
  for (const edits of fixes) {
    if (edits.some((edit) => taken.some((other) => conflict(edit, other)))) continue;
    for (const edit of edits) if (!taken.some((other) => same(edit, other))) taken.push(edit);
  }
  return taken;
}

const same = (a: TextEdit, b: TextEdit) => a.range.start === b.range.start && a.range.end === b.range.end && a.text === b.text;

/** Fewer findings, and none of a rule that was not there. */
function isBetter(now: readonly Finding[], before: readonly Finding[]): boolean {
  const rules = new Set(before.map(({ rule }) => rule));
  return now.length < before.length && now.every(({ rule, severity }) => rules.has(rule) || severity === 'hint' || severity === 'information');
}

const errors = (audit: FolderAudit) => audit.findings.filter(({ severity }) => severity === 'error').length;

/** The changed lines, so that an editor keeps its caret and folds where nothing changed. */
function editsBetween(before: string, after: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let open: { start: number; end: number; text: string } | undefined;
  for (const part of diffLines(before, after)) {
    if (!part.added && !part.removed) {
      if (open) edits.push(replace(open, open.text));
      open = undefined;
      at += part.value.length;
      continue;
    }
    open ??= { start: at, end: at, text: '' };
    if (part.removed) {
      at += part.value.length;
      open.end = at;
    } else open.text += part.value;
  }
  if (open) edits.push(replace({ start: open.start, end: open.end }, open.text));
  return edits;
}
