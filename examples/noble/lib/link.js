// A lock over noble, as lib/keyturner.js wants it. It uses nothing of noble that
// depends on the WebSocket: with a radio it is the same.

import { createRequire } from 'node:module';
import { UUID, messageBytes } from './keyturner.js';

const require = createRequire(import.meta.url);

/** How long anything may take before it counts as failed: noble never says so itself. */
const patience = 60_000;

/** loadNoble loads one of the noble packages and lets it dial ws://localhost:2846/. */
export function loadNoble(name = process.env.NOBLE_PACKAGE ?? '@abandonware/noble') {
  process.env.NOBLE_WEBSOCKET = '1';
  return require(name);
}

/** within rejects when a promise takes too long. */
export function within(promise, what, ms = patience) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** call turns one of noble's callbacks into a promise. */
export function call(what, object, method, ...args) {
  const done = new Promise((resolve, reject) => {
    object[method](...args, (error, ...values) => {
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      else resolve(values.length > 1 ? values : values[0]);
    });
  });
  return within(done, what);
}

/** poweredOn waits until noble may scan. */
export function poweredOn(noble) {
  if (noble.state === 'poweredOn') return Promise.resolve();
  const on = new Promise((resolve) => {
    noble.on('stateChange', function changed(state) {
      if (state !== 'poweredOn') return;
      noble.removeListener('stateChange', changed);
      resolve();
    });
  });
  return within(on, 'poweredOn');
}

/** find scans until a peripheral is the wanted one, by name or by a function. */
export async function find(noble, wanted, { services = [], duplicates = false } = {}) {
  const fits = typeof wanted === 'function' ? wanted : (p) => p.advertisement.localName === wanted;
  let heard;
  const found = new Promise((resolve) => {
    heard = (peripheral) => {
      if (fits(peripheral)) resolve(peripheral);
    };
    noble.on('discover', heard);
  });
  try {
    await call('the start of the scan', noble, 'startScanning', services, duplicates);
    return await within(found, 'finding the lock');
  } finally {
    noble.removeListener('discover', heard);
    noble.stopScanning();
  }
}

/** Link is a connection to a lock with its three characteristics subscribed to. */
export class Link {
  static async open(peripheral) {
    const link = new Link(peripheral);
    await call('connecting', peripheral, 'connect');
    await link.#discover();
    return link;
  }

  #peripheral;
  #wires = new Map(); // wire -> { characteristic, parts, messages, waiters }
  #lost = null;
  /** closed is fulfilled when the connection has ended, whoever ended it. */
  closed;

  constructor(peripheral) {
    this.#peripheral = peripheral;
    this.closed = new Promise((resolve) => {
      peripheral.once('disconnect', () => {
        this.#lost = new Error('the connection has ended');
        for (const wire of this.#wires.values()) {
          wire.characteristic.removeListener('data', wire.heard);
          for (const waiter of wire.waiters.splice(0)) waiter.reject(this.#lost);
        }
        resolve();
      });
    });
  }

  async #discover() {
    const [, characteristics] = await call('discovering', this.#peripheral, 'discoverSomeServicesAndCharacteristics',
      [UUID.pairingService, UUID.lockService], [UUID.pairing, UUID.plain, UUID.user]);
    for (const name of ['pairing', 'plain', 'user']) {
      const characteristic = characteristics.find((c) => c.uuid === UUID[name]);
      if (!characteristic) throw new Error(`the lock has no ${name} characteristic`);
      const wire = { characteristic, part: Buffer.alloc(0), messages: [], waiters: [] };
      wire.heard = (data) => this.#heard(name, wire, data ?? Buffer.alloc(0));
      characteristic.on('data', wire.heard);
      await call(`subscribing to ${name}`, characteristic, 'subscribe');
      this.#wires.set(name, wire);
    }
  }

  // A message comes in as many indications as the MTU makes of it.
  #heard(name, wire, data) {
    wire.part = Buffer.concat([wire.part, data]);
    const whole = messageBytes(name, wire.part);
    if (whole === undefined || wire.part.length < whole) return;
    const message = wire.part;
    wire.part = Buffer.alloc(0);
    const waiter = wire.waiters.shift();
    if (waiter) waiter.resolve(message);
    else wire.messages.push(message);
  }

  /** send writes one message. */
  async send(wire, message) {
    if (this.#lost) throw this.#lost;
    await Promise.race([
      call('writing', this.#wires.get(wire).characteristic, 'write', message, false),
      this.closed.then(() => { throw this.#lost; }),
    ]);
  }

  /** receive gives the next message. */
  receive(wire) {
    const w = this.#wires.get(wire);
    if (w.messages.length > 0) return Promise.resolve(w.messages.shift());
    if (this.#lost) return Promise.reject(this.#lost);
    return within(new Promise((resolve, reject) => w.waiters.push({ resolve, reject })), 'an answer of the lock');
  }

  async close() {
    if (!this.#lost) await call('disconnecting', this.#peripheral, 'disconnect');
  }
}
