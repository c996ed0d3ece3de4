// One task after the other: what the app does with its lock.

import { signal } from '../core/state.js';

export class Turns {
  /** Name of the task that runs, such as 'pair'; null: none. */
  task = signal(/** @type {string | null} */ (null));
  /** Ends with the task that runs. @type {Promise<void>} */
  #running = Promise.resolve();
  /** Names of the tasks that wait for their turn. @type {Set<string>} */
  #waiting = new Set();

  /**
   * Waits until it is this task's turn. A task that waits already does not wait twice.
   * @param {string} name
   * @returns {Promise<(() => void) | null>} ends the turn; null: there is none
   */
  async take(name) {
    if (this.#waiting.has(name)) return null;
    if (this.task.peek()) {
      this.#waiting.add(name);
      while (this.task.peek()) await this.#running;
      this.#waiting.delete(name);
    }
    this.task.value = name;
    /** @type {() => void} */
    let over = () => {};
    this.#running = new Promise((resolve) => (over = resolve));
    return () => {
      this.task.value = null;
      over();
    };
  }
}
