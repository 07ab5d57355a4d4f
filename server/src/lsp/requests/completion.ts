import { CompletionItemKind, CompletionTriggerKind, MarkupKind, type CompletionItem, type CompletionParams } from 'vscode-languageserver';
import { completion as complete } from '../../service/completion';
import { toRange } from '../conversions';
import type { Session } from '../session';

/** Characters after which the client asks by itself: those in and after the words of a comment that means something. */
export const completesAfter = ['-', ' ', '+', ':', '!', ','];

const kinds = { directive: CompletionItemKind.Keyword, rule: CompletionItemKind.Constant } as const;

export function completion(session: Session, file: string, { position, context }: CompletionParams): CompletionItem[] {
  const lines = session.lines(file);
  const isAsked = context?.triggerKind !== CompletionTriggerKind.TriggerCharacter;
  return complete(session.workspace, file, lines.offset(position), isAsked).map(({ kind, label, text, range, detail, documentation, rank }) => ({
    label,
    kind: kinds[kind],
    detail,
    documentation: session.client.completionMarkdown ? { kind: MarkupKind.Markdown, value: documentation } : documentation,
    sortText: String(rank).padStart(4, '0'),
    filterText: label,
    textEdit: { range: toRange(lines, range), newText: text },
  }));
}
