#!/bin/sh
# The noble packages from npm, unmodified, against a real server. Needs the Debian
# packages nodejs and npm, and Go if build/locktwin is not there yet; LOCKTWIN names
# another binary.
set -eu
cd "$(dirname "$0")"
for command in node npm; do
  command -v "$command" >/dev/null || { echo "the command $command is missing; on Debian: apt-get install nodejs npm" >&2; exit 1; }
done
export LOCKTWIN=${LOCKTWIN:-$(cd ../.. && pwd)/build/locktwin}
[ -x "$LOCKTWIN" ] || (cd ../.. && CGO_ENABLED=0 go build -o build/locktwin ./cmd/locktwin)
npm ci --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error >npm.log 2>&1 || { sed -E 's#https?://[^ ]+#<address>#g' npm.log >&2; exit 1; }
for package in @abandonware/noble noble; do
  echo "== $package"
  NOBLE_PACKAGE=$package node --test --test-concurrency=1 --test-reporter=spec test/*.test.js
done
