// What of the model a picture needs: scales that do not jump, the operations that were
// cut, the reset from which the axis counts.
import { lossText } from './plot.js';
import { channels } from './store.js';

/**
 * @typedef {import('./model.js').ScopeModel} ScopeModel
 * @typedef {import('./time.js').Window} Window
 * @typedef {{ bottom: number, top: number, most: number }} Scales
 */

const vbat = channels.indexOf('vbat');
const vdd = channels.indexOf('vdd');
const motor = channels.indexOf('motor');

/** @type {readonly number[]} */
const tops = [4e6, 7e6, 10e6, 15e6];
/** The motor's scale, microamperes. */
const currents = [5e5, 1e6, 2e6, 4e6, 8e6, 16e6];
/** A close-up shows at least so much, microvolts. */
const leastCloseUp = 2000;

/**
 * Scales that hold what a window shows.
 * @param {ScopeModel} model
 * @param {Window} w
 * @param {boolean} closeUp of VDD
 * @returns {Scales}
 */
export function scales(model, w, closeUp) {
  const store = model.store;
  const current = store?.extremes(motor, w.from, w.to);
  const used = current ? Math.max(Math.abs(current.low), Math.abs(current.high)) : 0;
  const most = currents.find((c) => used <= c * 1.02) ?? used;
  if (closeUp) {
    const v = store?.extremes(vdd, w.from, w.to);
    if (v) {
      const room = Math.max(v.high - v.low, leastCloseUp) * 0.12;
      return { bottom: Math.max(0, v.low - room - (leastCloseUp > v.high - v.low ? (leastCloseUp - v.high + v.low) / 2 : 0)), top: v.high + 2 * room, most };
    }
  }
  const high = Math.max(store?.extremes(vbat, w.from, w.to)?.high ?? 0, store?.extremes(vdd, w.from, w.to)?.high ?? 0);
  return { bottom: 0, top: tops.find((v) => high <= v * 0.97) ?? high * 1.1, most };
}

/** The operations in a window that were cut. @param {ScopeModel} model @param {Window} w */
export function losses(model, w) {
  const out = [];
  for (const o of model.lanes.flash) {
    if (o.state === 'torn' && o.to_ns >= w.from && o.from_ns <= w.to) out.push({ from: o.from_ns, to: o.to_ns, text: lossText(o) });
  }
  return out;
}

/** How near a moment has to be to a reset to mean it, nanoseconds. */
const sameNs = 1;

/** The reset that the chosen moment is; null for none. @param {ScopeModel} model @param {number | null} moment */
export function originOf(model, moment) {
  if (moment === null) return null;
  const found = model.lanes.resets.find((r) => Math.abs(r.from_ns - moment) <= sameNs);
  return found ? found.from_ns : null;
}
