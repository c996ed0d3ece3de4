// What happened to a lock, as far as the page remembers it.
import { signal } from './state.js';

/** @typedef {import('../../types/api.js').components['schemas']['Event']} Event */

/** So many events are kept; when there are more, a fifth of them goes at once. */
export const mostEvents = 20_000;

/** Events in the order of their numbers. */
export class EventLog {
  /** @type {Event[]} */
  #events = [];

  constructor() {
    /** Goes up whenever something was added. */
    this.list = signal(0);
    /** How many events are known to be missing. */
    this.missed = signal(0);
  }

  /** All that are kept; not to be changed. */
  all() { return this.#events; }

  /** The newest, if there is one. */
  get latest() { return this.#events.at(-1); }

  /** @param {Event[]} events in order; those that are known already are left out */
  add(events) {
    const last = this.latest?.seq ?? 0;
    const fresh = events.filter((e) => e.seq > last);
    if (fresh.length === 0) return fresh;
    for (const e of fresh) this.#events.push(e);
    if (this.#events.length > mostEvents) this.#events.splice(0, this.#events.length - Math.floor(mostEvents * 0.8));
    this.list.value = this.list.peek() + 1;
    return fresh;
  }

  /**
   * The event of a number.
   * @param {number} seq
   * @returns {Event | undefined}
   */
  at(seq) {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#events[middle].seq < seq) low = middle + 1;
      else high = middle;
    }
    return this.#events[low]?.seq === seq ? this.#events[low] : undefined;
  }

  /**
   * The last event that a test accepts, from the newest backwards.
   * @param {(e: Event) => boolean} accept
   */
  findLast(accept) { return this.#events.findLast(accept); }
}
