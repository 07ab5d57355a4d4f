import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

const identity = { GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@example.com', GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@example.com' };

/** A repository of its own in a temporary folder, on branch `main`; removed after the tests. */
export class GitRepository {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'upright-git-'))).replaceAll('\\', '/');

  constructor(files: Readonly<Record<string, string>>) {
    after(() => rmSync(this.root, { recursive: true, force: true }));
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit(files);
  }

  git(...args: string[]): string {
    const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, ...environment } = process.env;
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8', env: { ...environment, ...identity }, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Writes the files, null deletes one, and commits all that is there. */
  commit(files: Readonly<Record<string, string | null>>): void {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'Change');
  }

  write(files: Readonly<Record<string, string | null>>): void {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.root, name);
      if (text === null) rmSync(path);
      else {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
    }
  }
}

/** A pair of golang-migrate that makes a table. */
export function pair(stem: string, table: string): Record<string, string> {
  return { [`migrations/${stem}.up.sql`]: `CREATE TABLE IF NOT EXISTS ${table} (id int PRIMARY KEY);\n`, [`migrations/${stem}.down.sql`]: `DROP TABLE IF EXISTS ${table};\n` };
}
