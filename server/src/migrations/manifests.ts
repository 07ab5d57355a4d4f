import { byText } from './by-text';
import type { Evidence, FileText, FolderView, ToolId } from './convention';
import { baseName, onceALook, parent } from './folder-view';
import { markerEvidence } from './markers';

interface Clue {
  readonly tool: ToolId;
  readonly pattern: RegExp;
  /** What it says, after the file's name. */
  readonly says: string;
}

/** Dependencies, by the manifest that lists them. */
const DEPENDENCIES: Readonly<Record<string, readonly Clue[]>> = {
  'go.mod': [
    goModule('golang-migrate', 'github.com/golang-migrate/migrate'),
    goModule('goose', 'github.com/pressly/goose'),
    goModule('dbmate', 'github.com/amacneil/dbmate'),
    goModule('tern', 'github.com/jackc/tern'),
    goModule('sql-migrate', 'github.com/rubenv/sql-migrate'),
    goModule('bun', 'github.com/uptrace/bun'),
    goModule('popx', 'github.com/ory/x'),
    goModule('morph', 'github.com/mattermost/morph'),
    // Whole names are its keys, in the order of the text, as they are to runners of one's own.
    goModule('custom', 'github.com/maragudk/migrate'),
    goModule('custom', 'maragu.dev/migrate'),
    goModule('pop', 'github.com/gobuffalo/pop'),
  ],
  'Cargo.toml': [crate('sqlx', 'sqlx'), crate('diesel', 'diesel_migrations'), crate('diesel', 'diesel'), crate('refinery', 'refinery')],
  'package.json': [
    npmPackage('node-pg-migrate', 'node-pg-migrate'),
    npmPackage('dbmate', 'dbmate'),
    npmPackage('supabase', 'supabase'),
    npmPackage('prisma', 'prisma'),
    npmPackage('drizzle', 'drizzle-kit'),
    npmPackage('graphile-migrate', 'graphile-migrate'),
    npmPackage('postgrator', 'postgrator'),
    npmPackage('db-migrate', 'db-migrate'),
    npmPackage('liquibase', 'liquibase'),
  ],
  'pom.xml': [word('flyway', /org\.flywaydb/, 'uses Flyway'), word('liquibase', /org\.liquibase/, 'uses Liquibase')],
  'build.gradle': [word('flyway', /org\.flywaydb/, 'uses Flyway'), word('liquibase', /liquibase/, 'uses Liquibase')],
  'build.gradle.kts': [word('flyway', /org\.flywaydb/, 'uses Flyway'), word('liquibase', /liquibase/, 'uses Liquibase')],
};

function goModule(tool: ToolId, path: string): Clue {
  const escaped = path.replaceAll('.', '\\.');
  return { tool, pattern: new RegExp(`^[ \\t]*(?:require[ \\t]+|module[ \\t]+)?${escaped}(?:/v\\d+)?(?:[ \\t]+v\\S+)?[ \\t]*$`, 'm'), says: `requires ${path}` };
}

function crate(tool: ToolId, name: string): Clue {
  return { tool, pattern: new RegExp(`^[ \\t]*${name}(?:\\.workspace)?[ \\t]*=|^\\[[\\w.-]*dependencies\\.${name}\\]`, 'm'), says: `depends on ${name}` };
}

function npmPackage(tool: ToolId, name: string): Clue {
  return { tool, pattern: new RegExp(`"${name}"\\s*:\\s*"`), says: `depends on ${name}` };
}

function word(tool: ToolId, pattern: RegExp, says: string): Clue {
  return { tool, pattern, says };
}

/** Calls of the tools' programs, in files that call programs. One line each. */
const COMMANDS: readonly Clue[] = [
  word('golang-migrate', /\bmigrate\b.*\s--?(path|source|database)[ =].*|\bmigrate create\b.*|\bmigrate\/migrate\b.*/, 'calls migrate'),
  word('goose', /\bgoose\b.*\s(-dir|up|down|create|status|postgres)\b.*|\bGOOSE_\w+.*/, 'calls goose'),
  word('dbmate', /\bdbmate\b.*|\bDBMATE_\w+.*/, 'calls dbmate'),
  word('sqlx', /\bsqlx (migrate|database|mig|db)\b.*/, 'calls sqlx'),
  word('diesel', /\bdiesel (migration|setup|database)\b.*/, 'calls diesel'),
  word('refinery', /\brefinery migrate\b.*/, 'calls refinery'),
  word('flyway', /\bflyway\b.*\b(migrate|info|validate|repair|clean|baseline)\b.*|\bFLYWAY_\w+.*|\bflyway\/flyway\b.*/, 'calls flyway'),
  word('tern', /\btern (migrate|new|renumber|status|code)\b.*/, 'calls tern'),
  word('node-pg-migrate', /\bnode-pg-migrate\b(?!"\s*:).*/, 'calls node-pg-migrate'),
  word('supabase', /\bsupabase (migration|db) \w+.*/, 'calls supabase'),
  word('atlas', /\batlas migrate\b.*/, 'calls atlas'),
  word('sqitch', /\bsqitch (deploy|revert|verify|add)\b.*/, 'calls sqitch'),
  word('sql-migrate', /\bsql-migrate (up|down|new|status|redo|skip)\b.*/, 'calls sql-migrate'),
  word('graphile-migrate', /\bgraphile-migrate\b.*/, 'calls graphile-migrate'),
  word('hasura', /\bhasura migrate\b.*/, 'calls hasura'),
  word('pop', /\bsoda (migrate|generate)\b.*/, 'calls soda'),
  word('liquibase', /\bliquibase\b.*\bupdate\b.*/, 'calls liquibase'),
  word('db-migrate', /\bdb-migrate (up|down|create|reset)\b.*/, 'calls db-migrate'),
];

const CALLERS = [
  'Makefile', 'makefile', 'GNUmakefile', 'Taskfile.yml', 'Taskfile.yaml', 'justfile', 'Justfile', 'mise.toml', 'Procfile',
  'Dockerfile', 'docker-compose.yml', 'docker-compose.yaml', 'compose.yml', 'compose.yaml', '.env', '.env.example', '.envrc', 'package.json',
];

/** Programs that open a folder of migrations through a tool's library. */
const PROGRAMS: readonly Clue[] = [
  word('golang-migrate', /"github\.com\/golang-migrate\/migrate(\/v\d+)?(\/\S*)?"/, 'imports golang-migrate'),
  word('goose', /"github\.com\/pressly\/goose(\/v\d+)?(\/\S*)?"/, 'imports goose'),
  word('dbmate', /"github\.com\/amacneil\/dbmate(\/v\d+)?\/\S*"/, 'imports dbmate'),
  word('tern', /"github\.com\/jackc\/tern(\/v\d+)?\/migrate"/, 'imports tern'),
  word('sql-migrate', /"github\.com\/rubenv\/sql-migrate"/, 'imports sql-migrate'),
  word('bun', /"github\.com\/uptrace\/bun\/migrate"/, 'imports bun/migrate'),
  word('popx', /"github\.com\/ory\/x\/popx"/, 'imports popx'),
  word('pop', /"github\.com\/gobuffalo\/pop(\/v\d+)?"/, 'imports pop'),
  word('custom', /"(?:github\.com\/maragudk|maragu\.dev)\/migrate"/, 'imports maragu.dev/migrate'),
  word('encore', /"encore\.dev\/storage\/sqldb"|['"]encore\.dev\/storage\/sqldb['"]/, "imports Encore's sqldb"),
  word('sqlx', /\bsqlx::migrate!/, 'calls sqlx::migrate!'),
  word('diesel', /\bdiesel_migrations::/, 'uses diesel_migrations'),
  word('refinery', /\brefinery::(embed_migrations|\{)/, 'uses refinery'),
  word('node-pg-migrate', /['"]node-pg-migrate['"]/, 'imports node-pg-migrate'),
  word('postgrator', /['"]postgrator['"]/, 'imports postgrator'),
];

/** Manifests, command files and programs near the folder that name the tool. */
export function manifestEvidence(folder: FolderView, tool: ToolId): readonly Evidence[] {
  return allEvidence(folder).filter((clue) => clue.tool === tool).map((clue) => clue.evidence);
}

/**
 * Markers in the files, and what is nearby that names the tool. A manifest alone does not make a folder of numbered files
 * a migrations folder: then its name has to say so.
 */
export function toolEvidence(folder: FolderView, tool: ToolId): readonly Evidence[] {
  const markers = markerEvidence(folder, tool);
  const manifests = manifestEvidence(folder, tool);
  const named = /migrat|\/sql\/schema$/i.test(folder.path.split('/').slice(-2).join('/'));
  return [...markers, ...manifests.filter((evidence) => evidence.strength === 3 || markers.length > 0 || named)];
}

/** Does anything near the folder name a migration tool at all? */
export function namesAnyTool(folder: FolderView): boolean {
  return allEvidence(folder).length > 0;
}

interface Found {
  readonly tool: ToolId;
  readonly evidence: Evidence;
  /** How deep the manifest or the file of commands lies; undefined for a program beside the folder. */
  readonly depth?: number;
}

const allEvidence = onceALook((folder): readonly Found[] => {
  const found: Found[] = [];
  const add = (tool: ToolId, text: string, strength: Evidence['strength'], file?: FileText): void => {
    found.push({ tool, evidence: { text, strength }, ...(file ? { depth: parent(file.path).length } : {}) });
  };
  let nearest = 0;
  for (const [name, clues] of DEPENDENCIES_IN) {
    const manifest = folder.nearest(name);
    for (const clue of manifest ? clues(manifest.text) : []) {
      add(clue.tool, `${name} ${clue.says}`, 2, manifest);
      nearest = Math.max(nearest, parent(manifest!.path).length);
    }
  }
  for (const name of CALLERS) {
    const caller = folder.nearest(name);
    for (const { clue, lines } of caller ? callsIn(caller.text) : []) {
      const here = lines.some((line) => namesFolder(caller!, line, folder));
      add(clue.tool, `${name} ${clue.says}${here ? ' on this folder' : ''}`, here ? 3 : 2, here ? undefined : caller);
    }
  }
  const imports = new Map<Clue, Evidence>();
  for (const program of folder.programs())
    for (const clue of importsIn(program.text)) {
      const strength = namesFolder(program, program.text, folder) ? 3 : 2;
      if (strength > (imports.get(clue)?.strength ?? 0)) imports.set(clue, { text: `${baseName(program.path)} ${clue.says}`, strength });
    }
  for (const [clue, evidence] of imports) add(clue.tool, evidence.text, evidence.strength);
  // Of a project inside another its own manifest counts.
  return found.filter(({ depth }) => depth === undefined || depth >= nearest);
});

const DEPENDENCIES_IN = Object.entries(DEPENDENCIES).map(([name, clues]) => [name, byText((text) => clues.filter((clue) => clue.pattern.test(text)))] as const);
const importsIn = byText((text) => PROGRAMS.filter((clue) => clue.pattern.test(text)));
const callsIn = byText((text) =>
  COMMANDS.flatMap((clue) => {
    const lines = [...text.matchAll(new RegExp(clue.pattern.source, 'gm'))].map((match) => match[0]);
    return lines.length === 0 ? [] : [{ clue, lines }];
  }),
);

/** Is the folder's path, as seen from the file, a word of the text? */
function namesFolder(file: FileText, text: string, folder: FolderView): boolean {
  const from = parent(file.path);
  if (!folder.path.startsWith(from + '/')) return false;
  const path = folder.path.slice(from.length + 1).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[^\\w-]|\\./|/)${path}(?![\\w-]|/[\\w-]+/)`).test(text);
}
