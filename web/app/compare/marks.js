// The bookmarks of a lock, as the server has them: asked for again when one is taken,
// named or forgotten, by whomever.
import { api, ApiError } from '../core/api.js';
import { effect, signal } from '../core/state.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {import('../../types/api.js').components['schemas']['SnapshotInfo']} Snapshot
 */

/** Events of the server after which the list is another. */
const changes = new Set(['snapshot', 'rewound', 'restored']);

/**
 * @param {Bench} bench
 * @returns {{ list: { value: Snapshot[] }, refresh: () => Promise<void>, close: () => void }}
 */
export function marksOf(bench) {
  const list = signal(/** @type {Snapshot[]} */ ([]));
  let over = false;
  const refresh = async () => {
    try {
      const answer = await api.get(bench.path + '/snapshots');
      if (!over) list.value = answer.snapshots;
    } catch (e) {
      if (!(e instanceof ApiError)) throw e; // the bench says that the server is away
    }
  };
  const off = bench.onEvent((e) => { if (e.kind === 'fleet' && changes.has(e.name)) void refresh(); });
  let was = '';
  const end = effect(() => {
    const now = bench.connection.value;
    if (now === 'live' && was !== 'live') void refresh();
    was = now;
  });
  return { list, refresh, close: () => { over = true; off(); end(); } };
}
