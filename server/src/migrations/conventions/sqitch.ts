import type { Convention, FolderView, IntegrityFault, Listing, NewMigration } from '../convention';
import { relativeTo, wholeFile } from '../folder-view';
import type { Migration, Stray } from '../migration';
import { fileWords, refuseFileName } from '../new-migration';
import { literal } from '../sql-literal';

const PLAN = 'sqitch.plan';

interface Change {
  readonly name: string;
  /** Of the scripts; a change that was reworked since has a tag in it. */
  readonly script: string;
  /** Where the plan has its name, in UTF-16 units. */
  readonly at: number;
}

interface PlanLine {
  readonly tag: boolean;
  readonly name: string;
  readonly at: number;
}

function linesOf(plan: string): PlanLine[] {
  return [...plan.matchAll(/^[ \t]*(?:([@+])[ \t]*)?([^\s#%@+-][^\s#]*)/gm)].map((line) => ({ tag: line[1] === '@', name: line[2]!, at: line.index + line[0].length - line[2]!.length }));
}

/**
 * lib/App/Sqitch/Plan.pm, Plan/Change.pm: names in order; a name that comes again leaves its former scripts under name@tag, with
 * the first of the tags between the two that has a deploy script.
 */
function changesOf(folder: FolderView): Change[] {
  const top = topFolder(folder);
  const files = new Set(folder.files);
  const lines = linesOf(folder.read(PLAN) ?? '');
  const next = new Map<string, number>();
  const changes: Change[] = [];
  for (let i = lines.length - 1; i >= 0; i--) {
    const { tag, name, at } = lines[i]!;
    if (tag) continue;
    const again = next.get(name);
    const scripts = again === undefined ? [] : tagsOf(lines.slice(i + 1, again)).map((one) => `${name}@${one}`);
    changes.push({ name, script: scripts.find((script) => files.has(`${top}deploy/${script}.sql`)) ?? scripts[0] ?? name, at });
    next.set(name, i);
  }
  return changes.reverse();
}

/** As Sqitch tries them: those of the last change first. */
function tagsOf(lines: readonly PlanLine[]): string[] {
  const ofChanges: string[][] = [[]];
  for (const { tag, name } of lines) {
    if (tag) ofChanges.at(-1)!.push(name);
    else ofChanges.push([]);
  }
  return ofChanges.reverse().flat();
}

function topFolder(folder: FolderView): string {
  const top = /^\s*top_dir\s*=\s*(\S+)/m.exec(folder.nearest('sqitch.conf')?.text ?? '')?.[1]?.replace(/^\.\/?|\/$/g, '') ?? '';
  return top !== '' && folder.files.some((file) => file.startsWith(`${top}/deploy/`)) ? `${top}/` : '';
}

const projectOf = (folder: FolderView): string => /^%project=(\S+)/m.exec(folder.read(PLAN) ?? '')?.[1] ?? 'project';

function list(folder: FolderView): Listing {
  const top = topFolder(folder);
  const files = new Set(folder.files);
  const section = (kind: string, script: string) => (files.has(`${top}${kind}/${script}.sql`) ? wholeFile(folder, `${top}${kind}/${script}.sql`) : undefined);
  const changes = changesOf(folder);
  const migrations = changes.flatMap(({ name, script }): Migration[] => {
    const up = section('deploy', script);
    const down = section('revert', script);
    return up || down ? [{ version: script, name, up, down, transaction: { mode: 'none', because: 'Sqitch runs a script with psql, statement by statement' } }] : [];
  });
  const planned = new Set(changes.map((change) => change.script));
  const strays = folder.files.flatMap((file): Stray[] => {
    const script = file.startsWith(`${top}deploy/`) && file.endsWith('.sql') ? file.slice(`${top}deploy/`.length, -4) : undefined;
    return script === undefined || planned.has(script) ? [] : [{ file: `${folder.path}/${file}`, fate: 'ignored', why: `never runs: Sqitch runs only what ${PLAN} lists`, better: [] }];
  });
  return { migrations, strays };
}

/** Engine.pm: every change that is deployed needs its script. */
function faults(folder: FolderView): readonly IntegrityFault[] {
  const top = topFolder(folder);
  return changesOf(folder).flatMap(({ name, script, at }): IntegrityFault[] => {
    const file = `${top}deploy/${script}.sql`;
    if (folder.files.includes(file)) return [];
    return [{ file: PLAN, range: { start: at, end: at + name.length }, why: `Sqitch stops with "Deploy script ${file} does not exist": the plan lists ${name}` }];
  });
}

function create(name: string, folder: FolderView, now: Date): NewMigration {
  const change = fileWords(name);
  const top = topFolder(folder);
  const of = `${projectOf(folder)}:${change}`;
  const deploy = `-- Deploy ${of} to pg\n\nBEGIN;\n\n`;
  const plan = folder.read(PLAN) ?? '';
  const planner = /\S+Z (.+ <[^>]*>)/.exec(plan.split('\n').findLast((line) => /Z .+ <[^>]*>/.test(line)) ?? '')?.[1] ?? 'Planner <planner@example.com>';
  const line = `${change} ${now.toISOString().replace(/\.\d+Z$/, 'Z')} ${planner} # ${name.trim()}`;
  return {
    files: [
      { file: `${top}deploy/${change}.sql`, text: `${deploy}-- XXX Add DDLs here.\n\nCOMMIT;\n`, direction: 'up' },
      { file: `${top}revert/${change}.sql`, text: `-- Revert ${of} from pg\n\nBEGIN;\n\n-- XXX Add DDLs here.\n\nCOMMIT;\n`, direction: 'down' },
      { file: `${top}verify/${change}.sql`, text: `-- Verify ${of} on pg\n\nBEGIN;\n\n-- XXX Add verifications here.\n\nROLLBACK;\n`, direction: 'both' },
    ],
    caret: deploy.length,
    rewrites: [{ file: PLAN, text: `${plan.replace(/\n*$/, '\n')}${line}\n` }],
  };
}

/** Facts from Sqitch 1.6: lib/App/Sqitch/Plan.pm, Engine/pg.pm, Engine/pg.sql, etc/templates. */
export const sqitch: Convention = {
  id: 'sqitch',
  title: 'Sqitch',
  detect: (folder) => (folder.files.includes(PLAN) ? [{ text: `${PLAN} in the folder`, strength: 3 }] : []),
  list,
  order: 'journal',
  downs: 'file',
  missingDown: 'fails',
  duplicate: { legal: false, effect: 'Sqitch stops with "duplicates earlier declaration"' },
  versionKey: (version) => version,
  tracking: {
    table: 'changes',
    schema: 'sqitch',
    create: `
      CREATE SCHEMA IF NOT EXISTS sqitch;
      CREATE TABLE IF NOT EXISTS sqitch.changes (
        change_id TEXT PRIMARY KEY, script_hash TEXT NULL, change TEXT NOT NULL, project TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '', committed_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(), committer_name TEXT NOT NULL,
        committer_email TEXT NOT NULL, planned_at TIMESTAMPTZ NOT NULL, planner_name TEXT NOT NULL, planner_email TEXT NOT NULL,
        UNIQUE(project, script_hash)
      )`,
    record: (migration) => [
      `INSERT INTO sqitch.changes (change_id, change, project, committer_name, committer_email, planned_at, planner_name, planner_email) VALUES (md5(${literal(migration.version)}), ${literal(migration.name)}, 'project', '', '', now(), '', '')`,
    ],
  },
  partnerFile(migration, direction, folder) {
    const file = relativeTo(folder, (migration.up ?? migration.down)!.file);
    return file.replace(/(^|\/)(deploy|revert)\//, `$1${direction === 'up' ? 'deploy' : 'revert'}/`);
  },
  // A change's name is in the plan, in other changes' dependencies and in the registry: `sqitch` renames, we do not.
  renamed: () => new Map(),
  nextVersion: () => '',
  create: (name, _version, folder, _listing, now = new Date()) => create(name, folder, now),
  refuseName: (name) => refuseFileName(name.replaceAll('/', '_')) ?? (/[@#:\\]/.test(name) ? 'Sqitch takes no @, #, : and \\ in a name' : undefined),
  resetsSettings: true,
  directives: [
    { text: '-- Deploy …:… to pg', pattern: /^-- Deploy \S+:\S+ to pg\s*$/, does: 'Says to people which change this is; Sqitch reads `sqitch.plan`.', at: 'first line', generated: true },
    { text: '-- Revert …:… from pg', pattern: /^-- Revert \S+:\S+ from pg\s*$/, does: 'Says to people which change this takes back; Sqitch reads `sqitch.plan`.', at: 'first line', generated: true },
    { text: '-- Verify …:… on pg', pattern: /^-- Verify \S+:\S+ on pg\s*$/, does: 'Says to people which change this looks at; Sqitch reads `sqitch.plan`.', at: 'first line', generated: true },
  ],
  // Variables of psql.
  fillsIn: (placeholder) => placeholder.startsWith(':'),
  integrity: { faults },
  // lib/App/Sqitch/Engine.pm: deploy goes on behind the last change that is deployed.
  past: { late: () => ({ fate: 'skipped', effect: 'Sqitch never deploys this' }), knownBy: 'name' },
};
