// What went over the air, for those who build apps: one line a message, its bytes on demand. A click on the time moves all
// views of the bench to that moment.

import { html, nothing, repeat } from '../core/html.js';
import { saveCsv } from '../core/picture.js';
import { signal } from '../core/state.js';
import { t } from '../core/text.js';
import { clock } from '../core/units.js';
import { toHex } from './bytes.js';

/** @typedef {import('./airlog.js').Frame} Frame */

/** How many lines are drawn; older ones are kept, but not shown. */
const shown = 120;

/** Bytes in groups of four, so that they can be read and broken. @param {Uint8Array} bytes */
const grouped = (bytes) => (toHex(bytes).match(/.{1,8}/g) ?? []).join(' ');

/**
 * @param {import('./app.js').PhoneApp} phone
 * @param {import('../core/bench.js').Bench} bench
 */
export function createAirView(phone, bench) {
  const opened = signal(0);
  const drawn = signal(false);
  /** The frame that went before the moment at which the bench looks. */
  let here = 0;
  const line = (/** @type {Frame} */ f) => html`
    <li aria-current=${f.n === here ? 'true' : nothing} data-refusal=${f.refusal} data-to=${f.air.toLock ? 'lock' : 'phone'}>
      <button type="button" class="air-time mono" title=${t('phone.air.go')} @click=${() => bench.go({ moment: f.air.atNs })}>${clock(f.air.atNs)}</button>
      <button type="button" class="air-name" aria-expanded=${opened.value === f.n} @click=${() => (opened.value = opened.peek() === f.n ? 0 : f.n)}>
        <span aria-hidden="true" class="air-arrow">${f.air.toLock ? '→' : '←'}</span><span class="visually-hidden">${t(f.air.toLock ? 'phone.air.to-lock' : 'phone.air.from-lock')}</span>
        ${f.name || t('phone.air.unread')}${f.detail ? html` <span class="air-detail">${f.detail}</span>` : nothing}
      </button>
      ${opened.value === f.n ? html`
        <dl class="air-bytes">
          <dt>${t('phone.air.wire')}</dt><dd>${t('phone.air.wire-' + f.air.wire)}</dd>
          <dt>${t('phone.air.raw', { n: f.air.bytes.length })}</dt><dd class="mono">${grouped(f.air.bytes)}</dd>
          ${f.inner && f.air.wire === 'user' ? html`<dt>${t('phone.air.inner', { n: f.inner.length })}</dt><dd class="mono">${f.inner.length ? grouped(f.inner) : '–'}</dd>` : nothing}
        </dl>` : nothing}
    </li>`;
  const table = () => saveCsv('air', [
    ['time_ns', 'direction', 'characteristic', 'command', 'detail', 'bytes', 'payload'],
    ...phone.air.all().map((f) => [f.air.atNs, f.air.toLock ? 'to-lock' : 'from-lock', f.air.wire, f.name, f.detail, toHex(f.air.bytes), f.inner ? toHex(f.inner) : '']),
  ]);
  return () => {
    void phone.airVersion.value;
    const all = phone.air.all();
    const moment = bench.moment.value;
    here = moment === null ? 0 : (all.findLast((f) => f.air.atNs <= moment)?.n ?? 0);
    return html`
      <details class="phone-air" @toggle=${(/** @type {Event} */ e) => (drawn.value = /** @type {HTMLDetailsElement} */ (e.target).open)}>
        <summary>${t('phone.air.title')} <span class="num">${all.length}</span></summary>
        ${!drawn.value ? nothing : all.length === 0 ? html`<p class="quiet">${t('phone.air.empty')}</p>` : html`
          <ol>${repeat(all.slice(-shown).reverse(), (f) => f.n, line)}</ol>
          <button type="button" class="btn btn-small btn-quiet" @click=${table}>${t('core.picture.data')}</button>
          <button type="button" class="btn btn-small btn-quiet" @click=${() => phone.air.clear()}>${t('phone.air.clear')}</button>`}
      </details>`;
  };
}
