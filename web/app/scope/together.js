// Keeps the window of a scope and that of its bench, which stands in the address of the
// page, the same; and brings chosen moments into view.
import { effect, untracked } from '../core/state.js';
import { around } from './time.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {import('./shared.js').ScopeTime} ScopeTime
 */

/** The address follows the window when it has stood for so long. */
const addressMs = 250;
/** A window that a moment opens is at most so long. */
const momentNs = 2e9;

/**
 * @param {Bench} bench
 * @param {ScopeTime} time
 * @returns {() => void} ends it
 */
export function keepTogether(bench, time) {
  let given = bench.window.peek();
  let timer = 0;
  const ends = [
    effect(() => {
      const w = bench.window.value;
      untracked(() => {
        if (w === given) return;
        given = w;
        if (w) time.show(w);
        else time.follow(true);
      });
    }),
    effect(() => {
      void time.changes.value;
      clearTimeout(timer);
      timer = Number(setTimeout(() => {
        const w = time.window.peek();
        const now = time.following.peek() ? null : { from: Math.round(w.from), to: Math.round(w.to) };
        if (now?.from === given?.from && now?.to === given?.to) return;
        given = now;
        // A window that follows has no moment to stay at.
        bench.go(now ? { window: now } : { window: null, moment: null });
      }, addressMs));
    }),
  ];
  return () => {
    clearTimeout(timer);
    for (const end of ends) end();
  };
}

/**
 * A moment that was chosen elsewhere is brought into view, and stays there.
 * @param {Bench} bench
 * @param {ScopeTime} time
 * @param {number} offset what the lock's time has beside that of the window
 */
export function followMoment(bench, time, offset) {
  return effect(() => {
    const moment = bench.moment.value;
    if (moment === null) return;
    untracked(() => {
      const at = moment - offset;
      const w = time.window.peek();
      const inside = at >= w.from && at <= w.to;
      if (!inside) time.show(around(at, Math.min(w.to - w.from, momentNs)));
      else if (time.following.peek()) time.show(w);
    });
  });
}

/**
 * Tells when the lock runs another firmware, or on other cells: its levels are others.
 * @param {Bench} bench
 * @param {() => void} changed
 */
export function followFirmware(bench, changed) {
  let before = '';
  return effect(() => {
    const lock = bench.lock.value;
    if (!lock) return;
    const now = `${lock.profile} ${lock.part} ${lock.battery?.kind}`;
    if (before !== '' && before !== now) changed();
    before = now;
  });
}
