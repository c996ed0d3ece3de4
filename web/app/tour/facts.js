// What the tour knows of the lock and the phone: it watches what happens and asks
// the firmware when something has.
import { api, ApiError } from '../core/api.js';
import { locks } from '../core/registry.js';
import { effect, signal } from '../core/state.js';
import { createPhone } from '../phone/index.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {import('./steps.js').Facts} Facts
 */

/** The firmware is asked this long after something happened, in milliseconds. */
const askMs = 250;
/** How often the second lock is looked at, in milliseconds. */
const lookMs = 700;
/** So long after the cells are gone, in simulated nanoseconds, the capacitor is empty, whether a phone keeps the lock busy or not. */
const drainedNs = 4.5e9;
/** So long after the cells went in, in simulated nanoseconds, the boot is over. */
const settledNs = 3e9;

/** @type {Facts} */
const atFirst = {
  paired: false, pin: null, cells: true, dark: false, paused: false, changed: false, settled: false, refused: false, understood: false, fork: 'none',
};

/**
 * Watches a lock.
 * @param {Bench} bench
 */
export function watch(bench) {
  const facts = signal(atFirst);
  /** The event at which the page with the PIN was torn. */
  const torn = signal(/** @type {import('../core/bench.js').Event | null} */ (null));
  let cellsInNs = Number.POSITIVE_INFINITY;
  let cellsOutNs = Number.POSITIVE_INFINITY;
  let forkId = '';
  let met = false;
  let timer = 0;
  let over = false;

  const set = (/** @type {Partial<Facts>} */ change) => {
    const next = { ...facts.peek(), ...change };
    if (Object.entries(change).some(([key, value]) => /** @type {any} */ (facts.peek())[key] !== value)) facts.value = next;
  };
  const ask = async () => {
    timer = 0;
    try {
      const f = await api.get(bench.path + '/firmware');
      if (f.up && !over) set({ pin: f.pin });
    } catch (e) {
      if (!(e instanceof ApiError)) throw e; // the bench shows that the lock is gone
    }
  };
  const askSoon = () => { timer ||= Number(setTimeout(ask, askMs)); };

  const ends = [
    bench.onEvent((e) => {
      if (e.name === 'erase-torn' && !facts.peek().changed) torn.value = null;
      if (e.name === 'erase-torn' || e.name === 'program-torn') torn.value ??= e;
      if (e.name === 'cells-in' && facts.peek().pin === 'custom') {
        cellsInNs = e.sim_ns;
        torn.value = null;
        set({ changed: true, settled: false });
      }
      if (e.name === 'cells-gone') cellsOutNs = e.sim_ns;
      if (e.name === 'cells-out' && facts.peek().pin === 'custom') set({ changed: false, settled: false });
      if (e.name === 'refused' && facts.peek().pin === 'unknown') set({ refused: true });
      askSoon();
    }),
    effect(() => {
      const lock = bench.lock.value;
      const paired = createPhone(bench).credentials.value !== null;
      if (!lock) return;
      set({ paired, cells: lock.battery.in, paused: lock.speed === 'paused' });
    }),
  ];
  const tick = setInterval(() => {
    const state = bench.lock.peek()?.state;
    set({
      settled: facts.peek().changed && bench.nowNs() > cellsInNs + settledNs,
      dark: (state === 'off' || state === 'reset') && bench.nowNs() > cellsOutNs + drainedNs,
    });
    void look();
  }, lookMs);
  const look = async () => {
    if (forkId === '' || facts.peek().fork === 'kept') return;
    const row = /** @type {any} */ (locks.peek().get(forkId));
    if (!row) {
      if (met) set({ fork: 'none' }); // somebody took it away
      return;
    }
    met = true;
    if ((row.origin?.repeats ?? 0) > 0) return;
    try {
      const f = await api.get(`/locks/${encodeURIComponent(forkId)}/firmware`);
      if (f.up && !over) set({ fork: f.pin === 'custom' ? 'kept' : f.pin === 'unknown' ? 'lost' : 'repeating' });
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
    }
  };
  void ask();
  return {
    facts, torn,
    understood: () => set({ understood: true }),
    /** @param {string} id of the second lock */
    forked(id) {
      forkId = id;
      met = false;
      set({ fork: 'repeating' });
    },
    close() {
      over = true;
      clearTimeout(timer);
      clearInterval(tick);
      for (const end of ends) end();
    },
  };
}
