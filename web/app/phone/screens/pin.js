// Entering, setting, changing and taking away the admin PIN, with a pad of keys or the keyboard.

import { html, live, nothing } from '../../core/html.js';
import { t } from '../../core/text.js';

/** @typedef {import('../ui.js').Ui} Ui */
/** @typedef {import('../ui.js').ScreenName} ScreenName */

const length = 4;

/** @param {Ui} ui @param {string} digits */
function put(ui, digits) {
  ui.digits.value = digits.replace(/\D/g, '').slice(0, length);
}

/**
 * A field for a PIN with its pad.
 * @param {Ui} ui
 * @param {{label: string, help?: string, go: string, masked: boolean, submit: (pin: number) => void}} o
 */
function pad(ui, { label, help, go, masked, submit }) {
  const digits = ui.digits.value;
  const busy = ui.phone.task.value !== null && ui.phone.task.value !== 'poll';
  const send = (/** @type {Event} */ e) => {
    e.preventDefault();
    if (digits.length !== length || busy) return;
    put(ui, '');
    submit(Number(digits));
  };
  const key = (/** @type {string} */ d) => html`<button type="button" class="app-key num" ?disabled=${busy} @click=${() => put(ui, digits + d)}>${d}</button>`;
  return html`
    <form class="app-pin" @submit=${send}>
      <label for=${'pin-' + ui.phone.slot}>${label}</label>
      <input id=${'pin-' + ui.phone.slot} class="app-digits ${masked ? 'app-masked' : ''} num" inputmode="numeric" autocomplete="off" pattern="[0-9]*" maxlength=${length}
        aria-describedby=${'pin-help-' + ui.phone.slot} .value=${live(digits)} @input=${(/** @type {InputEvent} */ e) => put(ui, /** @type {HTMLInputElement} */ (e.target).value)}>
      <p class="app-hint" id=${'pin-help-' + ui.phone.slot}>${help ?? t('phone.pin.four')}</p>
      <div class="app-keys">
        ${['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(key)}
        <button type="button" class="app-key app-key-word" ?disabled=${busy || digits === ''} @click=${() => put(ui, digits.slice(0, -1))} aria-label=${t('phone.pin.back')}>⌫</button>
        ${key('0')}
        <button class="app-key app-key-go" ?disabled=${busy || digits.length !== length}>${go}</button>
      </div>
    </form>`;
}

/**
 * What stands before a screen that needs the PIN; goes away by itself once it was entered.
 * @param {Ui} ui
 * @param {string} why
 */
export function pinGate(ui, why) {
  return pad(ui, {
    label: t('phone.pin.enter'), help: why, go: t('phone.pin.ok'), masked: true,
    submit: async (pin) => {
      if (!(await ui.phone.enterPin(pin))) return;
      if (ui.then) ui.open(ui.then);
      else await ui.ask();
    },
  });
}

/** @param {Ui} ui */
export function pinScreen(ui) {
  const p = ui.phone;
  if (p.pin === null) return pinGate(ui, t(ui.then ? 'phone.pin.four' : 'phone.pin.first'));
  const isSet = p.credentials.value?.pinSet === true;
  const set = async (/** @type {number} */ pin) => {
    if (await p.setPin(pin)) ui.open('settings');
  };
  return html`
    ${pad(ui, { label: t(isSet ? 'phone.pin.new' : 'phone.pin.choose'), help: t('phone.pin.choose-help'), go: t('phone.pin.save'), masked: false, submit: set })}
    ${isSet ? html`<div class="app-text"><button type="button" class="app-quiet app-danger" @click=${() => set(0)}>${t('phone.pin.remove')}</button></div>` : nothing}`;
}
