// Values that tell who reads them when they change: the signals of the page.
export { signal, computed, effect, batch, untracked } from '../../vendor/signals-core/signals-core.js';

/**
 * @template T
 * @typedef {import('../../vendor/signals-core/signals-core.js').Signal<T>} Signal
 */
/**
 * @template T
 * @typedef {import('../../vendor/signals-core/signals-core.js').ReadonlySignal<T>} ReadonlySignal
 */
