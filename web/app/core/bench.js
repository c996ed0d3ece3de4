// What all views of one lock share: its live row, what happened to it, its clock,
// and the moment, window and selection that they look at together.
import { api, ApiError } from './api.js';
import { EventLog } from './eventlog.js';
import { follow } from './feed.js';
import { learn, locks, registryState } from './registry.js';
import { navigate, route } from './route.js';
import { batch, computed, effect, signal, untracked } from './state.js';
import { SimClock } from './simclock.js';
import { t } from './text.js';
import { toast } from './toast.js';

/**
 * @typedef {import('../../types/api.js').components['schemas']['Lock']} Lock
 * @typedef {import('../../types/api.js').components['schemas']['Event']} Event
 * @typedef {import('./route.js').Selection} Selection
 * @typedef {{ from: number, to: number }} Window
 * @typedef {'phone' | 'bay' | 'scope' | 'flash' | 'story' | 'time' | 'faults'} Part
 */

/** How often the clock of a running lock is set by the server, in milliseconds. */
const setClockMs = 4000;
const setFastClockMs = 800;

/** One lock on the page. */
export class Bench {
  /** @type {Set<(e: Event) => void>} */
  #listeners = new Set();
  /** @type {(() => void)[]} */
  #ends = [];
  #feed = signal(/** @type {'loading' | 'live' | 'lost'} */ ('loading'));
  #gone = signal(false);
  #routed;

  /**
   * @param {string} lockId
   * @param {{ routed?: boolean }} [o] routed: moment, window and selection are those of the page's address
   */
  constructor(lockId, { routed = false } = {}) {
    this.id = lockId;
    this.#routed = routed;
    /** Path of the lock below the API. */
    this.path = '/locks/' + encodeURIComponent(lockId);
    this.lock = signal(/** @type {Lock | null} */ (null));
    this.events = new EventLog();
    this.connection = computed(() => {
      if (this.#gone.value) return /** @type {const} */ ('gone');
      if (registryState.value === 'lost' || this.#feed.value === 'lost') return /** @type {const} */ ('lost');
      if (this.lock.value === null || this.#feed.value === 'loading') return /** @type {const} */ ('loading');
      return /** @type {const} */ ('live');
    });
    const r = route.peek();
    this.moment = signal(/** @type {number | null} */ (routed ? r.at : null));
    this.window = signal(/** @type {Window | null} */ (routed ? r.window : null));
    this.selection = signal(/** @type {Selection | null} */ (routed ? r.selection : null));
    this.covered = signal(/** @type {Set<Part>} */ (new Set()));
    /** Why nothing may be done now, in the instructor's words; null: everything may. */
    this.frozen = signal(/** @type {string | null} */ (null));
    /** Benches that get the same hand. */
    this.hands = signal(/** @type {Bench[]} */ ([]));
    this.clock = new SimClock();
    /** Where the scope hangs its own functions, such as showNext. @type {any} */
    this.scope = null;
    this.#start();
  }

  #start() {
    this.#ends.push(effect(() => {
      const row = locks.value.get(this.id);
      const live = registryState.value === 'live';
      untracked(() => {
        if (row) this.#show(row);
        else if (live && this.lock.peek() === null) void this.refresh(); // it may be so new that the list has not heard of it
        else if (live) this.#gone.value = true;
      });
    }));
    // A lock that is gone has nothing to tell; should it come back, so does its feed.
    this.#ends.push(effect(() => this.#gone.value ? undefined : untracked(() => this.#follow())));
    let timer = 0;
    const set = async () => {
      if (!globalThis.document?.hidden && this.connection.peek() === 'live' && this.lock.peek()?.speed !== 'paused') await this.refresh();
      timer = Number(setTimeout(set, this.lock.peek()?.speed === 'max' ? setFastClockMs : setClockMs));
    };
    timer = Number(setTimeout(set, setClockMs));
    this.#ends.push(() => clearTimeout(timer));
    if (this.#routed) {
      this.#ends.push(effect(() => {
        const r = route.value;
        batch(() => {
          this.moment.value = r.at;
          if (!sameWindow(this.window.peek(), r.window)) this.window.value = r.window;
          if (!sameSelection(this.selection.peek(), r.selection)) this.selection.value = r.selection;
        });
      }));
    }
  }

  #follow() {
    return follow(this.id, {
      onState: (s) => { this.#feed.value = s; },
      onMissed: (n) => { this.events.missed.value = this.events.missed.peek() + n; },
      onEvents: (events) => {
        const fresh = this.events.add(events);
        const last = fresh.at(-1);
        if (last) this.clock.atLeast(last);
        for (const e of fresh) for (const f of this.#listeners) f(e);
      },
    });
  }

  /** @param {Lock} row */
  #show(row) {
    batch(() => {
      this.#gone.value = false;
      this.lock.value = row;
    });
    this.clock.set(row);
  }

  /** Asks the server how the lock is now. */
  async refresh() {
    try {
      const row = await api.get(this.path);
      if (locks.peek().has(this.id)) learn(row);
      else this.#show(row);
    } catch (e) {
      if (e instanceof ApiError && e.status === 404) this.#gone.value = true;
    }
  }

  /** Simulated time now, in nanoseconds; between two answers of the server it runs by itself. */
  nowNs() { return this.clock.now(); }

  /**
   * Tells of every new event, in order.
   * @param {(e: Event) => void} f
   * @returns {() => void} ends it
   */
  onEvent(f) {
    this.#listeners.add(f);
    return () => this.#listeners.delete(f);
  }

  /**
   * Moves all views of the lock. What is left out stays.
   * @param {{ moment?: number | null, window?: Window | null, selection?: Selection | null }} to
   */
  go({ moment, window, selection }) {
    batch(() => {
      if (moment !== undefined) this.moment.value = moment;
      if (window !== undefined) this.window.value = window;
      if (selection !== undefined) this.selection.value = selection;
    });
    if (!this.#routed) return;
    navigate({ at: this.moment.peek(), window: this.window.peek(), selection: this.selection.peek() }, { replace: true });
  }

  /**
   * Does something with the API and shows what goes wrong.
   * @template T
   * @param {() => Promise<T>} f
   * @returns {Promise<T | undefined>} undefined when it went wrong
   */
  async act(f) {
    if (this.frozen.peek() !== null) {
      toast(t('core.frozen'), { kind: 'info' });
      return undefined;
    }
    try {
      return await f();
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      if (e.status === 404 && e.kind === 'unknown-lock') this.#gone.value = true;
      toast(e.message, { kind: 'error' });
      return undefined;
    }
  }

  /**
   * Posts the same to this lock and to those that get the same hand.
   * @param {string} path below the lock, such as '/hands/cells-out'
   * @param {unknown} [body]
   * @returns {Promise<any>} the answer of this lock
   */
  async both(path, body = {}) {
    const [own] = await Promise.all([this, ...this.hands.peek()].map((b) => api.post(b.path + path, body)));
    return own;
  }

  /** Lets go of the lock: its feeds end. */
  close() {
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#listeners.clear();
  }
}

/** @param {Window | null} a @param {Window | null} b */
const sameWindow = (a, b) => a?.from === b?.from && a?.to === b?.to;
/** @param {Selection | null} a @param {Selection | null} b */
const sameSelection = (a, b) => a?.kind === b?.kind && a?.address === b?.address;

/**
 * @param {string} lockId
 * @param {{ routed?: boolean }} [o]
 */
export function createBench(lockId, o) {
  return new Bench(lockId, o);
}
