// What the tests share: a server, the noble package under test, locks.

import { createRequire } from 'node:module';
import net from 'node:net';
import { start } from '../lib/locktwin.js';
import { find, loadNoble, poweredOn } from '../lib/link.js';

const dialled = 2846; // by noble, whatever one does

/** rig starts a server and loads the package that NOBLE_PACKAGE names. */
export async function rig() {
  const server = await start();
  const port = Number(new URL(server.nobles[0]).port);
  if (port !== dialled) redirect(port);
  const noble = loadNoble();
  return { server, noble, port };
}

// When another server has noble's port, connections to it go to ours instead. The
// library is as it was published either way.
function redirect(port) {
  console.log(`port ${dialled} is taken; noble is led to ${port}`);
  const connect = net.connect;
  createRequire(import.meta.url)('node:net').connect = (options, ...rest) =>
    connect(options?.port === dialled || options?.port === String(dialled) ? { ...options, host: '127.0.0.1', port } : options, ...rest);
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
