// The clock of a lock between two words of the server: it runs as fast as the lock
// is said to run, and is set right by whatever the server tells.

/** The speeds that are no number. */
const standing = 0;

/**
 * How fast simulated time runs.
 * @param {string} speed as the API writes it: 'paused', 'max', '1x', '1000x'
 * @returns {number | null} simulated for wall seconds; null: as fast as it goes
 */
export function rate(speed) {
  if (speed === 'paused') return standing;
  if (speed === 'max') return null;
  return Number.parseFloat(speed);
}

/** An estimate of simulated time. */
export class SimClock {
  #simNs = 0;
  #wallMs = 0;
  /** @type {number | null} */
  #rate = standing;
  #wall;

  /** @param {() => number} [wall] milliseconds of a clock that does not jump */
  constructor(wall = () => performance.now()) { this.#wall = wall; }

  /**
   * Sets the clock by a lock's row.
   * @param {{ sim_ns: number, speed: string, state: string }} row
   */
  set(row) {
    this.#simNs = row.sim_ns;
    this.#wallMs = this.#wall();
    this.#rate = row.state === 'paused' || row.state === 'failed' ? standing : rate(row.speed);
  }

  /**
   * An event has happened: it cannot be earlier.
   * @param {{ sim_ns: number }} event
   */
  atLeast(event) {
    if (event.sim_ns <= this.now()) return;
    this.#simNs = event.sim_ns;
    this.#wallMs = this.#wall();
  }

  /** Simulated nanoseconds. */
  now() {
    return this.#simNs + (this.#rate ?? 0) * (this.#wall() - this.#wallMs) * 1e6;
  }

  /** Whether it runs at all. */
  get running() { return this.#rate !== standing; }
}
