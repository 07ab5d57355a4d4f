import { ResourceOperationKind, type ClientCapabilities, type InitializeParams } from 'vscode-languageserver';

/** What the client said it can do, as far as an answer depends on it. */
export interface ClientAbilities {
  /** It asks for diagnostics; otherwise they are pushed. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesLenses: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly diagnosticData: boolean;
  readonly diagnosticTags: boolean;
  readonly watchesFiles: boolean;
  readonly workspaceFolders: boolean;
  readonly codeActions: boolean;
  /** It asks for an action's edit only when the action is chosen. */
  readonly resolvesEdits: boolean;
  readonly preferredActions: boolean;
  readonly documentChanges: boolean;
  /** Without `documentChanges` none of them can be said. */
  readonly fileOperations: ReadonlySet<ResourceOperationKind>;
  readonly snippetEdits: boolean;
  readonly showsDocuments: boolean;
  readonly markdown: boolean;
  readonly completionMarkdown: boolean;
  /** A definition may say how much of a file to show around it. */
  readonly links: boolean;
  readonly nestedSymbols: boolean;
  readonly foldsLinesOnly: boolean;
}

export function clientAbilities({ capabilities }: Pick<InitializeParams, 'capabilities'>): ClientAbilities {
  const client: ClientCapabilities = capabilities ?? {};
  const { textDocument, workspace, window } = client;
  const diagnostics = textDocument?.diagnostic ?? textDocument?.publishDiagnostics;
  const edits = workspace?.workspaceEdit;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    relatedInformation: diagnostics?.relatedInformation === true || textDocument?.publishDiagnostics?.relatedInformation === true,
    codeDescription: diagnostics?.codeDescriptionSupport === true || textDocument?.publishDiagnostics?.codeDescriptionSupport === true,
    diagnosticData: diagnostics?.dataSupport === true || textDocument?.publishDiagnostics?.dataSupport === true,
    diagnosticTags: diagnostics?.tagSupport !== undefined || textDocument?.publishDiagnostics?.tagSupport !== undefined,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    resolvesEdits: textDocument?.codeAction?.dataSupport === true && textDocument.codeAction.resolveSupport?.properties.includes('edit') === true,
    preferredActions: textDocument?.codeAction?.isPreferredSupport === true,
    documentChanges: edits?.documentChanges === true,
    fileOperations: new Set(edits?.documentChanges === true ? edits.resourceOperations : []),
    snippetEdits: edits?.documentChanges === true && edits.snippetEditSupport === true,
    showsDocuments: window?.showDocument?.support === true,
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    completionMarkdown: textDocument?.completion?.completionItem?.documentationFormat?.includes('markdown') ?? false,
    links: textDocument?.definition?.linkSupport === true,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    foldsLinesOnly: textDocument?.foldingRange?.lineFoldingOnly === true,
  };
}
