// What the tests share: a server, the noble package under test, locks.

import { createRequire } from 'node:module';
import { start } from '../lib/locktwin.js';
import { find, loadNoble, poweredOn } from '../lib/link.js';

/** rig starts a server and loads the package that NOBLE_PACKAGE names. */
export async function rig() {
  const server = await start();
  const elsewhere = redirection(server);
  if (elsewhere) {
    process.env.NOBLE_SERVER = elsewhere;
    createRequire(import.meta.url)('./redirect.cjs');
  }
  return { server, noble: loadNoble() };
}

/** redirection is where noble has to be led when it would not find the server by itself. */
export function redirection(server) {
  const at = server.nobles.map((url) => new URL(url));
  if (at.length === 2 && at.every((url) => url.port === '2846')) return undefined;
  return at[0].host;
}

let made = 0;

/** newLock makes a lock that has booted and that rests when nothing is under way. */
export async function newLock(server, spec = {}) {
  made++;
  const lock = await server.create({ id: `lock-${made}`, seed: made, speed: 'paused', ...spec });
  await lock.run({ for: '30s' });
  await lock.speed('max');
  return lock;
}

/** peripheralOf finds a lock on the air. */
export async function peripheralOf(noble, lock) {
  await poweredOn(noble);
  return find(noble, (p) => p.address === lock.address);
}

/** once waits for an event. */
export const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));
