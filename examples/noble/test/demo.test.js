// The demonstration runs as its README says, and ends as its story does.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { start } from '../lib/locktwin.js';
import { redirection } from './rig.js';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

let server;
before(async () => { server = await start(); });
after(() => server?.stop());

test('the demonstration ends with a PIN that the lock denies', () => {
  const env = { ...process.env, LOCKTWIN_URL: server.url };
  const args = [here('../demo.js')];
  const elsewhere = redirection(server);
  if (elsewhere) {
    env.NOBLE_SERVER = elsewhere;
    args.unshift('--require', here('redirect.cjs'));
  }
  const run = spawnSync(process.execPath, args, { env, encoding: 'utf8', timeout: 120_000 });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  const told = run.stdout.split('\n').filter((line) => line.startsWith('verify PIN')).map((line) => line.slice(13));
  assert.deepEqual(told, [
    '4711: accepted',
    '4711: wrong PIN (0x21) after command 0x20',
    '0000: wrong PIN (0x21) after command 0x20',
  ]);
});
