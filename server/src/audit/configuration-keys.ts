import { conventions } from '../migrations/conventions';

/** The keys of `upright.json` with their meaning: read by the reader, the JSON schema and the documentation. */
export type KeyShape = { readonly description: string } & (
  | { readonly type: 'string'; readonly enum?: readonly string[] }
  | { readonly type: 'boolean' | 'number' | 'strings' | 'rules' }
  | { readonly type: 'object'; readonly keys: Readonly<Record<string, KeyShape>> }
);

/** What `tool` may be; the same names as the conventions have, and `none` for a folder that holds no migrations. */
export const configurationKeys: Readonly<Record<string, KeyShape>> = {
  tool: { type: 'string', enum: [...conventions.map(({ id }) => id), 'none'], description: 'The migration tool, where it is not recognised rightly; `custom`: a runner of your own; `none`: these are no migrations. An `upright.json` in a folder holds for that folder alone.' },
  pattern: {
    type: 'object',
    description: 'What the files of a runner of your own are called, where they are not recognised.',
    keys: {
      up: { type: 'string', description: 'The name of an up with `{version}`, digits, and mostly `{name}`: `V{version}.{name}.up.sql`.' },
      down: { type: 'string', description: 'The name of its down. Absent: there are none.' },
    },
  },
  folders: { type: 'strings', description: 'Migrations folders, relative to this file. Absent: found by their files.' },
  exclude: { type: 'strings', description: 'Globs of files and folders to leave alone, relative to this file.' },
  since: { type: 'string', description: 'The last version that is history, or a commit, tag or branch of git that holds what is: of it only what breaks the replay is reported.' },
  baseline: { type: 'string', description: 'A file of SQL that makes what was there before the first migration, relative to this file.' },
  known: {
    type: 'object',
    description: 'What is made elsewhere and always exists.',
    keys: {
      roles: { type: 'strings', description: 'Roles made outside the migrations.' },
      schemas: { type: 'strings', description: 'Schemas made outside the migrations; whatever is in them is taken for granted.' },
      objects: { type: 'strings', description: 'Tables, types and other objects made outside the migrations, as `name` or `schema.name`.' },
    },
  },
  rules: { type: 'rules', description: 'Severity of each rule, or a list of the severity and an object of its options.' },
  postgres: {
    type: 'object',
    description: 'PostgreSQL inside: each migration is run, run twice and undone, in memory.',
    keys: {
      enabled: { type: 'boolean', description: 'Run the migrations on the embedded PostgreSQL. Default true.' },
      url: { type: 'string', description: 'A real server to use instead; a scratch database is made and dropped there.' },
      timeoutMs: { type: 'number', description: 'Milliseconds after which a statement is ended. Default 5000.' },
      extensions: { type: 'strings', description: 'Extensions to load beside those that the migrations create.' },
    },
  },
};
