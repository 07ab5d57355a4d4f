import type { Workspace } from '../audit/workspace';
import type { Finding } from '../rules/finding';
import { insert, type TextEdit } from '../text/edits';
import { lineBreak, Lines } from '../text/lines';
import type { Statement } from '../syntax/statement';
import { sectionsOf, type FileSection } from './place';

/** What stands where the author writes why. */
export const reasonPlaceholder = 'reason';

/** Says before the finding's statement that it is meant so. Undefined: the finding is on no statement but on its file. */
export function suppressStatement(workspace: Workspace, finding: Finding): TextEdit | undefined {
  if (finding.range.start === finding.range.end) return undefined;
  for (const found of sectionsOf(workspace, finding.file)) {
    const { script } = found.section;
    const statement = script.statements.find(({ range, end }) => range.start <= finding.range.start && finding.range.start < end);
    if (statement) return addedRule(found, statement, finding.rule) ?? commentBefore(found, statement, finding.rule);
  }
  return undefined;
}

/** Says at the top of the file that the rule does not hold in it. */
export function suppressInFile(workspace: Workspace, finding: Finding): TextEdit | undefined {
  const found = sectionsOf(workspace, finding.file)[0];
  if (!found) return undefined;
  const { text, range } = found.section;
  // The first line of a section with a marker is the marker's.
  const at = range.start > 0 ? range.start : text.startsWith('\ufeff') ? 1 : 0;
  const ownLine = at <= 1 || text[at - 1] === '\n' || text[at - 1] === '\r';
  const comment = `-- upright-ignore-file ${finding.rule}: ${reasonPlaceholder}${lineBreak(text)}`;
  return insert(at, ownLine ? comment : lineBreak(text) + comment);
}

/** The rule joins those of a suppression that stands before the statement already. */
function addedRule({ section }: FileSection, statement: Statement, rule: string): TextEdit | undefined {
  const last = section.suppressions.filter(({ scope }) => scope === statement).at(-1);
  return last && insert(last.range.end, `, ${rule}`);
}

function commentBefore({ section: { text } }: FileSection, statement: Statement, rule: string): TextEdit {
  const lines = new Lines(text);
  const start = lines.lineStart(lines.position(statement.range.start).line);
  const lineStart = text[start] === '\ufeff' ? start + 1 : start;
  const indentation = text.slice(lineStart, statement.range.start);
  const comment = `-- upright-ignore ${rule}: ${reasonPlaceholder}${lineBreak(text)}`;
  if (indentation.trim() === '') return insert(lineStart, indentation + comment);
  // After another statement on its line the comment would be about that one.
  return insert(statement.range.start, lineBreak(text) + comment);
}
