// Leads to the next reset or lost write, of which the server knows those outside of
// the window too.
import { api } from '../core/api.js';
import { batch } from '../core/state.js';
import { t } from '../core/text.js';
import { announce, toast } from '../core/toast.js';
import { clock } from '../core/units.js';
import { around } from './time.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {'reset' | 'lost-write'} Kind
 */

/** A window that a jump opens is at most so long. */
const longestNs = 200e6;

/**
 * @param {Bench} bench
 * @param {import('./shared.js').ScopeTime} time
 * @param {number} from instant, of this lock
 * @param {number} offset what the lock's time has beside that of the window
 * @param {Kind} kind
 * @param {1 | -1} direction
 */
export async function jump(bench, time, from, offset, kind, direction) {
  const there = await look(bench, Math.max(0, Math.round(from)));
  if (!there) return;
  const beyond = direction < 0 ? there.before : there.after;
  const at = kind === 'reset' ? beyond.reset_ns : beyond.lost_write_ns;
  if (at === undefined) {
    toast(t(`scope.none.${kind}-${direction < 0 ? 'before' : 'after'}`));
    return;
  }
  batch(() => {
    time.show(around(at - offset, Math.min(time.span.peek(), longestNs)));
    bench.go({ moment: at });
  });
  announce(`${t(kind === 'reset' ? 'scope.reset' : 'scope.lost-write')}: ${clock(at)}`);
  if (kind === 'reset') return;
  const lost = (await look(bench, at))?.lanes.lost_writes.find((/** @type {any} */ o) => o.to_ns === at);
  if (lost) bench.go({ selection: selectionOf(lost) });
}

/** @param {Bench} bench @param {number} at */
function look(bench, at) {
  return bench.act(() => api.get(bench.path + '/scope', { query: { from_ns: at, to_ns: at + 1, points: 1 } }));
}

/** What an operation of the memory points to. @param {{ op: string, address: number }} o */
export function selectionOf(o) {
  return { kind: /** @type {'page' | 'word'} */ (o.op === 'erase' ? 'page' : 'word'), address: o.address };
}
