// The picture that the scope draws, put together from windows and live frames. It
// knows no server and no screen: messages that were recorded can be fed to it.
import { noLanes, spanLanes } from './frames.js';
import { Store } from './store.js';

/**
 * @typedef {import('./frames.js').Lanes} Lanes
 * @typedef {import('./frames.js').Level} Level
 * @typedef {import('./frames.js').Message} Message
 * @typedef {import('./frames.js').Frame} Frame
 * @typedef {import('./frames.js').WindowAnswer} WindowAnswer
 * @typedef {import('./time.js').Window} Window
 */

/** Frames that are kept for a window that is on its way: two seconds of them. */
const mostWaiting = 120;
/** Lanes are held to what lies this many windows around the one that is shown. */
const keptWindows = 4;

/** Makes a picture that has nothing in it. */
export function createScopeModel() {
  return new ScopeModel();
}

export class ScopeModel {
  constructor() {
    /** Buckets that are drawn. @type {Store | null} */
    this.store = null;
    /** Length of the buckets that were asked for, until their window is there; 0: none. */
    this.coming = 0;
    /** @type {Lanes} */
    this.lanes = noLanes();
    /** @type {Level[]} */
    this.levels = [];
    /** Present instant of the lock. */
    this.now = 0;
    /** From here on something is known. @type {number | undefined} */
    this.oldest = undefined;
    /** Whether the window that was fetched last has every sample. */
    this.exact = false;
    /** Changes whenever anything does. */
    this.version = 0;
    /** Changes when lanes do. */
    this.lanesVersion = 0;
    /** A stretch that live frames left out. @type {Window | null} */
    this.gap = null;
    /** @type {Frame[]} */
    this.waiting = [];
  }

  /** Turns to buckets of another length. @param {number} every nanoseconds */
  zoom(every) {
    if ((this.coming || this.store?.every) === every) return;
    this.coming = every;
  }

  /**
   * Takes a window that was asked for.
   * @param {WindowAnswer} w
   */
  take(w) {
    const store = new Store(w.every_ns);
    store.write(w);
    this.store = store;
    if (this.coming === w.every_ns) this.coming = 0;
    this.lanes = w.lanes;
    this.levels = w.levels;
    this.exact = w.exact;
    this.oldest = w.oldest_ns;
    this.now = Math.max(w.now_ns, this.waiting.at(-1)?.now_ns ?? 0);
    this.gap = null;
    for (const f of this.waiting) {
      if (f.now_ns < w.now_ns) continue;
      if (f.every_ns === w.every_ns) this.store.write(f, Math.round(w.from_ns / w.every_ns));
      if (f.lanes) this.#replaceLanes(f);
    }
    this.version++;
    this.lanesVersion++;
  }

  /**
   * Takes a live message.
   * @param {Message} m
   * @param {Window | null} [shown] a window that must stay; null: the present is shown
   * @returns {boolean} whether the picture has changed
   */
  hear(m, shown = null) {
    switch (m.type) {
      case 'frame': {
        this.now = m.now_ns;
        this.oldest = m.oldest_ns;
        if (this.waiting.length === 2 * mostWaiting) this.waiting.splice(0, mostWaiting);
        this.waiting.push(m);
        if (this.store?.every === m.every_ns) this.#frame(m, shown ? Math.floor(shown.from / m.every_ns) : -1);
        else if (m.lanes) this.#replaceLanes(m);
        this.version++;
        return true;
      }
      case 'missed':
        this.gap = { from: Math.min(m.from_ns, this.gap?.from ?? Infinity), to: Math.max(m.to_ns, this.gap?.to ?? 0) };
        return false;
      case 'rewound':
        this.now = m.now_ns;
        this.store?.cut(m.now_ns);
        this.waiting = [];
        for (const lane of spanLanes) this.lanes[lane] = /** @type {any} */ (this.lanes[lane].filter((i) => i.from_ns <= m.now_ns));
        this.lanes.decisions = this.lanes.decisions.filter((d) => d.at_ns <= m.now_ns);
        this.version++;
        this.lanesVersion++;
        return true;
      default:
        return false;
    }
  }

  /**
   * @param {Frame} f
   * @param {number} keep
   */
  #frame(f, keep) {
    this.store?.write(f, keep);
    if (f.lanes) this.#replaceLanes(f);
  }

  /** @param {Frame} f */
  #replaceLanes(f) {
    const from = f.lanes_from_ns ?? f.from_ns;
    const fresh = /** @type {Lanes} */ (f.lanes);
    for (const lane of spanLanes) replaceFrom(/** @type {any[]} */ (this.lanes[lane]), fresh[lane], from);
    const decisions = this.lanes.decisions;
    while (decisions.length > 0 && decisions[decisions.length - 1].at_ns >= from) decisions.pop();
    decisions.push(...fresh.decisions);
    this.lanesVersion++;
  }

  /** Forgets lanes far from the window, which a lock that runs for long would pile up. @param {Window} w */
  prune(w) {
    const limit = w.from - keptWindows * (w.to - w.from);
    for (const lane of spanLanes) {
      const items = this.lanes[lane];
      if (items.length < 2000 || items[0].open || items[0].to_ns >= limit) continue;
      this.lanes[lane] = /** @type {any} */ (items.filter((i) => i.open || i.to_ns >= limit));
    }
    if (this.lanes.decisions.length > 2000) this.lanes.decisions = this.lanes.decisions.filter((d) => d.at_ns >= limit);
  }
}

/**
 * Takes out of a lane what ends at an instant or later, and puts what is new in its
 * place. An item that stands for several keeps those that ended before.
 * @param {{ from_ns: number, to_ns: number, n: number, open?: boolean }[]} lane
 * @param {{ from_ns: number, to_ns: number, n: number, open?: boolean }[]} fresh
 * @param {number} from
 */
export function replaceFrom(lane, fresh, from) {
  let kept = 0;
  for (const item of lane) {
    if (item.open || item.to_ns >= from) {
      if (item.n <= 1 || item.open || item.from_ns >= from) continue;
      item.to_ns = from;
    }
    lane[kept++] = item;
  }
  lane.length = kept;
  lane.push(...fresh);
}
