// What the last boot decided, out of the events of a lock: its reset, what was torn
// before it, and the firmware's reasons in their order.

/** @typedef {import('../../types/api.js').components['schemas']['Event']} Event */

/**
 * @typedef {object} Boot
 * @property {Event} boot the event that the application was started
 * @property {Event[]} torn operations that were torn since the boot before it, the latest last
 * @property {Event[]} decisions of this boot, in order
 */

/** So long after the start, in simulated nanoseconds, a decision still belongs to the boot. */
const bootNs = 10e9;

/**
 * The last boot that is remembered.
 * @param {Event[]} events in order
 * @returns {Boot | null}
 */
export function lastBoot(events) {
  const at = events.findLastIndex(isBoot);
  if (at < 0) return null;
  const boot = events[at];
  let first = at;
  while (first > 0 && !isBoot(events[first - 1])) first--;
  return {
    boot,
    torn: events.slice(first, at).filter((e) => e.kind === 'flash' && e.name.endsWith('-torn')),
    decisions: events.slice(at).filter((e) => e.kind === 'decision' && e.sim_ns - boot.sim_ns <= bootNs),
  };
}

/** @param {Event} e */
function isBoot(e) {
  return e.kind === 'boot' && e.name === 'boot';
}

/**
 * The area of the memory that a decision speaks of.
 * @param {string} text
 * @param {{ name: string, address: number }[]} areas
 */
export function areaIn(text, areas) {
  return areas.find((a) => text.toLowerCase().includes(a.name.toLowerCase()));
}
