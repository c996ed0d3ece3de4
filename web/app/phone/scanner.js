// Listening for one lock: whether it is heard, how strongly, and whether it lets itself be paired.

import { signal } from '../core/state.js';
import { UUID } from './names.js';

/** @typedef {{name: string, rssi: number, pairing: boolean, atMs: number}} Heard what was heard last, and when, ms of the reader */

/** For how long a frame of the pairing mode counts, and after how long a lock is no longer heard, ms of the reader. */
const pairingFrameMs = 4000;
const silenceMs = 8000;

export class Scanner {
  #gatt;
  #now;
  #pairingAt = -Infinity;
  /** @type {import('../core/state.js').Signal<Heard | null>} */
  heard = signal(/** @type {Heard | null} */ (null));

  /**
   * @param {import('./gatt.js').Gatt} gatt
   * @param {() => number} now ms of the reader
   */
  constructor(gatt, now) {
    this.#gatt = gatt;
    this.#now = now;
  }

  /** @param {string} address of the lock */
  async start(address) {
    this.heard.value = null;
    this.#pairingAt = -Infinity;
    await this.#gatt.call('startScan', { filters: [{ address }], allowDuplicates: true });
  }

  stop() {
    this.#gatt.call('stopScan').catch(() => {}); // the socket is gone, and the scan with it
  }

  /** @param {import('./gatt.js').Advertisement} a */
  hears(a) {
    const now = this.#now();
    if (a.serviceData?.some((d) => d.service === UUID.pairingService)) this.#pairingAt = now;
    const pairing = now - this.#pairingAt < pairingFrameMs;
    const before = this.heard.peek();
    if (before && before.pairing === pairing && before.rssi === a.rssi && now - before.atMs < 1000) return;
    this.heard.value = { name: a.name ?? before?.name ?? a.address, rssi: a.rssi, pairing, atMs: now };
  }

  /** Time has passed while the lock could have been heard. */
  tick() {
    const heard = this.heard.peek();
    if (heard && this.#now() - heard.atMs > silenceMs) this.heard.value = null;
  }
}
