import type { Session } from './session';

/** Milliseconds after the last change before PostgreSQL begins: the text's answer goes first. */
const quietTime = 40;

/** Lets PostgreSQL prove the folders after every change, the file that is being edited first. */
export class Proving {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private round = 0;
  private latest: Promise<void> = Promise.resolve();

  constructor(private readonly session: Session) {
    session.onChange((what) => {
      if (what !== 'proof') this.soon();
    });
  }

  /** Goes on, also after PostgreSQL was asked for something else. */
  soon(): void {
    if (typeof this.session.workspace.postgres === 'string') return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.prove(this.session.edited), quietTime);
  }

  /** Settled when all folders are proved, this file's first; a newer text meanwhile makes it wait for that. */
  async prove(file: string | undefined): Promise<void> {
    clearTimeout(this.timer);
    let last: Promise<void>;
    this.latest = this.proveFolders(file, ++this.round);
    do {
      last = this.latest;
      await last;
    } while (last !== this.latest);
  }

  private async proveFolders(file: string | undefined, round: number): Promise<void> {
    const { session } = this;
    try {
      await session.ready;
      const folders = [...session.workspace.folders()];
      const own = folders.find((folder) => file?.startsWith(`${folder}/`));
      for (const folder of own === undefined ? folders : [own, ...folders.filter((other) => other !== own)]) {
        if (round !== this.round) return;
        const started = performance.now();
        const options = { onProof: () => session.proved(), ...(folder === own && file !== undefined ? { focus: file } : {}) };
        const isDone = await session.workspace.prove(`${folder}/`, options);
        if (!isDone) return;
        this.tell(folder, performance.now() - started);
        session.proved();
      }
    } catch (error) {
      session.failed('Proving', error);
    }
  }

  /** For the log: how long it took, or why there is no PostgreSQL. */
  private tell(folder: string, ms: number): void {
    const { workspace, connection } = this.session;
    const audit = workspace.auditOf(`${folder}/`);
    const postgres = audit && workspace.postgresOf(audit);
    if (postgres?.state === 'failed') connection.console.warn(`Nothing was proved in ${folder}: ${postgres.reason}`);
    else connection.console.log(`Proved ${folder} in ${Math.round(ms)} ms`);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.round++;
  }
}
