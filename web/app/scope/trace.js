// The path of one channel: the area between the lowest and the highest of each bucket,
// which is a line where nothing happens within a bucket.
import { unknown } from './store.js';

/** @typedef {import('./store.js').Store} Store */

/**
 * @typedef {object} Frame where the plot lies, in pixels of its canvas
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {number} from instant at the left edge, nanoseconds
 * @property {number} to instant at the right edge
 * @property {number} low value at the bottom
 * @property {number} high value at the top
 */

/**
 * @param {Store} store
 * @param {number} channel
 * @param {Frame} f
 * @param {boolean} size whether the sign of the values does not matter
 * @returns {Path2D}
 */
export function tracePath(store, channel, f, size = false) {
  const path = new Path2D();
  const low = store.low[channel];
  const high = store.high[channel];
  const kx = f.width / (f.to - f.from);
  const ky = f.height / (f.high - f.low);
  const bottom = f.top + f.height;
  const first = Math.max(Math.floor(f.from / store.every) - 1, store.base, 0);
  const last = Math.min(Math.ceil(f.to / store.every) + 1, store.base + low.length - 1);
  let b = first;
  while (b <= last) {
    while (b <= last && low[b % low.length] === unknown) b++;
    const begin = b;
    while (b <= last && low[b % low.length] !== unknown) b++;
    if (b > begin) stretch(path, begin, b);
  }
  return path;

  /** One closed area over the buckets that are known one after the other. @param {Path2D} p @param {number} begin @param {number} end */
  function stretch(p, begin, end) {
    const n = low.length;
    for (let i = begin; i < end; i++) {
      const top = size ? Math.max(Math.abs(low[i % n]), Math.abs(high[i % n])) : high[i % n];
      const y = bottom - (top - f.low) * ky;
      const x = f.left + (i * store.every - f.from) * kx;
      if (i === begin) p.moveTo(x, y);
      else p.lineTo(x + 0.5 * store.every * kx, y);
      if (i === end - 1) p.lineTo(x + store.every * kx, y);
    }
    for (let i = end - 1; i >= begin; i--) {
      const lo = low[i % n];
      const hi = high[i % n];
      const least = !size ? lo : lo <= 0 && hi >= 0 ? 0 : Math.min(Math.abs(lo), Math.abs(hi));
      const y = bottom - (least - f.low) * ky;
      const x = f.left + (i * store.every - f.from) * kx;
      if (i === end - 1) p.lineTo(x + store.every * kx, y);
      p.lineTo(i === begin ? x : x + 0.5 * store.every * kx, y);
    }
    p.closePath();
  }
}
