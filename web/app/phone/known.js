// What a phone knows of its lock and what it shows, as signals; phone.js fills them.

import { signal } from '../core/state.js';
import { AirLog } from './airlog.js';

/** @typedef {{logging: boolean, count: number, entries: import('./messages.js').LogEntry[]}} Log newest entry first */

export class Known {
  credentials = signal(/** @type {import('./credentials.js').Credentials | null} */ (null));
  /** What the app is doing, such as 'pair'; null: nothing. */
  task = signal(/** @type {string | null} */ (null));
  /** Whether the lock said that it is busy, and is tried again. */
  retrying = signal(false);
  /** What the app says. */
  notice = signal(/** @type {import('./trouble.js').Notice | null} */ (null));
  states = signal(/** @type {import('./messages.js').States | null} */ (null));
  /** When the states were heard, simulated ns. */
  statesAtNs = signal(0);
  config = signal(/** @type {import('./messages.js').Config | null} */ (null));
  advanced = signal(/** @type {import('./messages.js').Advanced | null} */ (null));
  battery = signal(/** @type {import('./messages.js').BatteryReport | null} */ (null));
  log = signal(/** @type {Log | null} */ (null));
  users = signal(/** @type {import('./messages.js').User[] | null} */ (null));
  /** The admin PIN that the lock has taken since the app woke up; null: none yet. 0: none is set. */
  admin = signal(/** @type {number | null} */ (null));
  /** Wrong PINs in a row, as far as this phone knows. */
  wrongPins = signal(0);
  /** Until when the lock probably refuses every PIN, simulated ns; 0: it does not. */
  lockedOutUntilNs = signal(0);
  /** Counts the changes of `air`. */
  airVersion = signal(0);
  air = new AirLog(() => (this.airVersion.value = this.airVersion.peek() + 1));
}
