// What goes wrong, as a key of the text files: each error code of the protocol, each way to lose a lock. Pure.

import { BadMessage } from './bytes.js';
import { GattError, ServerLost } from './gatt.js';
import { LockError } from './keyturner.js';
import { LinkLost } from './link.js';
import { ErrorCode } from './names.js';
import { NoAnswer } from './patience.js';

/**
 * @typedef {object} Notice something that the app says
 * @property {'error' | 'info' | 'done'} kind
 * @property {string} key of the text, below 'phone.'
 * @property {Record<string, unknown>} [params]
 * @property {number} [code] of the lock's error report
 * @property {number} atNs simulated
 */

/** The codes of the radio after which the lock is not there. */
const silent = new Set([0x08, 0x22, 0x3e]);

/** The key of an error code of the protocol. @param {number} code */
export const codeKey = (code) => 'code.x' + code.toString(16).padStart(2, '0');

/**
 * @param {unknown} error
 * @returns {{key: string, code?: number}}
 */
export function troubleOf(error) {
  if (error instanceof LockError) return { key: codeKey(error.code), code: error.code };
  if (error instanceof NoAnswer) return { key: 'trouble.no-answer' };
  if (error instanceof ServerLost) return { key: 'trouble.server' };
  if (error instanceof LinkLost) return { key: error.reason === 0 ? 'trouble.server' : silent.has(error.reason) ? 'trouble.lost' : 'trouble.ended' };
  if (error instanceof BadMessage) return { key: 'trouble.garbled' };
  if (error instanceof GattError) {
    if (error.domain === 'hci') return { key: 'trouble.no-answer' };
    if (error.domain === 'gatt' && error.code === 13) return { key: 'trouble.server' };
    if (error.domain === 'gatt' && error.code === 1) return { key: 'trouble.gone' };
    return { key: 'trouble.radio' };
  }
  return { key: 'trouble.other' };
}

/** Whether the connection is still good after this error. @param {unknown} error */
export const staysConnected = (error) => error instanceof LockError && error.code !== ErrorCode.notAuthorized;

/** For how long locks refuse every PIN after wrong ones, in simulated ns: the one that published firmware is thought to have. */
export const lockOutNs = 60e9;
