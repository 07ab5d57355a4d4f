import * as vscode from 'vscode';
import type { Server } from '../server';
import * as auditFolder from './audit-folder';
import * as compareDown from './compare-down';
import * as compareSchemas from './compare-schemas';
import * as createMigrationPair from './create-migration-pair';
import * as createMissingDown from './create-missing-down';
import * as explainFile from './explain-file';
import * as fixAllInFile from './fix-all-in-file';
import * as openConfiguration from './open-configuration';
import * as openPartner from './open-partner';
import * as proveAll from './prove-all';
import * as proveMigration from './prove-migration';
import * as restartServer from './restart-server';
import * as showLog from './show-log';

const commands = [auditFolder, compareDown, compareSchemas, createMigrationPair, createMissingDown, explainFile, fixAllInFile, openConfiguration, openPartner, proveAll, proveMigration, restartServer, showLog];

export function registerCommands(server: Server): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map(({ id, run }) => vscode.commands.registerCommand(id, (argument) => run(server, argument))),
  );
}
