import './one-compiler';
import { Command, CommanderError } from 'commander';
import { version } from '../../../package.json';
import { clearActivity, currentActivity } from './activity';
import { addCheck } from './commands/check';
import { addExplain } from './commands/explain';
import { addFix } from './commands/fix';
import { addLsp } from './commands/lsp';
import { addNew } from './commands/new';
import { addProve } from './commands/prove';
import { addRules } from './commands/rules';
import { hasFailed, reportFailure } from './failures';
import type { KeptAnswer } from './kept-answer';
import { remark } from './print';
import { UserError } from './user-error';

/** The command of the process's arguments. Never rejects: a failure is told, and the exit code. */
export async function run(kept: KeptAnswer): Promise<void> {
  const program = new Command('upright')
    .description('Audits PostgreSQL migrations: do they run, run twice, and go back, and is what they leave sound.')
    .version(version)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  addCheck(program, kept);
  for (const add of [addFix, addProve, addNew, addRules, addExplain, addLsp]) add(program);
  await program.parseAsync().then(end, fail);
}

/** Exit codes: 0 and 1 are the command's answer, 2 says that it could not give one, or not the whole one. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof UserError) {
    remark(`upright: ${error.message}`);
    process.exitCode = 2;
  } else reportFailure(currentActivity(), error);
  end();
}

function end(): void {
  clearActivity();
  if (hasFailed()) process.exitCode = 2;
}
