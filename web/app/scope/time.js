// Which stretch of time the scope shows: lengths in steps of 1, 2 and 5 from a
// microsecond to weeks, and how a window moves and grows.

/** @typedef {{ from: number, to: number }} Window simulated nanoseconds */

export const shortestNs = 1000;
export const longestNs = 8 * 7 * 24 * 3600e9;
/** The window at first. */
export const firstNs = 10e9;
/** How much of a window that follows lies ahead of the present. */
const ahead = 0.03;

/** Steps that read well where a second is no longer the unit. */
const long = [10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 2 * 3600, 6 * 3600, 12 * 3600, 86_400, 2 * 86_400, 4 * 86_400, 7 * 86_400, 14 * 86_400, 28 * 86_400, 56 * 86_400]
  .map((s) => s * 1e9);

/** All lengths of windows that the buttons reach, ascending. */
export const spans = (() => {
  const out = [];
  for (let unit = shortestNs; unit < 1e10; unit *= 10) out.push(unit, 2 * unit, 5 * unit);
  return [...out.filter((n) => n < long[0]), ...long];
})();

/** The next longer or shorter length. @param {number} span @param {1 | -1} direction */
export function nextSpan(span, direction) {
  const near = 1e-6 * span;
  if (direction > 0) return spans.find((s) => s > span + near) ?? longestNs;
  return spans.findLast((s) => s < span - near) ?? shortestNs;
}

/** @param {number} span */
export const fitSpan = (span) => Math.min(Math.max(span, shortestNs), longestNs);

/**
 * A window of another length in which the instant `at` stays where it is on the screen.
 * @param {Window} w
 * @param {number} span
 * @param {number} at
 * @returns {Window}
 */
export function zoomed(w, span, at) {
  const to = fitSpan(span);
  const share = (at - w.from) / (w.to - w.from);
  return placed(at - share * to, to);
}

/**
 * A window of a length that begins at an instant; none begins before time does.
 * @param {number} from
 * @param {number} span
 * @returns {Window}
 */
export function placed(from, span) {
  const start = Math.max(0, from);
  return { from: start, to: start + span };
}

/** @param {Window} w @param {number} share of its length */
export function moved(w, share) {
  const span = w.to - w.from;
  return placed(w.from + share * span, span);
}

/** The window that follows the present. @param {number} now @param {number} span */
export function following(now, span) {
  return placed(now - span * (1 - ahead), span);
}

/** A window around an instant. @param {number} at @param {number} span */
export function around(at, span) {
  return placed(at - span * 0.4, span);
}

/** The shortest power of two of nanoseconds of which at most `points` fill a stretch. @param {number} span @param {number} points */
export function bucketFor(span, points) {
  return 2 ** Math.max(0, Math.ceil(Math.log2(span / Math.max(points, 1))));
}
