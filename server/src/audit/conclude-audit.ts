import type { MigrationFolder } from '../migrations/convention';
import { ruleIds, rules } from '../rules/all';
import type { Finding } from '../rules/finding';
import type { FolderContext, MigrationContext, MigrationProof, ProvedContext, SectionScript } from '../rules/rule';
import type { Surroundings, TextAudit } from './audit-text';
import type { Configuration } from './configuration';
import { keepHistory, type HistoryFiles } from './history-files';
import { mergeProof } from './merge-proof';
import type { Suppression } from '../syntax/suppressions';
import { active, run, severityOf } from './run-rule';
import { suppress, unusedSuppression, type Found } from './suppress';

/** One folder's audit: what its tool sees, what was found. */
export interface FolderAudit {
  readonly folder: MigrationFolder;
  readonly configuration: Configuration;
  /** Undefined for a folder that is left alone. */
  readonly context: FolderContext | undefined;
  /** After PostgreSQL's answer, configuration and suppression, by file and place. */
  readonly findings: readonly Finding[];
  readonly history: HistoryFiles;
  /** What the text says, before all that. */
  readonly text: TextAudit;
}

/** What is to be said of a folder. `proofs`: as PostgreSQL knows them, one for each migration of `text.toProve`. */
export function concludeAudit(text: TextAudit, proofs: readonly (MigrationProof | undefined)[], around: Surroundings): FolderAudit {
  const { folder, configuration, history } = text;
  if (!text.context || !text.toProve) return { folder, configuration, context: undefined, findings: [], history, text };
  const context = { ...text.context, migrations: [] as MigrationContext[] };
  const proofOf = new Map(proofs.length === 0 ? [] : text.toProve().proved.map((migration, i) => [migration, proofs[i]]));
  for (const migration of text.context.migrations) context.migrations.push({ ...migration, folder: context, proof: proofOf.get(migration) });
  const found = withProofs(text, context, around);

  const sections = [...context.migrations, ...context.strays].flatMap(({ up, down }) => [up, down].filter((s): s is SectionScript => s !== undefined));
  const { kept, unused } = suppress(found, sections, ruleIds);
  const severity = severityOf('suppression-unused', configuration, 'information');
  const proved = new Set(context.migrations.filter(({ proof }) => proof?.fresh).flatMap(({ up, down }) => [up?.file, down?.file]));
  // A suppression of a rule that is off cannot meet anything, and what only PostgreSQL finds is not there before it has answered.
  const mayCome = ({ rule }: Suppression) => onlyPostgres.has(rule) || (proofs.length > 0 && alsoPostgres.has(rule));
  const stale = unused.filter(({ suppression, section }) => severityOf(suppression.rule, configuration, 'warning') !== 'off' && (!mayCome(suppression) || proved.has(section.file)));
  const findings = kept.map(({ finding }) => finding).filter(({ rule, file }) => rule === 'file-unreadable' || around.whyUnreadable(file) === undefined);
  if (severity !== 'off') findings.push(...stale.map((one) => unusedSuppression(one, severity)));
  const told = findings.filter(({ rule, file }) => !history.settled.has(file) || breaksReplay.has(rule) || rule === 'file-unreadable');
  return { folder, configuration, context, findings: inOrder(keepHistory(told, folder, history)), history, text };
}

const onlyPostgres: ReadonlySet<string> = new Set(rules.filter((rule) => rule.needsPostgres).map((rule) => rule.id));
const alsoPostgres: ReadonlySet<string> = new Set(rules.filter((rule) => rule.checkProof).map((rule) => rule.id));

/** PostgreSQL's part of each migration is worked out once for each proof. */
const foundByProof = new WeakMap<MigrationProof['proof'], { readonly configuration: Configuration; readonly up: SectionScript | undefined; readonly down: SectionScript | undefined; readonly found: readonly Found[] }>();

function withProofs(text: TextAudit, context: FolderContext, around: Surroundings): readonly Found[] {
  const answered = context.migrations.filter((migration): migration is ProvedContext => migration.proof !== undefined);
  if (answered.length === 0) return text.found;
  const rules = active(around.configuration, 'checkProof');
  const proved = answered.flatMap((migration) => {
    const { proof } = migration.proof;
    const known = foundByProof.get(proof);
    if (known && known.configuration === text.configuration && known.up === migration.up && known.down === migration.down) return known.found;
    const found: Found[] = [];
    for (const rule of rules) run(rule, around, 'postgresql', found, (report) => rule.checkProof?.(migration, report));
    foundByProof.set(proof, { configuration: text.configuration, up: migration.up, down: migration.down, found });
    return found;
  });
  const contexts = new Map(answered.flatMap((migration) => [migration.up, migration.down].flatMap((section) => (section ? [[section.file, migration] as const] : []))));
  return mergeProof(text.found, proved, contexts);
}

const breaksReplay: ReadonlySet<string> = new Set(rules.filter((rule) => rule.breaksReplay).map((rule) => rule.id));

function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.range.start - b.range.start || a.range.end - b.range.end || (a.rule < b.rule ? -1 : 1)));
}
