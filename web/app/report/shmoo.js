// The end of each sag over its voltage and its length, as a drawing.
import { html, svg, nothing } from '../core/html.js';
import { t } from '../core/text.js';
import { duration, volts } from '../core/units.js';
import { classOf, grid, letters } from './model.js';

/**
 * @typedef {import('./model.js').Cell} Cell
 * @typedef {import('./model.js').Part} Part
 */

const left = 76;
const cellWide = 62;
const cellHigh = 26;

/**
 * @param {readonly Cell[]} cells
 * @param {Part} part
 * @param {number | null} at
 * @param {(c: Cell) => void} open
 */
export function shmoo(cells, part, at, open) {
  const g = grid(cells, part, at);
  const [wide, high] = [left + g.lengths.length * cellWide + 8, g.volts.length * cellHigh + 44];
  const one = (/** @type {number} */ uv, /** @type {number} */ row, /** @type {number} */ ns, /** @type {number} */ column) => {
    const c = g.cell(uv, ns);
    if (c === null) return nothing;
    const end = classOf(c.verdict, part);
    const text = t('report.cell', { class: t('report.class.' + end), volts: volts(uv), for: duration(ns), at: duration(c.at_ns) });
    return svg`<g class="sh-cell" data-class=${end} role="button" tabindex="0" aria-label=${text} @click=${() => open(c)}
        @keydown=${(/** @type {KeyboardEvent} */ e) => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); open(c); } }}>
      <title>${text}</title>
      <rect x=${left + column * cellWide} y=${4 + row * cellHigh} width=${cellWide - 2} height=${cellHigh - 2}></rect>
      <text x=${left + column * cellWide + cellWide / 2 - 1} y=${4 + row * cellHigh + 17} text-anchor="middle">${letters[end]}</text></g>`;
  };
  return html`<svg class="shmoo" viewBox="0 0 ${wide} ${high}" width=${wide} height=${high} role="group" aria-label=${t('report.shmoo')}>
    ${g.volts.map((uv, row) => svg`<text x=${left - 8} y=${4 + row * cellHigh + 17} text-anchor="end" class="tl-label">${volts(uv)}</text>
      ${g.lengths.map((ns, column) => one(uv, row, ns, column))}`)}
    ${g.lengths.map((ns, column) => svg`<text x=${left + column * cellWide + cellWide / 2} y=${high - 24} text-anchor="middle" class="tl-label">${duration(ns)}</text>`)}
    <text x=${left + (g.lengths.length * cellWide) / 2} y=${high - 6} text-anchor="middle" class="tl-label">${t('report.shmoo-axis')}</text>
  </svg>`;
}
