import type { Command } from 'commander';
import { openPostgres } from '../../postgres/open-postgres';

export function addLsp(program: Command): void {
  program.command('lsp').description('run the language server for an editor').requiredOption('--stdio', 'talk over standard input and output').action(serve);
}

/** The server is loaded only here: no other command needs it. `createConnection` finds `--stdio` among the arguments. */
async function serve(): Promise<void> {
  const [{ createConnection, ProposedFeatures }, { startServer }] = await Promise.all([import('vscode-languageserver/node'), import('../../lsp/server')]);
  startServer(createConnection(ProposedFeatures.all), { openPostgres: openPostgres(__dirname) });
}
