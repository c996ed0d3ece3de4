/** @typedef {import('./protocol.js').Failure} Failure */

/** What the server answered in place of a result. */
export class RPCError extends Error {
  /**
   * @param {number} code of JSON-RPC
   * @param {string} message
   * @param {Failure} [data] whose code it is, and what it means
   */
  constructor(code, message, data) {
    super(data ? `${data.name}: ${data.message}` : message);
    this.name = 'RPCError';
    this.code = code;
    this.data = data;
  }
}

/** ATT codes that the Web Bluetooth specification names; all others are NotSupportedError. @type {Record<number, string>} */
const ofATT = {
  0x01: 'InvalidStateError',
  0x05: 'SecurityError',
  0x08: 'SecurityError',
  0x0c: 'SecurityError',
  0x0d: 'InvalidModificationError',
  0x0f: 'SecurityError',
};

/** Codes of the server's own domain that are no NetworkError. @type {Record<number, string>} */
const ofServer = {
  4: 'NotFoundError',
  5: 'NotFoundError',
  6: 'NotSupportedError',
  12: 'InvalidModificationError',
};

/**
 * The DOMException that Web Bluetooth has for a failure. Its `cause` has the codes.
 *
 * @param {unknown} cause
 * @returns {unknown}
 */
export function domException(cause) {
  if (!(cause instanceof RPCError)) return cause;
  let name = 'NetworkError';
  if (cause.code === -32602) return new TypeError(cause.message, { cause });
  if (cause.data?.domain === 'att') {
    const code = cause.data.code;
    name = ofATT[code] ?? (code >= 0x80 && code <= 0x9f ? 'InvalidModificationError' : 'NotSupportedError');
  } else if (cause.data?.domain === 'gatt') {
    name = ofServer[cause.data.code] ?? name;
  }
  return withCause(new DOMException(cause.message, name), cause);
}

/**
 * @param {DOMException} exception
 * @param {unknown} cause
 */
function withCause(exception, cause) {
  Object.defineProperty(exception, 'cause', { value: cause, configurable: true, writable: true });
  return exception;
}

/**
 * Waits for a promise and words its failure as Web Bluetooth does.
 *
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export async function worded(promise) {
  try {
    return await promise;
  } catch (cause) {
    throw domException(cause);
  }
}
