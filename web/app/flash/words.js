// One page: a ribbon of its words' states with the records on it, and the words
// themselves. Lines that say the same are drawn as one.
import { html, nothing, svg } from '../core/html.js';
import { t } from '../core/text.js';
import { bytes, hex, number, percent } from '../core/units.js';
import { keys } from './roving.js';
import { patterns, square, stateName, stateText } from './paint.js';
import { linesOf, recordAt } from './shape.js';

/**
 * @typedef {import('./model.js').PieceData} PieceData
 * @typedef {import('./shape.js').Word} Word
 * @typedef {import('./shape.js').Line} Line
 */

const lineHeight = 19;
const charWidth = 6.4;
const padding = 6;
const margin = 44;

/**
 * Words that stand on a line.
 * @param {number} width in pixels
 * @param {number} digits of a word
 */
function perLine(width, digits) {
  const fit = (width - margin) / (digits * charWidth + padding);
  return fit >= 8 ? 8 : fit >= 4 ? 4 : 2;
}

/**
 * @param {object} o
 * @param {string} o.id of the picture
 * @param {PieceData} o.piece
 * @param {number} o.width in pixels
 * @param {number | null} o.record address of the record that is looked at
 * @param {Set<number>} o.changed addresses of words that are not as before the last reset
 * @param {Set<number>} o.unfolded addresses of folded lines that are shown in full
 * @param {(address: number) => void} o.unfold
 * @param {(address: number) => void} o.open a word
 * @param {(address: number) => void} o.page another piece
 */
export function wordsPicture({ id, piece, width, record, changed, unfolded, unfold, open, page }) {
  const { raw, words } = piece;
  const digits = raw.word_bytes * 2;
  const per = perLine(width, digits);
  const chosen = record === null ? undefined : raw.records.find((r) => r.address === record);
  const lines = unfoldLines(linesOf(words, per, { keep: (w) => changed.has(w.address) }), words, per, unfolded, chosen);
  const cellWidth = digits * charWidth + padding;
  /** @type {Word[]} */
  const shown = lines.flatMap((l) => (l.kind === 'words' ? l.words : []));
  const click = (/** @type {Event} */ e) => {
    const at = e.target instanceof Element ? e.target.closest('[data-address]') : null;
    if (!at) return;
    const address = Number(at.getAttribute('data-address'));
    if (at.hasAttribute('data-fold')) unfold(address);
    else open(address);
  };
  let index = -1;
  const first = Math.max(0, shown.findIndex((w) => (chosen ? w.address >= chosen.address : w.state !== 'erased')));
  const wordCell = (/** @type {Word} */ w, /** @type {number} */ column) => {
    index++;
    const of = recordAt(raw.records, w.address);
    const inside = chosen && w.address < chosen.address + chosen.bytes && chosen.address < w.address + raw.word_bytes;
    return svg`<g class="word ${stateName(w.state)} ${inside ? 'chosen' : ''}" role="gridcell" tabindex=${index === first ? 0 : -1} data-index=${index} data-address=${w.address}
        transform="translate(${margin + column * cellWidth} 0)">
      <title>${wordText(w, of, changed.has(w.address))}</title>
      <rect class="back" width=${cellWidth - 3} height=${lineHeight - 3} rx="2"/>
      ${w.state === 'marginal' || w.state === 'in flight' ? svg`<rect width=${cellWidth - 3} height="3" y=${lineHeight - 6} fill="url(#${id}-${stateName(w.state)})"/>` : nothing}
      ${changed.has(w.address) ? svg`<path class="changed" d="M${cellWidth - 3} 0v6l-6-6z"/>` : nothing}
      <text class="mono hex" aria-hidden="true" x="2" y=${lineHeight - 7}>${w.value}</text>
    </g>`;
  };
  const draw = (/** @type {Line} */ l, /** @type {number} */ i) => l.kind === 'words'
    ? svg`<g role="row" transform="translate(0 ${i * lineHeight})"><text class="mono address" x="0" y=${lineHeight - 7}>${hex(l.address).slice(2)}</text>${l.words.map(wordCell)}</g>`
    : svg`<g role="row" transform="translate(0 ${i * lineHeight})"><g class="fold" role="gridcell" tabindex="0" data-fold data-address=${l.address}
>
        <title>${foldText(l)}</title>
        <text class="mono address" x="0" y=${lineHeight - 7}>${hex(l.address).slice(2)}</text>
        <rect class="hit" x=${margin} width=${Math.max(0, width - margin)} height=${lineHeight - 3}/>
        <svg x=${margin} y="2" width="12" height="12">${square(id, { state: l.state, fill: 1, size: 12 })}</svg>
        <text class="quiet" aria-hidden="true" x=${margin + 18} y=${lineHeight - 7}>${foldText(l)}</text></g></g>`;
  return html`
    ${ribbon(id, piece, width, chosen, open)}
    <p class="about small">
      <span class=${`is ${stateName(raw.page.state)}`}>${stateText(raw.page.state)}</span>
      <span class="num">${t('flash.cycles', { n: raw.page.erase_cycles, cycles: number(raw.page.erase_cycles) })}</span>
      <span class="num">${t('flash.filled', { fill: percent(raw.page.fill) })}</span>
      ${raw.page.marginal_bytes > 0 ? html`<span class="num">${t('flash.marginal-bytes', { size: bytes(raw.page.marginal_bytes) })}</span>` : nothing}
      ${raw.if_cut_now ? html`<strong class="warning">${t('flash.if-cut')}</strong>` : nothing}
    </p>
    ${raw.page.bytes > raw.bytes ? pager(raw, page) : nothing}
    <div class="scroll">
      <svg class="words squares" data-picture width=${margin + per * cellWidth} height=${lines.length * lineHeight} role="grid" aria-label=${t('flash.words-of', { page: raw.page.page })}
        @click=${click} @keydown=${wordKeys(shown.length, per)}>
        ${patterns(id)}${lines.map(draw)}
      </svg>
    </div>`;
}

/**
 * @param {number} count
 * @param {number} columns
 */
function wordKeys(count, columns) {
  const move = keys(count, columns);
  return (/** @type {KeyboardEvent} */ e) => {
    const fold = e.target instanceof Element ? e.target.closest('[data-fold]') : null;
    if (fold && (e.key === 'Enter' || e.key === ' ')) {
      e.preventDefault();
      fold.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      return;
    }
    move(e);
  };
}

/**
 * Puts lines that were folded back where somebody wants to see them.
 * @param {Line[]} lines
 * @param {Word[]} words
 * @param {number} per
 * @param {Set<number>} unfolded
 * @param {{ address: number, bytes: number } | undefined} chosen
 * @returns {Line[]}
 */
function unfoldLines(lines, words, per, unfolded, chosen) {
  return lines.flatMap((l) => {
    if (l.kind === 'words' || !unfolded.has(l.address) && !(chosen && l.address <= chosen.address && chosen.address < l.address + l.bytes)) return [l];
    const at = words.findIndex((w) => w.address === l.address);
    const part = words.slice(at, at + l.words);
    /** @type {Line[]} */
    const out = [];
    for (let i = 0; i < part.length; i += per) out.push({ kind: 'words', address: part[i].address, words: part.slice(i, i + per) });
    return out;
  });
}

/**
 * @param {Extract<Line, { kind: 'same' }>} l
 */
function foldText(l) {
  return t('flash.fold', { words: number(l.words), n: l.words, value: l.value, state: stateText(l.state) });
}

/**
 * @param {Word} w
 * @param {{ key?: string, state: string } | undefined} record
 * @param {boolean} changed
 */
function wordText(w, record, changed) {
  const parts = [t('flash.word-is', { address: hex(w.address), value: w.value, state: stateText(w.state) })];
  if (record) parts.push(record.key ?? t('flash.record.mark'));
  if (changed) parts.push(t('flash.changed'));
  return parts.join(' · ');
}

/**
 * The page in one line: states of its words above, records below.
 * @param {string} id
 * @param {PieceData} piece
 * @param {number} width
 * @param {{ address: number } | undefined} chosen
 * @param {(address: number) => void} open
 */
function ribbon(id, { raw }, width, chosen, open) {
  const of = (/** @type {number} */ n) => (n / raw.bytes) * width;
  let at = 0;
  const runs = raw.states.map((r) => {
    const x = at;
    at += r.words * raw.word_bytes;
    return { x: of(x), width: Math.max(1, of(r.words * raw.word_bytes)), state: r.state };
  });
  const click = (/** @type {MouseEvent} */ e) => {
    const box = /** @type {Element} */ (e.currentTarget).getBoundingClientRect();
    const address = raw.address + Math.floor(((e.clientX - box.left) / box.width) * raw.bytes);
    open(address - (address % raw.word_bytes));
  };
  return html`<svg class="squares ribbon" width=${width} height="20" viewBox="0 0 ${width} 20" aria-hidden="true" @click=${click}>
    ${patterns(id + '-ribbon')}
    ${runs.map((r) => svg`<g transform="translate(${r.x} 0)"><rect class="base" width=${r.width} height="12"/>
      ${r.state === 'erased' ? nothing : svg`<rect class="ink ${stateName(r.state)}" width=${r.width} height="12"/>`}
      ${r.state === 'marginal' || r.state === 'in flight' ? svg`<rect width=${r.width} height="12" fill="url(#${id}-ribbon-${stateName(r.state)})"/>` : nothing}</g>`)}
    ${raw.records.filter((r) => r.key || r.state !== 'mark').map((r) => svg`<rect class="span ${r.state === 'current' ? 'current' : ''} ${r.address === chosen?.address ? 'chosen' : ''}"
      x=${of(Math.max(0, r.address - raw.address))} y="15" width=${Math.max(1.5, of(Math.min(r.bytes, raw.bytes)) - 0.5)} height="4"/>`)}
  </svg>`;
}

/**
 * @param {PieceData['raw']} raw
 * @param {(address: number) => void} page
 */
function pager(raw, page) {
  const end = raw.page.address + raw.page.bytes;
  return html`<p class="row small">
    <button type="button" class="btn btn-small" ?disabled=${raw.offset === 0} @click=${() => page(raw.address - raw.bytes)}>${t('flash.piece-before')}</button>
    <span class="num mono">${hex(raw.address)}–${hex(raw.address + raw.bytes - 1)}</span>
    <button type="button" class="btn btn-small" ?disabled=${raw.address + raw.bytes >= end} @click=${() => page(raw.address + raw.bytes)}>${t('flash.piece-after')}</button>
  </p>`;
}

/**
 * The words as a table.
 * @param {PieceData} piece
 * @returns {(string | number)[][]}
 */
export function wordsTable({ raw, words }) {
  return [['address', 'value', 'state', 'record'], ...words.map((w) => {
    const r = recordAt(raw.records, w.address);
    return [hex(w.address), '0x' + w.value, w.state, r ? r.key ?? r.state : ''];
  })];
}
