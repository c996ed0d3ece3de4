// The app side of the published lock protocol: messages, pairing, commands.
//
// It knows no radio. A link carries whole messages: send(wire, bytes) writes
// one, and receive(wire) waits for the next; wire is 'pairing', 'plain' or
// 'user'. lib/link.js has one over noble.

import { createHmac, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';

const nacl = createRequire(import.meta.url)('tweetnacl');

export const UUID = {
  pairingService: 'a92ee100550111e4916c0800200c9a66',
  pairing: 'a92ee101550111e4916c0800200c9a66',
  lockService: 'a92ee200550111e4916c0800200c9a66',
  plain: 'a92ee201550111e4916c0800200c9a66',
  user: 'a92ee202550111e4916c0800200c9a66',
};

export const Command = {
  requestData: 0x0001,
  publicKey: 0x0003,
  challenge: 0x0004,
  authorizationAuthenticator: 0x0005,
  authorizationData: 0x0006,
  authorizationId: 0x0007,
  states: 0x000c,
  lockAction: 0x000d,
  status: 0x000e,
  batteryReport: 0x0011,
  errorReport: 0x0012,
  requestConfig: 0x0014,
  config: 0x0015,
  setSecurityPin: 0x0019,
  requestReboot: 0x001d,
  authorizationIdConfirmation: 0x001e,
  verifySecurityPin: 0x0020,
  requestLogEntries: 0x0031,
  logEntry: 0x0032,
  logEntryCount: 0x0033,
};

export const LockState = { locked: 1, unlocking: 2, unlocked: 3, locking: 4 };
export const Action = { unlock: 1, lock: 2 };
export const IdType = { app: 0, bridge: 1, fob: 2, keypad: 3 };

const complete = 0;
const accepted = 1;

const errorNames = new Map([
  [0x10, 'not in pairing mode'],
  [0x11, 'bad authenticator'],
  [0x12, 'bad parameter'],
  [0x13, 'no room for another user'],
  [0x20, 'not authorized'],
  [0x21, 'wrong PIN'],
  [0x22, 'bad nonce'],
  [0x23, 'bad parameter'],
  [0x25, 'authorization disabled'],
  [0x27, 'not allowed at this time'],
  [0x28, 'too many wrong PINs'],
  [0x45, 'busy'],
  [0x47, 'not calibrated'],
  [0xfd, 'bad CRC'],
  [0xfe, 'bad length'],
  [0xff, 'unknown error'],
]);

/** LockError is an error report of the lock: `code` and the command it is about. */
export class LockError extends Error {
  constructor(code, command) {
    const name = errorNames.get(code) ?? 'error';
    super(`${name} (0x${code.toString(16)}) after command 0x${command.toString(16)}`);
    this.code = code;
    this.command = command;
  }
}

export const wrongPin = 0x21;

/** crc is CRC-16/CCITT-FALSE. */
export function crc(bytes) {
  let c = 0xffff;
  for (const b of bytes) {
    c ^= b << 8;
    for (let i = 0; i < 8; i++) c = (c & 0x8000 ? (c << 1) ^ 0x1021 : c << 1) & 0xffff;
  }
  return c;
}

const u16 = (n) => Buffer.from([n & 0xff, n >> 8]);
const u32 = (n) => {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return b;
};
const text = (s, size) => {
  const b = Buffer.alloc(size);
  b.write(s, 'utf8');
  return b;
};
const untext = (b) => b.toString('utf8').replace(/\0+$/, '');
const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();

const sealed = (body) => Buffer.concat([body, u16(crc(body))]);

function opened(message) {
  const body = message.subarray(0, -2);
  if (message.length < 4 || crc(body) !== message.readUInt16LE(body.length)) throw new Error('bad CRC from the lock');
  return body;
}

/** encodePlain builds an unencrypted message. */
export const encodePlain = (command, payload = Buffer.alloc(0)) => sealed(Buffer.concat([u16(command), payload]));

/** decodePlain takes one apart, and throws on a bad CRC. */
export function decodePlain(message) {
  const body = opened(message);
  return { command: body.readUInt16LE(0), payload: body.subarray(2) };
}

// An unencrypted message does not tell its length; its command does.
const plainBytes = new Map([
  [Command.publicKey, 36],
  [Command.challenge, 36],
  [Command.authorizationId, 88],
  [Command.status, 5],
  [Command.errorReport, 7],
]);

/** messageBytes is the length of the message that begins with these bytes, or undefined when more are needed to tell. */
export function messageBytes(wire, start) {
  if (wire === 'user') return start.length < 30 ? undefined : 30 + start.readUInt16LE(28);
  return start.length < 2 ? undefined : plainBytes.get(start.readUInt16LE(0)) ?? start.length;
}

/** encodeUser builds an encrypted message. */
export function encodeUser({ authId, key }, command, payload, nonce = randomBytes(24)) {
  const box = nacl.secretbox(sealed(Buffer.concat([u32(authId), u16(command), payload])), nonce, key);
  return Buffer.concat([nonce, u32(authId), u16(box.length), box]);
}

/** decodeUser takes one apart, and throws when it is not for this authorization. */
export function decodeUser({ authId, key }, message) {
  const inner = nacl.secretbox.open(message.subarray(30), message.subarray(0, 24), key);
  if (!inner) throw new Error('the message of the lock cannot be decrypted');
  const body = opened(Buffer.from(inner));
  if (body.readUInt32LE(0) !== authId) throw new Error('the message of the lock is for somebody else');
  return { command: body.readUInt16LE(4), payload: body.subarray(6) };
}

const report = (payload) => new LockError(payload[0], payload.readUInt16LE(1));

const busy = 0x45;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * pair makes an authorization; the lock has to be in pairing mode. A lock does not save while its motor runs, as it
 * does for a moment after cells were inserted: a pairing that meets this begins again.
 * Returns { authId, key, lockId }: keep them, they are what a phone remembers.
 */
export async function pair(link, who, { patience = 30_000 } = {}) {
  for (const end = Date.now() + patience; ; await pause(200)) {
    try {
      return await pairOnce(link, who);
    } catch (e) {
      if (!(e instanceof LockError) || e.code !== busy || Date.now() > end) throw e;
    }
  }
}

async function pairOnce(link, { name, idType = IdType.app, appId, keys = nacl.box.keyPair() }) {
  const expect = async (command) => {
    const m = decodePlain(await link.receive('pairing'));
    if (m.command === Command.errorReport) throw report(m.payload);
    if (m.command !== command) throw new Error(`command 0x${m.command.toString(16)} was not expected`);
    return m.payload;
  };
  const send = (command, payload) => link.send('pairing', encodePlain(command, payload));

  await send(Command.requestData, u16(Command.publicKey));
  const lockKey = await expect(Command.publicKey);
  const ours = Buffer.from(keys.publicKey);
  await send(Command.publicKey, ours);
  const key = Buffer.from(nacl.box.before(lockKey, keys.secretKey));
  const n1 = await expect(Command.challenge);
  await send(Command.authorizationAuthenticator, hmac(key, ours, lockKey, n1));
  const n2 = await expect(Command.challenge);
  const who = Buffer.concat([Buffer.from([idType]), u32(appId), text(name, 32), randomBytes(32)]);
  const ourNonce = who.subarray(-32);
  await send(Command.authorizationData, Buffer.concat([hmac(key, who, n2), who]));
  const given = await expect(Command.authorizationId);
  const [a3, id, lockId, n3] = [given.subarray(0, 32), given.subarray(32, 36), given.subarray(36, 52), given.subarray(52)];
  if (!a3.equals(hmac(key, id, lockId, n3, ourNonce))) throw new Error('the lock does not hold the key');
  await send(Command.authorizationIdConfirmation, Buffer.concat([hmac(key, id, n3), id]));
  const status = await expect(Command.status);
  if (status[0] !== complete) throw new Error('pairing was not completed');
  return { authId: id.readUInt32LE(0), key, lockId: Buffer.from(lockId) };
}

/** Session sends commands under one authorization, one after the other. */
export class Session {
  constructor(link, credentials, { appId = 0 } = {}) {
    this.link = link;
    this.credentials = credentials;
    this.appId = appId;
  }

  async #receive() {
    const m = decodeUser(this.credentials, await this.link.receive('user'));
    if (m.command === Command.errorReport) throw report(m.payload);
    return m;
  }

  #send(command, payload) {
    return this.link.send('user', encodeUser(this.credentials, command, payload));
  }

  async #expect(command) {
    const m = await this.#receive();
    if (m.command !== command) throw new Error(`command 0x${m.command.toString(16)} was not expected`);
    return m.payload;
  }

  async #request(wanted) {
    await this.#send(Command.requestData, u16(wanted));
    return this.#expect(wanted);
  }

  async #challenged(command, before, after = Buffer.alloc(0)) {
    const nonce = await this.#request(Command.challenge);
    await this.#send(command, Buffer.concat([before, nonce, after]));
  }

  async #completed() {
    const status = await this.#expect(Command.status);
    if (status[0] !== complete) throw new Error('the command was not completed');
  }

  async states() {
    return decodeStates(await this.#request(Command.states));
  }

  async batteryReport() {
    const p = await this.#request(Command.batteryReport);
    return { millivolts: p.readUInt16LE(2), lowestMillivolts: p.readUInt16LE(8) };
  }

  async config() {
    await this.#challenged(Command.requestConfig, Buffer.alloc(0));
    const p = await this.#expect(Command.config);
    return {
      nukiId: p.readUInt32LE(0),
      name: untext(p.subarray(4, 36)),
      ledBrightness: p[48],
      firmware: [...p.subarray(66, 69)].join('.'),
    };
  }

  async setPin(pin, current) {
    await this.#challenged(Command.setSecurityPin, u16(pin), u16(current));
    await this.#completed();
  }

  async verifyPin(pin) {
    await this.#challenged(Command.verifySecurityPin, Buffer.alloc(0), u16(pin));
    await this.#completed();
  }

  /** lockAction waits for its end and returns the lock states that were told on the way. */
  async lockAction(action) {
    await this.#challenged(Command.lockAction, Buffer.concat([Buffer.from([action]), u32(this.appId), Buffer.from([0])]));
    const seen = [];
    for (let begun = false; ; ) {
      const m = await this.#receive();
      if (m.command === Command.states) seen.push(decodeStates(m.payload).lockState);
      else if (m.command === Command.status && m.payload[0] === accepted) begun = true;
      else if (m.command === Command.status && begun) return seen;
      else throw new Error(`command 0x${m.command.toString(16)} was not expected`);
    }
  }

  /** log returns the newest entries, newest first. */
  async log(pin, count) {
    await this.#challenged(Command.requestLogEntries, Buffer.concat([u32(0), u16(count), Buffer.from([1, 0])]), u16(pin));
    const entries = [];
    for (;;) {
      const m = await this.#receive();
      if (m.command === Command.status) return entries;
      if (m.command !== Command.logEntry) throw new Error(`command 0x${m.command.toString(16)} was not expected`);
      const p = m.payload;
      entries.push({ index: p.readUInt32LE(0), authId: p.readUInt32LE(11), name: untext(p.subarray(15, 47)), type: p[47], data: [...p.subarray(48)] });
    }
  }

  /** reboot is answered before the lock goes down and the connection with it. */
  async reboot(pin) {
    await this.#challenged(Command.requestReboot, Buffer.alloc(0), u16(pin));
    await this.#completed();
  }
}

function decodeStates(p) {
  return { nukiState: p[0], lockState: p[1], trigger: p[2], critical: (p[12] & 1) === 1, configCount: p[13] };
}
