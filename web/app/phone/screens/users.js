// Who is authorized on the lock: the list, an invitation, and the end of one.

import { html, live, nothing } from '../../core/html.js';
import { t } from '../../core/text.js';
import { unread } from '../ui.js';
import { pinGate } from './pin.js';

/** Names of the kinds of authorization, by number. */
const kinds = ['app', 'bridge', 'fob', 'keypad'];

/** @param {import('../ui.js').Ui} ui */
export function usersScreen(ui) {
  const p = ui.phone;
  if (p.pin === null) return pinGate(ui, t('phone.users.needs-pin'));
  const users = p.users.value;
  if (!users) return unread(ui, t('phone.users.not-read'));
  const own = p.credentials.value?.authId;
  const busy = p.task.value !== null && p.task.value !== 'poll';
  const invite = async (/** @type {Event} */ e) => {
    e.preventDefault();
    const name = (ui.name.peek() ?? t('phone.device.second')).trim();
    if (!name || busy) return;
    if (await p.invite(name)) {
      ui.name.value = null;
      p.done('done.invited', { name });
    }
  };
  return html`
    <section class="app-group"><ul>${users.map((u) => html`
      <li class="app-row app-tall"><span class="app-label">${u.name}<small>${t('phone.users.' + (kinds[u.idType] ?? 'other'))}, <span class="num">${t('phone.users.times', { n: u.lockCount })}</span>${u.enabled ? nothing : html`, ${t('phone.users.off')}`}</small></span>
        ${u.authId === own ? html`<span class="app-value">${t('phone.users.this')}</span>`
          : ui.asked.value === u.authId
            ? html`<span class="app-bar"><button type="button" class="app-second app-small app-danger" ?disabled=${busy} @click=${() => { ui.asked.value = null; void p.removeUser(u.authId); }}>${t('phone.users.remove-yes')}</button><button type="button" class="app-quiet app-small" @click=${() => (ui.asked.value = null)}>${t('phone.cancel')}</button></span>`
            : html`<button type="button" class="app-quiet app-small" aria-label=${t('phone.users.remove-whom', { name: u.name })} @click=${() => (ui.asked.value = u.authId)}>${t('phone.users.remove')}</button>`}
      </li>`)}</ul></section>
    <form class="app-text app-invite" @submit=${invite}>
      <h4>${t('phone.users.invite')}</h4>
      <p>${t('phone.users.invite-help')}</p>
      <div class="app-inline"><label class="visually-hidden" for=${'invite-' + p.slot}>${t('phone.users.name')}</label>
        <input id=${'invite-' + p.slot} maxlength="32" .value=${live(ui.name.value ?? t('phone.device.second'))} @input=${(/** @type {Event} */ e) => (ui.name.value = /** @type {HTMLInputElement} */ (e.target).value)}>
        <button class="app-main app-small" ?disabled=${busy}>${t('phone.users.invite-go')}</button></div>
    </form>`;
}
