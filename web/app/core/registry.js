// Which locks there are and how they are, live: one feed for the whole page.
import { api } from './api.js';
import { keepOpen } from './feed.js';
import { signal } from './state.js';

/** @typedef {import('../../types/api.js').components['schemas']['Lock']} Lock */

/** The locks by id. A new map whenever something changed. */
export const locks = signal(/** @type {Map<string, Lock>} */ (new Map()));

/** 'loading' until the first list has come. */
export const registryState = signal(/** @type {'loading' | 'live' | 'lost'} */ ('loading'));

let stop = /** @type {(() => void) | null} */ (null);

/** Begins to follow the locks; begun anew after the token has changed. */
export function startRegistry() {
  stop?.();
  registryState.value = 'loading';
  /** @type {Map<string, Lock> | null} */
  let arriving = null;
  stop = keepOpen(() => api.socket('/events', 'locktwin.events.v1'), {
    onState: (s) => {
      if (s === 'live') {
        arriving = new Map();
      } else {
        registryState.value = 'lost';
        // A socket that the server refuses looks like one that nobody answers.
        if (!api.refused.peek()) api.get('/locks', { query: { limit: 1 } }).catch(() => undefined);
      }
    },
    onMessages: (messages) => {
      let next = new Map(locks.peek());
      for (const m of messages) {
        if (m.type === 'present') (arriving ?? next).set(m.lock.id, m.lock);
        if (m.type === 'listed' && arriving) {
          next = arriving;
          arriving = null;
          registryState.value = 'live';
        }
        if (m.type === 'appeared' || m.type === 'changed') next.set(m.lock.id, m.lock);
        if (m.type === 'gone') next.delete(m.id);
      }
      if (!arriving) locks.value = next;
    },
  });
}

/**
 * Takes an answer of the API that shows a lock as it is now: it is newer than what
 * the feed told.
 * @param {Lock} lock
 */
export function learn(lock) {
  if (!locks.peek().has(lock.id)) return;
  locks.value = new Map(locks.peek()).set(lock.id, lock);
}
