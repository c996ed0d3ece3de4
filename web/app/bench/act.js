// What hands do: to the lock of a bench and to every lock that gets the same hand.
import { api } from '../core/api.js';

/** @typedef {import('../core/bench.js').Bench} Bench */
/** @typedef {import('../../types/api.js').components['schemas']['Movement']} Movement */

/**
 * Posts a movement.
 * @param {Bench} bench
 * @param {string} path below the lock
 * @param {object} [body]
 * @returns {Promise<Movement | undefined>} undefined when it went wrong, which has been said
 */
export function post(bench, path, body) {
  return bench.act(() => bench.both(path, body));
}

/**
 * Puts a state or takes it away.
 * @param {Bench} bench
 * @param {'put' | 'patch' | 'del'} method
 * @param {string} path below the lock
 * @param {object} [body]
 * @returns {Promise<any>} the answer of this lock; undefined when it went wrong
 */
export function send(bench, method, path, body) {
  return bench.act(async () => {
    const [own] = await Promise.all([bench, ...bench.hands.peek()].map((b) => method === 'del' ? api.del(b.path + path) : api[method](b.path + path, body)));
    return own;
  });
}

/** Whether somebody asks for less motion. */
export const calm = () => globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false;
