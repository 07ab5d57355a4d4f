import type { Command } from 'commander';

export function addLsp(program: Command): void {
  program.command('lsp').description('run the language server for an editor').requiredOption('--stdio', 'talk over standard input and output').action(serve);
}

/** The server finds `--stdio` among the arguments. No other command needs it: it is loaded only here. */
async function serve(): Promise<void> {
  await import('../../lsp/main');
}
