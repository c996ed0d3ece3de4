// The settings of the lock. They can be seen by everybody; changing them needs the admin PIN, where one is set.

import { html, live, nothing } from '../../core/html.js';
import { lang, t } from '../../core/text.js';
import { duration } from '../../core/units.js';
import { autoLockSeconds } from '../messages.js';
import { clockSet, dateText, fact, group, link, unread } from '../ui.js';

/** @typedef {import('../ui.js').Ui} Ui */

const brightest = 5;
const autoLockChoices = [0, 60, 120, 300, 600, 1800];

/** @param {Ui} ui */
export function settingsScreen(ui) {
  const p = ui.phone;
  const c = p.config.value;
  const a = p.advanced.value;
  const shut = p.pin === null;
  const seconds = a ? autoLockSeconds(a) : 0;
  const rename = (/** @type {Event} */ e) => {
    e.preventDefault();
    const name = (ui.name.peek() ?? '').trim();
    if (name && c && name !== c.name) void p.saveConfig({ name }).then(() => (ui.name.value = null));
  };
  return html`
    ${p.pin === null ? html`<div class="app-text app-gate"><p>${t('phone.settings.locked')}</p><button type="button" class="app-second" @click=${() => ui.open('pin', { then: 'settings' })}>${t('phone.settings.enter')}</button></div>` : nothing}
    ${c ? group(html`
      <li class="app-row app-tall"><form class="app-inline" @submit=${rename}>
        <label class="app-label" for=${'name-' + p.slot}>${t('phone.settings.name')}</label>
        <input id=${'name-' + p.slot} maxlength="32" ?disabled=${shut} .value=${live(ui.name.value ?? c.name)} @input=${(/** @type {Event} */ e) => (ui.name.value = /** @type {HTMLInputElement} */ (e.target).value)}>
        ${ui.name.value !== null && ui.name.value.trim() !== c.name ? html`<button class="app-main app-small" ?disabled=${shut}>${t('phone.save')}</button>` : nothing}
      </form></li>
      <li class="app-row"><button type="button" class="app-switch" role="switch" aria-checked=${c.ledEnabled} ?disabled=${shut} @click=${() => p.saveConfig({ ledEnabled: !c.ledEnabled })}>${t('phone.settings.led')}</button></li>
      <li class="app-row app-tall"><label class="app-label" for=${'led-' + p.slot}>${t('phone.settings.brightness')}<small class="num">${c.ledBrightness === 0 ? t('phone.settings.off') : t('phone.settings.of', { n: c.ledBrightness, most: brightest })}</small></label>
        <input id=${'led-' + p.slot} type="range" min="0" max=${brightest} step="1" ?disabled=${shut} .value=${live(String(c.ledBrightness))} @change=${(/** @type {Event} */ e) => p.saveConfig({ ledBrightness: Number(/** @type {HTMLInputElement} */ (e.target).value) })}></li>
      ${a ? html`<li class="app-row"><label class="app-label" for=${'auto-' + p.slot}>${t('phone.settings.auto-lock')}</label>
        <select id=${'auto-' + p.slot} ?disabled=${shut} @change=${(/** @type {Event} */ e) => p.saveAutoLock(Number(/** @type {HTMLSelectElement} */ (e.target).value))}>
          ${[...new Set([...autoLockChoices, seconds])].sort((x, y) => x - y).map((n) => html`<option value=${n} .selected=${n === seconds}>${n === 0 ? t('phone.settings.never') : t('phone.settings.after', { time: duration(n * 1e9) })}</option>`)}
        </select></li>` : nothing}
      <li class="app-row"><button type="button" class="app-switch" role="switch" aria-checked=${c.buttonEnabled} ?disabled=${shut} @click=${() => p.saveConfig({ buttonEnabled: !c.buttonEnabled })}>${t('phone.settings.button')}</button></li>
      <li class="app-row"><button type="button" class="app-switch" role="switch" aria-checked=${c.pairingEnabled} ?disabled=${shut} @click=${() => p.saveConfig({ pairingEnabled: !c.pairingEnabled })}>${t('phone.settings.pairing')}</button></li>`) : unread(ui, t('phone.settings.not-read'))}
    ${group(html`
      ${link(ui, 'pin', t('phone.pin.title'), t(p.credentials.value?.pinSet ? 'phone.pin.is-set' : 'phone.pin.none-yet'))}
      ${link(ui, 'users', t('phone.users.title'))}
      ${link(ui, 'battery', t('phone.battery.title'), p.states.value ? html`<span class="num">${p.states.value.percent} %</span>` : nothing)}
      ${link(ui, 'about', t('phone.about.title'))}`)}`;
}

/** @param {Ui} ui */
export function aboutScreen(ui) {
  const p = ui.phone;
  const c = p.config.value;
  const mine = p.credentials.value;
  return html`
    ${c ? group(html`
      ${fact(t('phone.about.id'), c.nukiId.toString(16).toUpperCase().padStart(8, '0'))}
      ${fact(t('phone.about.firmware'), c.firmware)}
      ${fact(t('phone.about.hardware'), c.hardware)}
      ${fact(t('phone.about.address'), p.address)}
      <li class="app-row app-tall"><span class="app-label">${t('phone.about.clock')}<small class="num">${clockSet(c.time) ? dateText(c.time, lang.value) : t('phone.about.clock-unset')}</small></span>
        <button type="button" class="app-second app-small" ?disabled=${p.pin === null} @click=${() => p.setClock()}>${t('phone.about.clock-set')}</button></li>`, t('phone.about.lock')) : nothing}
    ${mine ? group(html`${fact(t('phone.about.name'), mine.name)}${fact(t('phone.about.auth'), mine.authId)}`, t('phone.about.phone')) : nothing}
    <div class="app-text">
      <h4>${t('phone.about.reset')}</h4><p>${t('phone.about.reset-help')}</p>
      ${ui.asked.value === -1
        ? html`<p><strong>${t('phone.about.forget-sure')}</strong></p><div class="app-bar"><button type="button" class="app-second app-danger" @click=${() => { p.forget(); ui.open('home'); }}>${t('phone.about.forget-yes')}</button><button type="button" class="app-quiet" @click=${() => (ui.asked.value = null)}>${t('phone.cancel')}</button></div>`
        : html`<button type="button" class="app-quiet app-danger" @click=${() => (ui.asked.value = -1)}>${t('phone.about.forget')}</button>`}
    </div>`;
}
