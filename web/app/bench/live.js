// What eyes and a voltmeter find at one lock, live: the rail with the angle of the
// key, and the bay. Lock, bay and faults share one of these for each bench; nothing
// is asked while nobody looks.
import { api, ApiError } from '../core/api.js';
import { keepOpen } from '../core/feed.js';
import { batch, effect, signal } from '../core/state.js';
import { rate } from '../core/simclock.js';

/** @typedef {import('../core/bench.js').Bench} Bench */
/** @typedef {import('../../types/api.js').components['schemas']['Bay']} Bay */
/**
 * @typedef {object} Reading
 * @property {number} atNs simulated time
 * @property {number} vbatUv
 * @property {number} vddUv
 * @property {number} vbatLowUv lowest in the stretch that it stands for
 * @property {number} vddLowUv
 * @property {number} motorUa
 * @property {number} keyMdeg
 */

/** A bucket of the rail lasts so long for who looks at it, in milliseconds. */
const bucketMs = 40;
/** Rail of a lock that runs as fast as it can: simulated milliseconds a bucket. */
const fastBucketMs = 1000;
/** The bay is looked at again after so long, in milliseconds; and no sooner after the last time. */
const bayEveryMs = 2000;
const bayGapMs = 200;
/** Resets that are remembered, for telling a boot loop. */
const keptResets = 16;

/**
 * How long a bucket of the rail is for a lock of that speed.
 * @param {string} speed as the API writes it
 * @returns {string} as the API reads it
 */
export function bucketFor(speed) {
  const factor = rate(speed);
  // A lock that stands still goes on at some pace, or is led by the hand.
  const ms = factor === null ? fastBucketMs : bucketMs * Math.min(Math.max(factor || 1, 0.001), 1e6);
  return `${Math.max(1, Math.round(ms))}ms`; // the server has none that are shorter
}

/** The readings of one bench. */
export class Live {
  #bench;
  #users = 0;
  /** @type {(() => void)[]} */
  #ends = [];
  #asked = 0;
  #asking = false;
  #timer = 0;

  /** @param {Bench} bench */
  constructor(bench) {
    this.#bench = bench;
    this.reading = signal(/** @type {Reading | null} */ (null));
    this.bay = signal(/** @type {Bay | null} */ (null));
    /** State of the core as events tell it: off, reset, boot, run, sleep, hung; '' is not known. */
    this.core = signal('');
    /** Simulated times of the latest resets, the newest last. */
    this.resets = signal(/** @type {number[]} */ ([]));
    /** Lowest voltages since the last call of `forgetLowest`. */
    this.lowest = signal(/** @type {{ vbatUv: number, vddUv: number, atNs: number } | null} */ (null));
  }

  /**
   * Keeps the readings coming.
   * @returns {() => void} lets go of them
   */
  retain() {
    if (this.#users++ === 0) this.#begin();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (--this.#users === 0) this.#end();
    };
  }

  forgetLowest() { this.lowest.value = null; }

  /** Looks at the bay as soon as it may. */
  look() {
    const wait = Math.max(0, this.#asked + bayGapMs - performance.now());
    clearTimeout(this.#timer);
    this.#timer = Number(setTimeout(() => this.#ask(), wait));
  }

  #begin() {
    const b = this.#bench;
    for (const e of b.events.all()) this.#heard(e);
    this.#ends.push(b.onEvent((e) => {
      this.#heard(e);
      this.look();
    }));
    let open = '';
    let stop = () => {};
    const inSight = signal(!document.hidden);
    const sight = () => { inSight.value = !document.hidden; };
    document.addEventListener('visibilitychange', sight);
    this.#ends.push(() => document.removeEventListener('visibilitychange', sight));
    this.#ends.push(effect(() => {
      const speed = b.lock.value?.speed;
      if (speed === undefined) return;
      void b.covered.value;
      this.look();
      // Voltages are of the scope: who may not see it yet sees the knob by the lock's
      // row. And a lock that nobody looks at does not stop for buckets.
      const bucket = b.covered.value.has('scope') || !inSight.value ? '' : bucketFor(speed);
      if (bucket === open) return;
      open = bucket;
      stop();
      stop = () => {};
      if (bucket === '') return;
      stop = keepOpen(() => api.socket(b.path + '/events', 'locktwin.events.v1', { query: { rail: bucket, kinds: 'timer' } }), {
        onState: () => {},
        onMessages: (messages) => this.#rail(messages),
      });
    }), () => stop());
    this.look();
  }

  #end() {
    clearTimeout(this.#timer);
    for (const end of this.#ends) end();
    this.#ends = [];
  }

  /** @param {import('../../types/api.js').components['schemas']['Event']} e */
  #heard(e) {
    if (e.state) this.core.value = e.state;
    if (e.kind === 'reset') this.resets.value = [...this.resets.peek(), e.sim_ns].slice(-keptResets);
    if (e.name === 'rewound') this.resets.value = this.resets.peek().filter((at) => at <= e.sim_ns);
  }

  /** @param {any[]} messages */
  #rail(messages) {
    let lowest = this.lowest.peek();
    let reading = this.reading.peek();
    for (const m of messages) {
      if (m.type !== 'rail') continue;
      if (lowest === null || m.vbat_min_uv < lowest.vbatUv || m.vdd_min_uv < lowest.vddUv) {
        lowest = { vbatUv: Math.min(m.vbat_min_uv, lowest?.vbatUv ?? Infinity), vddUv: Math.min(m.vdd_min_uv, lowest?.vddUv ?? Infinity), atNs: m.from_ns };
      }
      reading = {
        atNs: m.to_ns, vbatUv: (m.vbat_min_uv + m.vbat_max_uv) / 2, vddUv: (m.vdd_min_uv + m.vdd_max_uv) / 2,
        vbatLowUv: m.vbat_min_uv, vddLowUv: m.vdd_min_uv, motorUa: m.motor_max_ua, keyMdeg: m.key_mdeg,
      };
    }
    batch(() => {
      this.lowest.value = lowest;
      this.reading.value = reading;
    });
  }

  async #ask() {
    this.#asked = performance.now();
    if (this.#users === 0) return;
    const covered = this.#bench.covered.peek().has('bay');
    if (!covered && !this.#asking && !globalThis.document?.hidden && this.#bench.connection.peek() !== 'gone') {
      this.#asking = true;
      try {
        this.#seen(await api.get(this.#bench.path + '/bay'));
      } catch (e) {
        if (!(e instanceof ApiError)) throw e; // what is wrong with the connection is shown elsewhere
      } finally {
        this.#asking = false;
      }
    }
    clearTimeout(this.#timer);
    this.#timer = Number(setTimeout(() => this.#ask(), bayEveryMs));
  }

  /** @param {Bay} bay */
  #seen(bay) {
    batch(() => {
      this.bay.value = bay;
      const r = this.reading.peek();
      if (r && r.atNs >= bay.sim_ns && this.#bench.lock.peek()?.speed !== 'paused') return;
      this.reading.value = {
        atNs: bay.sim_ns, vbatUv: bay.vbat_uv, vddUv: bay.vdd_uv, vbatLowUv: bay.vbat_uv, vddLowUv: bay.vdd_uv,
        motorUa: Math.abs(bay.motor_ua), keyMdeg: bay.key_mdeg,
      };
    });
  }
}

/** @type {WeakMap<Bench, Live>} */
const all = new WeakMap();

/**
 * The readings of a bench.
 * @param {Bench} bench
 */
export function liveOf(bench) {
  let l = all.get(bench);
  if (!l) all.set(bench, (l = new Live(bench)));
  return l;
}
