// What the page shows when there is no lock to show, and one line on how the lock
// that it shows is doing.
import { html, nothing } from '../core/html.js';
import { t } from '../core/text.js';

/** @typedef {import('../core/bench.js').Bench} Bench */

/**
 * A page that says why there is nothing else on it.
 * @param {string} name such as 'empty'
 * @param {unknown} [action] what helps
 */
export function state(name, action = nothing) {
  return html`<div class="state" role="status">
    <h2>${t('core.state.' + name)}</h2>
    ${name === 'loading' ? nothing : html`<p>${t(`core.state.${name}-help`)}</p>`}
    ${action}
  </div>`;
}

/**
 * How the lock is, in a word with its explanation, where that is worth one.
 * @param {Bench} bench
 */
export function standing(bench) {
  const lock = bench.lock.value;
  if (!lock || bench.connection.value !== 'live' || !(lock.state in told)) return nothing;
  const long = t('core.state.' + lock.state, { why: lock.failure ?? '' });
  return html`<span class="term" tabindex="0" role="term" data-tip=${long} aria-description=${long}>${t('core.standing.' + lock.state)}</span>`;
}

/** The states that are told. */
const told = { off: true, reset: true, hung: true, failed: true, paused: true };

/**
 * What stands in the place of something that could not be fetched.
 * @param {string} part its name, for the reader
 */
export function failed(part) {
  return html`<div class="state" role="alert"><p>${t('core.view-failed', { part })}</p>
    <button type="button" class="btn" @click=${() => location.reload()}>${t('core.reload')}</button></div>`;
}
