// What a phone says to a lock: a pairing, and commands under the authorization that it gave, one after the other. It knows
// links by their send and receive only, so that tests speak as the lock.

import { BadMessage, Writer, concat } from './bytes.js';
import { keyPair, randomBytes, sharedKey } from './crypto.js';
import { authorizationData, confirmation, decodePlain, decodeUser, encodePlain, encodeUser, errorOf, keyAuthenticator, readAuthorizationId } from './keyturner.js';
import * as msg from './messages.js';
import { Command, IdType } from './names.js';

/** @typedef {import('./keyturner.js').Authorization} Authorization */
/** @typedef {import('./keyturner.js').Message} Message */
/** @typedef {Pick<import('./link.js').Link, 'send' | 'receive'>} LinkLike */

/** How long the lock may take for an answer, and for the next sign of life during an action, in simulated milliseconds. */
const answerMs = 10_000;
const actionMs = 25_000;

const complete = 0;
const accepted = 1;

/** @param {Message} m @param {number} command */
function must(m, command) {
  if (m.command === Command.errorReport) throw errorOf(m.payload);
  if (m.command !== command) throw new BadMessage(`command 0x${m.command.toString(16)} came where 0x${command.toString(16)} was due`);
  return m.payload;
}

/**
 * Makes an authorization; the lock has to be in pairing mode, or new.
 * @param {LinkLike} link
 * @param {import('./keyturner.js').Who} who
 * @param {{keys?: import('./crypto.js').KeyPair, random?: (n: number) => Uint8Array}} [chance] for tests
 * @returns {Promise<Authorization>} what a phone has to keep
 */
export async function pair(link, who, { keys = keyPair(), random = randomBytes } = {}) {
  const send = (/** @type {number} */ command, /** @type {Uint8Array} */ payload) => link.send('pairing', encodePlain(command, payload));
  const expect = async (/** @type {number} */ command) => must(decodePlain((await link.receive(answerMs)).bytes), command);

  await send(Command.requestData, new Writer().u16(Command.publicKey).done());
  const lockKey = await expect(Command.publicKey);
  if (lockKey.length !== 32) throw new BadMessage('the public key of the lock has no 32 bytes');
  await send(Command.publicKey, keys.publicKey);
  const key = sharedKey(lockKey, keys.secretKey);
  const n1 = await expect(Command.challenge);
  await send(Command.authorizationAuthenticator, keyAuthenticator(key, keys.publicKey, lockKey, n1));
  const n2 = await expect(Command.challenge);
  const ourNonce = random(32);
  await send(Command.authorizationData, authorizationData(key, who, ourNonce, n2));
  const { authId, n3 } = readAuthorizationId(key, await expect(Command.authorizationId), ourNonce);
  await send(Command.authorizationIdConfirmation, confirmation(key, authId, n3));
  const status = await expect(Command.status);
  if (status[0] !== complete) throw new BadMessage('the pairing was not completed');
  return { authId, key };
}

/** Commands under one authorization. */
export class Session {
  #link;
  #auth;
  #appId;
  #random;

  /**
   * @param {LinkLike} link
   * @param {Authorization} auth
   * @param {{appId?: number, random?: (n: number) => Uint8Array}} [more]
   */
  constructor(link, auth, { appId = 0, random = randomBytes } = {}) {
    this.#link = link;
    this.#auth = auth;
    this.#appId = appId;
    this.#random = random;
  }

  /** @param {number} command @param {Uint8Array} payload */
  #send(command, payload) {
    return this.#link.send('user', encodeUser(this.#auth, command, payload, this.#random(24)));
  }

  /** The next message; an error report is thrown. A lock that does not know us says so in the clear. @param {number} [ms] */
  async #next(ms = answerMs) {
    const { wire, bytes } = await this.#link.receive(ms);
    const m = wire === 'user' ? decodeUser(this.#auth, bytes) : decodePlain(bytes);
    if (m.command === Command.errorReport) throw errorOf(m.payload);
    return m;
  }

  /** @param {number} command */
  async #expect(command) {
    return must(await this.#next(), command);
  }

  /** @param {number} wanted */
  async #request(wanted) {
    await this.#send(Command.requestData, new Writer().u16(wanted).done());
    return this.#expect(wanted);
  }

  /** Sends what needs a challenge, and the PIN where one is given. @param {number} command @param {Uint8Array} fields @param {number} [pin] */
  async #challenged(command, fields, pin) {
    const nonce = await this.#request(Command.challenge);
    const tail = pin === undefined ? new Uint8Array() : new Writer().u16(pin).done();
    await this.#send(command, concat(fields, nonce, tail));
  }

  async #completed() {
    const status = await this.#expect(Command.status);
    if (status[0] !== complete) throw new BadMessage('the command was not completed');
  }

  /** Everything that comes until the lock says that it is done. @returns {Promise<Message[]>} */
  async #list() {
    /** @type {Message[]} */
    const all = [];
    for (;;) {
      const m = await this.#next();
      if (m.command === Command.status) return all;
      all.push(m);
    }
  }

  async states() {
    return msg.readStates(await this.#request(Command.states));
  }

  async battery() {
    return msg.readBattery(await this.#request(Command.batteryReport));
  }

  async config() {
    await this.#challenged(Command.requestConfig, new Uint8Array());
    return msg.readConfig(await this.#expect(Command.config));
  }

  async advanced() {
    await this.#challenged(Command.requestAdvancedConfig, new Uint8Array());
    return msg.readAdvanced(await this.#expect(Command.advancedConfig));
  }

  /** @param {msg.Config} config @param {number} pin */
  async setConfig(config, pin) {
    await this.#challenged(Command.setConfig, msg.setConfigFields(config), pin);
    await this.#completed();
  }

  /** @param {msg.Advanced} advanced @param {number} pin */
  async setAdvanced(advanced, pin) {
    await this.#challenged(Command.setAdvancedConfig, advanced.raw, pin);
    await this.#completed();
  }

  /** @param {number} pin 0..9999, 0: none from now on @param {number} current */
  async setPin(pin, current) {
    await this.#challenged(Command.setPin, new Writer().u16(pin).done(), current);
    await this.#completed();
  }

  /** @param {number} pin */
  async verifyPin(pin) {
    await this.#challenged(Command.verifyPin, new Uint8Array(), pin);
    await this.#completed();
  }

  /**
   * Waits for the end of an action and tells of states on the way.
   * @param {number} action
   * @param {(states: msg.States) => void} [onStates]
   */
  async lockAction(action, onStates = () => {}) {
    await this.#challenged(Command.lockAction, msg.actionFields(action, this.#appId));
    for (;;) {
      const m = await this.#next(actionMs);
      if (m.command === Command.states) onStates(msg.readStates(m.payload));
      else if (m.command !== Command.status) throw new BadMessage(`command 0x${m.command.toString(16)} came during an action`);
      else if (m.payload[0] !== accepted) return;
    }
  }

  /** The newest entries of the log, newest first. @param {number} pin @param {number} count */
  async log(pin, count) {
    await this.#challenged(Command.requestLog, msg.logFields(count), pin);
    const all = await this.#list();
    const head = all.find((m) => m.command === Command.logCount);
    return {
      ...(head ? msg.readLogCount(head.payload) : { logging: true, count: 0 }),
      entries: all.filter((m) => m.command === Command.logEntry).map((m) => msg.readLogEntry(m.payload)),
    };
  }

  /** Everybody who is authorized; the own authorization is first. @param {number} pin */
  async users(pin) {
    await this.#challenged(Command.requestAuthorizations, msg.listFields(), pin);
    return (await this.#list()).filter((m) => m.command === Command.authorization).map((m) => msg.readUser(m.payload));
  }

  /** Authorizes another phone. @param {string} name @param {number} pin @returns {Promise<Authorization>} what that phone has to keep */
  async invite(name, pin) {
    const key = this.#random(32);
    await this.#challenged(Command.invite, msg.inviteFields({ name, idType: IdType.app, key }), pin);
    const given = must(await this.#next(), Command.authorizationIdInvite);
    const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = given;
    await this.#completed();
    return { authId: b0 + b1 * 0x100 + b2 * 0x10000 + b3 * 0x1000000, key };
  }

  /** @param {number} authId @param {number} pin */
  async removeUser(authId, pin) {
    await this.#challenged(Command.removeAuthorization, new Writer().u32(authId).done(), pin);
    await this.#completed();
  }

  /** Sets the lock's clock. @param {import('./bytes.js').LockDate} date UTC @param {number} pin */
  async updateTime(date, pin) {
    await this.#challenged(Command.updateTime, new Writer().date(date).done(), pin);
    await this.#completed();
  }

  /** @param {boolean} on @param {number} pin */
  async enableLogging(on, pin) {
    await this.#challenged(Command.enableLogging, new Writer().flag(on).done(), pin);
    await this.#completed();
  }
}
