#!/bin/sh
# Plays the tests with a client of the Web of Things against a real server. Needs
# Node 20 or newer and npm. LOCKTWIN names the program; it is built when that is
# left out. Everything that is installed goes to build/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
if [ -z "${LOCKTWIN:-}" ]; then
  (cd "$root" && CGO_ENABLED=0 go build -o build/locktwin ./cmd/locktwin)
  LOCKTWIN=$root/build/locktwin
fi
export LOCKTWIN
work=$root/build/examples-wot
mkdir -p "$work"
for old in "$work"/* "$work"/.[!.]*; do
  [ "$old" = "$work/node_modules" ] || rm -rf "$old"
done
cp -R "$here"/* "$work"
cd "$work"
if ! cmp -s package-lock.json node_modules/.installed-from; then
  npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1 || { sed -E 's#https?://[^ ]+#<address>#g' npm.log >&2; exit 1; }
  cp package-lock.json node_modules/.installed-from
fi
node --test test/*.test.js
