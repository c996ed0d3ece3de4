// Which cells lie in the tray and which on the table. A lock takes its cells all or
// none, as they are in series: the first one that goes takes the supply away, the
// last one that comes back closes the circuit.

/** @typedef {'take' | 'put' | null} Deed what the lock has to be told */

export class Tray {
  #out = /** @type {Set<number>} */ (new Set());

  /** @param {number} count of cells */
  constructor(count) { this.count = count; }

  /** Whether the circuit is closed as far as the hand is concerned. */
  get complete() { return this.#out.size === 0; }

  /** @param {number} cell from 0 */
  isOut(cell) { return this.#out.has(cell); }

  get outside() { return this.#out.size; }

  /**
   * A cell is drawn out or put back.
   * @param {number} cell
   * @param {boolean} out
   * @returns {Deed}
   */
  move(cell, out) {
    const before = this.complete;
    if (out) this.#out.add(cell);
    else this.#out.delete(cell);
    return this.#deed(before);
  }

  /**
   * All of them.
   * @param {boolean} out
   * @returns {Deed}
   */
  moveAll(out) {
    const before = this.complete;
    this.#out = new Set(out ? Array.from({ length: this.count }, (_, i) => i) : []);
    return this.#deed(before);
  }

  /** @param {boolean} before @returns {Deed} */
  #deed(before) {
    if (before === this.complete) return null;
    return before ? 'take' : 'put';
  }

  /**
   * The lock says how it is, whoever did it.
   * @param {boolean} inside
   * @param {number} count
   * @returns {boolean} whether that changed anything
   */
  agree(inside, count) {
    let changed = false;
    if (count !== this.count) {
      this.count = count;
      this.#out = new Set([...this.#out].filter((i) => i < count));
      changed = true;
    }
    if (inside !== this.complete) {
      this.moveAll(!inside);
      changed = true;
    }
    return changed;
  }
}
