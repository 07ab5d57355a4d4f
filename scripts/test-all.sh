#!/usr/bin/env bash
# All tests, with everything that they need: types, units, generated files, protocol, command line, PostgreSQL, VS Code.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -d node_modules ] || npm ci
# Sessions are tested on the PostgreSQL inside and on a real server.
if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
  else
    echo 'No PostgreSQL server is installed here: what is proved on one is tested on the embedded PostgreSQL alone.'
  fi
fi
npm run typecheck
npm run test:unit
npm run test:vscode
npm run test:package
