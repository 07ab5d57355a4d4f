import { LSPErrorCodes, ResponseError, type CodeAction as LspCodeAction, type CodeActionParams } from 'vscode-languageserver';
import { chosenChanges, codeActions, type CodeAction, type Wanted } from '../../service/code-actions';
import type { Change } from '../../text/edits';
import { fromRange, toDiagnostic } from '../conversions';
import { pathOf } from '../paths';
import type { Session } from '../session';
import { canApply, toWorkspaceEdit } from '../workspace-edit';
import { openPage } from './execute-command';

/** What is needed to find an action again when it is chosen. */
interface ActionData {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
  readonly kind: CodeAction['kind'];
  readonly id: string;
}

export function codeAction(session: Session, file: string, { textDocument, range, context }: CodeActionParams): LspCodeAction[] {
  const { client } = session;
  if (!client.codeActions) return [];
  const place = fromRange(session.lines(file), range);
  // To a client that cannot resolve, a fix of the whole file is given only when it asks for one: it has to be worked out.
  const wanted: Wanted = (kind) => (context?.only ? context.only.some((only) => kind === only || kind.startsWith(`${only}.`)) : kind === 'quickfix' || client.resolvesEdits);
  return codeActions(session.workspace, file, place, wanted).flatMap((action) => {
    if (action.page !== undefined && !client.showsDocuments) return [];
    const base: LspCodeAction = { title: action.title, kind: action.kind, diagnostics: action.findings.map((finding) => toDiagnostic(session, client, finding)) };
    if (action.preferred && client.preferredActions) base.isPreferred = true;
    if (action.page !== undefined) return [{ ...base, command: { title: action.title, command: openPage, arguments: [action.page] } }];
    if (!action.lazy && !canApply(client, action.changes?.() ?? [])) return [];
    const data: ActionData = { uri: textDocument.uri, ...place, kind: action.kind, id: action.id };
    return client.resolvesEdits ? [{ ...base, data }] : withEdit(session, base, action, action.changes?.());
  });
}

/** The edit of an action that was chosen. */
export async function resolveCodeAction(session: Session, chosen: LspCodeAction): Promise<LspCodeAction | ResponseError<never>> {
  const data = chosen.data as ActionData | undefined;
  const file = pathOf(data?.uri);
  if (!data || file === undefined || chosen.edit) return chosen;
  const action = codeActions(session.workspace, file, data, (kind) => kind === data.kind).find(({ id }) => id === data.id);
  const changes = action && (await chosenChanges(session.workspace, file, action).finally(() => session.proving.soon()));
  const [resolved] = action ? withEdit(session, chosen, action, changes) : [];
  return resolved ?? new ResponseError(LSPErrorCodes.ContentModified, 'The text has changed since: ask for the actions again');
}

function withEdit(session: Session, base: LspCodeAction, action: CodeAction, changes: readonly Change[] | undefined): LspCodeAction[] {
  if (!changes || !canApply(session.client, changes)) return [];
  return [{ ...base, edit: toWorkspaceEdit(session, session.client, changes, action.placeholder) }];
}
