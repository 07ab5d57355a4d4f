import type { Finding } from '../../rules/finding';
import { Lines } from '../../text/lines';
import type { CheckResult } from '../open-targets';
import { shownPath } from '../paths';
import type { Colours } from '../print';
import { excerpt, gutterWidth } from './excerpt';
import { paintOf } from './severity-colour';
import { proofLine } from './proofs';
import { counted, countSeverities, summaryLine } from './summary';
import { visible } from './visible';

/** For people: each finding with its source, then what was left alone, then a line that sums up. Hints are counted only: an editor shows them in passing. */
export function formatText(result: CheckResult, colours: Colours): string {
  const linesOf = linesCache(result.text);
  const blocks = result.findings.filter((finding) => finding.severity !== 'hint').map((finding) => formatFinding(finding, linesOf, colours, paintOf(finding.severity, colours)));
  const alone = result.folders.flatMap(({ folder }) =>
    folder.leftAlone === undefined ? [] : `${colours.bold(visible(shownPath(folder.path)))}: left alone: ${visible(folder.leftAlone)}`,
  );
  const unproved = result.folders.flatMap((audit) => {
    const postgres = result.postgres(audit);
    return postgres.state === 'failed' ? [`${colours.bold(visible(shownPath(audit.folder.path)))}: nothing was proved: ${visible(postgres.reason)}`] : [];
  });
  const audited = result.folders.some((audit) => audit.folder.leftAlone === undefined);
  const fixable = result.findings.filter((finding) => finding.fixes.some((fix) => fix.safety === 'safe'));
  return [
    ...blocks.map((block) => `${block}\n`),
    ...alone,
    ...unproved,
    ...(result.folders.some((audit) => result.postgres(audit).state === 'ran') ? [proofLine(result.folders)] : []),
    ...(audited || result.findings.length > 0 ? [colours.bold(summaryLine(countSeverities(result.findings), result.folders))] : []),
    ...(fixable.length > 0 ? [`${mendable(fixable)} can be mended by ${colours.bold('upright fix')}`] : []),
  ].join('\n');
}

/** Hints are mended, too, though they are not shown. */
function mendable(findings: readonly Finding[]): string {
  const hints = findings.filter(({ severity }) => severity === 'hint').length;
  if (hints === findings.length) return counted(hints, ['hint', 'hints']);
  return counted(findings.length, ['finding', 'findings']) + (hints === 0 ? '' : `, ${counted(hints, ['hint', 'hints'])} among them,`);
}

function formatFinding(finding: Finding, linesOf: (file: string) => Lines | undefined, colours: Colours, paint: (text: string) => string): string {
  const lines = linesOf(finding.file);
  const { range } = finding;
  // The start of a file stands for the file: there is nothing to underline.
  const onFile = !lines || (range.start === 0 && range.end === 0);
  const gutter = onFile ? 1 : gutterWidth(lines, range);
  const margin = ' '.repeat(gutter);
  const rows = [
    `${colours.bold(paint(`${finding.severity}[${finding.rule}]`))}${colours.bold(`: ${visible(finding.message)}`)}`,
    `${margin}${colours.blue('-->')} ${place(finding.file, range.start, lines)}`,
    ...(onFile ? [] : excerpt(lines, range, colours, paint)),
  ];
  const remark = (kind: string, text: string) => rows.push(`${margin} ${colours.blue('=')} ${colours.bold(`${kind}:`)} ${text}`);
  // PostgreSQL lists what depends on something a line each.
  if (finding.detail !== undefined) remark('note', finding.detail.split('\n').map(visible).join(`\n${margin}${' '.repeat(' = note: '.length)}`));
  for (const related of finding.related) remark('note', `${visible(related.message)}: ${place(related.file, related.range.start, linesOf(related.file))}`);
  if (finding.hint !== undefined) remark('note', visible(finding.hint));
  for (const fix of finding.fixes) remark('help', `${visible(fix.title)} ${colours.dim(`(${fix.safety})`)}`);
  return rows.join('\n');
}

/** `file:line:column`, counted from 1. */
function place(file: string, offset: number, lines: Lines | undefined): string {
  const { line, character } = lines?.position(offset) ?? { line: 0, character: 0 };
  return `${visible(shownPath(file))}:${line + 1}:${character + 1}`;
}

export function linesCache(text: (file: string) => string | undefined): (file: string) => Lines | undefined {
  const known = new Map<string, Lines | undefined>();
  return (file) => {
    if (!known.has(file)) {
      const content = text(file);
      known.set(file, content === undefined ? undefined : new Lines(content));
    }
    return known.get(file);
  };
}
