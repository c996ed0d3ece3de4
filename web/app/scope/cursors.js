// Two cursors and what lies between them.
import { t } from '../core/text.js';
import { duration, si, volts } from '../core/units.js';
import { channels } from './store.js';

/**
 * @typedef {import('./model.js').ScopeModel} ScopeModel
 * @typedef {import('./time.js').Window} Window
 * @typedef {{ a: number, b: number }} Cursors
 */

const vdd = channels.indexOf('vdd');
const vbat = channels.indexOf('vbat');

/** Cursors that stand well in a window. @param {Window} w @returns {Cursors} */
export function placeCursors(w) {
  const span = w.to - w.from;
  return { a: w.from + span / 3, b: w.from + (2 * span) / 3 };
}

/** The value of a channel at an instant; null where nothing is known. @param {ScopeModel} m @param {number} channel @param {number} at */
export function valueAt(m, channel, at) {
  const e = m.store?.extremes(channel, at, at + 1);
  return e ? (e.low + e.high) / 2 : null;
}

/**
 * What the cursors say.
 * @param {ScopeModel} m
 * @param {Cursors} c
 * @returns {{ name: string, text: string }[]}
 */
export function reading(m, c) {
  const out = [{ name: 'Δt', text: duration(c.b - c.a) }];
  if (c.a !== c.b && Math.abs(c.b - c.a) < 60e9) out.push({ name: '1/Δt', text: si(1e9 / Math.abs(c.b - c.a), 'Hz') });
  for (const [name, channel] of /** @type {[string, number][]} */ ([['VDD', vdd], ['VBAT', vbat]])) {
    const a = valueAt(m, channel, c.a);
    const b = valueAt(m, channel, c.b);
    if (a === null || b === null) continue;
    out.push({ name: `Δ${name}`, text: `${signed(b - a)} (${volts(a)} → ${volts(b)})` });
  }
  return out;
}

/** @param {number} uv */
const signed = (uv) => (uv < 0 ? '−' : '+') + volts(Math.abs(uv));

/** What a cursor says to a screen reader. @param {ScopeModel} m @param {'a' | 'b'} which @param {number} at @param {string} time */
export function cursorText(m, which, at, time) {
  const v = valueAt(m, vdd, at);
  return `${t('scope.cursor', { name: which.toUpperCase() })}, ${time}${v === null ? '' : ', VDD ' + volts(v)}`;
}
