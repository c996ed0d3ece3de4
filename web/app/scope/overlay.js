// What lies over the screen of the scope and moves without drawing it anew: the chosen
// moment, two cursors, the stretch that is being picked, and what is under the pointer.
import { clock, duration } from '../core/units.js';
import { cursorText } from './cursors.js';
import { gutter } from './plot.js';

/**
 * @typedef {import('./model.js').ScopeModel} ScopeModel
 * @typedef {import('./time.js').Window} Window
 * @typedef {import('./cursors.js').Cursors} Cursors
 */

export class Overlay {
  #host;
  #width = 0;
  /** @type {Window} */
  #window = { from: 0, to: 1 };
  #moment = part('moment');
  #range = part('range');
  #tip = part('hover');
  #needle = part('needle');
  #handles = { a: part('cursor cursor-a'), b: part('cursor cursor-b') };
  #moveCursor;
  /** @type {Cursors | null} */
  #cursors = null;
  /** @type {'a' | 'b' | null} */
  #dragged = null;

  /**
   * @param {HTMLElement} host
   * @param {(which: 'a' | 'b', at: number) => void} moveCursor
   */
  constructor(host, moveCursor) {
    this.#host = host;
    this.#moveCursor = moveCursor;
    host.append(this.#range, this.#moment, this.#needle, this.#handles.a, this.#handles.b, this.#tip);
    this.#needle.setAttribute('aria-hidden', 'true');
    for (const which of /** @type {const} */ (['a', 'b'])) this.#arm(which);
    for (const el of [this.#moment, this.#range, this.#tip, this.#needle, this.#handles.a, this.#handles.b]) el.hidden = true;
  }

  /** @param {'a' | 'b'} which */
  #arm(which) {
    const el = this.#handles[which];
    el.dataset.handle = which;
    el.dataset.name = which.toUpperCase();
    el.tabIndex = 0;
    el.setAttribute('role', 'slider');
    el.setAttribute('aria-orientation', 'horizontal');
    el.addEventListener('pointerdown', (e) => {
      this.#dragged = which;
      el.setPointerCapture(e.pointerId);
      el.focus();
      e.preventDefault();
    });
    el.addEventListener('pointermove', (e) => {
      if (this.#dragged === which) this.#moveCursor(which, this.atX(e.clientX - this.#host.getBoundingClientRect().left));
    });
    const drop = () => { this.#dragged = null; };
    el.addEventListener('pointerup', drop);
    el.addEventListener('pointercancel', drop);
    el.addEventListener('keydown', (e) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageDown: -50, PageUp: 50 }[e.key];
      if (by === undefined || !this.#cursors) return;
      e.preventDefault();
      e.stopPropagation();
      const px = (this.#window.to - this.#window.from) / this.span;
      this.#moveCursor(which, this.#cursors[which] + by * px * (e.shiftKey ? 10 : 1));
    });
  }

  /** Pixels of the stretch of time. */
  get span() { return Math.max(1, this.#width - gutter.left - gutter.right); }

  /** The instant at a place. @param {number} x pixels from the left */
  atX(x) {
    const w = this.#window;
    return w.from + ((x - gutter.left) / this.span) * (w.to - w.from);
  }

  /** @param {number} at */
  xOf(at) {
    const w = this.#window;
    return gutter.left + ((at - w.from) / (w.to - w.from)) * this.span;
  }

  /** @param {number} width */
  resize(width) { this.#width = width; }

  /**
   * @param {Window} w
   * @param {number | null} moment
   * @param {Cursors | null} cursors
   * @param {ScopeModel} model
   */
  draw(w, moment, cursors, model) {
    this.#window = w;
    this.#cursors = cursors;
    this.#put(this.#moment, moment);
    for (const which of /** @type {const} */ (['a', 'b'])) {
      const el = this.#handles[which];
      if (!cursors) {
        el.hidden = true;
        continue;
      }
      const at = cursors[which];
      // A cursor outside waits at the edge, so that it can be taken back in.
      this.#put(el, Math.min(Math.max(at, w.from), w.to));
      el.toggleAttribute('data-outside', at < w.from || at > w.to);
      const text = cursorText(model, which, at, clock(at, { digits: 6 }));
      if (el.getAttribute('aria-valuetext') === text) continue;
      el.setAttribute('aria-label', text);
      el.setAttribute('aria-valuetext', text);
      el.setAttribute('aria-valuemin', String(Math.round(w.from)));
      el.setAttribute('aria-valuemax', String(Math.round(w.to)));
      el.setAttribute('aria-valuenow', String(Math.round(at)));
    }
  }

  /** @param {HTMLElement} el @param {number | null} at */
  #put(el, at) {
    const w = this.#window;
    el.hidden = at === null || at < w.from || at > w.to;
    if (!el.hidden) el.style.transform = `translateX(${this.xOf(/** @type {number} */ (at))}px)`;
  }

  /** Shows the stretch that is being picked. @param {number | null} from @param {number | null} to pixels */
  select(from, to) {
    this.#range.hidden = from === null;
    if (from === null || to === null) return;
    this.#range.style.left = `${from}px`;
    this.#range.style.width = `${to - from}px`;
    this.#range.dataset.length = duration(this.atX(to) - this.atX(from));
  }

  /**
   * Shows what is under the pointer.
   * @param {number | null} x
   * @param {number} y
   * @param {string[]} rows
   */
  hover(x, y, rows) {
    const out = x === null || x < gutter.left || x > this.#width - gutter.right;
    this.#tip.hidden = out || rows.length === 0;
    this.#needle.hidden = out;
    if (out) return;
    this.#needle.style.transform = `translateX(${x}px)`;
    if (rows.length === 0) return;
    this.#tip.replaceChildren(...rows.map((text) => {
      const p = document.createElement('p');
      p.textContent = text;
      return p;
    }));
    const own = this.#tip.getBoundingClientRect();
    const left = x + 12 + own.width > this.#width ? x - 12 - own.width : x + 12;
    const top = Math.max(0, Math.min(y - own.height - 8, this.#host.clientHeight - own.height));
    this.#tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
  }
}

/** @param {string} name */
function part(name) {
  const el = document.createElement('div');
  el.className = name;
  return el;
}
