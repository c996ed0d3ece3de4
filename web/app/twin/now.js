// What a lock has reported, now or up to an instant, and what is desired of it.
import { api } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { navigate, route } from '../core/route.js';
import { computed, effect, signal, untracked } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { number } from '../core/units.js';
import { Asking, inWords, shown } from './ask.js';
import { fromField, stateRows, toField } from './model.js';
import { age, dateTime, freshness, reported } from './words.js';

/** @typedef {import('./model.js').Schemas} Schemas */

/** So many steps has the way from the oldest record to the newest. */
const steps = 500;

/**
 * @param {HTMLElement} host
 * @param {import('./one.js').One} one
 * @returns {() => void}
 */
export function mountNow(host, one) {
  const at = computed(() => (route.value.page === 'twin' ? route.value.at : null));
  const then = /** @type {Asking<Schemas['TwinState']>} */ (new Asking());
  const wrong = signal('');
  const look = (/** @type {number | null} */ ms) => navigate({ at: ms === null ? null : Math.round(ms) }, { replace: true });
  const follow = effect(() => {
    const ms = at.value;
    untracked(() => {
      if (ms === null) then.stop();
      else void then.run((signal) => api.get(one.path + '/state', { query: { at_ms: ms }, signal }));
    });
  });
  const desire = async (/** @type {string} */ key, /** @type {string | null} */ value) => {
    const w = one.twin();
    if (!w) return;
    wrong.value = '';
    try {
      await api.put(one.path + '/desired', { revision: w.desired.revision, values: { [key]: value } });
    } catch (e) {
      wrong.value = inWords(e);
    }
    void one.refresh();
  };
  const wish = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (e.target);
    const f = new FormData(form);
    const [key, value] = [String(f.get('key') ?? '').trim(), String(f.get('value') ?? '').trim()];
    if (key === '' || value === '') return;
    void desire(key, value).then(() => form.reset());
  };

  const table = (/** @type {Schemas['TwinState']} */ s) => {
    const rows = stateRows(s.values);
    if (rows.length === 0) return html`<p>${t('twin.now.nothing')}</p>`;
    return html`<div class="table-frame" tabindex="0" role="group" aria-label=${t('twin.now.reported')}><table class="twin-table">
      <thead><tr><th scope="col">${t('twin.now.key')}</th><th scope="col" class="figure">${t('twin.now.value')}</th><th scope="col">${t('twin.now.since')}</th><th scope="col">${t('twin.now.told')}</th><th scope="col" class="figure">${t('twin.now.record')}</th></tr></thead>
      <tbody>${rows.map((r) => html`<tr><th scope="row" class="mono">${r.key}</th>
        <td class="figure num">${reported(r.key, r.value)}${r.frozen ? html` <span class="mark">${t('twin.now.frozen')}</span>` : nothing}</td>
        <td class="num">${r.retained ? t('twin.now.retained') : dateTime(r.since_ms)}</td><td class="num">${dateTime(r.at_ms)}</td><td class="figure num quiet">${number(r.revision, { figures: 9 })}</td></tr>`)}</tbody>
    </table></div>`;
  };
  const clock = (/** @type {Schemas['Twin']} */ w) => {
    if (w.to_ms === 0) return nothing;
    const shownAt = at.value ?? Math.max(w.to_ms, w.reported.at_ms);
    const slide = (/** @type {any} */ e) => look(w.from_ms + (w.to_ms - w.from_ms) * (Number(e.target.value) / steps));
    const type = (/** @type {any} */ e) => { const ms = fromField(e.target.value); if (ms !== null && ms > 0) look(ms); };
    const share = Math.round(steps * Math.min(Math.max((shownAt - w.from_ms) / Math.max(w.to_ms - w.from_ms, 1), 0), 1));
    return html`<fieldset class="twin-clock no-print"><legend class="visually-hidden">${t('twin.now.at')}</legend>
      <label class="field"><span class="label">${t('twin.now.at')}</span><input type="datetime-local" .value=${toField(shownAt)} min=${toField(w.from_ms)} @change=${type}></label>
      <input type="range" min="0" max=${steps} step="1" .value=${String(share)} aria-label=${t('twin.now.slide')} aria-valuetext=${dateTime(shownAt)} @change=${slide}>
      <button type="button" class="btn" aria-pressed=${at.value === null} @click=${() => look(null)}>${t('twin.now.now')}</button></fieldset>`;
  };
  const wishes = (/** @type {Schemas['Twin']} */ w) => {
    const keys = Object.keys(w.desired.values).sort();
    const differs = new Map(w.delta.map((d) => [d.key, d]));
    return html`<section class="twin-part"><h2>${t('twin.now.desired')}</h2>
      <p class="quiet small">${t('twin.now.desired-help')}</p>
      ${keys.length === 0 ? nothing : html`<ul class="twin-wishes">${keys.map((k) => {
        const d = differs.get(k);
        return html`<li data-differs=${d !== undefined}><span class="mono">${k}</span> <strong>${reported(k, w.desired.values[k].value)}</strong>
          <span class="small">${d === undefined ? t('twin.now.same') : d.told ? t('twin.now.differs', { value: reported(k, d.reported ?? '') }) : t('twin.now.untold')}</span>
          <button type="button" class="btn btn-small btn-quiet" aria-label=${t('twin.now.unwish', { key: k })} @click=${() => desire(k, null)}>${t('twin.now.remove')}</button></li>`;
      })}</ul><p class="quiet small num">${t('twin.now.revision', { n: w.desired.revision, at: dateTime(w.desired.at_ms) })}</p>`}
      <form class="twin-wish no-print" @submit=${wish}>
        <label class="field"><span class="label">${t('twin.now.key')}</span><input name="key" required maxlength="64" autocomplete="off" list="twin-keys"></label>
        <datalist id="twin-keys">${Object.keys(w.reported.values).sort().map((k) => html`<option value=${k}></option>`)}</datalist>
        <label class="field"><span class="label">${t('twin.now.value')}</span><input name="value" required maxlength="200" autocomplete="off"></label>
        <button type="submit" class="btn">${t('twin.now.wish')}</button></form>
      ${wrong.value === '' ? nothing : html`<p role="alert" class="btn-danger">${wrong.value}</p>`}</section>`;
  };
  const rhythm = (/** @type {Schemas['TwinStaleness']} */ s) => html`<p class="quiet small">${freshness(s)}${s.typical_gap_ms > 0 ? ' ' + t('twin.now.rhythm', { typical: age(s.typical_gap_ms), limit: age(s.limit_ms) }) : ''}${s.frozen_ms > 0 ? ' ' + t('twin.now.offline', { at: dateTime(s.frozen_ms) }) : ''}</p>`;

  const end = effect(() => {
    void lang.value;
    const w = one.twin();
    if (!w) return;
    const past = at.value === null ? null : then.now;
    render(html`<div class="twin-columns">
      <section class="twin-part"><h2>${at.value === null ? t('twin.now.reported') : t('twin.now.reported-at', { at: dateTime(at.value) })}</h2>
        ${clock(w)}
        ${past === null ? html`${rhythm(w.staleness)}${table(w.reported)}<p class="quiet small num">${t('twin.now.records', { n: w.records, shown: number(w.records, { figures: 9 }) })}</p>`
          : shown(past, (s) => html`${rhythm(s.staleness)}${table(s)}`, { busy: t('twin.one.busy') })}</section>
      ${wishes(w)}</div>`, host);
  });
  return () => {
    follow();
    end();
    then.stop();
    render(nothing, host);
  };
}
