#!/usr/bin/env bash
# All tests, with everything that they need: types, units, generated files, protocol, command line, PostgreSQL, VS Code.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -d node_modules ] || npm ci
npm run typecheck
npm run test:unit
npm run test:vscode
npm run test:package
