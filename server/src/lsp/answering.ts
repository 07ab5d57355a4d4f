import { ErrorCodes, LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';
import { pathOf } from './paths';
import type { Session } from './session';

export type Answer<R> = R | ResponseError<never> | Promise<R | ResponseError<never>>;
export type Handler<P, R> = (params: P, token: CancellationToken) => Promise<R | ResponseError<never>>;

/**
 * A request's handler with what holds for all of them: it waits for the folders, lets an edit or a cancellation that
 * is already here go first, and turns an exception into a log line and an error answer that harms nothing else.
 */
export function answering<P, R>(session: Session, name: string, handle: (params: P, token: CancellationToken) => Answer<R>): Handler<P, R> {
  return async (params, token) => {
    try {
      await session.ready;
      await turn();
      refuseCancelled(token);
      const started = performance.now();
      const answer = await handle(params, token);
      session.connection.tracer.log(`${name}: ${(performance.now() - started).toFixed(1)} ms`);
      return answer;
    } catch (error) {
      if (error instanceof ResponseError) return error as ResponseError<never>;
      session.failed(name, error);
      return new ResponseError(ErrorCodes.InternalError, `${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

/** The same for a request about one file; what is no file at all (`untitled:`, `git:`) gets the empty answer. */
export function answeringFile<P, R>(session: Session, name: string, empty: R, handle: (file: string, params: P, token: CancellationToken) => Answer<R>): Handler<P, R> {
  return answering<P, R>(session, name, (params, token) => {
    const file = pathOf(uriIn(params));
    return file === undefined ? empty : handle(file, params, token);
  });
}

/** @throws ResponseError when the parameters name no document: the request is not well formed. */
function uriIn(params: unknown): string {
  const { textDocument, uri } = (params ?? {}) as { textDocument?: { uri?: unknown }; uri?: unknown };
  const found = textDocument?.uri ?? uri;
  if (typeof found !== 'string') throw new ResponseError(ErrorCodes.InvalidParams, 'The request names no document');
  return found;
}

/** @throws ResponseError when the client has lost interest. */
export function refuseCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled');
}

/** Lets messages that are already here be handled first. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
