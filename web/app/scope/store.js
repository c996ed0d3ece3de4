// Buckets of one length, each with the lowest and the highest of four channels, in
// memory that is taken once: a frame of the live feed is written into it in place.

/** @typedef {import('./frames.js').Rail} Rail */

/** The channels, in the order of their columns. */
export const channels = /** @type {const} */ (['vbat', 'vdd', 'motor', 'key']);

/** @type {[keyof Rail, keyof Rail][]} */
const columns = [['vbat_min_uv', 'vbat_max_uv'], ['vdd_min_uv', 'vdd_max_uv'], ['motor_min_ua', 'motor_max_ua'], ['key_min_mdeg', 'key_max_mdeg']];

/** How many buckets are kept: several screens of them. */
const capacity = 8192;
/** Stands for a bucket of which nothing is known. */
export const unknown = -(2 ** 31);

export class Store {
  /** @param {number} everyNs length of a bucket */
  constructor(everyNs) {
    this.every = everyNs;
    /** Number of the first bucket that has a place; the others follow it. */
    this.base = -1;
    this.low = channels.map(() => new Int32Array(capacity).fill(unknown));
    this.high = channels.map(() => new Int32Array(capacity).fill(unknown));
  }

  /** Where a bucket lies in the columns. @param {number} bucket */
  place(bucket) { return bucket % capacity; }

  /** Whether a bucket has a place. @param {number} bucket */
  holds(bucket) { return this.base >= 0 && bucket >= this.base && bucket < this.base + capacity; }

  /**
   * Writes buckets. Those that lie later than the memory reaches push the oldest out;
   * those that lie before it are left out.
   * @param {Rail} rail
   * @param {number} [keep] number of a bucket that must not be pushed out
   * @returns {boolean} whether anything was written
   */
  write(rail, keep = -1) {
    const first = Math.round(rail.from_ns / this.every);
    const count = rail.vdd_min_uv.length;
    if (count === 0) return false;
    if (this.base < 0) this.base = Math.max(0, first + count - capacity);
    const last = first + count - 1;
    if (last >= this.base + capacity) {
      const base = keep >= 0 ? Math.min(last - capacity + 1, keep) : last - capacity + 1;
      this.slide(base);
    }
    let wrote = false;
    for (let c = 0; c < columns.length; c++) {
      const lows = /** @type {(number | null)[]} */ (rail[columns[c][0]]);
      const highs = /** @type {(number | null)[]} */ (rail[columns[c][1]]);
      const low = this.low[c];
      const high = this.high[c];
      for (let i = Math.max(0, this.base - first); i < count && first + i < this.base + capacity; i++) {
        const at = (first + i) % capacity;
        low[at] = lows[i] ?? unknown;
        high[at] = highs[i] ?? unknown;
        wrote = true;
      }
    }
    return wrote;
  }

  /** Moves the memory on to begin at a bucket. @param {number} base */
  slide(base) {
    if (base <= this.base) return;
    const gone = Math.min(base - this.base, capacity);
    for (let i = 0; i < gone; i++) this.#forget(this.base + i);
    this.base = base;
  }

  /** Forgets everything from an instant on. @param {number} fromNs */
  cut(fromNs) {
    if (this.base < 0) return;
    const first = Math.max(Math.ceil(fromNs / this.every), this.base);
    for (let b = first; b < this.base + capacity; b++) this.#forget(b);
  }

  /** @param {number} bucket */
  #forget(bucket) {
    const at = bucket % capacity;
    for (let c = 0; c < channels.length; c++) {
      this.low[c][at] = unknown;
      this.high[c][at] = unknown;
    }
  }

  /**
   * The lowest and the highest of a channel between two instants; null where nothing
   * is known.
   * @param {number} channel
   * @param {number} from
   * @param {number} to
   * @returns {{ low: number, high: number } | null}
   */
  extremes(channel, from, to) {
    let low = Infinity;
    let high = -Infinity;
    const first = Math.max(Math.floor(from / this.every), this.base);
    const last = Math.min(Math.floor((to - 1) / this.every), this.base + capacity - 1);
    for (let b = first; b <= last; b++) {
      const at = b % capacity;
      if (this.low[channel][at] === unknown) continue;
      low = Math.min(low, this.low[channel][at]);
      high = Math.max(high, this.high[channel][at]);
    }
    return low <= high ? { low, high } : null;
  }
}
