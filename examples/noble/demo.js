// An app that uses noble, and a lock that forgets its PIN.
//
//     ../../build/locktwin serve --ephemeral &
//     node demo.js

import { setTimeout as pause } from 'node:timers/promises';
import { Server, loseThePin } from './lib/locktwin.js';
import { Link, find, loadNoble, poweredOn } from './lib/link.js';
import { Action, LockError, LockState, Session, pair } from './lib/keyturner.js';

const url = process.env.LOCKTWIN_URL ?? 'http://127.0.0.1:8420';
const cells = (charge) => ({ kind: 'eneloop', charge, cycles: 150 });
const pin = 4711;

const tell = (what, ...rest) => console.log(what.padEnd(12), ...rest);
const nameOf = (state) => Object.keys(LockState).find((name) => LockState[name] === state) ?? `state ${state}`;

// asks tries a PIN and says what the lock thinks of it.
async function asks(session, candidate) {
  const text = String(candidate).padStart(4, '0');
  try {
    await session.verifyPin(candidate);
    tell('verify PIN', `${text}: accepted`);
    return true;
  } catch (error) {
    if (!(error instanceof LockError)) throw error;
    tell('verify PIN', `${text}: ${error.message}`);
    return false;
  }
}

// A lock whose firmware rewrites its settings at boot, on a board whose capacitor
// has dried out.
const lock = await new Server(url).create({ profile: 'rewrite-at-boot', cells: cells('40%'), board: { bulk: '68uF' }, speed: 'paused' });
await lock.run({ for: '30s' });
await lock.speed('max');
await lock.pairingMode();

// From here on it is an app like any other.
const noble = loadNoble();
await poweredOn(noble);
const peripheral = await find(noble, ({ address }) => address === lock.address);
tell('scan', peripheral.advertisement.localName, peripheral.address, `${peripheral.rssi} dBm`);
let link = await Link.open(peripheral);
tell('connect', peripheral.state);
const phone = await pair(link, { name: 'A noble app', appId: 1 });
tell('pair', `authorization ${phone.authId}`);
let session = new Session(link, phone, { appId: 1 });
await session.setPin(pin, 0);
tell('set PIN', pin);
await asks(session, pin);
tell('unlock', (await session.lockAction(Action.unlock)).map(nameOf).join(', '));
const { name, firmware } = await session.config();
tell('config', `"${name}", firmware ${firmware}`);
for (const entry of await session.log(pin, 3)) tell('log', `${entry.index}: type ${entry.type} by "${entry.name}"`);
await link.close();
tell('disconnect', peripheral.state);

// And this is not the app: somebody changes the batteries.
tell('', 'the batteries are changed; the new ones slip out once more and go in again');
await loseThePin(lock, cells('100%'));

link = await Link.open(await find(noble, ({ address }) => address === lock.address));
session = new Session(link, phone, { appId: 1 });
tell('states', nameOf((await session.states()).lockState), '(the phone is still paired)');
const known = await asks(session, pin);
const open = await asks(session, 0);
await link.close();
await lock.remove();
await pause(0); // what noble still prints
process.exit(known || open ? 1 : 0);
