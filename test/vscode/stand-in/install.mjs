#!/usr/bin/env node
// Installs what the stand-in runs: VS Code's server with its web client, the Node that it needs, and a browser.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = ['code-server@4.139.1', 'node@24.21.0', 'playwright-core@1.65.1'];
const buildTools = ['libkrb5-dev', 'pkg-config', 'python3', 'make', 'g++'];
const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

/** Returns `{ node, server, chromium, playwright }`: the paths of the installed programs, and the playwright module. */
export function install() {
  if (process.platform !== 'linux') {
    throw new Error('The stand-in for VS Code runs on Linux. Set UPRIGHT_VSCODE to the path of a VS Code executable.');
  }
  const cache = join(process.env.UPRIGHT_TEST_CACHE || join(homedir(), '.cache', 'upright-tests'), 'vscode-stand-in');
  const modules = join(cache, 'node_modules');
  const node = join(modules, 'node', 'bin', 'node');
  const vscode = join(modules, 'code-server', 'lib', 'vscode');

  const complete = isComplete(cache);
  const missingTools = complete ? [] : buildTools.filter((name) => !isDebianPackageInstalled(name));
  installDebianPackages(findBrowser() ? missingTools : ['chromium', ...missingTools]);
  if (!complete) installNpmPackages(cache, node, vscode);

  return {
    node,
    server: join(vscode, 'out', 'server-main.js'),
    chromium: findBrowser(),
    playwright: createRequire(join(cache, 'package.json'))('playwright-core'),
  };
}

const completionFile = (cache) => join(cache, 'installed');

function isComplete(cache) {
  const file = completionFile(cache);
  return existsSync(file) && readFileSync(file, 'utf8') === packages.join('\n');
}

function installNpmPackages(cache, node, vscode) {
  console.log(`Installing ${packages.join(', ')} in ${cache} (once, about two minutes)`);
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');

  const npm = (folder, args, environment = {}) =>
    execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit'],
    });

  npm(cache, ['install', '--ignore-scripts', ...packages]);
  // The package `node` fetches the package of this processor in its install script, code-server's script needs tools that the tests don't.
  npm(cache, ['rebuild', 'node', '--ignore-scripts=false']);
  npm(vscode, ['install', '--omit=dev', '--ignore-scripts=false'], {
    PATH: dirname(node) + delimiter + process.env.PATH,
    // Native modules are compiled against the headers of the Node that will load them.
    npm_config_nodedir: headersOf(node),
  });
  writeFileSync(completionFile(cache), packages.join('\n'));
}

function headersOf(node) {
  return join(dirname(node), '..', 'node_modules', `node-linux-${process.arch}`);
}

function installDebianPackages(names) {
  if (names.length === 0) return;
  if (process.getuid() !== 0 || !findProgram(['apt-get'])) {
    throw new Error(`The stand-in for VS Code needs ${names.join(', ')}. On Debian: apt-get install ${names.join(' ')}`);
  }
  console.log(`Installing ${names.join(', ')}`);
  const aptGet = (...args) =>
    execFileSync('apt-get', ['-qq', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  aptGet('update');
  aptGet('install', '--yes', '--no-install-recommends', ...names);
}

function isDebianPackageInstalled(name) {
  try {
    return execFileSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }) === 'installed';
  } catch {
    return false;
  }
}

const findBrowser = () => findProgram(browsers);

function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install();
