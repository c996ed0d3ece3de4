// One connection to a lock that carries whole messages: subscribes, puts indications together, and tells a listener of
// each message that went over the air, with the simulated time.

import { BadMessage, concat, fromHex, toHex } from './bytes.js';
import { GattError } from './gatt.js';
import { messageBytes } from './keyturner.js';
import { UUID } from './names.js';

/** @typedef {import('./keyturner.js').Wire} Wire */
/** @typedef {{wire: Wire, bytes: Uint8Array}} Incoming */
/** @typedef {{toLock: boolean, wire: Wire, bytes: Uint8Array, atNs: number}} OnAir a message with its simulated time */

/** The largest MTU that the lock agrees to; with it each message fits into one indication. */
const mtu = 247;

/** How long a connection and one step of the radio may take, in simulated milliseconds; a lock shows itself every 2 s at least. */
const connectMs = 8000;
const radioMs = 20_000;

/** The connection has ended; `reason` is that of the radio. */
export class LinkLost extends Error {
  /** @param {number} reason an HCI code, 0 when the server is gone */
  constructor(reason) {
    super('the connection to the lock has ended');
    this.name = 'LinkLost';
    this.reason = reason;
  }
}

export class Link {
  #gatt;
  #patience;
  #onAir;
  /** @type {Record<Wire, Uint8Array>} */
  #parts = { pairing: new Uint8Array(), plain: new Uint8Array(), user: new Uint8Array() };
  /** @type {(Incoming | Error)[]} */
  #arrived = [];
  /** @type {{resolve: (m: Incoming) => void, reject: (e: Error) => void} | null} */
  #waiter = null;
  /** @type {(() => void)[]} */
  #offs = [];
  /** Why the connection has ended; null while it stands. @type {LinkLost | null} */
  lost = null;
  /** Called once, when it has ended without close(). @type {(why: LinkLost) => void} */
  onLost = () => {};
  /** The instant of the last thing that was heard or said, simulated ns. */
  atNs = 0;

  /**
   * Connects and subscribes.
   * @param {import('./gatt.js').Gatt} gatt
   * @param {string} device id of the lock
   * @param {import('./patience.js').Patience} patience
   * @param {(m: OnAir) => void} onAir
   */
  static async open(gatt, device, patience, onAir) {
    const link = new Link(gatt, device, patience, onAir);
    try {
      const { timeNs } = await patience.within(gatt.call('connect', { device, mtu }), connectMs);
      link.atNs = timeNs;
      for (const wire of /** @type {Wire[]} */ (['pairing', 'plain', 'user'])) {
        await patience.within(gatt.call('startNotifications', { device, characteristic: UUID[wire] }), radioMs);
      }
      return link;
    } catch (error) {
      const why = link.lost ?? error;
      link.close();
      throw why;
    }
  }

  /**
   * @param {import('./gatt.js').Gatt} gatt
   * @param {string} device
   * @param {import('./patience.js').Patience} patience
   * @param {(m: OnAir) => void} onAir
   */
  constructor(gatt, device, patience, onAir) {
    this.#gatt = gatt;
    this.device = device;
    this.#patience = patience;
    this.#onAir = onAir;
    this.#offs = [
      gatt.on('characteristicValueChanged', (p) => p.device === device && this.#heard(p)),
      gatt.on('gattServerDisconnected', (p) => p.device === device && this.#ended(new LinkLost(p.reason.code))),
      gatt.on('closed', () => this.#ended(new LinkLost(0))),
    ];
  }

  /** Writes one message. @param {Wire} wire @param {Uint8Array} bytes */
  async send(wire, bytes) {
    if (this.lost) throw this.lost;
    const call = this.#gatt.call('writeValueWithResponse', { device: this.device, characteristic: UUID[wire], value: toHex(bytes) });
    // Told before the lock has answered: an indication may overtake the answer to the write.
    const said = { toLock: true, wire, bytes, atNs: this.atNs };
    this.#onAir(said);
    try {
      const { timeNs } = await this.#patience.within(call, radioMs);
      this.atNs = Math.max(this.atNs, timeNs);
      said.atNs = timeNs;
    } catch (error) {
      throw this.lost ?? (error instanceof GattError && error.domain === 'hci' ? new LinkLost(error.code) : error);
    }
  }

  /** The next message of the lock, in simulated milliseconds at most. @param {number} simulatedMs @returns {Promise<Incoming>} */
  receive(simulatedMs) {
    const first = this.#arrived.shift();
    if (first instanceof Error) return Promise.reject(first);
    if (first) return Promise.resolve(first);
    if (this.lost) return Promise.reject(this.lost);
    /** @type {Promise<Incoming>} */
    const next = new Promise((resolve, reject) => (this.#waiter = { resolve, reject }));
    return this.#patience.within(next, simulatedMs).finally(() => (this.#waiter = null));
  }

  /** Forgets messages that came too late for whoever asked. */
  drain() {
    this.#arrived = [];
    for (const wire of /** @type {Wire[]} */ (Object.keys(this.#parts))) this.#parts[wire] = new Uint8Array();
  }

  /** Ends the connection in order. */
  close() {
    if (this.lost) return;
    this.onLost = () => {};
    this.#ended(new LinkLost(22));
    this.#gatt.call('disconnect', { device: this.device }).catch(() => {}); // it has ended anyway
  }

  /** @param {LinkLost} why */
  #ended(why) {
    if (this.lost) return;
    this.lost = why;
    for (const off of this.#offs) off();
    this.#waiter?.reject(why);
    this.onLost(why);
  }

  /** @param {{characteristic?: string, value: string, timeNs: number}} event */
  #heard({ characteristic, value, timeNs }) {
    this.atNs = timeNs;
    const wire = /** @type {Wire | undefined} */ (Object.keys(this.#parts).find((w) => UUID[/** @type {Wire} */ (w)] === characteristic));
    if (!wire) return;
    const bytes = concat(this.#parts[wire], fromHex(value));
    let whole;
    try {
      whole = messageBytes(wire, bytes);
    } catch (error) {
      whole = bytes.length;
    }
    if (whole === undefined || bytes.length < whole) {
      this.#parts[wire] = bytes;
      return;
    }
    this.#parts[wire] = new Uint8Array();
    this.#onAir({ toLock: false, wire, bytes, atNs: timeNs });
    this.#deliver(bytes.length > whole ? new BadMessage('bytes of two messages in one') : { wire, bytes });
  }

  /** @param {Incoming | Error} m */
  #deliver(m) {
    if (!this.#waiter) this.#arrived.push(m);
    else if (m instanceof Error) this.#waiter.reject(m);
    else this.#waiter.resolve(m);
  }
}
