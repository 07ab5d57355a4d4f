#!/usr/bin/env node
// Stands in for the `code` executable where VS Code cannot be downloaded: the same workbench and extension host,
// as a server with its page in a headless browser. Understands the flags that @vscode/test-electron passes.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { format, parseArgs } from 'node:util';
import { install } from './install.mjs';
import { answerPageRequests } from './page-requests.mjs';

const startTimeout = 60_000;
const suiteTimeout = 20 * 60_000;
const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const { values: options, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    'extensions-dir': { type: 'string' },
    'user-data-dir': { type: 'string' },
    'install-extension': { type: 'string' },
    'disable-workspace-trust': { type: 'boolean' },
  },
});

const cleanups = [];
const temporary = mkdtempSync(join(tmpdir(), 'upright-stand-in-'));
cleanups.push(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));
const userFolder = resolve(options['user-data-dir'] ?? join(temporary, 'user'));
const extensionsFolder = resolve(options['extensions-dir'] ?? join(temporary, 'extensions'));
const outputFolder = resolve(process.env.UPRIGHT_TEST_OUTPUT ?? join(temporary, 'output'));
const serverFolder = join(temporary, 'server');

function exit(code) {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
  process.exit(code);
}

function fail(message) {
  console.error(message);
  exit(1);
}

function exitWithParent() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => exit(1));
  process.on('uncaughtException', (error) => fail(error.stack));
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || exit(1), 500).unref();
}

function startServer(installed, serverArguments) {
  const general = ['--accept-server-license-terms', '--telemetry-level=off', `--server-data-dir=${serverFolder}`, `--extensions-dir=${extensionsFolder}`];
  const server = spawn(installed.node, [installed.server, ...general, ...serverArguments], {
    // A group of its own, so that the extension hosts and what they started end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, UPRIGHT_PAGE: outputFolder },
  });
  server.on('error', (error) => fail(error.message));
  // The shell waits for the end of this process, however it comes.
  const watch = ['-c', 'read -r line; kill -s KILL -- "-$1"', 'sh', server.pid];
  spawn('sh', watch, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] }).unref();
  cleanups.push(() => {
    try {
      process.kill(-server.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  });
  return server;
}

function portOf(server) {
  return new Promise((found, failed) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      const port = /Extension host agent listening on (\d+)/.exec(line)?.[1];
      if (port) found(port);
    });
    setTimeout(() => failed(new Error("VS Code's server did not start in time")), startTimeout).unref();
  });
}

function pageAddress(port) {
  const authority = `127.0.0.1:${port}`;
  const remote = (path) => `vscode-remote://${authority}${resolve(path)}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ['extensionDevelopmentPath', remote(options.extensionDevelopmentPath)],
    ['extensionTestsPath', remote(options.extensionTestsPath)],
  ];
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (positionals[0]) query.set('folder', resolve(positionals[0]));
  return `http://${authority}/?${query}`;
}

/** The workbench reports the suite's end to `codeAutomationExit`, as it does to VS Code's own browser tests. */
async function runSuite(installed, address, log) {
  const browser = await installed.playwright.chromium.launch({
    executablePath: installed.chromium,
    args: browserArguments,
    // Signals are for `exit` alone, which ends the process and with it, by playwright's own care, the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const done = new AbortController();
  const code = await new Promise((suiteEnded, failed) => {
    setTimeout(() => failed(new Error('The suite did not end in time')), suiteTimeout).unref();
    page.on('crash', () => failed(new Error('The page crashed')));
    Promise.all([
      page.exposeFunction('codeAutomationLog', (type, values) => void log.write(`[${type}] ${format(...values)}\n`)),
      page.exposeFunction('codeAutomationExit', suiteEnded),
    ])
      .then(() => page.goto(address, { timeout: startTimeout }))
      .then(() => page.locator('.monaco-workbench').waitFor({ timeout: startTimeout }))
      .then(() => answerPageRequests(page, outputFolder, done.signal))
      .catch(failed);
  });
  done.abort();
  await browser.close();
  return code;
}

async function main() {
  exitWithParent();
  const installed = install();
  for (const folder of [userFolder, extensionsFolder, outputFolder, serverFolder]) mkdirSync(folder, { recursive: true });
  // The server keeps what the desktop keeps in its user data folder in a folder `data`.
  symlinkSync(userFolder, join(serverFolder, 'data'));

  if (options['install-extension']) {
    const server = startServer(installed, [`--install-extension=${resolve(options['install-extension'])}`]);
    server.stdout.pipe(process.stdout);
    server.stderr.pipe(process.stderr);
    server.on('close', (code) => exit(code ?? 1));
    return;
  }

  const trust = options['disable-workspace-trust'] ? ['--disable-workspace-trust'] : [];
  const server = startServer(installed, ['--host=127.0.0.1', '--port=0', '--without-connection-token', '--enable-smoke-test-driver', ...trust]);
  server.on('exit', (code, signal) => fail(`VS Code's server ended by itself (${code ?? signal})`));
  // Server and page speak of much that is no concern of the suite (services that a test machine cannot reach): to a file, then.
  const log = createWriteStream(join(outputFolder, 'vscode.log'));
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  exit(await runSuite(installed, pageAddress(await portOf(server)), log));
}

main().catch((error) => fail(error.stack));
