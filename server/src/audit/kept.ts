import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

const longestUnused = 30 * 24 * 60 * 60 * 1000;
const mostBytes = 64 * 1024 * 1024;
/** Of one name, lest it drives out all others. */
const mostBytesOfOne = mostBytes / 4;
const digestBytes = 32;
/** What `Kept` calls its files, those that are being written among them. */
const ownFile = /^[0-9a-f]{64}(\.\d+)?$/;

/**
 * What Upright keeps between its runs, by names, in a folder of the user's. Each build has what it kept itself and nothing else. It is never
 * needed: where it cannot be read, written or trusted, it is as if nothing had been kept.
 */
export class Kept {
  /**
   * @param folder made at the first need; undefined: nothing is kept.
   * @param build tells builds apart; undefined: nothing is kept.
   */
  constructor(
    private readonly folder: string | undefined,
    private readonly build: string | undefined,
  ) {}

  read(name: string): Buffer | undefined {
    return attempt(() => {
      const file = this.fileOf(name);
      if (file === undefined || !isOwn(this.folder!)) return undefined;
      const bytes = readFileSync(file);
      const content = bytes.subarray(digestBytes);
      if (!bytes.subarray(0, digestBytes).equals(this.digestOf(name, content))) return undefined;
      const now = new Date();
      attempt(() => utimesSync(file, now, now));
      return content;
    });
  }

  write(name: string, content: Uint8Array): void {
    attempt(() => {
      const file = this.fileOf(name);
      if (file === undefined || content.length > mostBytesOfOne) return;
      mkdirSync(this.folder!, { recursive: true, mode: 0o700 });
      if (!isOwn(this.folder!)) return;
      const beside = `${file}.${process.pid}`;
      writeFileSync(beside, Buffer.concat([this.digestOf(name, content), content]), { mode: 0o600 });
      renameSync(beside, file);
      tidy(this.folder!);
    });
  }

  private fileOf(name: string): string | undefined {
    return this.folder === undefined || this.build === undefined ? undefined : join(this.folder, this.digestOf(name).toString('hex'));
  }

  private digestOf(name: string, content: Uint8Array = Buffer.of()): Buffer {
    return createHash('sha256').update(JSON.stringify([this.build, name])).update(content).digest();
  }
}

/** @param programs where `npm run build` has put the programs. */
export function keptFor(programs: string): Kept {
  return new Kept(attempt(() => cacheFolder(process.platform, process.env, homedir())), attempt(() => readFileSync(join(programs, 'build-id'), 'utf8')));
}

/** Where programs keep what can be made again: https://specifications.freedesktop.org/basedir-spec, else as the platform has it. */
export function cacheFolder(platform: NodeJS.Platform, { XDG_CACHE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv, home: string): string | undefined {
  if (XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'upright');
  if (platform === 'win32') return LOCALAPPDATA === undefined ? undefined : join(LOCALAPPDATA, 'upright', 'Cache');
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'upright') : join(home, '.cache', 'upright');
}

/** What is read tells git what to do: nobody else may have written it. Windows says that by other means, and a user's folder there is the user's. */
function isOwn(folder: string): boolean {
  const { uid, mode } = statSync(folder);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

/** What was not used for long goes, and of the rest the oldest, until it is small enough. */
function tidy(folder: string): void {
  const files = readdirSync(folder).filter((name) => ownFile.test(name)).flatMap((name) => attempt(() => ({ path: join(folder, name), stat: statSync(join(folder, name)) })) ?? []);
  let bytes = 0;
  for (const { path, stat } of files.sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs)) {
    bytes += stat.size;
    if (bytes > mostBytes || Date.now() - stat.mtimeMs > longestUnused) attempt(() => rmSync(path));
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
