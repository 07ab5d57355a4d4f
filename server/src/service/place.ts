import type { FolderAudit } from '../audit/conclude-audit';
import type { Workspace } from '../audit/workspace';
import type { MigrationContext, SectionScript } from '../rules/rule';
import type { Schema } from '../schema/schema';
import type { Statement } from '../syntax/statement';

/** A place in a file, with what is known around it. */
export interface Place {
  readonly file: string;
  readonly range: { readonly start: number; readonly end: number };
}

/** One section of a file, and the migration that it is the up or the down of. */
export interface FileSection {
  readonly audit: FolderAudit;
  readonly migration: MigrationContext;
  readonly section: SectionScript;
}

/** One statement of a file, and the schema on which it runs. */
export interface StatementPlace extends FileSection {
  readonly statement: Statement;
  readonly before: Schema;
  /** The schema that it leaves; undefined where nobody has worked it out (the last statement of a down). */
  readonly after: Schema | undefined;
}

/** The sections that a file holds, in the file's order; none of what is no migration. */
export function sectionsOf(workspace: Workspace, file: string): FileSection[] {
  const audit = workspace.auditOf(file);
  return (audit?.context?.migrations ?? [])
    .flatMap((migration) => [migration.up, migration.down].flatMap((section) => (section?.file === file ? [{ audit: audit!, migration, section }] : [])))
    .sort((a, b) => a.section.range.start - b.section.range.start);
}

/** The statement at the offset; one that ends exactly there counts. */
export function statementAt(workspace: Workspace, file: string, offset: number): StatementPlace | undefined {
  for (const found of sectionsOf(workspace, file)) {
    const index = found.section.script.statements.findIndex((statement) => statement.range.start <= offset && offset <= statement.range.end);
    if (index >= 0) return statementPlace(found, index);
  }
  return undefined;
}

/** All statements of a section in their places. */
export function statementPlace(found: FileSection, index: number): StatementPlace | undefined {
  const { section, migration } = found;
  const statement = section.script.statements[index];
  const step = section.steps[index];
  if (!statement || !step) return undefined;
  const after = section.steps[index + 1]?.before ?? (section.direction === 'up' ? migration.after : undefined);
  return { ...found, statement, before: step.before, after };
}
