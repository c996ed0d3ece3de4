// A lock for tests of the phone: it answers the words of /gatt and the protocol behind them, as the published documents
// say, with a PIN and a list of refusals. It has no flash and no motor.

import { Reader, Writer, concat, fromHex, toHex } from '../../app/phone/bytes.js';
import { hmacSha256, keyPair, randomBytes, sharedKey } from '../../app/phone/crypto.js';
import { decodePlain, decodeUser, encodePlain, encodeUser } from '../../app/phone/keyturner.js';
import { Command, UUID } from '../../app/phone/names.js';

export const address = '54:d2:72:00:00:01';

/** A world whose time is moved by hand. */
export class HandWorld {
  ms = 0;
  speed = 1;
  /** @type {Set<{fn: () => void, ms: number, at: number}>} */
  #timers = new Set();
  pace = () => this.speed;
  now = () => this.ms;
  every = (/** @type {() => void} */ fn, /** @type {number} */ ms) => {
    const t = { fn, ms, at: this.ms + ms };
    this.#timers.add(t);
    return () => void this.#timers.delete(t);
  };

  /** Lets time pass, a tenth of a second at a time. @param {number} ms */
  async pass(ms) {
    for (const end = this.ms + ms; this.ms < end; ) {
      this.ms += 100;
      for (const t of [...this.#timers]) {
        if (t.at > this.ms) continue;
        t.at = this.ms + t.ms;
        t.fn();
      }
      await settle();
    }
  }
}

/** Lets everything that has been promised happen. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

export class FakeLock {
  pairing = true;
  pin = 0;
  powered = true;
  /** Codes with which the next requests are refused, by command. @type {Map<number, number[]>} */
  refusals = new Map();
  /** @type {Map<number, Uint8Array>} */
  keys = new Map();
  /** Commands that were carried out or refused. @type {number[]} */
  asked = [];
  lockState = 1;
  /** How many bytes an indication has at most. */
  chunk = 244;
  #flow = { ours: keyPair(), key: /** @type {Uint8Array} */ (new Uint8Array()), id: 0 };
  #nonce = /** @type {Uint8Array} */ (new Uint8Array());
  /** @type {any} */
  #socket = null;
  /** What was asked of the server. @type {{method: string, params: any}[]} */
  calls = [];

  /** What the phone's Gatt dials. @returns {any} */
  dial = () => {
    const socket = {
      readyState: 0,
      onopen: /** @type {any} */ (null), onmessage: /** @type {any} */ (null), onclose: /** @type {any} */ (null),
      send: (/** @type {string} */ text) => this.#asked(JSON.parse(text)),
      close: () => {
        socket.readyState = 3;
        socket.onclose?.({});
      },
    };
    this.#socket = socket;
    queueMicrotask(() => {
      socket.readyState = 1;
      socket.onopen?.({});
    });
    return socket;
  };

  /** @param {any} message */
  #tell(message) {
    this.#socket.onmessage?.({ data: JSON.stringify({ jsonrpc: '2.0', ...message }) });
  }

  /** Is heard. @param {boolean} pairing with a frame of the pairing mode */
  advertise(pairing) {
    const serviceData = pairing ? [{ service: UUID.pairingService, data: '00000001' }] : [];
    this.#tell({ method: 'advertisement', params: { device: 'lock', address, name: 'Nuki_00000001', rssi: -60, connectable: true, timeNs: 1, serviceData } });
  }

  /** Ends the connection as the radio does. @param {number} code of HCI */
  drop(code) {
    this.#tell({ method: 'gattServerDisconnected', params: { device: 'lock', reason: { domain: 'hci', code }, timeNs: 1 } });
  }

  /** @param {{id: number, method: string, params: any}} m */
  #asked({ id, method, params }) {
    this.calls.push({ method, params });
    if (method === 'connect' && !this.powered) {
      this.#tell({ id, error: { code: -32002, message: 'connection failed', data: { domain: 'hci', code: 62, name: '', message: 'The connection could not be built.' } } });
      return;
    }
    this.#tell({ id, result: { timeNs: 1000 } });
    if (method !== 'writeValueWithResponse') return;
    const bytes = fromHex(params.value);
    if (params.characteristic === UUID.pairing) this.#pair(decodePlain(bytes));
    else this.#command(bytes);
  }

  /** @param {string} characteristic @param {Uint8Array} bytes */
  #indicate(characteristic, bytes) {
    for (let i = 0; i < bytes.length; i += this.chunk) {
      this.#tell({ method: 'characteristicValueChanged', params: { device: 'lock', characteristic, value: toHex(bytes.subarray(i, i + this.chunk)), timeNs: 2000 } });
    }
  }

  /** @param {import('../../app/phone/keyturner.js').Message} m */
  #pair({ command, payload }) {
    const f = this.#flow;
    const say = (/** @type {number} */ c, /** @type {Uint8Array} */ p) => this.#indicate(UUID.pairing, encodePlain(c, p));
    const refused = this.refusals.get(command)?.shift() ?? (this.pairing ? undefined : 0x10);
    if (refused !== undefined) return say(Command.errorReport, new Writer().u8(refused).u16(command).done());
    switch (command) {
      case Command.requestData:
        return say(Command.publicKey, f.ours.publicKey);
      case Command.publicKey:
        f.key = sharedKey(payload, f.ours.secretKey);
        return say(Command.challenge, randomBytes(32));
      case Command.authorizationAuthenticator:
        return say(Command.challenge, randomBytes(32));
      case Command.authorizationData: {
        f.id = this.keys.size + 1;
        const [id, uuid, n3] = [new Writer().u32(f.id).done(), randomBytes(16), randomBytes(32)];
        return say(Command.authorizationId, concat(hmacSha256(f.key, concat(id, uuid, n3, payload.subarray(69))), id, uuid, n3));
      }
      default:
        this.keys.set(f.id, f.key);
        return say(Command.status, Uint8Array.of(0));
    }
  }

  /** @param {Uint8Array} bytes */
  #command(bytes) {
    const authId = new Reader(bytes.subarray(24)).u32();
    const key = this.keys.get(authId);
    if (!key) return this.#indicate(UUID.plain, encodePlain(Command.errorReport, Uint8Array.of(0x20, 0, 0)));
    const { command, payload } = decodeUser({ authId, key }, bytes);
    const say = (/** @type {number} */ c, /** @type {Uint8Array} */ p) => this.#indicate(UUID.user, encodeUser({ authId, key }, c, p, randomBytes(24)));
    const refuse = (/** @type {number} */ code) => say(Command.errorReport, new Writer().u8(code).u16(command).done());
    this.asked.push(command);
    const refused = this.refusals.get(command)?.shift();
    if (refused !== undefined) return refuse(refused);
    const done = () => say(Command.status, Uint8Array.of(0));
    const states = () => say(Command.states, Uint8Array.of(2, this.lockState, 0, 0xd0, 7, 1, 1, 0, 0, 0, 0, 0, 200, 1, 0, 0, 0, 0, 2));
    const pinAt = (/** @type {number} */ at) => new Reader(payload.subarray(at)).u16();
    switch (command) {
      case Command.requestData: {
        const wanted = new Reader(payload).u16();
        if (wanted === Command.states) return states();
        this.#nonce = randomBytes(32);
        return say(Command.challenge, this.#nonce);
      }
      case Command.requestConfig:
        return say(Command.config, concat(new Writer().u32(1).text('Lock', 32).done(), new Uint8Array(38)));
      case Command.lockAction:
        say(Command.status, Uint8Array.of(1));
        this.lockState = payload[0] === 1 ? 3 : 1;
        states();
        return done();
      case Command.verifyPin:
        return pinAt(32) === this.pin ? done() : refuse(0x21);
      case Command.setPin:
        if (pinAt(34) !== this.pin) return refuse(0x21);
        this.pin = new Reader(payload).u16();
        return done();
      case Command.requestLog:
        return pinAt(40) === this.pin ? done() : refuse(0x21);
      default:
        return refuse(0xff);
    }
  }
}
