import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { nodeDisk } from '../../audit/node-disk';
import type { MigrationFolder } from '../../migrations/convention';
import { checkTargets, openTargets } from '../open-targets';
import { absolutePath, shownPath } from '../paths';
import { print } from '../print';
import { readTargets } from '../targets';
import { UserError } from '../user-error';

export function addNew(program: Command): void {
  program
    .command('new')
    .description("make a migration's files, with the next version in the folder's own style")
    .argument('<NAME...>', 'what the migration does, in a few words')
    .option('--folder <PATH>', 'the migrations folder, where there are several')
    .action((words: readonly string[], options: { folder?: string }) => make(words.join(' '), options.folder));
}

async function make(name: string, path: string | undefined): Promise<void> {
  const folder = await chooseFolder(path);
  const { convention, view } = folder;
  const complaint = convention.refuseName?.(name);
  if (complaint !== undefined) throw new UserError(`"${name}" cannot be a migration's name: ${complaint}`);
  const version = convention.nextVersion(view, folder, new Date());
  const files = convention.create(name, version, view, folder).files.map(({ file, text }) => ({ path: `${folder.path}/${file}`, text }));
  const there = files.find((file) => existsSync(file.path));
  if (there) throw new UserError(`${shownPath(there.path)} is there already`);
  writeAll(files);
  print(files.map((file) => shownPath(file.path)).join('\n'));
}

async function chooseFolder(path: string | undefined): Promise<MigrationFolder> {
  const targets = readTargets(path === undefined ? [] : [path]);
  const { folders } = checkTargets(await openTargets(targets, nodeDisk), targets);
  const exact = path === undefined ? undefined : folders.find((audit) => audit.folder.path === absolutePath(path));
  const [only, ...others] = exact ? [exact] : folders;
  if (!only || others.length > 0) {
    const list = folders.map((audit) => `  ${shownPath(audit.folder.path)} (${audit.folder.convention.title})`).join('\n');
    throw new UserError(`there are several migrations folders; say which one by --folder:\n${list}`);
  }
  if (only.folder.leftAlone !== undefined) throw new UserError(`${shownPath(only.folder.path)} is left alone: ${only.folder.leftAlone}`);
  return only.folder;
}

/** All of them or none. */
function writeAll(files: readonly { readonly path: string; readonly text: string }[]): void {
  const written: string[] = [];
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: 'wx' });
      written.push(path);
    }
  } catch (error) {
    for (const path of written) rmSync(path);
    throw new UserError(`cannot make the migration: ${(error as Error).message}`);
  }
}
