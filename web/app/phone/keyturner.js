// The envelopes of the lock's protocol: messages in the clear, messages under an authorization, and the authenticators of
// a pairing. Pure; bytes in, bytes out. What is inside the envelopes is read by messages.js.

import { BadMessage, Reader, Writer, concat, crc16, sameBytes } from './bytes.js';
import { hmacSha256, open, seal } from './crypto.js';
import { Command, IdType, commandName, errorNames } from './names.js';

/** @typedef {'pairing' | 'plain' | 'user'} Wire on which characteristic a message goes */
/** @typedef {{command: number, payload: Uint8Array}} Message */
/** @typedef {{authId: number, key: Uint8Array}} Authorization the id that the lock gave and the secret that both share */

/** An error report of the lock: its code and the command that it is about. */
export class LockError extends Error {
  /** @param {number} code @param {number} command */
  constructor(code, command) {
    super(`${errorNames.get(code) ?? 'error 0x' + code.toString(16)} after ${commandName(command)}`);
    this.name = 'LockError';
    this.code = code;
    this.command = command;
  }
}

/** The shortest and the longest message that is read, in bytes. */
const shortest = 4;
const longest = 512;
const userHead = 30;
const tagBytes = 16;

/** @param {Uint8Array} body */
const checked = (body) => concat(body, new Writer().u16(crc16(body)).done());

/** @param {Uint8Array} message */
function unchecked(message) {
  if (message.length < shortest) throw new BadMessage(`${message.length} bytes are no message`);
  const body = message.subarray(0, -2);
  if (new Reader(message.subarray(-2)).u16() !== crc16(body)) throw new BadMessage('the check of the message is wrong');
  return body;
}

/** Builds a message in the clear. @param {number} command @param {Uint8Array} [payload] */
export const encodePlain = (command, payload = new Uint8Array()) => checked(new Writer().u16(command).bytes(payload).done());

/** Takes a message in the clear apart; throws BadMessage. @param {Uint8Array} message @returns {Message} */
export function decodePlain(message) {
  const r = new Reader(unchecked(message));
  return { command: r.u16(), payload: r.rest() };
}

/**
 * Builds a message under an authorization.
 * @param {Authorization} auth
 * @param {number} command
 * @param {Uint8Array} payload
 * @param {Uint8Array} nonce 24 bytes that are never used again
 */
export function encodeUser({ authId, key }, command, payload, nonce) {
  const box = seal(checked(new Writer().u32(authId).u16(command).bytes(payload).done()), nonce, key);
  return new Writer().bytes(nonce).u32(authId).u16(box.length).bytes(box).done();
}

/**
 * Takes a message under an authorization apart; throws BadMessage when it is damaged or for somebody else.
 * @param {Authorization} auth
 * @param {Uint8Array} message
 * @returns {Message}
 */
export function decodeUser({ authId, key }, message) {
  const r = new Reader(message);
  const nonce = r.take(24);
  const outer = r.u32();
  const length = r.u16();
  const box = r.rest();
  if (box.length !== length || length < tagBytes) throw new BadMessage(`${box.length} bytes follow where the message announces ${length}`);
  if (outer !== authId) throw new BadMessage(`the message is for authorization ${outer}`);
  const inner = open(box, nonce, key);
  if (!inner) throw new BadMessage('the message does not open with the key of this authorization');
  const body = new Reader(unchecked(inner));
  if (body.u32() !== authId) throw new BadMessage('the message is for another authorization inside');
  return { command: body.u16(), payload: body.rest() };
}

/** A message in the clear does not tell its length; its command does. @type {ReadonlyMap<number, number>} */
const plainBytes = new Map([
  [Command.publicKey, 36],
  [Command.challenge, 36],
  [Command.authorizationId, 88],
  [Command.status, 5],
  [Command.errorReport, 7],
]);

/**
 * How long the message is that begins with these bytes; undefined while more are needed to tell. Throws BadMessage when
 * no message is as long.
 * @param {Wire} wire
 * @param {Uint8Array} start
 */
export function messageBytes(wire, start) {
  let n;
  if (wire === 'user') n = start.length < userHead ? undefined : userHead + new Reader(start.subarray(28)).u16();
  else n = start.length < 2 ? undefined : (plainBytes.get(new Reader(start).u16()) ?? start.length);
  if (n !== undefined && n > longest) throw new BadMessage(`a message of ${n} bytes is announced, the longest has ${longest}`);
  return n;
}

/** Reads the payload of an error report. @param {Uint8Array} payload */
export function errorOf(payload) {
  const r = new Reader(payload);
  return new LockError(r.u8(), r.left >= 2 ? r.u16() : 0);
}

/** a1: the phone has the secret. @param {Uint8Array} key @param {Uint8Array} ours @param {Uint8Array} locks @param {Uint8Array} n1 */
export const keyAuthenticator = (key, ours, locks, n1) => hmacSha256(key, concat(ours, locks, n1));

/**
 * What a phone says about itself in a pairing.
 * @typedef {object} Who
 * @property {string} name at most 32 bytes
 * @property {number} appId the same for all pairings of one phone; a new pairing replaces the one before
 * @property {number} [idType] IdType.app when left out
 */

/**
 * The payload of Authorization Data with a2.
 * @param {Uint8Array} key
 * @param {Who} who
 * @param {Uint8Array} ourNonce 32 bytes
 * @param {Uint8Array} n2
 */
export function authorizationData(key, who, ourNonce, n2) {
  const said = new Writer().u8(who.idType ?? IdType.app).u32(who.appId).text(who.name, 32).bytes(ourNonce).done();
  return concat(hmacSha256(key, concat(said, n2)), said);
}

/**
 * Reads Authorization-ID and checks a3; throws BadMessage when the lock does not hold the secret.
 * @param {Uint8Array} key
 * @param {Uint8Array} payload
 * @param {Uint8Array} ourNonce
 */
export function readAuthorizationId(key, payload, ourNonce) {
  const r = new Reader(payload);
  const a3 = r.take(32);
  const id = r.take(4);
  const uuid = r.take(16);
  const n3 = r.take(32);
  if (!sameBytes(a3, hmacSha256(key, concat(id, uuid, n3, ourNonce)))) throw new BadMessage('the lock does not hold the key');
  return { authId: new Reader(id).u32(), uuid, n3 };
}

/** The payload of Authorization-ID Confirmation with a4. @param {Uint8Array} key @param {number} authId @param {Uint8Array} n3 */
export function confirmation(key, authId, n3) {
  const id = new Writer().u32(authId).done();
  return concat(hmacSha256(key, concat(id, n3)), id);
}
