// Starts the page: language, theme, address, the list of locks; then the page that
// the address names, with the bench of the lock that it names.
import { api, startToken } from './core/api.js';
import { createBench } from './core/bench.js';
import { html, nothing, render } from './core/html.js';
import { locks, registryState, startRegistry } from './core/registry.js';
import { navigate, route, startRoute } from './core/route.js';
import { computed, effect, signal, untracked } from './core/state.js';
import { lang, startLang, t } from './core/text.js';
import { startTheme } from './core/theme.js';
import { announce, mountToasts, toast } from './core/toast.js';
import { catalogue } from './shell/catalogue.js';
import { openCreate } from './shell/create.js';
import { headerExtra, mountHeader } from './shell/header.js';
import { mountBench } from './shell/layout.js';
import { failed, state } from './shell/states.js';
import { startTips } from './shell/tip.js';
import { askForToken, startTokenEntry } from './shell/token.js';
import { pages } from './shell/pages.js';
import { beenHere, beginTour, mountTour, touring } from './tour/view.js';

/** @typedef {import('./core/bench.js').Bench} Bench */

/** The lock that is there at the first start. */
const demoLock = 'demo';

const current = signal(/** @type {Bench | null} */ (null));
const main = place('main');

/** @param {string} id */
function place(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** The lock that the address names; without one, the demo lock or the first there is. */
const wanted = computed(() => {
  if (route.value.page !== 'bench' || registryState.value === 'loading' || api.refused.value) return null;
  if (route.value.lock !== null) return route.value.lock;
  return locks.value.has(demoLock) ? demoLock : [...locks.value.keys()].sort()[0] ?? null;
});

/** What the main part of the page shows. */
const scene = computed(() => {
  if (route.value.page !== 'bench') return route.value.page;
  if (wanted.value !== null) return 'lock ' + wanted.value;
  return registryState.value === 'loading' || api.refused.value ? 'loading' : 'empty';
});

function followScene() {
  /** @type {() => void} */
  let leave = () => undefined;
  effect(() => {
    const what = scene.value;
    untracked(() => {
      leave();
      main.replaceChildren();
      leave = enter(what);
    });
  });
}

/**
 * @param {string} what
 * @returns {() => void} leaves it
 */
function enter(what) {
  const box = document.createElement('div'); // a new one each time: templates remember where they were drawn
  if (what.startsWith('lock ')) return enterBench(what.slice('lock '.length));
  main.append(box);
  if (what === 'loading' || what === 'empty') {
    return effect(() => { render(state(what, what === 'empty' ? newLock() : undefined), box); });
  }
  let unmount = /** @type {(() => void) | null} */ (null);
  let over = false;
  const page = /** @type {keyof typeof pages} */ (what);
  pages[page]().then((mount) => {
    if (!over) unmount = untracked(() => mount(box));
  }).catch((e) => {
    console.error(e);
    if (!over) render(failed(t('core.page.' + page)), box);
  });
  return () => {
    over = true;
    unmount?.();
  };
}

const newLock = () => html`<button type="button" class="btn btn-main" @click=${openCreate}>${t('core.lock.new')}</button>`;

/** @param {string} id */
function enterBench(id) {
  if (route.peek().lock === null) navigate({ lock: id }, { replace: true });
  const bench = createBench(id, { routed: true });
  current.value = bench;
  const unmount = mountBench(main, bench);
  const [heading, notice, tour] = ['h1', 'div', 'div'].map((tag) => document.createElement(tag));
  heading.className = 'visually-hidden';
  notice.className = tour.className = 'sticky';
  main.prepend(heading, notice, tour);
  const followName = effect(() => { heading.textContent = `${t('core.page.bench')}: ${bench.lock.value?.name ?? id}`; });
  if (id === demoLock && !beenHere()) touring.value = true;
  const followTour = effect(() => touring.value ? untracked(() => mountTour(tour, bench)) : undefined);
  let before = bench.connection.peek();
  const follow = effect(() => {
    const now = bench.connection.value;
    if (now !== before) {
      if (now === 'lost') announce(t('core.state.lost'));
      if (now === 'live' && before === 'lost') toast(t('core.state.back'));
      before = now;
    }
    const frozen = bench.frozen.value;
    /** @type {HTMLElement} */ (main.querySelector('.bench')).inert = frozen !== null || now === 'gone';
    const strip = now === 'lost' ? html`<strong>${t('core.state.lost')}</strong> <span>${t('core.state.lost-help')}</span>
        <button type="button" class="btn btn-small" @click=${() => globalThis.dispatchEvent(new Event('online'))}>${t('core.state.again')}</button>`
      : now === 'gone' ? html`<strong>${t('core.state.gone')}</strong> <span>${t('core.state.gone-help')}</span>`
      : frozen !== null ? html`<strong>${t('core.state.frozen')}</strong> <span>${frozen}</span>` : null;
    render(strip === null ? html`` : html`<div class="strip" role="status">${strip}</div>`, notice);
  });
  return () => {
    followName();
    followTour();
    follow();
    unmount();
    for (const el of [heading, notice, tour]) el.remove();
    bench.close();
    current.value = null;
  };
}

async function start() {
  startToken();
  startTheme();
  await startLang();
  startRoute();
  startRegistry();
  startTips();
  mountToasts(place('toasts'));
  mountHeader(place('top'), current);
  startTokenEntry();
  let tokens = api.tokens.peek();
  effect(() => {
    if (api.tokens.value === tokens) return;
    tokens = api.tokens.value;
    untracked(startRegistry);
    catalogue().catch(() => undefined);
  });
  effect(() => {
    void lang.value;
    /** @type {HTMLElement} */ (document.querySelector('.skip')).textContent = t('core.skip');
  });
  effect(() => {
    const lock = current.value?.lock.value;
    const page = route.value.page;
    document.title = page !== 'bench' ? `${t('core.page.' + page)} · locktwin` : lock ? `${lock.name} · locktwin` : 'locktwin';
  });
  effect(() => {
    headerExtra.value = route.value.page === 'training' && api.refused.value
      ? html`<button type="button" class="btn btn-quiet" @click=${() => askForToken()}>${t('core.token.label')}</button>`
      : route.value.page === 'bench' && !touring.value
      ? html`<button type="button" class="btn btn-quiet" @click=${() => beginTour(current.peek())}>${t('tour.begin')}</button>` : nothing;
  });
  followScene();
  catalogue().catch(() => undefined); // the head does without
}

start();
