// The lanes below the traces, on the same time axis: core, memory, radio, motor and
// resets; and the axis itself.
import { t } from '../core/text.js';
import { faint, hatch, palette } from './paint.js';
import { gutter } from './plot.js';
import { causeText } from './words.js';

/**
 * @typedef {import('./model.js').ScopeModel} ScopeModel
 * @typedef {import('./time.js').Window} Window
 * @typedef {import('./axis.js').Axis} Axis
 * @typedef {import('./frames.js').Part} Part
 * @typedef {'cpu' | 'flash' | 'radio' | 'motor' | 'resets' | 'warnings'} LaneName
 * @typedef {{ lane: LaneName, item: any, row: number, left: number, right: number }} Spot
 * @typedef {{ window: Window, axis: Axis, model: ScopeModel, origin: number | null, chosen: number | null }} LanePicture
 */

/** Rows from the top; warnings lie in the row of the resets. @type {LaneName[][]} */
export const rows = [['cpu'], ['flash'], ['radio'], ['motor'], ['warnings', 'resets']];

/** Heights in pixels of the page: of a row, between two, of the axis. */
const wide = { row: 14, gap: 2, axis: 19 };
const close = { row: 11, gap: 1, axis: 16 };

/** Height of everything, in pixels of the page. @param {boolean} dense */
export function lanesHeight(dense) {
  const m = dense ? close : wide;
  return rows.length * (m.row + m.gap) + m.axis;
}

/** Nearer than so many pixels, a pointer means an item. */
const nearPx = 5;

export class LaneCanvas {
  #canvas;
  #c;
  #ratio = 1;
  #width = 0;
  #m = wide;
  #height = lanesHeight(false);
  /** @type {Spot[]} */
  #spots = [];
  #count = 0;
  /** Rests of the core that have no name yet. @type {{ left: number, right: number, y: number }[]} */
  #rests = [];
  /** Where the names of resets have room again. */
  #free = 0;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    this.#c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  }

  get canvas() { return this.#canvas; }

  /** @param {number} width pixels of the page @param {boolean} dense */
  resize(width, dense) {
    this.#m = dense ? close : wide;
    this.#height = lanesHeight(dense);
    this.#ratio = globalThis.devicePixelRatio || 1;
    this.#width = width;
    this.#canvas.width = Math.round(width * this.#ratio);
    this.#canvas.height = Math.round(this.#height * this.#ratio);
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${this.#height}px`;
  }

  /** @param {string} weight */
  #font(weight) { return `${weight}${this.#m === close ? 10 : 11}px ${palette().font}`; }

  /** @param {LanePicture} p */
  draw(p) {
    const c = this.#c;
    const colour = palette();
    c.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    c.clearRect(0, 0, this.#width, this.#height);
    const { row: rowHeight, gap: rowGap } = this.#m;
    const left = gutter.left;
    const right = this.#width - gutter.right;
    const k = (right - left) / (p.window.to - p.window.from);
    const x = (/** @type {number} */ at) => left + (at - p.window.from) * k;
    this.#count = 0;
    this.#free = 0;
    const bottom = rows.length * (rowHeight + rowGap);
    c.textBaseline = 'middle';
    c.font = this.#font('');
    c.textAlign = 'right';
    c.fillStyle = colour.ink2;
    rows.forEach((lanes, row) => c.fillText(t('scope.lane.' + lanes[lanes.length - 1]), left - 8, row * (rowHeight + rowGap) + rowHeight / 2 + 1, left - 10));

    c.save();
    c.beginPath();
    c.rect(left, 0, right - left, bottom + 4);
    c.clip();
    c.strokeStyle = colour.hairline;
    c.lineWidth = 1;
    c.beginPath();
    for (const tick of p.axis.ticks) {
      const at = Math.round(x(tick.at)) + 0.5;
      c.moveTo(at, 0);
      c.lineTo(at, bottom + 4);
    }
    c.stroke();
    c.textAlign = 'left';
    rows.forEach((lanes, row) => {
      const y = row * (rowHeight + rowGap);
      for (const lane of lanes) {
        for (const item of p.model.lanes[lane]) {
          const to = item.open ? p.model.now : item.to_ns;
          if (to < p.window.from || item.from_ns > p.window.to) continue;
          const a = Math.max(x(item.from_ns), left - 2);
          const b = Math.min(x(to), right + 2);
          this.#item(lane, item, a, b, y, row);
        }
      }
    });
    this.#nameRests();
    c.restore();
    this.#axis(p, x, left, right, bottom);
  }

  /** @param {LaneName} lane @param {any} item @param {number} a @param {number} b @param {number} y @param {number} row */
  #item(lane, item, a, b, y, row) {
    const c = this.#c;
    const colour = palette();
    const rowHeight = this.#m.row;
    const wide = Math.max(b - a, 1.5);
    const spot = this.#spots[this.#count] ?? (this.#spots[this.#count] = { lane, item, row, left: 0, right: 0 });
    spot.lane = lane;
    spot.item = item;
    spot.row = row;
    spot.left = a;
    spot.right = a + wide;
    this.#count++;
    let label = '';
    let ink = colour.ink;
    const box = (/** @type {string | CanvasPattern} */ fill, inset = 0) => {
      c.fillStyle = fill;
      c.fillRect(a, y + inset, wide, rowHeight - 2 * inset);
    };
    switch (lane) {
      case 'cpu':
        switch (item.state) {
          case 'sleep': box(faint(colour.cpu, 0.18)); break;
          case 'run': box(colour.cpu); ink = colour.paper; break;
          case 'boot': box(faint(colour.cpu, 0.55)); break;
          case 'hung': box(colour.danger); box(hatch(c, colour.paper, 1)); break;
          case 'reset': box(faint(colour.reset, 0.75)); ink = colour.paper; break;
          default: box(faint(colour.ink2, 0.15)); box(hatch(c, faint(colour.ink2, 0.6), 1));
        }
        label = item.state === 'off' ? '' : t('scope.state.' + item.state);
        if (item.state === 'sleep') {
          this.#rests.push({ left: Math.max(a, gutter.left), right: a + wide, y });
          label = '';
        }
        break;
      case 'flash':
        if (item.state === 'refused') {
          cross(c, a + wide / 2, y + rowHeight / 2, colour.danger);
          break;
        }
        box(item.op === 'erase' ? colour.flash : faint(colour.flash, 0.6), item.op === 'erase' ? 0 : 3);
        label = t('scope.op.' + item.op);
        ink = colour.paper;
        if (item.state === 'open') {
          c.fillStyle = faint(colour.paper, 0.5);
          c.fillRect(a, y + rowHeight - 4, wide * (item.permille / 1000), 2);
        }
        if (item.state === 'torn') {
          box(hatch(c, colour.paper, 1));
          c.fillStyle = colour.danger;
          c.fillRect(a + wide - 2, y - 1, 3, rowHeight + 2);
          label = '';
        }
        break;
      case 'radio':
        if (item.kind === 'connection') {
          c.strokeStyle = colour.radio;
          c.strokeRect(a + 0.5, y + 1.5, Math.max(wide - 1, 1), rowHeight - 3);
          c.fillStyle = faint(colour.radio, 0.12);
          c.fillRect(a, y + 1, wide, rowHeight - 2);
        } else box(colour.radio, 3);
        break;
      case 'motor':
        box(colour.motor, 1);
        if (item.end === 'cut' || item.end === 'stalled' || item.end === 'timeout') {
          c.fillStyle = colour.danger;
          c.fillRect(a + wide - 2, y - 1, 3, rowHeight + 2);
        }
        label = item.n === 1 ? t('scope.end.' + item.end) : '';
        ink = colour.paper;
        break;
      case 'warnings':
        c.fillStyle = faint(colour.danger, 0.55);
        c.fillRect(a, y + rowHeight - 4, wide, 3);
        break;
      case 'resets':
        box(faint(colour.reset, 0.25));
        c.fillStyle = colour.reset;
        c.fillRect(a, y, 2, rowHeight);
        c.beginPath();
        c.moveTo(a - 3, y);
        c.lineTo(a + 5, y);
        c.lineTo(a + 1, y + 5);
        c.fill();
        label = causeText(item.cause);
        if (a + 7 >= this.#free) {
          c.fillText(label, a + 7, y + rowHeight / 2 + 0.5);
          this.#free = a + 15 + c.measureText(label).width;
        }
        label = '';
        break;
    }
    if (label !== '' && wide > 18) {
      const size = c.measureText(label).width;
      if (size + 8 < wide) {
        c.fillStyle = ink;
        c.fillText(label, Math.max(a, gutter.left) + 4, y + rowHeight / 2 + 0.5);
      }
    }
  }

  /** Names a rest where no activation covers the name. */
  #nameRests() {
    const c = this.#c;
    const text = t('scope.state.sleep');
    const size = c.measureText(text).width;
    c.fillStyle = palette().ink;
    for (const rest of this.#rests) {
      const spare = rest.right - rest.left - size - 8;
      if (spare < 0) continue;
      const place = [0, 0.5, 1].map((share) => rest.left + 4 + share * spare).find((x) => !this.#covered(x - 3, x + size + 3));
      if (place !== undefined) c.fillText(text, place, rest.y + this.#m.row / 2 + 0.5);
    }
    this.#rests.length = 0;
  }

  /** Whether an activation lies between two places. @param {number} from @param {number} to */
  #covered(from, to) {
    for (let i = 0; i < this.#count; i++) {
      const s = this.#spots[i];
      if (s.lane === 'cpu' && s.item.state !== 'sleep' && s.left < to && s.right > from) return true;
    }
    return false;
  }

  /** @param {LanePicture} p @param {(at: number) => number} x @param {number} left @param {number} right @param {number} y */
  #axis(p, x, left, right, y) {
    const c = this.#c;
    const colour = palette();
    c.fillStyle = colour.ink2;
    c.textAlign = 'center';
    let free = left - 4;
    const base = p.axis.base;
    if (base !== '') {
      c.textAlign = 'left';
      c.font = this.#font('600 ');
      c.fillText(base, 4, y + this.#m.axis * 0.62);
      free = 4 + c.measureText(base).width + 8;
      c.font = this.#font('');
      c.textAlign = 'center';
    }
    for (const tick of p.axis.ticks) {
      const at = x(tick.at);
      const half = c.measureText(tick.label).width / 2;
      if (at - half < free || at + half > this.#width) continue;
      c.fillText(tick.label, at, y + this.#m.axis * 0.62);
      free = at + half + 10;
    }
    c.strokeStyle = colour.hairline;
    c.beginPath();
    c.moveTo(left, y + 3.5);
    c.lineTo(right, y + 3.5);
    c.stroke();
  }

  /**
   * The item under a pointer, or the nearest beside it.
   * @param {number} x pixels from the left
   * @param {number} y pixels from the top
   * @returns {Spot | null}
   */
  at(x, y) {
    const row = Math.floor(y / (this.#m.row + this.#m.gap));
    /** @type {Spot | null} */
    let best = null;
    let least = nearPx;
    for (let i = 0; i < this.#count; i++) {
      const s = this.#spots[i];
      if (s.row !== row) continue;
      const away = x < s.left ? s.left - x : x > s.right ? x - s.right : 0;
      // Of several the one that lies on top: the last one, unless another is nearer.
      if (away < least || away === 0 || away === least) {
        least = away;
        best = s;
      }
    }
    return best;
  }
}

/** @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {string} colour */
function cross(c, x, y, colour) {
  c.strokeStyle = colour;
  c.lineWidth = 2;
  c.beginPath();
  for (const d of [1, -1]) {
    c.moveTo(x - 4, y - 4 * d);
    c.lineTo(x + 4, y + 4 * d);
  }
  c.stroke();
  c.lineWidth = 1;
}

