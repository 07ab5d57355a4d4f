import type { OpenPostgres } from '../../audit/proofs';
import type { Session } from '../../postgres/session';

/** The sessions of a run, by which it can be told whether PostgreSQL would answer the same again. */
export class Sessions {
  private readonly opened: Session[] = [];

  constructor(private readonly openOne: OpenPostgres) {}

  async open(settings: Parameters<OpenPostgres>[0]): Promise<Session> {
    const session = await this.openOne(settings);
    this.opened.push(session);
    return session;
  }

  /** Not where a statement took too long or ended one, nor where one was on a server, which may hold anything. */
  areSure(): boolean {
    return this.opened.every(({ kind, lost }) => kind === 'embedded' && lost === undefined);
  }
}
