// One twin: its head, and the part of its page that the address names.
import { api, ApiError } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { route } from '../core/route.js';
import { computed, effect, signal, untracked } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { Asking, shown } from './ask.js';
import { mountExplain } from './explain.js';
import { mountFit } from './fit.js';
import { mountForecast } from './forecast.js';
import { mountKeep } from './keep.js';
import { sectionOf, sections } from './model.js';
import { mountNow } from './now.js';
import { lastTaken, pickFile, progress, take, takenNote } from './take.js';
import { mountWayOut } from './wayout.js';
import { mountWhatIf } from './whatif.js';
import { dateTime, freshness } from './words.js';

/**
 * @typedef {import('./model.js').Schemas} Schemas
 * @typedef {import('./model.js').Section} Section
 * @typedef {object} One what the parts of a twin's page share
 * @property {string} path of the twin in the API
 * @property {() => Schemas['Twin'] | null} twin reading it in an effect follows it
 * @property {() => Promise<void>} refresh asks for the twin anew
 * @property {(anew?: { cells?: string }) => Promise<Schemas['FitAnswer']>} fitted its fit, made if there is none, if it has not seen everything, or anew
 */

/** How often a twin is asked for anew while it is looked at, in milliseconds: its server may hear of the lock all the time. */
const renewMs = 20_000;

/** @type {Record<Section, (host: HTMLElement, one: One) => () => void>} */
const mounts = { now: mountNow, fit: mountFit, forecast: mountForecast, explain: mountExplain, whatif: mountWhatIf, wayout: mountWayOut, keep: mountKeep };

/**
 * @param {HTMLElement} host
 * @param {string} id
 * @returns {() => void}
 */
export function mountOne(host, id) {
  const path = '/twins/' + encodeURIComponent(id);
  const twin = /** @type {Asking<Schemas['Twin']>} */ (new Asking());
  const at = signal(/** @type {import('./take.js').Progress | null} */ (null));
  const refresh = () => twin.run((signal) => api.get(path, { signal }));
  /** @type {Promise<Schemas['FitAnswer']> | null} */
  let fit = null;
  const fitted = (/** @type {{ cells?: string } | undefined} */ anew = undefined) => {
    if (anew || fit === null) {
      const asked = fit = askFit(path, anew, twin.now.value?.fit ?? null);
      asked.then((f) => { if (twin.now.value?.fit?.revision !== f.revision || anew) void refresh(); }).catch(() => { if (fit === asked) fit = null; });
    }
    return fit;
  };
  const one = { path, twin: () => twin.now.value, refresh, fitted };

  render(html`<div class="twins"><div class="twin-top"></div><div class="twin-section"></div></div>`, host);
  const [top, section] = /** @type {[HTMLElement, HTMLElement]} */ ([host.querySelector('.twin-top'), host.querySelector('.twin-section')]);
  const took = async (/** @type {File | undefined} */ f) => {
    if (!f) return;
    if (await take(f, id, (p) => { at.value = p; })) {
      fit = null;
      await refresh();
      enter(here.peek());
    }
  };
  const drop = (/** @type {DragEvent} */ e) => { e.preventDefault(); void took(e.dataTransfer?.files[0]); };
  const over = (/** @type {DragEvent} */ e) => e.preventDefault();
  host.addEventListener('drop', drop);
  host.addEventListener('dragover', over);

  const head = (/** @type {Schemas['Twin']} */ w) => html`<div class="twin-head">
      <div><h1>${w.name}</h1>
        <p class="quiet">${w.lock === '' ? t('twin.list.no-lock') : t('twin.list.lock', { lock: w.lock })} · <span class="fresh" data-says=${w.staleness.says}>${freshness(w.staleness)}</span>${w.staleness.newest_ms > 0 ? html` <span class="num">(${dateTime(w.staleness.newest_ms)})</span>` : nothing}</p></div>
      <div class="row no-print">${pickFile(t('twin.one.more'), took)}</div></div>
    ${progress(at.value)}
    ${lastTaken.value?.id === w.id ? takenNote(lastTaken.value) : nothing}
    <nav class="twin-tabs no-print" aria-label=${t('twin.one.parts')}>${sections.map((s) => html`<a href=${`/twin?view=${s}&twin=${encodeURIComponent(id)}`} aria-current=${s === here.value ? 'page' : nothing}>${t('twin.section.' + s)}</a>`)}</nav>`;
  const gone = (/** @type {unknown} */ e) => (e instanceof ApiError && e.kind === 'unknown-twin'
    ? html`<div class="state" role="alert"><h2>${t('twin.one.gone')}</h2><p>${t('twin.one.gone-help')}</p><a class="btn" href="/twin">${t('twin.list.title')}</a></div>` : null);

  const here = computed(() => sectionOf(route.value.view));
  /** @type {() => void} */
  let leave = () => undefined;
  const enter = (/** @type {Section} */ name) => {
    leave();
    const box = document.createElement('div');
    section.replaceChildren(box);
    leave = mounts[name](box, one);
  };
  const known = computed(() => twin.now.value !== null);
  const lost = computed(() => twin.now.error !== null);
  const ends = [
    effect(() => {
      void lang.value;
      render(shown(twin.now, head, { busy: t('twin.one.busy'), again: refresh, wrong: gone }), top);
      section.hidden = lost.value;
    }),
    effect(() => {
      const name = here.value;
      if (known.value) untracked(() => enter(name));
    }),
  ];
  void refresh();
  const renew = setInterval(() => {
    // Nothing changes under the hands of somebody who fills something in. A server that
    // cannot be reached now is asked again later; what is shown says how old it is.
    const typing = host.contains(document.activeElement) && document.activeElement?.matches('input, select');
    if (document.visibilityState === 'visible' && !typing) api.get(path).then((w) => twin.renew(w)).catch(() => undefined);
  }, renewMs);
  return () => {
    clearInterval(renew);
    ends.forEach((end) => end());
    leave();
    twin.stop();
    host.removeEventListener('drop', drop);
    host.removeEventListener('dragover', over);
    if (lastTaken.peek()?.id === id) lastTaken.value = null;
    render(nothing, host);
  };
}

/**
 * The fit that is kept, unless there is none or it has not seen everything: then a new one.
 * @param {string} path
 * @param {{ cells?: string } | undefined} anew
 * @param {Schemas['TwinFitNote'] | null} kept
 * @returns {Promise<Schemas['FitAnswer']>}
 */
async function askFit(path, anew, kept) {
  if (!anew && kept !== null && !kept.out_of_date) return api.get(path + '/fit');
  try {
    return await api.post(path + '/fit', anew ?? {});
  } catch (e) {
    // Who may not have it fitted sees the kept one, which says that it is old.
    if (!anew && kept !== null && e instanceof ApiError && e.status === 403) return api.get(path + '/fit');
    throw e;
  }
}
