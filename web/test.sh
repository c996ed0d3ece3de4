#!/bin/sh
# Checks the page: the types of its modules, whether the types of the API are those
# of docs/openapi.json, its unit tests, and its browser tests against a real
# server. Needs Node 20 or newer, npm and chromium. LOCKTWIN names the program.
set -eu
cd "$(dirname "$0")"
work=../build/page
mkdir -p "$work"
if ! cmp -s package-lock.json node_modules/.installed-from; then
  npm ci --ignore-scripts --no-audit --no-fund >"$work/npm.log" 2>&1 || { sed -E 's#https?://[^ ]+#<address>#g' "$work/npm.log" >&2; exit 1; }
  cp package-lock.json node_modules/.installed-from
fi
echo "== types"
npm run --silent check
npx --no-install openapi-typescript ../docs/openapi.json -o "$work/api.d.ts" >"$work/types.log" 2>&1 || { cat "$work/types.log" >&2; exit 1; }
cmp -s "$work/api.d.ts" types/api.d.ts || { diff -u types/api.d.ts "$work/api.d.ts" | head -40 >&2; echo "the types of the API are not current: npm run types in web/" >&2; exit 1; }
echo "== unit tests"
node --test test/unit/*.test.js
if [ -d test/browser ]; then
  echo "== browser tests"
  node --test --test-concurrency=1 test/browser/*.test.js
fi
