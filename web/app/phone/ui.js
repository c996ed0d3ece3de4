// What the screens of the app share: where the reader is, what has been typed, and small pieces of markup.

import { html, nothing } from '../core/html.js';
import { batch, signal } from '../core/state.js';
import { t } from '../core/text.js';

/** @typedef {import('./app.js').PhoneApp} PhoneApp */
/** @typedef {'home' | 'activity' | 'settings' | 'pin' | 'battery' | 'users' | 'about'} ScreenName */

/** What the screens of one phone remember between two drawings. */
export class Ui {
  screen = signal(/** @type {ScreenName} */ ('home'));
  /** What stands in the field of the PIN. */
  digits = signal('');
  /** What stands in a field for a name; null: untouched. @type {import('../core/state.js').Signal<string | null>} */
  name = signal(/** @type {string | null} */ (null));
  /** The user whose removal has to be confirmed, by authorization id; -1: this lock is to be forgotten. */
  asked = signal(/** @type {number | null} */ (null));
  /** Counts seconds, for what shows a time. */
  second = signal(0);

  /** Called when another screen has been drawn, to give it the focus. */
  onOpen = () => {};

  /** @param {PhoneApp} phone */
  constructor(phone) {
    this.phone = phone;
  }

  /** Where to go once the PIN was entered; null: stay. @type {ScreenName | null} */
  then = null;

  /**
   * Goes to a screen, and asks the lock for what it shows. What went well is still said there.
   * @param {ScreenName} to
   * @param {{then?: ScreenName}} [how] then: where to go once the PIN was entered
   */
  open(to, { then } = {}) {
    batch(() => {
      this.then = then ?? null;
      this.screen.value = to;
      this.digits.value = '';
      this.name.value = null;
      this.asked.value = null;
      if (this.phone.notice.peek()?.kind !== 'done') this.phone.notice.value = null;
    });
    this.onOpen();
    void this.ask();
  }

  /** Asks the lock for what the screen shows. */
  ask() {
    const p = this.phone;
    switch (this.screen.peek()) {
      case 'settings':
      case 'about':
        return p.readConfig();
      case 'battery':
        return p.readBattery();
      case 'activity':
        return p.readLog();
      case 'users':
        return p.readUsers();
      default:
        return Promise.resolve(true);
    }
  }
}

/** The screen above one. @type {Record<ScreenName, ScreenName | null>} */
export const parents = { home: null, activity: null, settings: null, pin: 'settings', battery: 'settings', users: 'settings', about: 'settings' };

/**
 * A row of a list that leads to another screen.
 * @param {Ui} ui
 * @param {ScreenName} to
 * @param {string} label
 * @param {unknown} [value]
 */
export const link = (ui, to, label, value = nothing) => html`
  <li><button type="button" class="app-row" data-to=${to} @click=${() => ui.open(to)}>
    <span class="app-label" data-to=${to}>${label}</span><span class="app-value">${value}</span><span class="app-more" aria-hidden="true">›</span>
  </button></li>`;

/** A row that shows something. @param {string} label @param {unknown} value */
export const fact = (label, value) => html`
  <li class="app-row"><span class="app-label">${label}</span><span class="app-value num">${value}</span></li>`;

/** What a screen shows in place of something that the lock has not told. @param {Ui} ui @param {string} what */
export const unread = (ui, what) =>
  ui.phone.task.value
    ? html`<div class="app-text"><p>${t('phone.asking')}</p></div>`
    : html`<div class="app-text"><p>${what}</p><button type="button" class="app-quiet" @click=${() => ui.ask()}>${t('phone.again')}</button></div>`;

/** A list of rows with a title. @param {unknown} rows @param {string} [title] */
export const group = (rows, title) => html`
  <section class="app-group">
    ${title ? html`<h4>${title}</h4>` : nothing}
    <ul>${rows}</ul>
  </section>`;

/** A date as the lock gives it, UTC, in the reader's language; English with the day before the month. @param {import('./bytes.js').LockDate} d @param {string} lang */
export function dateText(d, lang) {
  const at = new Date(Date.UTC(d.year, d.month - 1, d.day, d.hour, d.minute, d.second));
  return new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' }).format(at);
}

/** Whether the lock's clock was ever set since it had power. @param {import('./bytes.js').LockDate | undefined} d */
export const clockSet = (d) => d !== undefined && d.year >= 2020;

/** The word for a value with a name; the number where it has none. @param {string} area @param {string | undefined} name @param {number} n */
export const word = (area, name, n) => (name ? t(`phone.${area}.${name}`) : '0x' + n.toString(16).padStart(2, '0'));
