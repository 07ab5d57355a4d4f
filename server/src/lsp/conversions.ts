import {
  DiagnosticSeverity, DiagnosticTag, FoldingRangeKind, MarkupKind, SymbolKind,
  type Diagnostic, type DocumentSymbol, type FoldingRange, type Hover, type Location, type Range as LspRange, type SymbolInformation,
} from 'vscode-languageserver';
import type { Finding, Severity } from '../rules/finding';
import type { Fold } from '../service/folding';
import type { HoverAnswer } from '../service/hover';
import type { Place } from '../service/place';
import { rulePage } from '../service/rule-page';
import type { Status } from '../service/status';
import type { SqlSymbol } from '../service/symbols';
import type { Lines } from '../text/lines';
import type { Range } from '../text/range';
import type { ClientAbilities } from './client-abilities';
import { uriOf } from './paths';
import type { FolderStatus } from './protocol';

/** What a conversion asks the session: lines of any file (an unreadable one is empty), and the URI by which the client knows it. */
export interface Files {
  lines(file: string): Lines;
  uri(file: string): string;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Rules whose finding is text that has no effect: an editor may show it faded. */
const unnecessary = new Set(['suppression-unused']);

export function toRange(lines: Lines, range: Range): LspRange {
  return { start: lines.position(range.start), end: lines.position(range.end) };
}

export function fromRange(lines: Lines, range: LspRange): Range {
  return { start: lines.offset(range.start), end: lines.offset(range.end) };
}

export function toLocation(files: Files, place: Place): Location {
  return { uri: files.uri(place.file), range: toRange(files.lines(place.file), place.range) };
}

export function toDiagnostic(files: Files, client: ClientAbilities, finding: Finding): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(files.lines(finding.file), finding.range),
    severity: severities[finding.severity],
    code: finding.rule,
    source: 'upright',
    message: [finding.message, finding.detail, finding.hint].filter((text) => text !== undefined).join('\n'),
  };
  const page = rulePage(finding.rule);
  if (client.codeDescription && page !== undefined) diagnostic.codeDescription = { href: page };
  if (client.diagnosticTags && unnecessary.has(finding.rule)) diagnostic.tags = [DiagnosticTag.Unnecessary];
  if (client.relatedInformation && finding.related.length > 0)
    diagnostic.relatedInformation = finding.related.map((related) => ({ location: toLocation(files, related), message: related.message }));
  if (client.diagnosticData) diagnostic.data = { evidence: finding.evidence, ...(finding.sqlstate === undefined ? {} : { sqlstate: finding.sqlstate }) };
  return diagnostic;
}

export function toHover(files: Files, client: ClientAbilities, file: string, answer: HoverAnswer): Hover {
  const parts: string[] = [];
  const { directive } = answer;
  const does = directive ? [client.markdown ? `${directive.directive.does} (${directive.reader})` : `${directive.directive.does.replaceAll('`', '')} (${directive.reader})`] : [];
  if (answer.object) {
    const origins = answer.object.origins.map((origin) => {
      const { uri, range } = toLocation(files, origin);
      const at = `#L${range.start.line + 1}`;
      return client.markdown ? `${origin.says} [${origin.fileName}](${uri}${at})` : `${origin.says} ${origin.fileName}:${range.start.line + 1}`;
    });
    parts.push(client.markdown ? `\`\`\`sql\n${answer.object.sql}\n\`\`\`` : answer.object.sql, capitalised(origins.join(', ')));
  }
  for (const { title, why, instead, rule, page } of answer.findings)
    parts.push(client.markdown ? `**${title}** ([${rule}](${page}))\n\n${why}\n\n**Instead:** ${instead}` : `${title} (${rule}, ${page})\n\n${why}\n\nInstead: ${instead}`);
  if (answer.observed.length > 0) parts.push(client.markdown ? `**PostgreSQL**\n\n${answer.observed.map((fact) => `- ${fact}`).join('\n')}` : `PostgreSQL:\n${answer.observed.join('\n')}`);
  const separator = client.markdown ? '\n\n---\n\n' : '\n\n';
  const object = answer.object ? [parts.splice(0, 2).join('\n\n')] : [];
  return {
    contents: { kind: client.markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: [...does, ...object, ...parts].join(separator) },
    range: toRange(files.lines(file), answer.range),
  };
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const symbolKinds: Readonly<Partial<Record<SqlSymbol['kind'], SymbolKind>>> = {
  up: SymbolKind.Namespace, down: SymbolKind.Namespace, schema: SymbolKind.Namespace,
  table: SymbolKind.Struct, 'foreign table': SymbolKind.Struct, view: SymbolKind.Interface, 'materialized view': SymbolKind.Interface,
  column: SymbolKind.Field, constraint: SymbolKind.Constant, index: SymbolKind.Key, sequence: SymbolKind.Number,
  type: SymbolKind.Enum, domain: SymbolKind.TypeParameter, 'enum value': SymbolKind.EnumMember,
  function: SymbolKind.Function, procedure: SymbolKind.Function, aggregate: SymbolKind.Function, routine: SymbolKind.Function,
  trigger: SymbolKind.Event, 'event trigger': SymbolKind.Event, extension: SymbolKind.Package,
};

export function toSymbol(lines: Lines, symbol: SqlSymbol): DocumentSymbol {
  return {
    name: symbol.name === '' ? '(no name)' : symbol.name,
    detail: symbol.detail,
    kind: symbolKinds[symbol.kind] ?? SymbolKind.Object,
    range: toRange(lines, symbol.range),
    selectionRange: toRange(lines, symbol.nameRange),
    children: symbol.children.map((child) => toSymbol(lines, child)),
  };
}

/** For a client that cannot nest: each symbol after the one that holds it. */
export function toFlatSymbols(uri: string, symbols: readonly DocumentSymbol[], container?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children }) => [
    { name, kind, location: { uri, range }, ...(container === undefined ? {} : { containerName: container }) },
    ...toFlatSymbols(uri, children ?? [], name),
  ]);
}

export function toFold(lines: Lines, client: ClientAbilities, fold: Fold): FoldingRange {
  const { start, end } = toRange(lines, fold.range);
  const columns = client.foldsLinesOnly ? {} : { startCharacter: start.character, endCharacter: end.character };
  const kind = fold.kind === 'comment' ? FoldingRangeKind.Comment : fold.kind === 'section' ? FoldingRangeKind.Region : undefined;
  return { startLine: start.line, endLine: end.line, ...columns, ...(kind === undefined ? {} : { kind }) };
}

export function toFolderStatus(status: Status): FolderStatus {
  const { folder, ...rest } = status;
  return { uri: uriOf(folder), ...rest };
}
