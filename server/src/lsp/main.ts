import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { keptFor } from '../audit/kept';
import { openPostgres } from '../postgres/open-postgres';
import { startServer } from './server';

/** The server as a process of its own; `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME` says how it is talked to. */
startServer(createConnection(ProposedFeatures.all), { openPostgres: openPostgres(__dirname), kept: keptFor(__dirname) });
