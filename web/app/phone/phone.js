// The model of the app: what it knows of its lock, what it is doing, and what it says. It talks to the lock over the air
// only; of the page it uses the lock's speed, to know how long to wait, and its clock. Tasks run one after the other.

import { batch, computed, signal } from '../core/state.js';
import { LockError } from './keyturner.js';
import { Known } from './known.js';
import { Link } from './link.js';
import { ErrorCode } from './names.js';
import { Patience, paceOf, realTime } from './patience.js';
import { Scanner } from './scanner.js';
import { Session } from './session.js';
import { lockOutNs, staysConnected, troubleOf } from './trouble.js';
import { Turns } from './turns.js';

/** @typedef {import('./credentials.js').Credentials} Credentials */
/** @typedef {import('./credentials.js').Slot} Slot */

/**
 * What the phone uses of a bench.
 * @typedef {object} Place
 * @property {string} id of the lock
 * @property {{value: ({address: string, speed: string, state: string} & Record<string, any>) | null, peek(): any}} lock
 * @property {() => number} nowNs
 */

/**
 * How the phone stands to its lock: 'off' sleeps, 'scanning' listens, 'connecting', 'connected', 'lost' had a connection or
 * wanted one, and the lock is not there.
 * @typedef {'off' | 'scanning' | 'connecting' | 'connected' | 'lost'} LinkState
 */

/** How long the app stays awake after it was last touched, and how often it asks for news meanwhile, ms of the reader. */
const awakeMs = 45_000;
const askMs = 12_000;
/** Above this pace the app does not ask by itself, and lets go of the lock after each task: seconds of the reader are hours of the lock's batteries. */
const calmPace = 20;
const hastyRestMs = 1000;
/** How long the app goes on listening for a lock that it has lost, after it fell asleep, ms of the reader. */
const seekMs = 180_000;
/** How long a busy lock is tried again, and how often, ms of the reader. */
const busyMs = 12_000;
const busyStepMs = 400;

export class Phone extends Known {
  #gatt;
  /** @type {Link | null} */
  #link = null;
  /** @type {(() => void)[]} */
  #ends = [];
  #patience;
  #scanner;
  #world;
  #turns = new Turns();
  #awakeUntil = 0;
  #asked = 0;
  /** When the last task ended, ms of the reader. */
  #rested = 0;
  /** Whether the app listens for a lock that it has lost. */
  #seeking = false;

  /**
   * @param {object} o
   * @param {Place} o.bench
   * @param {import('./gatt.js').Gatt} o.gatt
   * @param {import('./credentials.js').Keyring} o.keyring
   * @param {Slot} [o.slot]
   * @param {import('./patience.js').Clockwork} [o.world]
   */
  constructor({ bench, gatt, keyring, slot = 'own', world }) {
    super({ lock: bench.lock, keyring, slot });
    /** What the app is doing, such as 'pair'; null: nothing. */
    this.task = this.#turns.task;
    this.bench = bench;
    this.#gatt = gatt;
    this.#world = world ?? realTime(() => paceOf(bench.lock.peek()));
    this.#patience = new Patience(this.#world);
    this.link = signal(/** @type {LinkState} */ ('off'));
    this.#scanner = new Scanner(gatt, this.#world.now);
    /** What is heard of the lock while scanning. */
    this.heard = this.#scanner.heard;
    /** Whether the lock's time stands still, so that nothing can be answered. */
    this.paused = computed(() => paceOf(bench.lock.value) === 0);
    /** Called after the phone has authorized another one. @type {(c: Credentials) => void} */
    this.onInvited = () => {};
    this.#ends.push(gatt.on('advertisement', (a) => a.device === bench.id && this.#hears(a)));
    this.#ends.push(gatt.on('closed', () => {
      this.#seeking = false;
      if (this.link.peek() === 'scanning') this.link.value = 'off';
    }));
    this.#ends.push(this.#world.every(() => this.#tick(), 1000));
  }

  /** Forgets the lock; the lock is not told. */
  forget() {
    this.lose();
    this.sleep();
  }

  /** Listens for the lock. */
  async scan() {
    if (this.link.peek() === 'scanning') return;
    this.link.value = 'scanning';
    try {
      await this.#scanner.start(this.address);
    } catch (error) {
      this.link.value = 'off';
      this.say(error);
    }
  }

  stopScan() {
    if (this.link.peek() === 'scanning') this.link.value = 'off';
    else if (!this.#seeking) return;
    this.#seeking = false;
    this.#scanner.stop();
  }

  /** @param {import('./gatt.js').Advertisement} a */
  #hears(a) {
    if (this.link.peek() === 'scanning') this.#scanner.hears(a);
    else if (this.#seeking && this.link.peek() === 'lost' && !this.task.peek()) void this.refresh();
  }

  /** Somebody looks at the app: it connects, and asks for news, unless the lock's time runs too fast for that. */
  wake() {
    this.#awakeUntil = this.#world.now() + awakeMs;
    if (this.#world.pace() > calmPace || !this.credentials.peek() || this.task.peek() || this.link.peek() === 'connected') return;
    // A lock that was not there is tried again with a task, not with every touch.
    if (this.link.peek() !== 'lost') this.refresh();
  }

  /** Ends the connection; the admin PIN has to be entered again. */
  sleep() {
    this.stopScan();
    this.#drop('off');
    this.#awakeUntil = 0;
  }

  /** Reads how the lock is, and its configuration where that has changed. @returns {Promise<boolean>} */
  refresh() {
    return this.run('refresh', async (s) => {
      const states = await s.states();
      this.took(states);
      if (!this.config.peek() || this.#configCount !== states.configCount) {
        this.config.value = await s.config();
        this.#configCount = states.configCount;
      }
    });
  }
  #configCount = -1;

  /** @param {import('./messages.js').States} states */
  took(states) {
    batch(() => {
      this.states.value = states;
      this.statesAtNs.value = this.#link?.atNs ?? this.bench.nowNs();
    });
    this.#asked = this.#world.now();
  }

  /**
   * Runs a task with a session, connecting first where it has to. One at a time; another one waits, but only once.
   * @param {string} name
   * @param {(s: Session) => Promise<void>} fn
   * @returns {Promise<boolean>} whether all went well; if not, the notice says why
   */
  run(name, fn) {
    return this.perform(name, async (link) => {
      const c = this.credentials.peek();
      if (c) await fn(new Session(link, c, { appId: c.appId }));
    });
  }

  /**
   * Runs a task with a link; a lock that is busy is tried again for a while.
   * @param {string} name
   * @param {(link: Link) => Promise<void>} fn
   * @returns {Promise<boolean>}
   */
  async perform(name, fn) {
    if (name === 'poll' && this.task.peek()) return false;
    const done = await this.#turns.take(name);
    if (!done) return false;
    if (name !== 'poll') {
      // What went well is still worth reading while the app asks for what the next screen shows.
      if (this.notice.peek()?.kind !== 'done') this.notice.value = null;
      this.#awakeUntil = this.#world.now() + awakeMs;
    }
    try {
      const link = await this.#linked();
      link.drain();
      const begun = this.#world.now();
      for (;;) {
        try {
          await fn(link);
          return true;
        } catch (error) {
          const busy = error instanceof LockError && error.code === ErrorCode.busy;
          if (!busy || this.#world.now() - begun > busyMs) throw error;
          this.retrying.value = true;
          await this.#patience.pause(busyStepMs);
        }
      }
    } catch (error) {
      this.#failed(error);
      return false;
    } finally {
      this.#rested = this.#world.now();
      batch(() => {
        this.retrying.value = false;
        done();
      });
      if (this.#awakeUntil === 0) this.sleep();
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    if (error instanceof LockError) {
      if (error.code === ErrorCode.badPin) {
        this.admin.value = null;
        this.wrongPins.value = this.wrongPins.peek() + 1;
        this.#wrongAtNs = this.#link?.atNs ?? 0;
      }
      if (error.code === ErrorCode.tooManyPins) this.lockedOutUntilNs.value = (this.#wrongAtNs || (this.#link?.atNs ?? 0)) + lockOutNs;
    }
    if (!staysConnected(error)) this.#drop(error instanceof LockError ? 'off' : 'lost');
    this.say(error);
  }
  #wrongAtNs = 0;

  /** Shows what went wrong. @param {unknown} error */
  say(error) {
    this.notice.value = { kind: 'error', ...troubleOf(error), atNs: this.bench.nowNs() };
  }

  /** Says that something was done. @param {string} key @param {Record<string, unknown>} [params] */
  done(key, params) {
    this.notice.value = { kind: 'done', key, params, atNs: this.#link?.atNs ?? this.bench.nowNs() };
  }

  async #linked() {
    if (this.#link && !this.#link.lost) return this.#link;
    this.stopScan();
    this.link.value = 'connecting';
    const link = await Link.open(this.#gatt, this.bench.id, this.#patience, (m) => this.air.add(m, this.credentials.peek()));
    this.#link = link;
    link.onLost = (why) => {
      this.#drop('lost');
      if (!this.task.peek()) this.say(why);
    };
    this.link.value = 'connected';
    return link;
  }

  /** @param {LinkState} to */
  #drop(to) {
    this.#link?.close();
    this.#link = null;
    this.#configCount = -1;
    batch(() => {
      this.link.value = to;
      this.admin.value = null;
    });
  }

  #tick() {
    const now = this.#world.now();
    const pace = this.#world.pace();
    if (this.link.peek() === 'scanning' && pace > 0) this.#scanner.tick();
    if (this.link.peek() === 'lost' && this.credentials.peek() && !this.task.peek() && !this.#seeking && now < this.#awakeUntil + seekMs) {
      this.#seeking = true;
      this.#scanner.start(this.address).catch(() => (this.#seeking = false));
    }
    if (this.task.peek() || pace === 0) return;
    if (now > this.#awakeUntil) {
      if (this.link.peek() === 'connected' || this.admin.peek() !== null) this.sleep();
    } else if (this.link.peek() === 'connected') {
      if (pace > calmPace && now - this.#rested > hastyRestMs) this.#rest();
      else if (pace <= calmPace && now - this.#asked > askMs) this.run('poll', async (s) => this.took(await s.states()));
    }
  }

  /** Lets go of the lock; the app stays awake, and the PIN is remembered. */
  #rest() {
    const pin = this.admin.peek();
    batch(() => {
      this.#drop('off');
      this.admin.value = pin;
    });
  }

  close() {
    for (const end of this.#ends) end();
    this.#link?.close();
    this.#gatt.close();
  }
}

