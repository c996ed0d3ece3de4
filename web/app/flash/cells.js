// One word: the charge of each of its cells against the levels that decide what it
// reads, and below, bit for bit, what ten reads would give.
import { html, nothing, svg } from '../core/html.js';
import { t, term } from '../core/text.js';
import { hex, percent, si } from '../core/units.js';
import { patterns, stateName, stateText } from './paint.js';
import { bitsOf, erasedBit, readsOf, sureness, value } from './shape.js';

/** @typedef {import('../../types/api.js').components['schemas']['FlashWord']} FlashWord */

const top = 8;
/** Height of the bars: as much as there is room for, within limits. */
const plots = { least: 60, most: 170 };
const bitLine = 13;
const right = 104;
const readLine = 8.5;

/** Ends of the axis in volts when everything is shown, and how far around the read level when it is drawn large. */
const allVolts = [0.5, 6.8];
const nearVolts = 0.5;
/** The band of noise reaches so many sigmas to either side: where the server calls a bit unstable. */
const bandSigmas = 3;

/**
 * @param {object} o
 * @param {string} o.id of the picture
 * @param {FlashWord} o.word
 * @param {number} o.width in pixels
 * @param {boolean} o.near whether the stretch around the read level is drawn large
 * @param {boolean} o.reading whether ten reads are shown
 * @param {number} o.room pixels of height that there are for the picture
 */
export function cellsPicture({ id, word, width, near, reading, room }) {
  const n = word.cells.length;
  if (n === 0) return html`<p class="note">${t('flash.no-cells')}</p>${reading ? readList(word) : nothing}`;
  const reads = readsOf(word.reads);
  const [low, high] = near ? [word.read_volts - nearVolts, word.read_volts + nearVolts] : allVolts;
  const below = bitLine + 10 + (reading ? reads.values.length * readLine + 4 : 0);
  const plot = Math.max(plots.least, Math.min(plots.most, Math.floor(room - top - below)));
  const y = (/** @type {number} */ v) => top + plot * (1 - (Math.min(Math.max(v, low), high) - low) / (high - low));
  /** Cells that lie off the picture still show a sign at its foot. */
  const barTop = (/** @type {number} */ v) => Math.min(y(v), top + plot - 2);
  const gap = 6;
  const bytes = n / 8;
  const slot = (width - right - 4 - gap * (bytes - 1)) / n;
  /** Bit 31 stands on the left, with a gap between bytes. */
  const x = (/** @type {number} */ bit) => 2 + (n - 1 - bit) * slot + Math.floor((n - 1 - bit) / 8) * gap;
  const bar = Math.max(2, slot - 2);
  const erased = erasedBit(word);
  const bitsTop = top + plot + 2;
  const readsTop = bitsTop + bitLine + 8;
  const height = top + plot + below;
  const band = Math.max(word.sigma_volts * bandSigmas, (high - low) / plot);
  const cells = word.cells.map((c, bit) => svg`
    <g class="cell ${c.reads === erased ? 'low' : 'high'} ${c.unstable ? 'unsure' : ''} ${c.marginal ? 'cut' : ''}" transform="translate(${x(bit)} 0)" role="img" aria-label=${cellText(c, bit)}>
      <title>${cellText(c, bit)}</title>
      <rect class="hit" width=${slot} y=${top} height=${plot}/>
      <rect class="bar" x=${(slot - bar) / 2} width=${bar} y=${barTop(c.threshold_volts)} height=${top + plot - barTop(c.threshold_volts)}/>
      ${c.unstable ? svg`<rect width=${bar} x=${(slot - bar) / 2} y=${barTop(c.threshold_volts)} height=${top + plot - barTop(c.threshold_volts)} fill="url(#${id}-marginal)"/>` : nothing}
      ${c.telegraph_volts && c.marginal ? svg`<path class="whisker" d="M${slot / 2} ${y(c.threshold_volts - c.telegraph_volts)}V${y(c.threshold_volts + c.telegraph_volts)}"/>` : nothing}
      ${slot >= 6 ? svg`<text class="bit mono" x=${slot / 2} y=${bitsTop + 10} text-anchor="middle">${c.unstable ? '?' : c.reads}</text>` : nothing}
    </g>`);
  return html`<svg class="cells squares" data-picture width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="group" aria-label=${t('flash.cells-of', { address: hex(word.address) })}>
      ${patterns(id)}
      <rect class="band" x="0" width=${width - right} y=${y(word.read_volts + band)} height=${Math.max(2, y(word.read_volts - band) - y(word.read_volts + band))}/>
      ${cells}
      ${level('verify', word.program_verify_volts, t('flash.level.program'), -11)}
      ${level('read', word.read_volts, t('flash.level.read'), 0)}
      ${level('verify', word.erase_verify_volts, t('flash.level.erase'), 11)}
      ${near ? nothing : svg`<path class="axis" d="M0 ${top + plot + 0.5}H${width - right}"/>`}
      ${slot < 6 ? nothing : svg`<text class="axis-name" x=${width - right + 8} y=${bitsTop + 10}>${t('flash.reads-as')}</text>`}
      ${reading ? reads.values.map((v, i) => readRow(v, i)) : nothing}
    </svg>`;

  /**
   * A level with its name, which keeps clear of that of the read level.
   * @param {string} kind @param {number} volts @param {string} name
   * @param {number} clear least distance of the name below the read level's, in pixels
   */
  function level(kind, volts, name, clear) {
    if (volts < low || volts > high) return nothing;
    const read = y(word.read_volts);
    const at = clear < 0 ? Math.min(y(volts), read + clear) : Math.max(y(volts), read + clear);
    return svg`<path class="level ${kind}" d="M0 ${y(volts)}H${width - right}"/>
      <text class="level-name ${kind}" x=${width - right + 8} y=${at + 4}>${name} ${si(volts, 'V')}</text>`;
  }

  /** @param {string | null} v @param {number} i */
  function readRow(v, i) {
    const at = readsTop + i * readLine;
    if (v === null) return svg`<text class="small" x="2" y=${at + 9}>${t('flash.uncorrectable')}</text>`;
    const bits = bitsOf(v);
    return svg`<g class="read" data-row=${i}>${bits.map((b, k) => svg`<rect class="sample ${b === erased ? 'low' : 'high'} ${reads.differing[k] ? 'flips' : ''}"
        x=${x(n - 1 - k) + (slot - bar) / 2} y=${at} width=${bar} height=${readLine - 3}/>`)}
      <text class="mono sample-value ${v === reads.most ? '' : 'other'}" x=${width - right + 8} y=${at + 7}>${v}</text></g>`;
  }
}

/**
 * What a word is, in one line.
 * @param {FlashWord} word
 */
export function wordAbout(word) {
  return html`<p class="about small">
    <span class=${`is ${stateName(word.state)}`}>${stateText(word.state)}</span>
    <span class="mono value">0x${value(word.hex)}</span>
    ${word.last ? html`<span>${t('flash.last-cut', { operation: t('flash.operation.' + word.last.operation.replace(' ', '-')), done: percent(word.last.done) })}</span>` : nothing}
    ${word.if_cut_now ? html`<strong class="warning">${t('flash.if-cut')}</strong>` : nothing}
  </p>`;
}

/**
 * What a word says of itself, in sentences.
 * @param {FlashWord} word
 * @param {boolean} reading
 */
export function sentences(word, reading) {
  const out = [];
  const reads = readsOf(word.reads);
  const sure = sureness(word);
  if (reading && reads.of > 0) {
    const values = { value: reads.most === null ? '' : '0x' + reads.most, times: reads.times, of: reads.of, n: sure.unsure, unsure: sure.unsure, bits: sure.bits };
    if (reads.most === null) out.push(t('flash.says.uncorrectable', values));
    else if (reads.times < reads.of) out.push(sure.bits === 0 ? t('flash.says.varies', values) : t('flash.says.unsure', { ...values, n: Math.max(sure.unsure, reads.differing.filter(Boolean).length) }));
    else if (sure.unsure > 0) out.push(t('flash.says.lucky', values));
    else out.push(t('flash.says.sure', values));
  } else if (sure.unsure > 0) {
    out.push(t('flash.says.unsure-bits', { n: sure.unsure, bits: sure.bits }));
  }
  if (sure.notErased > 0 && sure.notProgrammed > 0) out.push(t('flash.says.not-safe', { erased: sure.notErased, programmed: sure.notProgrammed }));
  else if (sure.notErased > 0) out.push(t('flash.says.not-erased', { n: sure.notErased }));
  else if (sure.notProgrammed > 0) out.push(t('flash.says.not-programmed', { n: sure.notProgrammed }));
  if (out.length === 0) out.push(t('flash.says.settled'));
  return out;
}

/** The words that the picture uses. */
export function cellsLegend() {
  return html`<p class="small quiet">${t('flash.cells-legend')} ${term('cell')}, ${term('read-level')}, ${term('marginal')}.</p>`;
}

/**
 * The reads of a part whose cells hold no charge.
 * @param {FlashWord} word
 */
function readList(word) {
  return html`<ol class="read-list mono">${readsOf(word.reads).values.map((v) => html`<li>${v === null ? t('flash.uncorrectable') : '0x' + v}</li>`)}</ol>`;
}

/**
 * @param {FlashWord['cells'][number]} c
 * @param {number} bit
 */
function cellText(c, bit) {
  const text = t('flash.bit-is', { bit, volts: si(c.threshold_volts, 'V'), reads: c.reads });
  return c.unstable ? `${text} · ${t('flash.bit-unsure')}` : text;
}

/**
 * The cells as a table.
 * @param {FlashWord} word
 * @returns {(string | number)[][]}
 */
export function cellsTable(word) {
  return [['bit', 'threshold_volts', 'reads', 'marginal', 'unstable', ...word.reads.map((_, i) => `read_${i + 1}`)],
    ...word.cells.map((c, bit) => [bit, c.threshold_volts, c.reads, Number(c.marginal), Number(c.unstable),
      ...word.reads.map((r) => (r.correctable ? bitsOf(value(r.hex))[word.cells.length - 1 - bit] : ''))])];
}

