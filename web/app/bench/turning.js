// What a pointer and the keys do to the knob: a click turns it a little, a drag turns
// it as far as it was dragged, arrow keys turn it in steps.
import { knob } from './drawing.js';

/** A quarter, the usual step, and a full turn, in degrees. */
export const quarter = 90;
export const fullTurn = 360;
/** The API takes no more at once, in degrees. */
const most = 1080;
/** A drag begins after so many degrees. */
const slack = 6;

/**
 * The clock angle of a point around the knob, in degrees from -180 to 180.
 * @param {{ x: number, y: number }} p in units of the drawing
 */
export const angleOf = (p) => Math.atan2(p.x - knob.x, knob.y - p.y) * 180 / Math.PI;

/**
 * The way from one clock angle to another, the short way round.
 * @param {number} from
 * @param {number} to
 */
export function step(from, to) {
  let d = to - from;
  while (d > 180) d -= 360;
  while (d < -180) d += 360;
  return d;
}

/**
 * What a key does.
 * @param {string} key as of a keyboard event
 * @param {boolean} wide with the shift key
 * @returns {number | null} degrees, positive towards locked
 */
export function turnOfKey(key, wide) {
  const by = wide ? fullTurn : quarter;
  switch (key) {
    case 'ArrowRight': case 'ArrowUp': return by;
    case 'ArrowLeft': case 'ArrowDown': return -by;
    case 'PageUp': return fullTurn;
    case 'PageDown': return -fullTurn;
  }
  return null;
}

/** One touch of the knob, from pointer down to pointer up. */
export class Touch {
  #last;
  #began;
  #side;

  /**
   * @param {{ x: number, y: number }} p in units of the drawing
   * @param {number} nowMs
   */
  constructor(p, nowMs) {
    this.#last = angleOf(p);
    this.#began = nowMs;
    this.#side = p.x < knob.x ? -1 : 1;
    /** How far it was dragged, in degrees. */
    this.degrees = 0;
  }

  /** Whether it is a drag. */
  get dragged() { return Math.abs(this.degrees) >= slack; }

  /** @param {{ x: number, y: number }} p */
  move(p) {
    const angle = angleOf(p);
    this.degrees = Math.max(-most, Math.min(most, this.degrees + step(this.#last, angle)));
    this.#last = angle;
  }

  /**
   * What it comes to.
   * @param {number} nowMs
   * @param {boolean} wide with the shift key
   * @returns {{ degrees: number, overMs?: number }} degrees positive towards locked; without a time the hand takes its usual one
   */
  end(nowMs, wide) {
    if (!this.dragged) return { degrees: this.#side * (wide ? fullTurn : quarter) };
    return { degrees: Math.round(this.degrees), overMs: Math.min(10_000, Math.max(50, Math.round(nowMs - this.#began))) };
  }
}
