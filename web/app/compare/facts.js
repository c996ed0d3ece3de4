// What is known of a lock for the comparison: asked for again when something has
// happened that may have changed it.
import { api, ApiError } from '../core/api.js';
import { effect, signal } from '../core/state.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {import('./model.js').Facts} Facts
 */

/** Events after which the end may be another. */
const matters = new Set(['reset', 'boot', 'flash', 'cells', 'phone', 'decision']);
/** Nothing is asked more often than this, in milliseconds. */
const leastMs = 1500;
/** Buckets in which the lowest voltage is looked for. */
const points = 2000;

/**
 * @param {Bench} bench
 * @param {() => number} fromNs instant from which on the voltage counts
 */
export function factsOf(bench, fromNs) {
  const facts = signal(/** @type {Facts} */ ({ lock: null, fate: null, records: null, minVddUv: null, resets: null }));
  let over = false;
  let timer = 0;
  let asking = false;
  let last = 0;

  const ask = async () => {
    timer = 0;
    if (asking || over || bench.connection.peek() !== 'live' || globalThis.document?.hidden) return;
    asking = true;
    last = Date.now();
    const [fate, flash, scope] = await Promise.all([
      get(bench.path + '/fate'), get(bench.path + '/flash'),
      get(bench.path + '/scope', { from_ns: Math.round(fromNs()), to_ns: Math.round(Math.max(bench.nowNs(), fromNs() + 1e6)), points }),
    ]);
    asking = false;
    if (over) return;
    facts.value = { lock: bench.lock.peek(), fate, records: recordsOf(flash), minVddUv: lowest(scope?.vdd_min_uv), resets: resetsSince(bench, fromNs()) };
  };
  const soon = () => {
    if (timer === 0) timer = Number(setTimeout(ask, Math.max(150, last + leastMs - Date.now())));
  };
  const off = bench.onEvent((e) => { if (matters.has(e.kind)) soon(); });
  const end = effect(() => {
    const lock = bench.lock.value;
    if (bench.connection.value === 'live') soon();
    facts.value = { ...facts.peek(), lock };
  });
  return { facts, refresh: soon, close: () => { over = true; clearTimeout(timer); off(); end(); } };
}

/** @param {Bench} bench @param {number} from */
const resetsSince = (bench, from) => bench.events.all().filter((e) => e.kind === 'reset' && e.sim_ns > from).length;

/**
 * @param {string} path
 * @param {Record<string, number>} [query]
 */
async function get(path, query) {
  try {
    return await api.get(path, { query });
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    return null; // that row of the table stays empty
  }
}

/**
 * Counts the records of the store as boot would take them.
 * @param {any} flash
 * @returns {{ valid: number, bad: number } | null}
 */
export function recordsOf(flash) {
  if (!flash) return null;
  let [valid, bad] = [0, 0];
  for (const area of flash.areas ?? []) {
    for (const r of area.records ?? []) {
      if (r.state === 'current' || r.state === 'mark') valid++;
      if (r.state === 'bad check' || r.state === 'torn') bad++;
    }
  }
  return { valid, bad };
}

/** @param {(number | null)[] | undefined} values */
export function lowest(values) {
  let out = null;
  for (const v of values ?? []) if (v !== null && (out === null || v < out)) out = v;
  return out;
}
