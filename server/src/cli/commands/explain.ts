import type { Command } from 'commander';
import { nodeDisk } from '../../audit/node-disk';
import type { FolderAudit } from '../../audit/audit-folder';
import type { Configuration } from '../../audit/configuration';
import type { Migration } from '../../migrations/migration';
import { counted } from '../formats/summary';
import { visible } from '../formats/visible';
import { checkTargets, openTargets } from '../open-targets';
import { shownPath } from '../paths';
import { colours, print } from '../print';
import { readTargets, type Target } from '../targets';
import { UserError } from '../user-error';

export function addExplain(program: Command): void {
  program.command('explain').description('say what is known of a file, and why').argument('<FILE>', 'a file of a migrations folder').action(explain);
}

async function explain(typed: string): Promise<void> {
  const targets = readTargets([typed]);
  const [target] = targets as [Target];
  if (target.kind !== 'file') throw new UserError(`${typed}: is a folder; name a file in it`);
  const { folders } = checkTargets(await openTargets(targets, nodeDisk), targets);
  const [audit] = folders as [FolderAudit];
  const facts = [...factsOfFile(target.path, audit), ...factsOfFolder(audit), ...factsOfConfiguration(audit.configuration)];
  const width = Math.max(...facts.map(([name]) => name.length));
  print([colours.bold(shownPath(target.path)), ...facts.map(([name, value]) => `  ${name.padEnd(width)}  ${visible(value)}`)].join('\n'));
}

type Fact = readonly [name: string, value: string];

function factsOfFile(file: string, { folder, findings }: FolderAudit): Fact[] {
  const index = folder.migrations.findIndex((migration) => isOf(migration, file));
  const migration = folder.migrations[index];
  if (!migration) {
    const stray = folder.strays.find((candidate) => candidate.file === file);
    return [['runs', stray ? stray.why : `no: ${folder.convention.title} does not take it for a migration`]];
  }
  const { up, down } = migration;
  const both = up?.file === down?.file;
  const direction = both ? 'up and down' : up?.file === file ? 'up' : 'down';
  const partner = direction === 'up' ? down : up;
  const transaction = (direction === 'down' && migration.downTransaction) || migration.transaction;
  const found = findings.filter((finding) => finding.file === file).length;
  return [
    ['runs', `as ${direction} of version ${migration.version}${migration.name === '' ? '' : ` (${migration.name})`}`],
    ['order', `${index + 1} of ${folder.migrations.length}${neighbours(folder.migrations, index)}`],
    ...(both ? [] : [['partner', partner ? shownPath(partner.file) : `none: there is no ${direction === 'up' ? 'down' : 'up'}`] as const]),
    ['transaction', `${transactions[transaction.mode]}: ${transaction.because}`],
    ['findings', String(found)],
  ];
}

function isOf({ up, down }: Migration, file: string): boolean {
  return up?.file === file || down?.file === file;
}

function neighbours(migrations: readonly Migration[], index: number): string {
  const before = migrations[index - 1];
  const after = migrations[index + 1];
  return `${before ? `, after ${before.version}` : ''}${after ? `, before ${after.version}` : ''}`;
}

const transactions = { wrapped: 'one around the file', implicit: 'one around the file where it has two statements or more', none: 'none around the file' } as const;

function factsOfFolder({ folder }: FolderAudit): Fact[] {
  return [
    ['folder', `${shownPath(folder.path)}, ${counted(folder.migrations.length, ['migration', 'migrations'])}`],
    ['tool', `${folder.convention.title}: ${folder.evidence.join('; ')}`],
    ['recorded in', `table ${folder.convention.tracking.schema === undefined ? '' : `${folder.convention.tracking.schema}.`}${folder.convention.tracking.table}`],
    ...(folder.leftAlone === undefined ? [] : [['left alone', folder.leftAlone] as const]),
  ];
}

/** The file in force and what it sets. */
function factsOfConfiguration(configuration: Configuration): Fact[] {
  if (configuration.file === undefined) return [['configuration', 'no upright.json: everything as by default']];
  const { tool, folders, exclude, since, baseline, known, rules } = configuration;
  const set: (readonly [string, string | undefined])[] = [
    ['tool', tool],
    ['folders', folders.map(shownPath).join(', ')],
    ['exclude', exclude.join(', ')],
    ['since', since],
    ['baseline', baseline === undefined ? undefined : shownPath(baseline)],
    ['known roles', known.roles.join(', ')],
    ['known schemas', known.schemas.join(', ')],
    ['known objects', known.objects.join(', ')],
    ['rules', [...rules].map(([id, { severity, options }]) => `${id}: ${severity ?? 'as by default'}${Object.keys(options).length === 0 ? '' : ` ${JSON.stringify(options)}`}`).join(', ')],
  ];
  return [['configuration', shownPath(configuration.file)], ...set.flatMap(([name, value]): Fact[] => (value ? [[`  ${name}`, value]] : []))];
}
