// A set of cells of one's own, as a form.
import { html, nothing } from '../core/html.js';
import { t } from '../core/text.js';
import { choose, figure } from './fields.js';

/** @typedef {import('./sets.js').Own} Own */
/** @typedef {import('../../types/api.js').components['schemas']['CellEntry']} CellEntry */

/**
 * @param {Own} o
 * @param {CellEntry[]} kinds
 * @param {(o: Own) => void} change
 */
export function ownForm(o, kinds, change) {
  const set = (/** @type {Partial<Own>} */ part) => change({ ...o, ...part });
  return html`<div class="by-own">
    ${choose(t('bench.bay.kind'), o.kind, kinds.map((k) => /** @type {const} */ ([k.name, k.title])), (v) => set({ kind: v }))}
    <div class="by-grid">
      ${figure(t('bench.bay.charge'), o.charge, { min: 0, max: 100, unit: '%' }, (v) => set({ charge: v }))}
      ${figure(t('bench.bay.age'), o.age, { min: 0, max: 30, hint: '0' }, (v) => set({ age: v }))}
      ${figure(t('bench.bay.cycles'), o.cycles, { min: 0, max: 5000, hint: '0' }, (v) => set({ cycles: v }))}
      ${figure(t('bench.bay.spread'), o.spread, { min: 0, max: 50, hint: '0', unit: '%' }, (v) => set({ spread: v }))}
    </div>
    ${choose(t('bench.bay.weak'), o.weak, [['', t('bench.bay.weak-none')], ...['1', '2', '3', '4'].map((n) => /** @type {const} */ ([n, t('bench.bay.cell', { cell: n })]))], (v) => set({ weak: v }))}
    ${o.weak === '' ? nothing : html`<div class="by-grid">
      ${figure(t('bench.bay.weak-charge'), o.weakCharge, { min: 0, max: 100, unit: '%' }, (v) => set({ weakCharge: v }))}
      ${figure(t('bench.bay.weak-resistance'), o.weakResistance, { min: 1, max: 100, unit: '×' }, (v) => set({ weakResistance: v }))}</div>`}
  </div>`;
}
