// The app without a lock: it looks for one, says what to do where the lock does not let it pair, and pairs.

import { html, nothing } from '../../core/html.js';
import { t } from '../../core/text.js';

/** @typedef {import('../ui.js').Ui} Ui */

/** How strong a lock is heard, in words. @param {number} rssi dBm */
const strength = (rssi) => t('phone.signal.' + (rssi > -70 ? 'strong' : rssi > -85 ? 'fair' : 'weak'));

/** @param {Ui} ui */
export function pairScreen(ui) {
  const p = ui.phone;
  if (p.task.value === 'pair') return html`<div class="app-center"><p class="app-lead">${t('phone.pair.running')}</p><p>${t('phone.pair.keep-near')}</p></div>`;
  const second = p.slot === 'second';
  if (p.link.value !== 'scanning') {
    return html`
      <div class="app-center">
        <p class="app-lead">${t('phone.pair.none')}</p>
        <p>${t(second ? 'phone.pair.second-help' : 'phone.pair.none-help')}</p>
        <button type="button" class="app-main" @click=${() => p.scan()}>${t('phone.pair.look')}</button>
      </div>`;
  }
  const heard = p.heard.value;
  if (!heard) {
    return html`
      <div class="app-center">
        <p class="app-lead">${t('phone.pair.looking')}</p>
        <p>${t('phone.pair.looking-help')}</p>
        <button type="button" class="app-quiet" @click=${() => p.stopScan()}>${t('phone.cancel')}</button>
      </div>`;
  }
  const name = t(second ? 'phone.device.second' : 'phone.device.own');
  return html`
    <section class="app-group">
      <h4>${t('phone.pair.found')}</h4>
      <ul><li class="app-row app-found">
        <span class="app-label">${heard.name}<small>${strength(heard.rssi)}, <span class="num">${String(heard.rssi).replace('-', '−')} dBm</span></small></span>
        ${heard.pairing ? html`<button type="button" class="app-main app-small" @click=${() => p.pair(name)}>${t('phone.pair.go')}</button>` : nothing}
      </li></ul>
    </section>
    <div class="app-text">
      ${heard.pairing ? html`<p>${t('phone.pair.ready')}</p>` : html`<p><strong>${t('phone.pair.press')}</strong></p><p>${t('phone.pair.press-help')}</p>`}
      <button type="button" class="app-quiet" @click=${() => p.stopScan()}>${t('phone.cancel')}</button>
    </div>`;
}
