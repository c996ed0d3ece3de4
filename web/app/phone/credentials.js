// What a phone keeps of a lock between two visits of the page: its authorization, in the browser's storage, by the lock's
// address on the air. The admin PIN is not among it.

import { fromHex, toHex } from './bytes.js';

/**
 * @typedef {object} Credentials
 * @property {number} authId
 * @property {Uint8Array} key 32 bytes
 * @property {number} appId the same for all pairings of this phone
 * @property {string} name what the phone calls itself
 * @property {boolean} pinSet whether an admin PIN was set, as far as this phone knows
 */

/** @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} StorageLike */

/** Which of the reader's phones: the own one, or the second one, which is invited. @typedef {'own' | 'second'} Slot */

const prefix = 'locktwin.phone.';

/** Where credentials are kept. Without storage, as in some private windows, they last as long as the page. */
export class Keyring {
  #storage;
  /** @type {Map<string, string>} */
  #memory = new Map();

  /** @param {StorageLike | null} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /** @param {string} address @param {Slot} slot @returns {Credentials | null} */
  load(address, slot) {
    const text = this.#get(prefix + slot + '.' + address);
    if (!text) return null;
    try {
      const o = JSON.parse(text);
      const key = fromHex(String(o.key));
      if (key.length !== 32 || !Number.isInteger(o.authId) || !Number.isInteger(o.appId)) return null;
      return { authId: o.authId, key, appId: o.appId, name: String(o.name), pinSet: o.pinSet === true };
    } catch {
      return null; // somebody else wrote it
    }
  }

  /** @param {string} address @param {Slot} slot @param {Credentials} c */
  save(address, slot, c) {
    this.#set(prefix + slot + '.' + address, JSON.stringify({ ...c, key: toHex(c.key) }));
  }

  /** @param {string} address @param {Slot} slot */
  forget(address, slot) {
    const name = prefix + slot + '.' + address;
    this.#memory.delete(name);
    try {
      this.#storage?.removeItem(name);
    } catch {
      // Storage is off: there is nothing to remove.
    }
  }

  /** @param {string} name */
  #get(name) {
    try {
      return this.#storage?.getItem(name) ?? this.#memory.get(name);
    } catch {
      return this.#memory.get(name);
    }
  }

  /** @param {string} name @param {string} text */
  #set(name, text) {
    this.#memory.set(name, text);
    try {
      this.#storage?.setItem(name, text);
    } catch {
      // Storage is off or full: what is in memory has to do.
    }
  }
}
