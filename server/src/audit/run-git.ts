import { execFile } from 'node:child_process';

/** Milliseconds after which a question to git counts as unanswered. */
const patience = 10_000;
/** Bytes of an answer; a folder of migrations is never that large. */
const largestAnswer = 256 * 1024 * 1024;

/**
 * What git answers; undefined: there is no git, or it says no. Only for plumbing that reads objects: no hook, filter, pager or
 * transport of the repository's configuration runs.
 */
export function runGit(folder: string, args: readonly string[], input = ''): Promise<Buffer | undefined> {
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY, ...environment } = process.env;
  const env = { ...environment, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' };
  return new Promise((answer) => {
    const options = { cwd: folder, env, encoding: 'buffer' as const, timeout: patience, maxBuffer: largestAnswer, windowsHide: true };
    const child = execFile('git', ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never', ...args], options, (error, stdout) => answer(error ? undefined : stdout));
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
