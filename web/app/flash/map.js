// The whole memory: one square a page, and the pages that the firmware uses drawn large.
import { html, nothing, svg } from '../core/html.js';
import { t } from '../core/text.js';
import { bytes, hex, number, percent } from '../core/units.js';
import { keys } from './roving.js';
import { legend, patterns, square, stateText } from './paint.js';
import { mapGrid, storesOf } from './shape.js';

/**
 * @typedef {import('./model.js').MapData} MapData
 * @typedef {import('./shape.js').Page} Page
 */

const tile = 40;
const mostTiles = 8;

/**
 * @param {object} o
 * @param {string} o.id of the picture
 * @param {MapData} o.map
 * @param {number} o.width in pixels
 * @param {Set<number>} o.changed pages that are not as before the last reset
 * @param {number | null} o.done of the operation in flight
 * @param {(address: number) => void} o.open a page, by an address in it
 */
export function mapPicture({ id, map, width, changed, done, open }) {
  const { flash, pages } = map;
  const { columns, size } = mapGrid(pages.length, width);
  const lines = Math.ceil(pages.length / columns);
  const used = pages.map((p) => flash.areas.find((a) => p.address < a.address + a.bytes && a.address < p.address + p.bytes));
  const doneOf = (/** @type {Page} */ p) => (p.state === 'in flight' && done !== null ? done : undefined);
  const cell = (/** @type {Page} */ p, /** @type {number} */ i) => svg`
    <g class="page ${used[i] ? 'used' : ''}" role="gridcell" tabindex=${i === firstUsed(used) ? 0 : -1} data-index=${i} data-address=${p.address}
      transform="translate(${(i % columns) * size} ${Math.floor(i / columns) * size})" aria-label=${pageText(p, used[i]?.name)}>
      <title>${pageText(p, used[i]?.name)}</title>
      ${square(id, { state: p.state, fill: p.fill, size, done: doneOf(p), changed: changed.has(p.page) })}
      ${used[i] ? svg`<path class="outline" d=${border(used, i, columns, size)}/>` : nothing}
    </g>`;
  const areas = storesOf(flash.areas).map((a) => ({ area: a, ...tilesOf(a, pages, Math.floor(width / (tile + 4))) }));
  const click = (/** @type {Event} */ e) => {
    const at = e.target instanceof Element ? e.target.closest('[data-address]') : null;
    if (at) open(Number(at.getAttribute('data-address')));
  };
  return html`
    <div class="areas">
      ${areas.map(({ area, shown: of, left }) => html`
        <figure class="area">
          <figcaption><strong>${t('flash.area.' + area.name)}</strong> <span class="quiet">${t('flash.store')} <span class="mono">${area.store}</span>${left > 0 ? html` · ${t('flash.more-pages', { n: left })}` : nothing}</span></figcaption>
          <svg class="squares tiles" width=${of.length * (tile + 4)} height=${tile + 28} role="grid" aria-label=${t('flash.area.' + area.name)} @click=${click} @keydown=${keys(of.length, of.length)}>
            ${patterns(`${id}-${area.address}`)}
            <g role="row">${of.map((p, i) => ({ p, i, at: hex(Math.max(p.address, area.address)).slice(2), how: p.state === 'erased' ? stateText('erased') : percent(p.fill) })).map(({ p, i, at, how }) => svg`
              <g class="page used" role="gridcell" tabindex=${i === 0 ? 0 : -1} data-index=${i} data-address=${Math.max(p.address, area.address)}
                transform="translate(${i * (tile + 4) + 1} 1)" aria-label=${`${at} ${how} ${pageText(p, area.name)}`} data-tip=${pageText(p, area.name)}>
                ${square(`${id}-${area.address}`, { state: p.state, fill: p.fill, size: tile, done: doneOf(p), changed: changed.has(p.page) })}
                <text class="label mono" x=${tile / 2} y=${tile + 11} text-anchor="middle">${at}</text>
                <text class="label quiet" x=${tile / 2} y=${tile + 23} text-anchor="middle">${how}</text>
              </g>`)}</g>
          </svg>
        </figure>`)}
    </div>
    <figure class="whole">
      <figcaption class="quiet">${t('flash.whole', { n: pages.length, pages: number(pages.length), size: bytes(flash.size_bytes) })}</figcaption>
      <svg class="squares map" data-picture width=${columns * size + 1} height=${lines * size + 1} role="grid" aria-label=${t('flash.map')} aria-rowcount=${lines} @click=${click} @keydown=${keys(pages.length, columns)}>
        ${patterns(id)}
        ${Array.from({ length: lines }, (_, l) => svg`<g role="row">${pages.slice(l * columns, (l + 1) * columns).map((p, i) => cell(p, l * columns + i))}</g>`)}
      </svg>
    </figure>
    ${legend(id, { changed: changed.size > 0 })}`;
}

/**
 * Whether each page is used; the first one that is takes the Tab key.
 * @param {unknown[]} used
 */
function firstUsed(used) {
  return Math.max(0, used.findIndex((u) => u !== undefined));
}

/**
 * The edges of a page at which its area ends.
 * @param {unknown[]} used
 * @param {number} i
 * @param {number} columns
 * @param {number} size
 */
function border(used, i, columns, size) {
  const [low, high] = [-0.5, size - 0.5];
  const same = (/** @type {number} */ k, /** @type {boolean} */ beside) => beside && used[k] === used[i];
  return (same(i - 1, i % columns > 0) ? '' : `M${low} ${low}V${high}`)
    + (same(i + 1, i % columns < columns - 1) ? '' : `M${high} ${low}V${high}`)
    + (same(i - columns, true) ? '' : `M${low} ${low}H${high}`)
    + (same(i + columns, true) ? '' : `M${low} ${high}H${high}`);
}

/**
 * The pages of an area that are drawn large: all, or of many those with something in them.
 * @param {{ address: number, bytes: number }} area
 * @param {Page[]} pages
 * @param {number} room for so many
 * @returns {{ shown: Page[], left: number }}
 */
function tilesOf(area, pages, room) {
  const of = pages.filter((p) => p.address < area.address + area.bytes && area.address < p.address + p.bytes);
  if (of.length <= Math.min(room, mostTiles)) return { shown: of, left: 0 };
  const written = of.filter((p) => p.state !== 'erased');
  const shown = (written.length > 0 ? written : of).slice(0, Math.max(1, Math.min(room, mostTiles)));
  return { shown, left: of.length - shown.length };
}

/**
 * @param {Page} p
 * @param {string} [area]
 */
function pageText(p, area) {
  const text = t('flash.page-is', { page: p.page, address: hex(p.address), state: stateText(p.state), fill: percent(p.fill), n: p.cycles });
  return area ? `${text} · ${t('flash.area.' + area)}` : text;
}

/**
 * The map as a table.
 * @param {MapData} map
 * @returns {(string | number)[][]}
 */
export function mapTable(map) {
  return [['page', 'address', 'bytes', 'state', 'fill', 'erase_cycles'], ...map.pages.map((p) => [p.page, hex(p.address), p.bytes, p.state, p.fill, p.cycles])];
}
