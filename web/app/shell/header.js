// The head of the page: pages, which lock, its firmware, language and theme.
import { html, live, nothing, render } from '../core/html.js';
import { locks } from '../core/registry.js';
import { navigate, route } from '../core/route.js';
import { effect, signal } from '../core/state.js';
import { lang, languages, setLang, t } from '../core/text.js';
import { theme } from '../core/theme.js';
import { guessOf } from './catalogue.js';
import { openCreate } from './create.js';
import { openBelow } from './popover.js';

/** @typedef {import('../core/bench.js').Bench} Bench */
/** @typedef {import('../core/state.js').ReadonlySignal<Bench | null>} CurrentBench */

/** So many locks are offered; a server may have thousands. */
const mostLocks = 300;

/** More controls for the head, such as that of the tour. @type {import('../core/state.js').Signal<unknown>} */
export const headerExtra = signal(nothing);

/**
 * @param {HTMLElement} host
 * @param {CurrentBench} current
 */
export function mountHeader(host, current) {
  return effect(() => {
    const here = route.value.page;
    render(html`
      <a class="brand" href="/">locktwin</a>
      <nav class="pages" aria-label=${t('core.pages')}>${/** @type {const} */ (['bench', 'training', 'report', 'twin']).map((page) => html`
        <a href=${page === 'bench' ? '/' : '/' + page} aria-current=${here === page ? 'page' : nothing}>${t('core.page.' + page)}</a>`)}
      </nav>
      ${here === 'bench' ? lockControls(current.value) : nothing}
      <span class="spacer"></span>
      ${headerExtra.value}
      ${display()}`, host);
  });
}

/** @param {Bench | null} bench */
function lockControls(bench) {
  const lock = bench?.lock.value ?? null;
  const all = [...locks.value.values()].sort((a, b) => a.name.localeCompare(b.name)).filter((l, i) => i < mostLocks || l.id === bench?.id);
  const choose = (/** @type {Event} */ e) => {
    const id = /** @type {HTMLSelectElement} */ (e.target).value;
    navigate({ lock: id, at: null, window: null, selection: null });
  };
  const guess = lock ? guessOf(lock.profile) : '';
  return html`
    <span class="pick"><label class="label" for="lock-choice">${t('core.lock.label')}</label>
      <select id="lock-choice" .value=${live(bench?.id ?? '')} @change=${choose}>
        ${lock ? nothing : html`<option value=${bench?.id ?? ''}>${t('core.lock.none')}</option>`}
        ${all.map((l) => html`<option value=${l.id} ?selected=${l.id === bench?.id}>${l.name}</option>`)}
      </select>
      <button type="button" class="btn btn-quiet" @click=${openCreate}>${t('core.lock.new')}</button>
    </span>
    ${lock ? html`<span class="pick firmware"><span class="label">${t('core.firmware.label')}</span>
      ${guess ? html`<span class="term mono" tabindex="0" role="term" data-tip=${guess}
        aria-description=${guess}>${lock.profile}</span>` : html`<span class="mono">${lock.profile}</span>`}
    </span>` : nothing}`;
}

function display() {
  return html`
    ${languageButtons()}
    <button type="button" class="btn btn-quiet" aria-haspopup="dialog"
      @click=${(/** @type {any} */ e) => openBelow(document.getElementById('display'), e.currentTarget)}>${t('core.display')}</button>
    <div popover id="display" class="popover" role="dialog" aria-label=${t('core.display')}>
      <fieldset class="stack"><legend class="small quiet">${t('core.theme.label')}</legend>${/** @type {const} */ (['auto', 'paper', 'scope']).map((o) => html`
        <label class="row"><input type="radio" name="theme" value=${o} .checked=${live(o === theme.value)} @change=${() => { theme.value = o; }}>${t('core.theme.' + o)}</label>`)}
      </fieldset>
      <p class="small quiet">${t('core.language')}</p>${languageButtons()}
    </div>`;
}

const languageButtons = () => html`
  <div class="languages" role="group" aria-label=${t('core.language')}>${Object.entries(languages).map(([id, name]) => html`
    <button type="button" class="btn-link" lang=${id} title=${name} aria-label=${`${id.toUpperCase()}, ${name}`} aria-pressed=${id === lang.value}
      @click=${() => setLang(/** @type {any} */ (id))}>${id.toUpperCase()}</button>`)}
  </div>`;
