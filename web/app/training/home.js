// Where training begins: join a class, practise alone, or teach.
import { api, ApiError } from '../core/api.js';
import { html, live, nothing, render } from '../core/html.js';
import { startRegistry } from '../core/registry.js';
import { effect, signal } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { toast } from '../core/toast.js';
import { route } from '../core/route.js';
import { teach } from './teach.js';
import { become, leave, me, toDebrief, toDesk } from './who.js';
import { modes, say } from './words.js';

/** @typedef {import('./types.js').CaseCard} CaseCard */
/** @typedef {import('./types.js').TraineeSelf} TraineeSelf */

/**
 * @param {HTMLElement} host
 * @returns {() => void}
 */
export function mountHome(host) {
  host.className = 'training-home';
  const cases = signal(/** @type {CaseCard[] | null} */ (null));
  const self = signal(/** @type {TraineeSelf | null} */ (null));
  const busy = signal('');
  const mode = signal(/** @type {string} */ ('guided'));
  const wrongCode = signal('');
  let over = false;

  const load = async () => {
    try {
      const [all, who] = await Promise.all([api.get('/training/cases'), me()]);
      if (over) return;
      cases.value = all.cases;
      self.value = who;
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      if (!over) toast(e.message, { kind: 'error' });
    }
  };

  /** @param {SubmitEvent} e */
  const join = async (e) => {
    e.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (e.target));
    busy.value = 'join';
    wrongCode.value = '';
    try {
      const name = String(form.get('name') ?? '').trim();
      const joined = await api.post('/training/join', { code: form.get('code'), lang: lang.peek(), ...(name ? { name } : {}) });
      become(joined.token);
      self.value = joined.trainee;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      wrongCode.value = problem.message;
    } finally {
      busy.value = '';
    }
  };

  /** @param {string} id */
  const begin = async (id) => {
    busy.value = id;
    try {
      const alone = self.peek() === null;
      const started = await api.post('/training/attempts', { case: id, lang: lang.peek(), ...(alone ? { mode: mode.peek() } : {}) });
      if (started.token) become(started.token);
      else startRegistry(); // the token reaches the lock of this attempt now
      toDesk(started.attempt.id);
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      toast(e.message, { kind: 'error' });
    } finally {
      busy.value = '';
    }
  };

  const teaching = teach();
  const end = effect(() => {
    const who = self.value;
    render(html`
      <h1>${t('training.title')}</h1>
      <p class="lead">${t('training.lead')}</p>
      ${who ? mine(who, busy.value, begin) : html`
        <div class="training-ways">
          <section aria-labelledby="way-alone">${alone(cases.value, mode, busy.value, begin)}</section>
          <section aria-labelledby="way-join">${joining(join, busy.value, wrongCode.value)}</section>
          <section aria-labelledby="way-teach">${teaching.view(cases.value)}</section>
        </div>`}`, host);
  });
  load();
  return () => {
    over = true;
    end();
    teaching.close();
  };
}

/**
 * @param {(e: SubmitEvent) => void} join
 * @param {string} busy
 * @param {string} wrong
 */
const joining = (join, busy, wrong) => html`
  <h2 id="way-join">${t('training.join.title')}</h2>
  <p class="quiet">${t('training.join.help')}</p>
  <form class="stack" @submit=${join}>
    <div class="field"><label for="join-code">${t('training.join.code')}</label>
      <input id="join-code" name="code" required autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" class="mono code-input"
        value=${route.peek().more.code ?? ''} aria-invalid=${wrong ? 'true' : 'false'} aria-describedby="join-wrong"></div>
    <div class="field"><label for="join-name">${t('training.join.name')}</label>
      <input id="join-name" name="name" maxlength="40" autocomplete="off"><span class="help">${t('training.join.name-help')}</span></div>
    <p id="join-wrong" class="wrong" role="alert">${wrong}</p>
    <div><button class="btn" ?disabled=${busy !== ''}>${t('training.join.go')}</button></div>
  </form>`;

/**
 * @param {CaseCard[] | null} cases
 * @param {import('../core/state.js').Signal<string>} mode
 * @param {string} busy
 * @param {(id: string) => void} begin
 */
const alone = (cases, mode, busy, begin) => html`
  <h2 id="way-alone">${t('training.alone.title')}</h2>
  <p class="quiet">${t('training.alone.help')}</p>
  <fieldset class="modes"><legend class="visually-hidden">${t('training.mode.label')}</legend>${modes.map((m) => html`
    <label><input type="radio" name="mode" value=${m} .checked=${live(mode.value === m)} @change=${() => { mode.value = m; }}>
      <span><strong>${t('training.mode.' + m)}</strong> <span class="quiet">${t(`training.mode.${m}-help`)}</span></span></label>`)}
  </fieldset>
  ${cases === null ? html`<p class="quiet" role="status">${t('training.loading')}</p>` : html`
    <ul class="cases">${cases.map((c) => html`<li>
      <span class="case-title">${say(c.title)}</span>
      <span class="quiet small num">${t('training.level', { n: c.level })} · ${t('training.patience', { n: c.patience_minutes })}</span>
      <button type="button" class="btn btn-small" ?disabled=${busy !== ''} aria-label=${t('training.begin-case', { title: say(c.title) })}
        @click=${() => begin(c.id)}>${busy === c.id ? t('training.preparing') : t('training.begin')}</button></li>`)}
    </ul>`}`;

/**
 * What a trainee sees who has joined.
 * @param {TraineeSelf} who
 * @param {string} busy
 * @param {(id: string) => void} begin
 */
function mine(who, busy, begin) {
  const open = who.class === undefined || who.class.state !== 'ended';
  return html`
    <section class="mine">
      <h2>${who.class ? t('training.mine.title', { title: who.class.title, name: who.name }) : t('training.mine.alone', { name: who.name })}</h2>
      ${who.class ? html`<p class="quiet">${t('training.mode.' + who.class.mode)}: ${t(`training.mode.${who.class.mode}-help`)}</p>` : nothing}
      <ul class="cases">${who.cases.map((/** @type {any} */ c) => html`<li>
        <span class="case-title">${say(c.title)}</span>
        <span class="quiet small">${c.state ? t('training.state.' + c.state) : ''}</span>
        ${c.attempt && c.state === 'running' ? html`<button type="button" class="btn btn-main btn-small" @click=${() => toDesk(c.attempt)}>${t('training.go-on')}</button>`
          : html`${c.attempt ? html`<button type="button" class="btn btn-small" @click=${() => toDebrief(c.attempt)}>${t('training.to-debrief')}</button>` : nothing}
            ${open ? html`<button type="button" class="btn btn-small" ?disabled=${busy !== ''} @click=${() => begin(c.id)}>${busy === c.id ? t('training.preparing') : c.attempt ? t('training.again') : t('training.begin')}</button>` : nothing}`}
      </li>`)}</ul>
      ${who.messages.length > 0 ? html`<h3 class="panel-title">${t('training.messages')}</h3>
        <ul class="plain">${who.messages.map((/** @type {any} */ m) => html`<li>${m.text}</li>`)}</ul>` : nothing}
      <p><button type="button" class="btn btn-quiet" @click=${leave}>${t('training.leave')}</button></p>
    </section>`;
}

