// Short messages at the edge of the page, read aloud by screen readers. An error
// stays until it is closed; the rest goes by itself.
import { html, render, repeat, nothing } from './html.js';
import { effect, signal } from './state.js';
import { t } from './text.js';

/**
 * @typedef {{ label: string, run: () => void }} Action
 * @typedef {{ id: number, message: string, kind: 'info' | 'error', action?: Action }} Toast
 */

const shown = signal(/** @type {Toast[]} */ ([]));
let last = 0;

/** How long an ordinary message stays, in milliseconds. */
const stayMs = 6000;
/** How many are shown at once; the oldest goes first. */
const most = 4;

/**
 * Shows a message.
 * @param {string} message
 * @param {{ kind?: 'info' | 'error', action?: Action }} [how]
 * @returns {() => void} takes it away
 */
export function toast(message, { kind = 'info', action } = {}) {
  const same = shown.value.find((o) => o.message === message && o.kind === kind);
  if (same) return () => close(same.id);
  const id = ++last;
  shown.value = [...shown.value, { id, message, kind, action }].slice(-most);
  if (kind === 'info') setTimeout(() => close(id), stayMs);
  return () => close(id);
}

/** @param {number} id */
function close(id) {
  shown.value = shown.value.filter((o) => o.id !== id);
}

/**
 * Draws the messages into their place on the page.
 * @param {HTMLElement} host a live region
 */
export function mountToasts(host) {
  return effect(() => {
    render(html`${repeat(shown.value, (o) => o.id, (o) => html`
      <div class="toast" data-kind=${o.kind} role=${o.kind === 'error' ? 'alert' : 'status'}>
        <p>${o.message}</p>
        ${o.action ? html`<button type="button" class="btn btn-quiet" @click=${() => { close(o.id); o.action?.run(); }}>${o.action.label}</button>` : nothing}
        <button type="button" class="btn btn-quiet" aria-label=${t('core.close-message')} @click=${() => close(o.id)}>${t('core.close')}</button>
      </div>`)}`, host);
  });
}

let region = /** @type {HTMLElement | null} */ (null);

/**
 * Says something to screen readers only.
 * @param {string} message
 */
export function announce(message) {
  region ??= document.getElementById('announce');
  if (region) region.textContent = message;
}
