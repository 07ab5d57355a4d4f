#!/usr/bin/env bash
# All tests, with everything that they need: types, generated files, unit, protocol, command line, PostgreSQL, VS Code.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -d node_modules ] || npm ci
npm run typecheck
npm run test:unit
