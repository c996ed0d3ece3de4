// How the lock stands, out of what is known of it: for the drawing and for words.

/** @typedef {import('../../types/api.js').components['schemas']['Lock']} Lock */

/** Key angle with the bolt fully thrown, and with the latch fully drawn, in thousandths of a degree. */
export const lockedMdeg = 720_000;
export const unlatchedMdeg = -75_000;

/** Free play before the bolt begins to move, in thousandths of a degree. */
const playMdeg = 20_000;

/**
 * How far bolt and latch are for an angle of the key.
 * @param {number} keyMdeg
 * @returns {{ bolt: number, latch: number }} bolt: 0 drawn back, 1 thrown; latch: 0 out, 1 drawn
 */
export function throwOf(keyMdeg) {
  return {
    bolt: Math.min(1, Math.max(0, (keyMdeg - playMdeg) / (lockedMdeg - playMdeg))),
    latch: Math.min(1, Math.max(0, keyMdeg / unlatchedMdeg)),
  };
}

/** So many resets within so long make a boot loop. */
const loopResets = 3;
const loopNs = 12e9;

/**
 * Whether a lock resets again and again.
 * @param {number[]} resets simulated times, the newest last
 * @param {number} nowNs
 */
export function looping(resets, nowNs) {
  const first = resets.at(-loopResets);
  return first !== undefined && nowNs - first <= loopNs && nowNs >= first;
}

/** @typedef {'calm' | 'busy' | 'warn' | 'bad' | 'dead'} Tone */

/**
 * The state of a lock as one word.
 * @param {Pick<Lock, 'state' | 'nuki' | 'bolt' | 'pairing'> & { battery: { in: boolean } }} row
 * @param {object} more
 * @param {string} more.core state of the core by its events; '' is not known
 * @param {number[]} more.resets
 * @param {number} more.nowNs
 * @param {boolean} more.fed whether anything feeds the lock
 * @returns {{ word: string, tone: Tone }} word: key of a text
 */
export function stateOf(row, { core, resets, nowNs, fed }) {
  if (row.state === 'failed') return { word: 'failed', tone: 'bad' };
  const state = row.state === 'paused' ? core : row.state;
  if (looping(resets, nowNs)) return { word: 'boot-loop', tone: 'bad' };
  if (state === 'off' || state === '' && !fed) return { word: row.battery.in || fed ? 'off' : 'off-empty', tone: 'dead' };
  if (state === 'reset') return { word: fed ? 'reset' : 'off-empty', tone: fed ? 'warn' : 'dead' };
  if (state === 'hung') return { word: 'hung', tone: 'bad' };
  if (state === 'boot' || state === 'booting') return { word: 'booting', tone: 'busy' };
  if (row.pairing) return { word: 'pairing', tone: 'busy' };
  // Who may not see what the firmware reports sees where the bolt is.
  const word = row.nuki || (row.bolt === 'between' ? 'undefined' : row.bolt);
  return { word, tone: tones[word] ?? 'calm' };
}

/** @type {Record<string, Tone>} */
const tones = {
  unlocking: 'busy', locking: 'busy', unlatching: 'busy', calibrating: 'busy', 'boot-run': 'busy', 'motor-blocked': 'bad', uncalibrated: 'warn', undefined: 'warn',
};

/** The hard stops of the key, in thousandths of a degree. */
const stops = { lowest: -85_000, highest: 730_000 };

/** A turn of the key by hand. The lock tells of it when it is over; until then the hand is on its way. */
export class HandTurn {
  #from;
  #by;
  #beganNs;
  #takesNs;

  /**
   * @param {number} fromMdeg
   * @param {number} byMdeg
   * @param {number} beganNs simulated time
   * @param {number} takesNs
   */
  constructor(fromMdeg, byMdeg, beganNs, takesNs) {
    this.#from = fromMdeg;
    this.#by = byMdeg;
    this.#beganNs = beganNs;
    this.#takesNs = takesNs;
  }

  /**
   * The angle at an instant; null when the hand is done.
   * @param {number} nowNs
   */
  at(nowNs) {
    if (this.over(nowNs)) return null;
    const share = Math.max(0, (nowNs - this.#beganNs) / this.#takesNs);
    return Math.min(stops.highest, Math.max(stops.lowest, this.#from + this.#by * share));
  }

  /** @param {number} nowNs */
  over(nowNs) { return nowNs >= this.#beganNs + this.#takesNs; }
}

/**
 * An angle that follows another one, at the pace at which the other is told.
 */
export class Follower {
  #from = 0;
  #to = 0;
  #began = 0;
  #takes = 0;
  #told = 0;
  #first = true;

  /**
   * A new value is told.
   * @param {number} value
   * @param {number} nowMs
   * @param {boolean} jump at once
   */
  tell(value, nowMs, jump) {
    if (this.#first || jump) {
      this.#from = this.#to = value;
      this.#takes = 0;
      this.#began = nowMs;
    } else if (value !== this.#to) {
      this.#from = this.at(nowMs);
      this.#to = value;
      // As long as the last stretch took to be told, so that the drawing is never
      // slower than what it shows.
      this.#takes = Math.min(Math.max(nowMs - this.#told, 16), 120);
      this.#began = nowMs;
    }
    this.#told = nowMs;
    this.#first = false;
  }

  /** @param {number} nowMs */
  at(nowMs) {
    if (nowMs - this.#began >= this.#takes) return this.#to;
    return this.#from + (this.#to - this.#from) * (nowMs - this.#began) / this.#takes;
  }

  /** @param {number} nowMs */
  resting(nowMs) { return nowMs - this.#began >= this.#takes; }
}
