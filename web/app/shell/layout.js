// The bench as a whole: a place for each view, tabs on small screens, covers over
// what a training case does not show yet.
import { html, nothing, render } from '../core/html.js';
import { navigate, route } from '../core/route.js';
import { computed, effect, untracked } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { failed, standing } from './states.js';
import { views } from './views.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {keyof typeof views} ViewName
 */

/** Tabs of small screens; the second word is for screens that have room for columns. */
const tabs = /** @type {const} */ ([['lock', 'narrow'], ['phone', ''], ['scope', 'narrow'], ['flash', 'narrow'], ['instruments', 'wide'], ['story', 'narrow']]);

/** Which tab shows a part; parts without one are always there. @type {Partial<Record<ViewName, string>>} */
const tabOf = { lock: 'lock', bay: 'lock', faults: 'lock', scope: 'scope', flash: 'flash', story: 'story' };

/**
 * Draws a bench.
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @param {{ without?: ViewName[] }} [o] views that are left out, such as the story in training
 * @returns {() => void} takes it away
 */
export function mountBench(host, bench, { without = [] } = {}) {
  const root = document.createElement('div');
  root.className = 'bench';
  if (without.includes('story')) root.dataset.story = 'none';
  const compare = document.createElement('div');
  host.append(root, compare);

  const part = (/** @type {ViewName} */ name, extra = '') => without.includes(name) ? nothing : html`
    <section class="part ${extra}" id="part-${name}" data-part=${name} data-tab=${tabOf[name] ?? nothing}>
      <div class="view"></div><div class="cover" hidden></div>
    </section>`;
  render(html`
    <div class="bar">${part('time')}${part('bookmarks')}<div class="standing" role="status"></div></div>
    <div class="left">${part('lock')}${part('bay')}${part('faults')}</div>
    <div class="tabs no-print" role="tablist"></div>
    <div class="middle">${part('scope')}${part('flash')}</div>
    <div class="right">${part('phone')}</div>
    ${part('story', 'story')}`, root);
  render(part('compare', 'compare'), compare);

  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
  /** @type {(() => void)[]} */
  const ends = [
    effect(() => { drawTabs(root, find('.tabs')); }),
    effect(() => { render(standing(bench), find('.standing')); }),
  ];
  let over = false;
  for (const section of host.querySelectorAll('section[data-part]')) {
    if (!(section instanceof HTMLElement)) continue;
    const name = /** @type {ViewName} */ (section.dataset.part);
    ends.push(effect(() => { label(section, name, bench); }));
    ends.push(whenUncovered(bench, name, () => {
      let left = false;
      /** @type {(() => void) | null} */
      let unmount = null;
      const view = /** @type {HTMLElement} */ (section.querySelector('.view'));
      views[name]().then((mount) => {
        if (!left && !over) unmount = untracked(() => mount(view, bench));
      }).catch((e) => {
        console.error(e);
        if (!left && !over) render(failed(t('core.part.' + name)), view);
      });
      return () => {
        left = true;
        unmount?.();
      };
    }));
  }
  return () => {
    over = true;
    for (const end of ends) end();
    root.remove();
    compare.remove();
  };
}

/** Under which name a part is covered; the lock itself never is. @param {ViewName} name */
const coverOf = (name) => /** @type {import('../core/bench.js').Part | null} */ (name === 'lock' || name === 'compare' ? null : name === 'bookmarks' ? 'time' : name);

/**
 * Shows a view while its part is uncovered: one that is covered asks the server for
 * nothing.
 * @param {Bench} bench
 * @param {ViewName} name
 * @param {() => () => void} show
 * @returns {() => void}
 */
function whenUncovered(bench, name, show) {
  const cover = coverOf(name);
  const shown = computed(() => cover === null || !bench.covered.value.has(cover));
  /** @type {() => void} */
  let leave = () => undefined;
  const end = effect(() => {
    const now = shown.value;
    untracked(() => {
      leave();
      leave = now ? show() : () => undefined;
    });
  });
  return () => {
    end();
    leave();
  };
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} host
 */
function drawTabs(root, host) {
  const chosen = route.value.view ?? 'lock';
  root.dataset.view = chosen;
  host.setAttribute('aria-label', t('core.views'));
  const current = (/** @type {string} */ name) => name === 'instruments' ? chosen !== 'phone' : chosen === name;
  const choose = (/** @type {string} */ name) => navigate({ view: name === 'instruments' ? 'scope' : name }, { replace: true });
  const step = (/** @type {KeyboardEvent} */ e) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (by === undefined) return;
    const shown = [...host.querySelectorAll('button')].filter((b) => b.offsetParent !== null);
    const next = shown[(shown.indexOf(/** @type {HTMLButtonElement} */ (e.target)) + by + shown.length) % shown.length];
    next.focus();
    next.click();
  };
  render(html`${tabs.map(([name, when]) => html`
    <button type="button" role="tab" class=${when} data-view=${name === 'instruments' ? 'scope' : name} aria-selected=${current(name)} tabindex=${current(name) ? 0 : -1}
      @click=${() => choose(name)} @keydown=${step}>${t('core.part.' + name)}</button>`)}`, host);
}

/**
 * @param {HTMLElement} section
 * @param {ViewName} name
 * @param {Bench} bench
 */
function label(section, name, bench) {
  void lang.value;
  const title = t('core.part.' + name);
  section.setAttribute('aria-label', title);
  const [view, cover] = section.children;
  const under = coverOf(name);
  const hidden = under !== null && bench.covered.value.has(under);
  /** @type {HTMLElement} */ (cover).hidden = !hidden;
  cover.textContent = t('core.covered', { part: title });
  /** @type {HTMLElement} */ (view).inert = hidden;
}
