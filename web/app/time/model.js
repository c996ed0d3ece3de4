// The arithmetic of the time bar.
import { t } from '../core/text.js';
import { number } from '../core/units.js';

/** @typedef {import('../../types/api.js').components['schemas']['Event']} Event */

/** Speeds to choose from, as the API writes them. */
export const speeds = ['0.001x', '0.01x', '0.1x', '1x', '10x', '100x', '1000x', '10000x', 'max'];

/**
 * A speed for people.
 * @param {string} speed
 */
export function spoken(speed) {
  if (speed === 'max') return t('time.max');
  const factor = Number.parseFloat(speed);
  return factor < 1 ? `1⁄${number(1 / factor)}×` : `${number(factor, { figures: 6 })}×`;
}

/**
 * How many digits behind the second can still be read while time runs so fast.
 * @param {string} speed
 * @returns {0 | 3 | 6}
 */
export function clockDigits(speed) {
  if (speed === 'paused') return 6;
  if (speed === 'max') return 0;
  const factor = Number.parseFloat(speed);
  return factor <= 0.01 ? 6 : factor <= 10 ? 3 : 0;
}

/**
 * When the lock was last reset.
 * @param {readonly Event[]} events in order
 * @returns {number | null} simulated nanoseconds; null: not that the page knew
 */
export function lastReset(events) {
  return events.findLast((e) => e.kind === 'reset')?.sim_ns ?? null;
}
