/**
 * The DOMException that Web Bluetooth has for a failure. Its `cause` has the codes.
 *
 * @param {unknown} cause
 * @returns {unknown}
 */
export function domException(cause: unknown): unknown;
/**
 * Waits for a promise and words its failure as Web Bluetooth does.
 *
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export function worded<T>(promise: Promise<T>): Promise<T>;
/** @typedef {import('./protocol.js').Failure} Failure */
/** What the server answered in place of a result. */
export class RPCError extends Error {
    /**
     * @param {number} code of JSON-RPC
     * @param {string} message
     * @param {Failure} [data] whose code it is, and what it means
     */
    constructor(code: number, message: string, data?: Failure);
    code: number;
    data: import("./protocol.js").Failure | undefined;
}
export type Failure = import("./protocol.js").Failure;
