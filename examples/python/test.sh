#!/bin/sh
# Plays the tests of the Python back end against a real server. Needs the Debian
# packages python3-bleak, python3-websockets and python3-nacl. LOCKTWIN names the
# program; it is built when that is left out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
if [ -z "${LOCKTWIN:-}" ]; then
  (cd "$root" && CGO_ENABLED=0 go build -o build/locktwin ./cmd/locktwin)
  LOCKTWIN=$root/build/locktwin
fi
export LOCKTWIN PYTHONDONTWRITEBYTECODE=1
for python in "${PYTHON:-python3}" /usr/bin/python3; do
  if "$python" -c 'import bleak, nacl, websockets' 2>/dev/null; then
    cd "$here"
    exec "$python" -W error::DeprecationWarning:__main__ -m unittest -v test_lock
  fi
done
echo "bleak, websockets or nacl is missing; on Debian: apt-get install python3-bleak python3-websockets python3-nacl" >&2
exit 1
