// Brings the scope's picture from the server: the live feed, and windows on demand.
// While a window is on its way the picture that is there goes on being shown.
import { api, ApiError } from '../core/api.js';
import { bucketFor } from './time.js';

/**
 * @typedef {import('./model.js').ScopeModel} ScopeModel
 * @typedef {import('./time.js').Window} Window
 */

const subprotocol = 'locktwin.scope.v1';
/** A window is asked for when it has not changed for so long. */
const settleMs = 110;
/** Waits between two tries, in milliseconds; the last one repeats. */
const retryMs = [500, 1000, 2000, 5000];
/** How much is fetched on each side of a window, as a share of it. */
const margin = 0.3;
/** Buckets that the server gives at most. */
const mostPoints = 4000;
/** The server records for some minutes after it was asked; a scope that nobody sees asks so often. */
const keepMs = 240_000;
/** Live buckets while the present is not shown: nearly nothing. */
const restNs = 2 ** 34;

export class Source {
  #path;
  #model;
  #changed;
  /** @type {WebSocket | null} */
  #socket = null;
  #tries = 0;
  #closed = false;
  #timer = 0;
  #settle = 0;
  #keep = 0;
  #abort = new AbortController();
  /** What the feed was last asked for. */
  #asked = '';
  /** @type {{ window: Window, points: number, live: boolean } | null} */
  #wanted = null;
  /** The window that was fetched last, margins included. @type {Window | null} */
  #have = null;
  #haveEvery = 0;
  /** A window that must stay while frames come; null while the present is shown. @type {Window | null} */
  #hold = null;

  /**
   * @param {string} path of the lock below the API
   * @param {ScopeModel} model
   * @param {(what: 'picture' | 'failed' | 'refused' | 'live' | 'lost') => void} changed
   */
  constructor(path, model, changed) {
    this.#path = path + '/scope';
    this.#model = model;
    this.#changed = changed;
  }

  /** Opens the live feed. */
  open() {
    if (this.#closed || this.#socket) return;
    clearInterval(this.#keep);
    this.#keep = 0;
    const socket = api.socket(this.#path, subprotocol);
    this.#socket = socket;
    this.#asked = '';
    socket.onopen = () => {
      this.#tries = 0;
      this.#ask();
      this.#have = null; // what happened meanwhile is not known
      this.#fetchSoon(0);
      this.#changed('live');
    };
    socket.onmessage = (e) => this.#hear(e.data);
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#changed('lost');
      const wait = retryMs[Math.min(this.#tries++, retryMs.length - 1)];
      if (!this.#closed) this.#timer = Number(setTimeout(() => this.open(), wait));
    };
  }

  /** Lets the feed rest, as when nobody sees the scope. The lock goes on recording. */
  rest() {
    if (this.#keep === 0 && !this.#closed) {
      const ask = () => { api.get(this.#path, { query: { points: 1 } }).catch(() => undefined); };
      this.#keep = Number(setInterval(ask, keepMs));
      ask();
    }
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  close() {
    this.#closed = true;
    this.rest();
    clearInterval(this.#keep);
    clearTimeout(this.#settle);
    this.#abort.abort();
  }

  /** @param {string} text */
  #hear(text) {
    const m = JSON.parse(text);
    const changed = this.#model.hear(m, this.#hold);
    // What comes live goes on where the window that was fetched ends.
    if (m.type === 'frame' && this.#have && m.every_ns === this.#haveEvery && m.from_ns <= this.#have.to) this.#have.to = Math.max(this.#have.to, m.now_ns);
    if (!changed) {
      if (m.type === 'missed' && this.#model.gap && this.#wanted && overlap(this.#model.gap, this.#wanted.window) && this.#wanted.window.to - this.#wanted.window.from > this.#model.gap.to - this.#model.gap.from) {
        this.#have = null;
        this.#fetchSoon(settleMs);
      }
      return;
    }
    if (m.type === 'rewound') {
      this.#have = null;
      this.#fetchSoon(0);
    }
    this.#changed('picture');
  }

  /**
   * Says what is shown now. Asks the server for what is missing, after a moment.
   * @param {Window} window
   * @param {number} points
   * @param {boolean} live whether the window follows the present
   */
  show(window, points, live) {
    const span = window.to - window.from;
    const every = bucketFor(span, points);
    this.#wanted = { window, points, live };
    this.#hold = live ? null : window;
    const h = this.#have;
    const to = live ? Math.min(window.to, this.#model.now) : window.to;
    const have = this.#haveEvery === every && h !== null && h.from <= window.from && h.to >= to;
    if (have) return;
    if (this.#haveEvery !== every) this.#model.zoom(every);
    this.#haveEvery = every;
    this.#have = padded(window);
    this.#ask();
    this.#fetchSoon(settleMs);
  }

  /** The picture is asked for anew, as when another firmware runs. */
  again() {
    this.#have = null;
    this.#fetchSoon(0);
  }

  #ask() {
    const w = this.#wanted;
    if (!w || this.#socket?.readyState !== WebSocket.OPEN) return;
    const present = w.live || w.window.to >= this.#model.now;
    const every = present ? bucketFor(w.window.to - w.window.from, w.points) : restNs;
    const text = JSON.stringify({ every_ns: every, points: Math.min(mostPoints, present ? Math.ceil(w.points * 1.2) : 4) });
    if (text === this.#asked) return;
    this.#asked = text;
    this.#socket.send(text);
  }

  /** @param {number} ms */
  #fetchSoon(ms) {
    clearTimeout(this.#settle);
    this.#settle = Number(setTimeout(() => this.#fetch(), ms));
  }

  async #fetch() {
    const w = this.#wanted;
    if (!w || this.#closed) return;
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    const span = w.window.to - w.window.from;
    const every = bucketFor(span, w.points);
    const wide = padded(w.window);
    // On the grid, so that the server takes buckets of just this length.
    const from = Math.floor(wide.from / every) * every;
    const to = Math.ceil(wide.to / every) * every;
    const points = Math.min(mostPoints, Math.max(1, Math.round((to - from) / every)));
    try {
      const answer = await api.get(this.#path, { query: { from_ns: from, to_ns: to, points }, signal: abort.signal });
      if (abort.signal.aborted) return;
      this.#model.take(answer);
      this.#have = { from, to: Math.min(to, Math.max(from, answer.now_ns)) };
      if (to > answer.now_ns && !w.live) this.#have.to = to;
      this.#haveEvery = answer.every_ns;
      this.#ask();
      this.#changed('picture');
    } catch (e) {
      if (abort.signal.aborted) return;
      this.#have = null;
      this.#haveEvery = 0;
      const busy = e instanceof ApiError && e.kind === 'limit';
      this.#changed(busy ? 'refused' : 'failed');
      this.#fetchSoon(retryMs[3]);
    }
  }
}

/** @param {Window} w @returns {Window} */
function padded(w) {
  const by = (w.to - w.from) * margin;
  return { from: Math.max(0, w.from - by), to: w.to + by };
}

/** @param {Window} a @param {Window} b */
const overlap = (a, b) => a.from < b.to && b.from < a.to;
