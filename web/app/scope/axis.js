// The time axis: where its ticks are and what they say. Near a chosen reset they tell
// the distance to it, else the clock, or what has passed since a round instant.
import { clock, number } from '../core/units.js';
import { spans } from './time.js';

/** @typedef {import('./time.js').Window} Window */
/** @typedef {{ at: number, label: string }} Tick */
/** @typedef {{ ticks: Tick[], base: string, step: number }} Axis base: what the labels count from; empty: they stand for themselves */

const second = 1e9;
const day = 86_400e9;
const gap = '\u00a0';

/** How far away from an origin its distance still helps, in windows. */
const reach = 20;

/**
 * The axis of a window.
 * @param {Window} w
 * @param {number} most ticks that have room
 * @param {number | null} origin instant of a chosen reset
 * @param {string} [originName]
 * @returns {Axis}
 */
export function axis(w, most, origin, originName = '') {
  const span = w.to - w.from;
  const step = stepFor(span, most);
  if (origin !== null && Math.max(Math.abs(w.from - origin), Math.abs(w.to - origin)) < reach * span && span < day) {
    return { ticks: ticksFrom(w, step, origin, (d) => (d === 0 ? originName : signed(d, step))), base: '', step };
  }
  if (span >= second) {
    const base = step < day && span <= day && w.from >= day ? dayLabel(w.from) : '';
    return { ticks: ticksFrom(w, step, 0, (at) => clockLabel(at, step, span)), base, step };
  }
  const block = 1000 ** Math.ceil(Math.log10(span) / 3);
  const base = Math.floor(w.from / block) * block;
  const digits = /** @type {3 | 6 | 9} */ (block >= 1e6 ? 3 : block >= 1e3 ? 6 : 9);
  const text = block >= second ? clock(base, { digits: 0 }) : clock(base, { digits });
  return { ticks: ticksFrom(w, step, base, (d) => '+' + length(d, step)), base: text, step };
}

/** The shortest good step of which a window has at most so many. @param {number} span @param {number} most */
function stepFor(span, most) {
  const least = span / Math.max(most, 1);
  if (least < 1000) {
    for (const s of [1, 2, 5, 10, 20, 50, 100, 200, 500]) if (s >= least) return s;
  }
  return spans.find((s) => s >= least) ?? spans[spans.length - 1];
}

/**
 * @param {Window} w
 * @param {number} step
 * @param {number} origin
 * @param {(distance: number) => string} label
 */
function ticksFrom(w, step, origin, label) {
  const ticks = [];
  for (let k = Math.ceil((w.from - origin) / step); origin + k * step <= w.to; k++) ticks.push({ at: origin + k * step, label: label(k * step) });
  return ticks;
}

/**
 * A length with as many digits as its step needs.
 * @param {number} ns at least 0
 * @param {number} step
 */
export function length(ns, step) {
  const [size, unit] = ns >= second || step >= second ? [second, 's'] : ns >= 1e6 ? [1e6, 'ms'] : ns >= 1e3 ? [1e3, 'µs'] : [1, 'ns'];
  if (ns >= 60 * second && step >= second) {
    const s = Math.round(ns / second);
    return s % 60 === 0 ? `${s / 60}${gap}min` : `${Math.floor(s / 60)}${gap}min ${s % 60}${gap}s`;
  }
  const figures = Math.max(1, Math.ceil(Math.log10((ns + 1) / step)) + 1);
  return `${number(ns / size, { figures: Math.min(figures, 12) })}${gap}${unit}`;
}

/** @param {number} ns @param {number} step */
function signed(ns, step) { return (ns < 0 ? '−' : '+') + length(Math.abs(ns), step); }

/** @param {number} at @param {number} step @param {number} span */
function clockLabel(at, step, span) {
  if (step >= day || (at > 0 && at % day === 0)) return dayLabel(at);
  if (step < second) return clock(at, { digits: 3 }).slice(-12, step >= 100e6 ? -2 : step >= 10e6 ? -1 : undefined);
  const whole = clock(at, { digits: 0 });
  return span > day ? whole.slice(0, -3) : whole.slice(-8);
}

/** @param {number} at */
function dayLabel(at) { return `${Math.floor(at / day)}${gap}d`; }
