// What the flash view knows of one memory: the map, the words of the page that is
// open, the cells of the word that is open. It asks anew when something happened to
// the memory, at most a few times a second and only while somebody looks.
import { api, ApiError } from '../core/api.js';
import { batch, effect, signal } from '../core/state.js';
import { changedPages, changedWords, pageAt, pagesOf, pieceAt, wordsOf } from './shape.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {import('../../types/api.js').components['schemas']} Schemas
 * @typedef {import('./shape.js').Page} Page
 * @typedef {import('./shape.js').Word} Word
 * @typedef {{ flash: Schemas['Flash'], pages: Page[], saidNs: number }} MapData
 * @typedef {{ raw: Schemas['FlashWords'], words: Word[] }} PieceData
 */

/** Shortest real time between two questions, in milliseconds. */
const pauseMs = 350;
/** While an operation in flight is shown: its picture must not outlast it. */
const flightPauseMs = 100;
/** So often an operation in flight is asked about while time runs. */
const flightMs = 400;
/** What may change the memory, or what is decided about it. */
const kinds = new Set(['flash', 'boot', 'reset', 'decision', 'fleet', 'lab']);
/** Events of the fleet after which the memory is another one. */
const jumps = new Set(['rewound', 'restored', 'salvaged']);

/** The memory of one lock as the page knows it. */
export class FlashModel {
  map = signal(/** @type {MapData | null} */ (null));
  piece = signal(/** @type {PieceData | null} */ (null));
  word = signal(/** @type {Schemas['FlashWord'] | null} */ (null));
  /** What went wrong with the last question, in the reader's words. */
  error = signal(/** @type {string | null} */ (null));
  /** Supply at which a word is read, in volts. */
  volts = signal(3);
  /** What differs from how it was before the last reset: numbers of pages, addresses of words. */
  changed = signal({ pages: /** @type {Set<number>} */ (new Set()), words: /** @type {Set<number>} */ (new Set()) });

  /** @type {Bench} */
  #bench;
  #shown = signal(false);
  /** @type {(() => void)[]} */
  #ends = [];
  #timer = 0;
  #busy = false;
  #again = false;
  #lastAsked = 0;
  #closed = false;
  /** @type {Page[] | null} */
  #pagesBefore = null;
  /** Pieces as they were seen last, and as they were before the last reset; by address. @type {Map<number, Word[]>} */
  #seen = new Map();
  /** @type {Map<number, Word[]>} */
  #seenBefore = new Map();

  /** @param {Bench} bench */
  constructor(bench) {
    this.#bench = bench;
    this.#ends.push(bench.onEvent((e) => this.#happened(e)));
    this.#ends.push(effect(() => {
      // Whatever is read here is a reason to ask again.
      void bench.selection.value;
      void this.volts.value;
      const live = bench.connection.value;
      const standsAt = bench.lock.value?.speed === 'paused' ? bench.lock.value.sim_ns : null;
      void standsAt;
      if (this.#shown.value && live === 'live' && !bench.covered.value.has('flash')) this.ask();
    }));
  }

  /** @param {boolean} shown whether anybody can see it */
  show(shown) { this.#shown.value = shown; }

  /** @param {import('../core/bench.js').Event} e */
  #happened(e) {
    if (!kinds.has(e.kind)) return;
    if (e.kind === 'reset') this.#remember();
    if (e.kind === 'fleet' && jumps.has(e.name)) this.#forget();
    this.ask();
  }

  /** Keeps what was there at a reset. */
  #remember() {
    this.#pagesBefore = this.map.peek()?.pages ?? null;
    this.#seenBefore = new Map(this.#seen);
  }

  #forget() {
    this.#pagesBefore = null;
    this.#seen.clear();
    this.#seenBefore.clear();
  }

  /** Asks soon. */
  ask() {
    if (this.#closed || !this.#shown.peek() || this.#bench.covered.peek().has('flash')) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    if (this.#timer !== 0) return;
    const pause = this.map.peek()?.flash.in_flight ? flightPauseMs : pauseMs;
    const wait = Math.max(0, this.#lastAsked + pause - performance.now());
    this.#timer = Number(setTimeout(() => this.#run(), wait));
  }

  async #run() {
    this.#timer = 0;
    this.#busy = true;
    this.#again = false;
    this.#lastAsked = performance.now();
    try {
      await this.#fetch();
      this.error.value = null;
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      if (!this.#closed && e.status !== 0) this.error.value = e.message;
    } finally {
      this.#busy = false;
      if (this.#again) this.ask();
      else this.#followFlight();
    }
  }

  /** While an operation goes on, nothing tells how far it is but another question. */
  #followFlight() {
    const flight = this.map.peek()?.flash.in_flight;
    if (!flight || this.#closed || !this.#bench.clock.running) return;
    setTimeout(() => this.ask(), flightMs);
  }

  async #fetch() {
    const path = this.#bench.path + '/flash';
    /** @type {Schemas['Flash']} */
    const flash = await api.get(path);
    if (this.#closed) return;
    const pages = pagesOf(flash.map);
    const saidNs = this.#bench.nowNs();
    const selection = this.#bench.selection.peek();
    const page = selection ? pageAt(pages, selection.address) : undefined;
    /** @type {PieceData | null} */
    let piece = null;
    /** @type {Schemas['FlashWord'] | null} */
    let word = null;
    try {
      if (selection?.kind === 'word' && page) {
        word = await api.get(`${path}/words/${selection.address}`, { query: { times: 10, volts: this.volts.peek() } });
      }
      if (selection && page) {
        const raw = await api.get(`${path}/pages/${page.page}`, { query: pieceAt(page, selection.address) });
        piece = { raw, words: wordsOf(raw) };
      }
    } finally {
      if (!this.#closed) this.#take(flash, pages, saidNs, piece, word, selection);
    }
  }

  /**
   * @param {Schemas['Flash']} flash
   * @param {Page[]} pages
   * @param {number} saidNs
   * @param {PieceData | null} piece
   * @param {Schemas['FlashWord'] | null} word
   * @param {import('../core/bench.js').Selection | null} asked
   */
  #take(flash, pages, saidNs, piece, word, asked) {
    const now = this.#bench.selection.peek();
    if (now?.kind !== asked?.kind || now?.address !== asked?.address) {
      this.#again = true; // somebody went on meanwhile
      return;
    }
    if (piece) this.#seen.set(piece.raw.address, piece.words);
    batch(() => {
      this.map.value = { flash, pages, saidNs };
      this.piece.value = piece;
      this.word.value = word;
      this.changed.value = {
        pages: changedPages(pages, this.#pagesBefore),
        words: piece ? changedWords(piece.words, this.#seenBefore.get(piece.raw.address) ?? null) : new Set(),
      };
    });
  }

  /** Ends all questions. */
  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const end of this.#ends) end();
  }
}
