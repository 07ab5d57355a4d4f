import { randomBytes } from 'node:crypto';
import { Client, type Connection as Wire, type Submittable } from 'pg';
import type { Connection, Reply } from './connection';
import { openSession } from './open-session';
import { SessionLost, type Session } from './session';
import { failureOf } from './wire';

export interface ServerOptions {
  /** Of any database of the server; it is only used to make and drop the scratch database. */
  readonly url: string;
  /** For one statement, in milliseconds. */
  readonly timeoutMs: number;
}

const prefix = 'upright_scratch_';
/** A scratch database that an editor left behind when it was killed is dropped after a day. */
const staleSeconds = 24 * 60 * 60;
/** A statement may switch statement_timeout off; then its connection is ended a little later. */
const graceFactor = 1.5;

/**
 * A real server. All happens in a scratch database that is made for the session and dropped with it; no existing one is
 * touched. The role of the URL needs CREATEDB; it should not be a superuser unless the migrations' extensions ask for one.
 *
 * @throws SessionLost when it cannot be reached, or makes no database.
 */
export async function openServer({ url, timeoutMs }: ServerOptions): Promise<Session> {
  const admin = await connected(new Client({ connectionString: url }));
  let scratch: string | undefined;
  let client: Client | undefined;
  let waiting: ((status: Reply['status']) => void) | undefined;

  async function renew(): Promise<void> {
    await discard();
    scratch = `${prefix}${Math.floor(Date.now() / 1000).toString(36)}_${randomBytes(5).toString('hex')}`;
    // template0: what the server's owner has put into template1 is not the migrations'.
    await admin.query(`create database ${scratch} template template0`).catch((error: Error) => {
      scratch = undefined;
      throw new SessionLost(`no scratch database could be made: ${error.message}`);
    });
    const at = new URL(url);
    at.pathname = `/${scratch}`;
    client = await connected(new Client({ connectionString: at.href, options: `-c statement_timeout=${timeoutMs} -c client_min_messages=warning` }));
    // Not in the types: the transaction's state comes with each ReadyForQuery.
    (client as unknown as { connection: NodeJS.EventEmitter }).connection.on('readyForQuery', (message: { status: Reply['status'] }) => waiting?.(message.status));
  }

  async function discard(): Promise<void> {
    const [oldClient, oldScratch] = [client, scratch];
    client = scratch = undefined;
    await oldClient?.end().catch(() => {});
    if (oldScratch) await dropDatabase(admin, oldScratch);
  }

  const connection: Connection = {
    query: (sql, keepRows) =>
      new Promise((resolve, reject) => {
        if (!client) return reject(new Error('the connection is closed'));
        const current = client;
        const watchdog = setTimeout(() => (current as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy(), timeoutMs * graceFactor);
        const gone = () => {
          clearTimeout(watchdog);
          waiting = undefined;
          reject(new Error('the connection to the server has ended'));
        };
        current.once('end', gone);
        const query = simpleQuery(sql, keepRows);
        waiting = (status) => {
          clearTimeout(watchdog);
          current.removeListener('end', gone);
          waiting = undefined;
          resolve({ rows: query.rows, failure: query.failure, status });
        };
        current.query(query);
      }),
  };

  try {
    await dropStale(admin);
    await renew();
    return await openSession(connection, {
      kind: 'server',
      keepsRolesOut: true,
      refuse: reachesOutside,
      save: async () => undefined,
      forget: () => {},
      restore: renew,
      close: async () => {
        await discard();
        await admin.end();
      },
    });
  } catch (error) {
    await discard().catch(() => {});
    await admin.end().catch(() => {});
    throw error;
  }
}

interface SimpleQuery extends Submittable {
  readonly rows: (string | null)[][];
  failure: Reply['failure'];
}

/** As the driver's own, but rows that nobody wants are not kept, and values stay text. */
function simpleQuery(sql: string, keepRows: boolean): SimpleQuery {
  const rows: (string | null)[][] = [];
  const nothing = () => {};
  const handlers = {
    rows,
    failure: undefined as Reply['failure'],
    submit: (wire: Wire) => wire.query(sql),
    handleDataRow: ({ fields }: { fields: (string | null)[] }) => keepRows && rows.push(fields),
    handleError: (error: Error & Record<string, string | undefined>) => {
      const { message, code, hint, detail, where, position, schema, table, column, constraint } = error;
      const fields: Record<string, string | undefined> = { M: message, C: code, H: hint, D: detail, W: where, P: position, s: schema, t: table, c: column, n: constraint };
      handlers.failure ??= failureOf((field) => fields[field], sql);
    },
    handleCopyInResponse: (wire: Wire) => (wire as unknown as { sendCopyFail(why: string): void }).sendCopyFail('there are no rows behind it'),
    handleRowDescription: nothing, handleCommandComplete: nothing, handleReadyForQuery: nothing, handleEmptyQuery: nothing, handlePortalSuspended: nothing, handleCopyData: nothing,
  };
  return handlers as unknown as SimpleQuery;
}

async function connected(client: Client): Promise<Client> {
  // Without a listener, a connection that breaks would end the process.
  client.on('error', () => {});
  await client.connect().catch((error: Error) => {
    throw new SessionLost(`the server cannot be reached: ${error.message}`);
  });
  return client;
}

async function dropDatabase(admin: Client, name: string): Promise<void> {
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [name]).catch(() => {});
  await admin.query(`drop database if exists ${name}`).catch(() => {});
}

async function dropStale(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>('select datname from pg_database d where starts_with(datname, $1) and not exists (select from pg_stat_activity a where a.datid = d.oid)', [prefix]);
  for (const { datname } of rows) {
    const made = /^upright_scratch_([0-9a-z]+)_[0-9a-f]{10}$/.exec(datname)?.[1];
    if (made && Date.now() / 1000 - Number.parseInt(made, 36) > staleSeconds) await dropDatabase(admin, datname);
  }
}

const outside = /\bprogram\s+(?:e|\$|')|\bcopy\b[\s\S]*?\b(?:from|to)\s+e?'|\bpg_read_(?:binary_)?file\b|\bpg_ls_dir\b|\blo_(?:im|ex)port\b|\bdblink|\bpg_file_write\b|\bload\s+e?'/i;

/**
 * Text that reaches the machine or the network beyond the database is not run on somebody's server while it is being typed.
 * This is a courtesy, not a wall: what the role may do, text that hides it well enough can do.
 */
function reachesOutside(text: string): string | undefined {
  return outside.test(text) ? 'it reaches outside the database, which is not done on a real server' : undefined;
}
