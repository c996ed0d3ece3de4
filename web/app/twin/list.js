// The twins there are; and what a twin is, for whoever has none yet.
import { api } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { navigate } from '../core/route.js';
import { effect, signal } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { number } from '../core/units.js';
import { Asking, shown } from './ask.js';
import { foremost } from './model.js';
import { pickFile, progress, take } from './take.js';
import { date, dateTime, freshness, reported } from './words.js';

/** @typedef {import('./model.js').Schemas} Schemas */

/** Of so many twins it is asked what they reported last; a server may have thousands. */
const mostAsked = 30;

/**
 * @param {HTMLElement} host
 * @returns {() => void}
 */
export function mountList(host) {
  const list = /** @type {Asking<Schemas['TwinSummary'][]>} */ (new Asking());
  const at = signal(/** @type {import('./take.js').Progress | null} */ (null));
  const last = signal(/** @type {Map<string, [string, string][]>} */ (new Map()));
  const ask = () => {
    void list.run(async (signal) => {
      const twins = /** @type {Schemas['TwinSummary'][]} */ ((await api.get('/twins', { signal })).twins);
      for (const w of twins.filter((x) => x.records > 0).slice(0, mostAsked)) {
        api.get('/twins/' + encodeURIComponent(w.id), { signal }).then((one) => {
          last.value = new Map(last.peek()).set(w.id, foremost(one.reported.values));
        }).catch(() => undefined); // the list does without
      }
      return twins;
    });
  };
  const took = async (/** @type {File | undefined} */ f) => {
    if (!f || (at.peek() && 'step' in /** @type {object} */ (at.peek()))) return;
    const taken = await take(f, null, (p) => { at.value = p; });
    if (taken) navigate({ view: null, more: { twin: taken.id } });
  };
  const drop = (/** @type {DragEvent} */ e) => { e.preventDefault(); void took(e.dataTransfer?.files[0]); };
  const over = (/** @type {DragEvent} */ e) => e.preventDefault();
  host.addEventListener('drop', drop);
  host.addEventListener('dragover', over);

  const begin = () => html`<div class="twin-drop">
      ${pickFile(t('twin.list.new'), took, 'btn-main')}
      <p class="quiet small">${t('twin.list.drop')}</p></div>
    ${progress(at.value)}`;
  const empty = () => html`<div class="twin-empty">
      <h1>${t('twin.list.title')}</h1>
      <p class="lead">${t('twin.list.lead')}</p>
      <ol class="twin-steps">${['give', 'fit', 'ask'].map((s) => html`<li><strong>${t(`twin.list.${s}`)}</strong> <span>${t(`twin.list.${s}-help`)}</span></li>`)}</ol>
      ${begin()}
      <div class="stack"><p>${t('twin.list.sample')}</p><pre class="twin-command" tabindex="0">locktwin twin sample --out=telemetry.jsonl</pre>
        <p>${t('twin.list.without')} <a href="/twin?view=diagnose">${t('twin.list.diagnose')}</a></p></div>
      <p class="quiet small">${t('twin.privacy')}</p></div>`;
  const rows = (/** @type {Schemas['TwinSummary'][]} */ twins) => html`
    <div class="twin-head"><div><h1>${t('twin.list.title')}</h1><p class="quiet">${t('twin.list.short')}</p></div></div>
    ${begin()}
    <ul class="twin-list">${twins.map((w) => html`<li>
      <a class="twin-row" href=${'/twin?twin=' + encodeURIComponent(w.id)}>
        <span class="twin-name">${w.name}</span>
        <span class="quiet">${w.lock === '' ? t('twin.list.no-lock') : t('twin.list.lock', { lock: w.lock })}</span>
        <span class="num">${(last.value.get(w.id) ?? []).map(([k, v]) => reported(k, v)).join(' · ')}</span>
        <span class="fresh" data-says=${w.staleness.says}>${freshness(w.staleness)}${w.staleness.newest_ms > 0 ? html` <span class="quiet small num">${dateTime(w.staleness.newest_ms)}</span>` : nothing}</span>
        <span class="quiet small num">${w.records === 0 ? t('twin.list.no-records') : t('twin.list.records', { n: w.records, shown: number(w.records), from: date(w.from_ms), to: date(w.to_ms) })}</span>
        <span class="small">${t('twin.list.fit-' + (w.fit === null ? 'none' : !w.fit.usable ? 'refused' : w.fit.out_of_date ? 'old' : 'good'))}</span>
      </a></li>`)}</ul>
    <p class="quiet small">${t('twin.privacy')}</p>`;

  const end = effect(() => {
    void lang.value;
    const now = list.now;
    render(html`<div class="twins">${shown(now, (twins) => (twins.length === 0 ? empty() : rows(twins)), { busy: t('twin.list.busy'), again: ask })}</div>`, host);
  });
  ask();
  return () => {
    end();
    list.stop();
    host.removeEventListener('drop', drop);
    host.removeEventListener('dragover', over);
    render(nothing, host);
  };
}
