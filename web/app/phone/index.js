// The phones of a bench: the reader's own and, where one was invited, a second one. One pair a bench; what they have of
// the lock outlives the page.

import { api } from '../core/api.js';
import { effect, signal } from '../core/state.js';
import { PhoneApp } from './app.js';
import { Keyring } from './credentials.js';
import { Gatt, subprotocol } from './gatt.js';

/** @typedef {import('../core/bench.js').Bench} Bench */
/** @typedef {import('./credentials.js').Slot} Slot */

/**
 * @typedef {object} Phones
 * @property {PhoneApp} own
 * @property {PhoneApp} second
 * @property {import('../core/state.js').Signal<Slot>} shown whose screen is seen
 * @property {() => void} close
 */

/** @type {WeakMap<Bench, Phones>} */
const phones = new WeakMap();

function storage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null; // the browser keeps it from the page
  }
}

/**
 * The phones of a bench; the same ones each time.
 * @param {Bench} bench
 * @returns {Phones}
 */
export function phonesOf(bench) {
  const known = phones.get(bench);
  if (known) return known;
  const keyring = new Keyring(storage());
  const make = (/** @type {Slot} */ slot) =>
    new PhoneApp({ bench, keyring, slot, gatt: new Gatt(() => api.socket('/gatt', subprotocol, { base: '' })) });
  const [own, second] = [make('own'), make('second')];
  const shown = signal(/** @type {Slot} */ ('own'));
  own.onInvited = (c) => second.keep(c);
  second.onInvited = (c) => own.keep(c);

  // The lock's address is known with its first row; a fork is asked once whose fork it is.
  let met = '';
  const stop = effect(() => {
    const lock = bench.lock.value;
    if (!lock || lock.address === met) return;
    met = lock.address;
    for (const p of [own, second]) p.load();
    const origin = /** @type {{origin?: {lock: string}}} */ (lock).origin?.lock;
    if (origin && !own.credentials.peek()) void takeOver(origin, [own, second]);
  });
  const all = {
    own, second, shown,
    close() {
      stop();
      own.close();
      second.close();
      phones.delete(bench);
    },
  };
  phones.set(bench, all);
  return all;
}

/** @param {string} origin id of the lock that was forked @param {PhoneApp[]} to */
async function takeOver(origin, to) {
  try {
    const { address } = await api.get('/locks/' + encodeURIComponent(origin));
    for (const p of to) p.adopt(address);
  } catch {
    // The first lock is gone: the phone can be paired anew.
  }
}

/**
 * The reader's phone on a bench; the same one each time.
 * @param {Bench} bench
 * @returns {PhoneApp}
 */
export const createPhone = (bench) => phonesOf(bench).own;
