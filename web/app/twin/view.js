// Twins of real locks: the list of them, one of them, and the diagnosis of symptoms, which
// needs none. The address says which.
import { html, nothing, render } from '../core/html.js';
import { route } from '../core/route.js';
import { computed, effect, untracked } from '../core/state.js';
import { addTexts, lang, t } from '../core/text.js';
import { mountDiagnose } from './diagnose.js';
import { mountList } from './list.js';
import { mountOne } from './one.js';

await addTexts('twin', {
  en: () => import('../text/twin/en.js'),
  de: () => import('../text/twin/de.js'),
  fr: () => import('../text/twin/fr.js'),
});

/** What the page shows: 'list', 'diagnose', or 'twin' and its id. */
const scene = computed(() => {
  const r = route.value;
  if (r.page !== 'twin') return '';
  if (r.view === 'diagnose') return 'diagnose';
  return r.more['twin'] ? 'twin ' + r.more['twin'] : 'list';
});

/**
 * @param {HTMLElement} host
 * @returns {() => void}
 */
export function mountTwins(host) {
  host.classList.add('twin-page');
  render(html`<nav class="twin-places no-print"></nav><div class="twin-place"></div>`, host);
  const [places, place] = /** @type {[HTMLElement, HTMLElement]} */ ([host.querySelector('.twin-places'), host.querySelector('.twin-place')]);
  /** @type {() => void} */
  let leave = () => undefined;
  const ends = [
    effect(() => {
      void lang.value;
      const at = scene.value;
      const link = (/** @type {string} */ to, /** @type {string} */ text, /** @type {boolean} */ here) => html`<a href=${to} aria-current=${here ? 'page' : nothing}>${text}</a>`;
      places.setAttribute('aria-label', t('twin.places'));
      render(html`${link('/twin', t('twin.list.title'), at === 'list')}${link('/twin?view=diagnose', t('twin.diagnose.title'), at === 'diagnose')}`, places);
    }),
    effect(() => {
      const what = scene.value;
      untracked(() => {
        leave();
        const box = document.createElement('div');
        place.replaceChildren(box);
        leave = what === '' ? () => undefined : what === 'list' ? mountList(box) : what === 'diagnose' ? mountDiagnose(box) : mountOne(box, what.slice('twin '.length));
      });
    }),
  ];
  return () => {
    ends.forEach((end) => end());
    leave();
    host.classList.remove('twin-page');
    render(nothing, host);
  };
}
