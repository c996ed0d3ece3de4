// The phone on the page: its frame, the app's head, screen and foot, what the app says, and what went over the air.

import { html, nothing, render, repeat } from '../core/html.js';
import { effect, untracked } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { clock, duration } from '../core/units.js';
import { createAirView } from './airview.js';
import { phonesOf } from './index.js';
import { ErrorCode } from './names.js';
import { paceOf } from './patience.js';
import { activityScreen } from './screens/activity.js';
import { batteryScreen } from './screens/battery.js';
import { homeScreen } from './screens/home.js';
import { pairScreen } from './screens/pair.js';
import { pinScreen } from './screens/pin.js';
import { aboutScreen, settingsScreen } from './screens/settings.js';
import { usersScreen } from './screens/users.js';
import { Ui, parents } from './ui.js';

/** @typedef {import('./ui.js').ScreenName} ScreenName */

/** @type {Record<ScreenName, (ui: Ui) => unknown>} */
const screens = {
  home: homeScreen, activity: activityScreen, settings: settingsScreen, pin: pinScreen, battery: batteryScreen, users: usersScreen, about: aboutScreen,
};
const tabs = /** @type {const} */ (['home', 'activity', 'settings']);

/** How long a good message stays, in seconds. */
const staysSeconds = 8;

/** Above this pace a message may be too late for the lock before it is there. */
const hastyPace = 500;

/** What stands there while the lock is not. @type {import('./trouble.js').Notice} */
const away = { kind: 'error', key: 'trouble.no-answer', atNs: 0 };

/** What the app says. @param {Ui} ui */
function notice(ui) {
  const p = ui.phone;
  const n = p.notice.value ?? (p.link.value === 'lost' && !p.task.value ? away : null);
  if (p.paused.value && p.task.value) return html`<p class="app-notice" data-kind="info">${t('phone.paused')}</p>`;
  if (p.retrying.value) return html`<p class="app-notice" data-kind="info">${t('phone.busy-again')}</p>`;
  if (!n) return nothing;
  const key = 'phone.' + n.key;
  const left = p.lockedOutUntilNs.value - p.bench.nowNs();
  // A clock that counts down is not read aloud at each second; its end is.
  const wait = n.code !== ErrorCode.tooManyPins ? nothing
    : left > 0 ? html` <span aria-live="off">${t('phone.wait', { time: duration(Math.ceil(left / 1e9) * 1e9) })}</span>` : html` <span>${t('phone.wait-over')}</span>`;
  const count = n.code === ErrorCode.badPin && p.wrongPins.value >= 3 ? ' ' + t('phone.wrong-again', { n: p.wrongPins.value }) : '';
  const fast = n.kind === 'error' && paceOf(p.bench.lock.value) > hastyPace ? ' ' + t('phone.too-fast') : '';
  const unknown = n.code === ErrorCode.notAuthorized;
  return html`<div class="app-notice" data-kind=${n.kind} data-key=${n.key}>
    <p>${t(key, n.params)}${wait}${count}${fast}</p>
    ${unknown ? html`<button type="button" class="app-quiet" @click=${() => { p.forget(); ui.open('home'); void p.scan(); }}>${t('phone.pair-anew')}</button>`
      : n.key === 'trouble.no-answer' || n.key === 'trouble.lost' ? html`<button type="button" class="app-quiet" @click=${() => p.refresh()}>${t('phone.try-again')}</button>` : nothing}
  </div>`;
}

/** @param {Ui} ui */
function frame(ui) {
  const p = ui.phone;
  void ui.second.value;
  const paired = p.credentials.value !== null;
  const screen = paired ? ui.screen.value : 'home';
  const parent = parents[screen];
  const task = p.task.value;
  const title = !paired ? t('phone.app') : screen === 'home' ? (p.config.value?.name ?? t('phone.app')) : t(`phone.${screen}.title`);
  return html`
    <div class="phone-body" data-screen=${paired ? screen : 'pair'} data-link=${p.link.value} data-task=${task ?? 'none'} @pointerdown=${() => p.wake()} @keydown=${() => p.wake()}>
      <div class="phone-status"><span class="num">${clock(p.bench.nowNs(), { digits: 0 })}</span><span class="phone-link">${t('phone.link.' + (p.paused.value ? 'paused' : p.link.value))}</span></div>
      <div class="app-head">
        ${parent && paired ? html`<button type="button" class="app-back" @click=${() => ui.open(parent)} aria-label=${t('phone.back-to', { where: t(`phone.${parent}.title`) })}>‹</button>` : nothing}
        <h3 tabindex="-1">${title}</h3>
      </div>
      <div class="app-progress" data-on=${task !== null && task !== 'poll' && !p.paused.value}></div>
      <div class="app-say" role="status" aria-live="polite">${repeat([p.notice.value], (n) => n, () => notice(ui))}</div>
      <div class="app-screen" aria-busy=${task !== null && task !== 'poll'}>${paired ? screens[screen](ui) : pairScreen(ui)}</div>
      ${paired ? html`<nav class="app-tabs" aria-label=${t('phone.app')}>${tabs.map((name) => html`
        <button type="button" aria-current=${(parent ?? screen) === name ? 'page' : 'false'} @click=${() => ui.open(name)}>${t(`phone.${name}.tab`)}</button>`)}</nav>` : nothing}
    </div>`;
}

/**
 * Draws the phone of a bench.
 * @param {HTMLElement} host
 * @param {import('../core/bench.js').Bench} bench
 * @returns {() => void}
 */
export function mountPhone(host, bench) {
  const phones = phonesOf(bench);
  const uis = { own: new Ui(phones.own), second: new Ui(phones.second) };
  const airs = { own: createAirView(phones.own, bench), second: createAirView(phones.second, bench) };
  host.classList.add('phone');
  const focus = () => {
    const first = host.querySelector('.app-digits') ?? host.querySelector('.app-head h3');
    const at = document.activeElement; // the body, when what had the focus is drawn no more
    if (first instanceof HTMLElement && (at === document.body || host.contains(at))) first.focus({ preventScroll: true });
  };
  uis.own.onOpen = uis.second.onOpen = focus;
  const draw = effect(() => {
    void lang.value;
    const slot = phones.shown.value;
    const had = host.contains(document.activeElement);
    const two = phones.second.credentials.value !== null || slot === 'second';
    render(html`
      ${two ? html`<div class="phone-which" role="group" aria-label=${t('phone.which')}>${/** @type {const} */ (['own', 'second']).map((s) => html`
        <button type="button" aria-pressed=${s === slot} @click=${() => (phones.shown.value = s)}>${t('phone.device.' + s)}</button>`)}</div>` : nothing}
      ${repeat([slot], (s) => s, (s) => html`${frame(uis[s])}${airs[s]()}`)}`, host);
    if (had && document.activeElement === document.body) focus();
  });
  // The app's clock, and messages that have been read.
  let said = { notice: phones.own.notice.peek(), seconds: 0 };
  const timer = setInterval(() => {
    if (document.hidden) return;
    const ui = uis[phones.shown.peek()];
    const now = ui.phone.notice.peek();
    said = now === said.notice ? { notice: now, seconds: said.seconds + 1 } : { notice: now, seconds: 0 };
    if (now?.kind === 'done' && said.seconds >= staysSeconds) ui.phone.notice.value = null;
    ui.second.value += 1;
  }, 1000);
  // A page that shows the phone opens the app; one that has it behind a tab waits for a touch.
  const opened = effect(() => {
    if (phones.own.credentials.value && host.offsetParent !== null) untracked(() => phones.own.wake());
  });
  return () => {
    draw();
    opened();
    clearInterval(timer);
    render(nothing, host);
    phones.close();
  };
}
