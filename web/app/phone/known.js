// What a phone knows of its lock and what it shows, as signals, and what of it outlives the page; phone.js fills them.

import { batch, signal } from '../core/state.js';
import { AirLog } from './airlog.js';

/** @typedef {{logging: boolean, count: number, entries: import('./messages.js').LogEntry[]}} Log newest entry first */

export class Known {
  credentials = signal(/** @type {import('./credentials.js').Credentials | null} */ (null));
  /** Whether the lock said that it is busy, and is tried again. */
  retrying = signal(false);
  /** What the app says. */
  notice = signal(/** @type {import('./trouble.js').Notice | null} */ (null));
  states = signal(/** @type {import('./messages.js').States | null} */ (null));
  /** When the states were heard, simulated ns. */
  statesAtNs = signal(0);
  config = signal(/** @type {import('./messages.js').Config | null} */ (null));
  advanced = signal(/** @type {import('./messages.js').Advanced | null} */ (null));
  battery = signal(/** @type {import('./messages.js').BatteryReport | null} */ (null));
  log = signal(/** @type {Log | null} */ (null));
  users = signal(/** @type {import('./messages.js').User[] | null} */ (null));
  /** The admin PIN that the lock has taken since the app woke up; null: none yet. 0: none is set. */
  admin = signal(/** @type {number | null} */ (null));
  /** Wrong PINs in a row, as far as this phone knows. */
  wrongPins = signal(0);
  /** Until when the lock probably refuses every PIN, simulated ns; 0: it does not. */
  lockedOutUntilNs = signal(0);
  /** Counts the changes of `air`. */
  airVersion = signal(0);
  air = new AirLog(() => (this.airVersion.value = this.airVersion.peek() + 1));

  #lock;
  #keyring;

  /** @param {{lock: {peek(): {address: string} | null}, keyring: import('./credentials.js').Keyring, slot: import('./credentials.js').Slot}} o */
  constructor({ lock, keyring, slot }) {
    this.#lock = lock;
    this.#keyring = keyring;
    this.slot = slot;
  }

  /** The address under which credentials are kept; '' while the lock is not known yet. */
  get address() {
    return this.#lock.peek()?.address ?? '';
  }

  /** Takes what is kept for the lock's address; to be called when the lock is known. */
  load() {
    const kept = this.#keyring.load(this.address, this.slot);
    if (kept) this.credentials.value = kept;
  }

  /** Takes over what this phone keeps for another lock: a fork knows the same phones. @param {string} address @returns {boolean} */
  adopt(address) {
    const kept = this.credentials.peek() ? null : this.#keyring.load(address, this.slot);
    if (!kept) return false;
    this.keep(kept);
    return true;
  }

  /** @param {import('./credentials.js').Credentials} c */
  keep(c) {
    this.credentials.value = c;
    this.#keyring.save(this.address, this.slot, c);
  }

  /** Loses the key of the lock, and everything that is known of it. */
  lose() {
    this.#keyring.forget(this.address, this.slot);
    batch(() => {
      this.credentials.value = this.states.value = this.config.value = this.advanced.value = null;
      this.battery.value = this.log.value = this.users.value = this.notice.value = null;
    });
  }
}
