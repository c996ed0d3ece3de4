// How long the phone waits. A limit is one of simulated time, but never less than a few seconds of the reader's, since the
// way to the server and back takes those whatever the lock's speed; time in which the lock stands still does not count.

/** The lock said nothing for as long as one waits. */
export class NoAnswer extends Error {
  constructor() {
    super('the lock does not answer');
    this.name = 'NoAnswer';
  }
}

/** The least that is waited, in milliseconds of the reader. */
export const leastMs = 5000;
const tickMs = 200;

/**
 * How fast a lock's time runs: simulated by real time; 0 while it stands still, Infinity for as fast as it can.
 * @param {{speed: string, state: string} | null} lock
 */
export function paceOf(lock) {
  if (!lock || lock.state === 'paused' || lock.speed === 'paused') return 0;
  if (lock.speed === 'max') return Infinity;
  const n = parseFloat(lock.speed);
  return Number.isFinite(n) && n > 0 ? n : 1;
}

/**
 * @typedef {object} Clockwork what patience needs of the world
 * @property {() => number} pace simulated by real time, 0: it stands still
 * @property {() => number} now milliseconds of the reader
 * @property {(fn: () => void, ms: number) => () => void} every calls fn again and again until it is told to stop
 */

/** Waits with limits. */
export class Patience {
  #world;

  /** @param {Clockwork} world */
  constructor(world) {
    this.#world = world;
  }

  /**
   * What the promise gives, or a rejection with NoAnswer when it takes longer than so many simulated milliseconds.
   * @template T
   * @param {Promise<T>} promise
   * @param {number} simulatedMs
   * @returns {Promise<T>}
   */
  within(promise, simulatedMs) {
    const { now, every, pace } = this.#world;
    return new Promise((resolve, reject) => {
      let [last, real, simulated] = [now(), 0, 0];
      const stop = every(() => {
        const at = now();
        // A tab in the background is called rarely; what it missed is not held against the lock.
        const step = Math.min(at - last, 5 * tickMs);
        last = at;
        if (pace() > 0) {
          real += step;
          simulated += step * pace();
        }
        if (real >= leastMs && simulated >= simulatedMs) {
          stop();
          reject(new NoAnswer());
        }
      }, tickMs);
      promise.then(
        (value) => (stop(), resolve(value)),
        (reason) => (stop(), reject(reason)),
      );
    });
  }

  /** Lets so many milliseconds of the reader pass, not counting those in which the lock stands still. @param {number} ms @returns {Promise<void>} */
  pause(ms) {
    const { now, every, pace } = this.#world;
    return new Promise((resolve) => {
      let [last, real] = [now(), 0];
      const stop = every(() => {
        const at = now();
        if (pace() > 0) real += at - last;
        last = at;
        if (real < ms) return;
        stop();
        resolve();
      }, Math.min(ms, tickMs));
    });
  }
}

/** The clockwork of a browser. @param {() => number} pace @returns {Clockwork} */
export const realTime = (pace) => ({
  pace,
  now: () => performance.now(),
  every(fn, ms) {
    const id = setInterval(fn, ms);
    return () => clearInterval(id);
  },
});
