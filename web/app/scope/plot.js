// The voltages and the motor's current over time, drawn by uPlot: it keeps scales and
// axes; the traces are areas between the extremes of buckets, which it lets us draw.
import uPlot from '../../vendor/uplot/uPlot.js';
import { t } from '../core/text.js';
import { amps, number, percent } from '../core/units.js';
import { faint, hatch, palette } from './paint.js';
import { channels } from './store.js';
import { tracePath } from './trace.js';
import { railVolts } from './words.js';

/**
 * @typedef {import('./model.js').ScopeModel} ScopeModel
 * @typedef {import('./time.js').Window} Window
 * @typedef {import('./axis.js').Axis} Axis
 * @typedef {import('./levels.js').Line} Line
 * @typedef {{ from: number, to: number, text: string }} Loss
 * @typedef {{ window: Window, axis: Axis, model: ScopeModel, lines: Line[], losses: Loss[], top: number, bottom: number, most: number, origin: number | null }} Picture
 */

/** Room for the axes, in pixels of the page. */
export const gutter = { left: 62, right: 54 };

const vbat = channels.indexOf('vbat');
const vdd = channels.indexOf('vdd');
const motor = channels.indexOf('motor');

/** The share of the height that the motor's current takes. */
const motorShare = 0.36;

/** The font of what is written into the plot. @param {number} ratio @param {boolean} strong */
const font = (ratio, strong) => `${strong ? '600 ' : ''}${11 * ratio}px ${palette().font}`;

export class Plot {
  #u;
  /** @type {Picture | null} */
  #p = null;
  #data = [[0, 1], [0, 0], [0, 0], [0, 0]];

  /**
   * @param {HTMLElement} host
   * @param {number} width
   * @param {number} height
   */
  constructor(host, width, height) {
    const series = (/** @type {number} */ channel, /** @type {string} */ scale, /** @type {'vbat' | 'vdd' | 'motor'} */ colour, /** @type {number} */ line, /** @type {number[]} */ dash) => ({
      scale, width: line, dash, points: { show: false }, stroke: () => palette()[colour], fill: () => faint(palette()[colour], 0.25),
      paths: (/** @type {uPlot} */ u) => {
        const path = this.#path(u, channel, scale);
        return path && { stroke: path, fill: path, clip: null, band: null, gaps: null, flags: 0 };
      },
    });
    const axisOf = (/** @type {string} */ scale, /** @type {1 | 3} */ side, /** @type {(v: number) => string} */ label) => ({
      scale, side, size: side === 3 ? gutter.left : gutter.right, gap: 4, font: `11px ${palette().font}`, stroke: () => palette().ink2, grid: { show: false },
      ticks: { show: true, size: 4, width: 1, stroke: () => palette().hairline }, values: (/** @type {uPlot} */ _, /** @type {number[]} */ vs) => vs.map(label),
    });
    this.#u = new uPlot(/** @type {any} */ ({
      width, height, padding: [8, 0, 4, 0], cursor: { show: false }, legend: { show: false }, select: { show: false }, pxAlign: 0,
      scales: {
        x: { time: false, auto: false, range: () => [this.#p?.window.from ?? 0, this.#p?.window.to ?? 1] },
        v: { auto: false, range: () => [this.#p?.bottom ?? 0, this.#p?.top ?? 7e6] },
        a: { auto: false, range: () => [0, (this.#p?.most ?? 1e6) / motorShare] },
      },
      axes: [
        { show: false },
        { ...axisOf('v', 3, voltLabel), space: 26 },
        { ...axisOf('a', 1, (v) => (v === 0 ? '0' : amps(v))), splits: () => currentTicks(this.#p?.most ?? 1e6) },
      ],
      series: [{}, series(motor, 'a', 'motor', 1, [5, 3]), series(vdd, 'v', 'vdd', 1.5, []), series(vbat, 'v', 'vbat', 2, [])],
      hooks: { drawClear: [(/** @type {uPlot} */ u) => this.#under(u)], draw: [(/** @type {uPlot} */ u) => this.#over(u)] },
    }), /** @type {any} */ (this.#data), host);
  }

  get canvas() { return this.#u.ctx.canvas; }

  /** @param {number} width @param {number} height */
  resize(width, height) { this.#u.setSize({ width, height }); }

  /** @param {Picture} p */
  draw(p) {
    const before = this.#p;
    this.#p = p;
    this.#data[0][0] = p.window.from;
    this.#data[0][1] = p.window.to;
    this.#u.batch(() => {
      this.#u.setData(/** @type {any} */ (this.#data), false);
      this.#u.setScale('x', { min: p.window.from, max: p.window.to });
      if (before?.top !== p.top || before.bottom !== p.bottom) this.#u.setScale('v', { min: p.bottom, max: p.top });
      if (before?.most !== p.most) this.#u.setScale('a', { min: 0, max: p.most / motorShare });
      this.#u.redraw(true, false);
    });
  }

  /** Where a voltage lies, in pixels of the page from the top of the plot. @param {number} uv */
  yOf(uv) { return this.#u.valToPos(uv, 'v', false) + this.#u.bbox.top / uPlot.pxRatio; }

  destroy() { this.#u.destroy(); }

  /** @param {uPlot} u @param {number} channel @param {string} scale */
  #path(u, channel, scale) {
    const p = this.#p;
    if (!p?.model.store) return null;
    const { left, top, width, height } = u.bbox;
    const s = u.scales[scale];
    return tracePath(p.model.store, channel, { left, top, width, height, from: p.window.from, to: p.window.to, low: s.min ?? 0, high: s.max ?? 1 }, scale === 'a');
  }

  /** What lies below the traces: grid, losses, levels. @param {uPlot} u */
  #under(u) {
    const p = this.#p;
    if (!p) return;
    const c = u.ctx;
    const { left, top, width, height } = u.bbox;
    const ratio = uPlot.pxRatio;
    const colour = palette();
    const k = width / (p.window.to - p.window.from);
    const x = (/** @type {number} */ at) => left + (at - p.window.from) * k;
    c.save();
    c.beginPath();
    c.rect(left, 0, width, top + height);
    c.clip();
    c.lineWidth = ratio;
    for (const loss of p.losses) {
      const from = x(loss.from);
      const wide = Math.max(x(loss.to) - from, ratio);
      c.fillStyle = faint(colour.flash, 0.16);
      c.fillRect(from, top, wide, height);
      c.fillStyle = hatch(c, faint(colour.flash, 0.5), ratio);
      c.fillRect(from, top, wide, height);
    }
    c.strokeStyle = colour.hairline;
    c.beginPath();
    for (const tick of p.axis.ticks) {
      c.moveTo(x(tick.at), top);
      c.lineTo(x(tick.at), top + height);
    }
    c.stroke();
    if (p.origin !== null) {
      c.strokeStyle = colour.ink2;
      c.beginPath();
      c.moveTo(x(p.origin), top);
      c.lineTo(x(p.origin), top + height);
      c.stroke();
    }
    c.restore();
    c.strokeStyle = colour.hairline;
    c.strokeRect(left, top, width, height);
  }

  /** What lies above them: levels with their labels, names of the traces, losses. @param {uPlot} u */
  #over(u) {
    const p = this.#p;
    if (!p) return;
    const c = u.ctx;
    const { left, top, width, height } = u.bbox;
    const ratio = uPlot.pxRatio;
    const colour = palette();
    c.save();
    c.beginPath();
    c.rect(left, top, width, height);
    c.clip();
    c.font = `${11 * ratio}px ${colour.font}`;
    c.textBaseline = 'alphabetic';
    const y = (/** @type {number} */ uv) => top + height - ((uv - p.bottom) / (p.top - p.bottom)) * height;
    for (const line of p.lines) {
      c.strokeStyle = line.channel === 'vbat' ? colour.vbat : colour.vdd;
      c.globalAlpha = 0.75;
      c.lineWidth = ratio;
      c.setLineDash(line.dash.map((n) => n * ratio));
      c.beginPath();
      c.moveTo(left, y(line.microvolts));
      c.lineTo(left + width, y(line.microvolts));
      c.stroke();
      c.setLineDash([]);
      c.globalAlpha = 1;
    }
    this.#labels(c, left, top, width, height, ratio, y);
    this.#losses(c, left, top, width, ratio);
    c.restore();
  }

  /**
   * Labels of levels at the right edge, moved apart; names of the traces at the left.
   * @param {CanvasRenderingContext2D} c
   * @param {number} left @param {number} top @param {number} width @param {number} height @param {number} ratio
   * @param {(uv: number) => number} y
   */
  #labels(c, left, top, width, height, ratio, y) {
    const p = /** @type {Picture} */ (this.#p);
    const colour = palette();
    const row = 13 * ratio;
    const shown = p.lines.filter((l) => l.microvolts >= p.bottom && l.microvolts <= p.top);
    // The cells' level lies just under their trace, so its name goes below it.
    const places = shown.map((l) => y(l.microvolts) + (l.channel === 'vbat' ? 12 : -3) * ratio);
    for (let i = places.length - 1; i >= 0; i--) places[i] = Math.min(places[i], (places[i + 1] ?? top + height + row - 3 * ratio) - row);
    c.textAlign = 'right';
    shown.forEach((l, i) => this.#text(c, l.label, left + width - 6 * ratio, Math.max(places[i], top + row), l.channel === 'vbat' ? colour.vbat : colour.vdd, ratio));
    c.textAlign = 'left';
    const store = p.model.store;
    if (!store) return;
    /** @type {[string, number, string][]} */
    const names = [];
    const end = Math.min(p.window.to, p.model.now);
    for (const [name, channel, tint] of /** @type {[string, number, string][]} */ ([['VBAT', vbat, colour.vbat], ['VDD', vdd, colour.vdd]])) {
      const begin = Math.max(p.window.from, p.model.oldest ?? 0);
      const first = store.extremes(channel, begin, begin + (p.window.to - p.window.from) * 0.12);
      const last = store.extremes(channel, end - Math.max(store.every, (p.window.to - p.window.from) * 0.005), end);
      if (!first) continue;
      names.push([`${name} ${last ? railVolts(last.low) : ''}`, y(first.high) - 5 * ratio, tint]);
    }
    const at = left + Math.max(0, (((p.model.oldest ?? 0) - p.window.from) / (p.window.to - p.window.from)) * width) + 6 * ratio;
    // A recording that began a moment ago leaves no room beside the labels of the levels.
    c.font = font(ratio, false);
    const clear = left + width - 18 * ratio - Math.max(0, ...shown.map((l) => c.measureText(l.label).width));
    c.font = font(ratio, true);
    let below = top + height - 4 * ratio;
    names.sort((a, b) => b[1] - a[1]);
    for (const [text, y0, tint] of names) {
      const line = Math.max(Math.min(y0, below), top + row);
      this.#text(c, text, Math.max(left + 6 * ratio, Math.min(at, clear - c.measureText(text).width)), line, tint, ratio, true);
      below = line - row;
    }
  }

  /**
   * @param {CanvasRenderingContext2D} c
   * @param {string} text
   * @param {number} x @param {number} y
   * @param {string} colour
   * @param {number} ratio
   * @param {boolean} [strong]
   */
  #text(c, text, x, y, colour, ratio, strong = false) {
    c.font = font(ratio, strong);
    c.lineJoin = 'round';
    c.lineWidth = 4 * ratio;
    c.strokeStyle = palette().paper;
    c.strokeText(text, x, y);
    c.fillStyle = colour;
    c.fillText(text, x, y);
  }

  /**
   * @param {CanvasRenderingContext2D} c
   * @param {number} left @param {number} top @param {number} width @param {number} ratio
   */
  #losses(c, left, top, width, ratio) {
    const p = /** @type {Picture} */ (this.#p);
    const k = width / (p.window.to - p.window.from);
    let free = -Infinity;
    c.textAlign = 'left';
    for (const loss of p.losses) {
      const from = left + (loss.from - p.window.from) * k;
      const to = left + (loss.to - p.window.from) * k;
      c.font = `600 ${11 * ratio}px ${palette().font}`;
      const size = c.measureText(loss.text).width;
      const at = Math.min(Math.max(from + 5 * ratio, left + 5 * ratio), left + width - size - 5 * ratio);
      if (at < free || to < left || from > left + width) continue;
      this.#text(c, loss.text, at, top + 13 * ratio, palette().danger, ratio, true);
      free = at + size + 8 * ratio;
    }
  }
}

/** @param {number} uv */
function voltLabel(uv) { return `${number(uv / 1e6, { figures: 5 })}\u00a0V`; }

/** @param {number} most */
function currentTicks(most) {
  const step = most > 4e6 ? 2e6 : most > 2e6 ? 1e6 : most > 1e6 ? 5e5 : most / 2;
  const out = [];
  for (let v = 0; v <= most * 1.001; v += step) out.push(v);
  return out;
}

/** Words for a cut operation. @param {{ op: string, permille: number, state: string }} op */
export function lossText(op) {
  return t(`scope.loss.${op.op === 'erase' ? 'erase' : 'program'}`, { share: percent(op.permille / 1000) });
}
