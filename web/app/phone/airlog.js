// What went over the air between this phone and its lock, as an app developer reads it: direction, instant, name of the
// command, what it says, and the bytes. Bounded; the oldest frames go first.

import { Reader } from './bytes.js';
import { decodePlain, decodeUser } from './keyturner.js';
import { Command, actionNames, commandName, errorNames, lockStates } from './names.js';

/** @typedef {import('./link.js').OnAir} OnAir */
/** @typedef {import('./keyturner.js').Authorization} Authorization */

/**
 * @typedef {object} Frame
 * @property {number} n counts from 1
 * @property {OnAir} air its instant and its bytes as they were on the air
 * @property {number} command
 * @property {string} name of the command, as the protocol's document names it
 * @property {string} detail what it says, '' when the name says it all
 * @property {boolean} refusal whether it is an error report
 * @property {Uint8Array | null} inner the payload, decrypted; null when it could not be read
 */

const most = 400;

/** @param {number} code @param {ReadonlyMap<number, string>} names */
const named = (code, names) => names.get(code) ?? '0x' + code.toString(16).padStart(2, '0');

/** What a message says in a few words of the protocol. PINs are left out. @param {number} command @param {Uint8Array} payload */
export function describe(command, payload) {
  const r = new Reader(payload);
  try {
    switch (command) {
      case Command.requestData:
        return commandName(r.u16());
      case Command.status:
        return r.u8() === 0 ? 'COMPLETE' : 'ACCEPTED';
      case Command.errorReport: {
        const code = r.u8();
        return `${named(code, errorNames)}, ${commandName(r.u16())}`;
      }
      case Command.states:
        r.u8();
        return named(r.u8(), lockStates);
      case Command.lockAction:
        return named(r.u8(), actionNames);
      case Command.batteryReport:
        r.u16();
        return `${r.u16()} mV`;
      case Command.authorizationCount:
        return String(r.u16());
      case Command.logCount:
        r.u8();
        return String(r.u16());
      case Command.logEntry:
        return `#${r.u32()}`;
      default:
        return '';
    }
  } catch {
    return '';
  }
}

/** The last frames of a phone. */
export class AirLog {
  /** @type {Frame[]} */
  #frames = [];
  #n = 0;
  #changed;

  /** @param {() => void} changed called after each change */
  constructor(changed = () => {}) {
    this.#changed = changed;
  }

  /** Oldest first. @returns {readonly Frame[]} */
  all() {
    return this.#frames;
  }

  /** @param {OnAir} air @param {Authorization | null} auth with which to decrypt */
  add(air, auth) {
    let command = -1;
    let inner = null;
    try {
      const m = air.wire === 'user' ? (auth ? decodeUser(auth, air.bytes) : null) : decodePlain(air.bytes);
      if (m) [command, inner] = [m.command, m.payload];
    } catch {
      // Damaged, or for somebody else: shown as bytes.
    }
    this.#frames.push({
      n: ++this.#n, air, command, inner,
      name: command < 0 ? '' : commandName(command),
      detail: inner ? describe(command, inner) : '',
      refusal: command === Command.errorReport,
    });
    if (this.#frames.length > most) this.#frames.splice(0, this.#frames.length - most);
    this.#changed();
  }

  clear() {
    this.#frames = [];
    this.#changed();
  }
}
