// The screen of the scope: it draws a model's picture of a window, and knows neither
// server nor bench. Recorded messages can be played on it.
import { t } from '../core/text.js';
import { axis } from './axis.js';
import { LaneCanvas, lanesHeight } from './lanes.js';
import { lines } from './levels.js';
import { Overlay } from './overlay.js';
import { losses, originOf, scales } from './picture.js';
import { gutter, Plot } from './plot.js';

/**
 * @typedef {import('./model.js').ScopeModel} ScopeModel
 * @typedef {import('./time.js').Window} Window
 * @typedef {import('./cursors.js').Cursors} Cursors
 * @typedef {{ window: Window, moment?: number | null, cursors?: Cursors | null, closeUp?: boolean, allLevels?: boolean }} Shown
 */

const leastPlot = 84;
/** Below this height of the screen the lanes are drawn closer. */
const denseBelow = 250;
const pixelsATick = 96;

export class Screen {
  #host;
  #model;
  /** @type {Plot | null} */
  #plot = null;
  #lanes;
  #width = 0;
  #height = 0;

  /**
   * @param {HTMLElement} host an element without content that has a size
   * @param {ScopeModel} model
   * @param {(which: 'a' | 'b', at: number) => void} [moveCursor]
   */
  constructor(host, model, moveCursor = () => undefined) {
    this.#host = host;
    this.#model = model;
    const canvas = document.createElement('canvas');
    canvas.className = 'lanes';
    const plot = document.createElement('div');
    plot.className = 'plot';
    host.prepend(plot, canvas);
    this.#lanes = new LaneCanvas(canvas);
    this.overlay = new Overlay(host, moveCursor);
  }

  /** Pixels of the stretch of time. */
  get span() { return this.overlay.span; }

  /** Whether it has a size. */
  get ready() { return this.#plot !== null; }

  /** The canvases of traces and lanes; null before it has a size. */
  get canvases() { return this.#plot && { plot: this.#plot.canvas, lanes: this.#lanes.canvas }; }

  /** Takes the size of its element. @returns {boolean} whether that has changed */
  measure() {
    const width = Math.floor(this.#host.clientWidth);
    const room = Math.floor(this.#host.clientHeight);
    const dense = room < denseBelow;
    const height = Math.max(leastPlot, room - lanesHeight(dense));
    if (width < gutter.left + gutter.right + 40 || (width === this.#width && height === this.#height)) return false;
    this.#width = width;
    this.#height = height;
    if (this.#plot) this.#plot.resize(width, height);
    else this.#plot = new Plot(/** @type {HTMLElement} */ (this.#host.querySelector('.plot')), width, height);
    this.#lanes.resize(width, dense);
    this.overlay.resize(width);
    return true;
  }

  /** Draws. @param {Shown} shown */
  draw({ window: w, moment = null, cursors = null, closeUp = false, allLevels = false }) {
    if (!this.#plot) return;
    const model = this.#model;
    const origin = originOf(model, moment);
    const shared = { window: w, axis: axis(w, Math.max(2, Math.floor(this.span / pixelsATick)), origin, t('scope.reset')), model, origin };
    this.#plot.draw({ ...shared, ...scales(model, w, closeUp), lines: lines(model.levels, allLevels), losses: losses(model, w) });
    this.#lanes.draw({ ...shared, chosen: moment });
    this.overlay.draw(w, moment, cursors, model);
    model.prune(w);
  }

  /** The item of a lane at a place; null for none. @param {number} x @param {number} y pixels */
  itemAt(x, y) { return y > this.#height ? this.#lanes.at(x, y - this.#height) : null; }

  destroy() { this.#plot?.destroy(); }
}
