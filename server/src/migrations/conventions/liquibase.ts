import { insert, replace } from '../../text/edits';
import { byText } from '../by-text';
import type { Convention, Evidence, FolderView, Listing, Slip } from '../convention';
import { baseName, relativeTo } from '../folder-view';
import { manifestEvidence } from '../manifests';
import { markerLines } from '../marker-lines';
import { afterLine } from '../marked-sections';
import { markedTools, markerEvidence } from '../markers';
import type { Migration } from '../migration';
import { fileWords, refuseFileName } from '../new-migration';
import { numberIn } from '../file-names';
import { literal } from '../sql-literal';
import { compareText, nextVersion } from '../versions';

// AbstractFormattedChangeLogParser.java
const HEAD = /^\s*--\s*liquibase\s+formatted/i;
const CHANGESET = /^\s*--[ \t]*changeset[ \t]+("[^"]+"|[^:\n]+):[ \t]*("[^"]+"|\S+)(.*)$/gim;
const MASTERS = ['db.changelog-master.yaml', 'db.changelog-master.yml', 'db.changelog-master.xml', 'db.changelog-master.json', 'db.changelog-master.sql', 'changelog.xml', 'changelog.yaml'];

/** Formatted files in the order in which the master changelog names them; where it includes whole folders, by path. */
function orderedFiles(folder: FolderView): string[] {
  const files = folder.files.filter((file) => file.endsWith('.sql') && HEAD.test(folder.read(file) ?? ''));
  const master = MASTERS.map((name) => folder.nearest(name)?.text).find((text) => text !== undefined) ?? '';
  const place = (file: string): number => master.indexOf(baseName(file));
  if (files.every((file) => place(file) >= 0)) return files.sort((a, b) => place(a) - place(b));
  return files.sort(compareText);
}

/** Each changeset is a migration. Its rollback is in comments, and no text that PostgreSQL could be asked about. */
function changesets(folder: FolderView, file: string): Migration[] {
  const text = folder.read(file) ?? '';
  const heads = [...text.matchAll(CHANGESET)];
  return heads.map((head, i): Migration => {
    const start = afterLine(text, head.index + head[0].search(/\S/));
    const none = /\brunInTransaction:\s*"?false\b/i.test(head[3]!);
    return {
      version: head[2]!.replaceAll('"', ''),
      name: head[1]!.trim().replaceAll('"', ''),
      up: { file: `${folder.path}/${file}`, range: { start, end: heads[i + 1]?.index ?? text.length } },
      down: undefined,
      transaction: none
        ? { mode: 'none', because: 'runInTransaction:false: Liquibase sends each statement on its own' }
        : { mode: 'wrapped', because: 'Liquibase runs each changeset in a transaction' },
    };
  });
}

/** AbstractFormattedChangeLogParser.java: one hyphen where two are meant is an error, for which it has patterns of its own. */
function slips(text: string): Slip[] {
  return markerLines(text, /^\s*-[ \t]*(?:changeset|rollback|precondition|comment|validCheckSum)\b/i).map(({ text: line, range }): Slip => ({
    fate: 'refused', range, why: 'Liquibase stops at this line: it starts with one hyphen, and a tag of Liquibase with two',
    edits: [replace(range, line.replace('-', '--'))],
  }));
}

function detect(folder: FolderView): Evidence[] {
  const marked = markedTools(folder).get('liquibase');
  return marked ? [...markerEvidence(folder, 'liquibase'), ...manifestEvidence(folder, 'liquibase')] : [];
}

/** Facts from Liquibase: AbstractFormattedChangeLogParser.java, CreateDatabaseChangeLogTableGenerator.java. */
export const liquibase: Convention = {
  id: 'liquibase',
  title: 'Liquibase',
  detect,
  list: (folder): Listing => ({ migrations: orderedFiles(folder).flatMap((file) => changesets(folder, file)), strays: [] }),
  order: 'journal',
  downs: 'none',
  missingDown: 'never needed',
  duplicate: { legal: true, effect: 'both run: an id counts together with its author and file' },
  versionKey: () => undefined,
  tracking: {
    table: 'databasechangelog',
    create: `
      CREATE TABLE databasechangelog (
        id VARCHAR(255) NOT NULL, author VARCHAR(255) NOT NULL, filename VARCHAR(255) NOT NULL,
        dateexecuted TIMESTAMP WITHOUT TIME ZONE NOT NULL, orderexecuted INTEGER NOT NULL, exectype VARCHAR(10) NOT NULL,
        md5sum VARCHAR(35), description VARCHAR(255), comments VARCHAR(255), tag VARCHAR(255), liquibase VARCHAR(20),
        contexts VARCHAR(255), labels VARCHAR(255), deployment_id VARCHAR(10)
      );
      CREATE TABLE databasechangeloglock (
        id INTEGER NOT NULL, locked BOOLEAN NOT NULL, lockgranted TIMESTAMP WITHOUT TIME ZONE, lockedby VARCHAR(255),
        CONSTRAINT databasechangeloglock_pkey PRIMARY KEY (id)
      )`,
    record: (migration) => [
      `INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype) VALUES (${literal(migration.version)}, ${literal(migration.name)}, ${literal(baseName(migration.up!.file))}, now(), 1, 'EXECUTED')`,
    ],
  },
  partnerFile: (migration, direction, folder) => (direction === 'up' ? relativeTo(folder, migration.up!.file) : undefined),
  // A changeset's identity holds its file's path: under another name it would run again.
  renamed: () => new Map(),
  nextVersion: (folder, _listing, now) =>
    nextVersion(folder.files.filter((file) => file.endsWith('.sql')).map((file) => numberIn(baseName(file))).filter((version) => version !== ''), now, { kind: 'time', digits: 14 }),
  create(name, version, _folder, listing) {
    const words = fileWords(name);
    const author = listing.migrations.at(-1)?.name ?? 'author';
    const text = `--liquibase formatted sql\n\n--changeset ${author}:${version}_${words}\n\n--rollback \n`;
    return { files: [{ file: `${version}_${words}.sql`, text, direction: 'up' }], caret: text.indexOf('\n\n--rollback') + 1 };
  },
  refuseName: refuseFileName,
  optOut: {
    shown: 'runInTransaction:false',
    allows: 'many',
    apply(_file, text, section) {
      const line = text.slice(0, section.start).trimEnd();
      return { by: 'edit', edit: insert(line.length, ' runInTransaction:false') };
    },
  },
  directives: [
    { text: '--liquibase formatted sql', pattern: /^\s*--\s*liquibase\s+formatted\b.*$/i, does: 'Says that this file holds changesets; Liquibase takes no other.', at: 'first line' },
    { text: '--changeset …:…', pattern: /^\s*--\s*changeset\s+(?:"[^"]+"|[^:]+):\s*(?:"[^"]+"|\S+).*$/i, does: "Starts a changeset, known by its author, its id and the file's path. Attributes follow: `runInTransaction:false`, `runOnChange:true`, `splitStatements:false`, ..." },
    { text: '--rollback …', pattern: /^\s*--\s*rollback\s.*$/i, does: 'SQL that takes the changeset back; several such lines are one text.' },
    { text: '--preconditions onFail:…', pattern: /^\s*--\s*preconditions\b.*$/i, does: 'What to do when a condition below does not hold: `HALT`, `CONTINUE`, `MARK_RAN` or `WARN`.' },
    { text: '--precondition-sql-check expectedResult:…', pattern: /^\s*--\s*precondition-[a-z-]+\b.*$/i, does: 'The changeset runs only if the query gives this result.' },
    { text: '--validCheckSum: …', pattern: /^\s*--\s*validCheckSum:.*$/i, does: 'Liquibase takes this checksum for a right one, too.' },
  ],
  fillsIn: (placeholder) => placeholder.startsWith('${'),
  slips: byText(slips),
  past: {
    repeats: ({ up }, folder) => /\brunOnChange:\s*"?true\b/i.test((folder.read(relativeTo(folder, up!.file)) ?? '').slice(0, up!.range.start).trimEnd().split('\n').at(-1)!),
    knownBy: 'name',
    edited: 'Liquibase stops at the checksum',
  },
};
