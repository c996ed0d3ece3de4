// What the drain of a lock is made of: how much no known consumer explains, what would, and
// which test would confirm it.
import { api } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { effect } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { number, percent, si } from '../core/units.js';
import { Asking, shown } from './ask.js';
import { fetchDrawing, figure } from './drawing.js';
import { noFit, refused } from './fit.js';
import { notes } from './forecast.js';
import { explanationTable } from './tables.js';
import { chance, days, named, range, told } from './words.js';

/**
 * @typedef {import('./model.js').Schemas} Schemas
 * @typedef {{ explanation: Schemas['ForecastExplanation'], stale: boolean, basis: string, drawing: import('./drawing.js').Drawing } | { refused: Schemas['TwinFit'] }} Explained
 */

/**
 * @param {HTMLElement} host
 * @param {import('./one.js').One} one
 * @returns {() => void}
 */
export function mountExplain(host, one) {
  const asking = /** @type {Asking<Explained>} */ (new Asking());
  const ask = () => {
    void asking.run(async (signal) => {
      const fit = await one.fitted();
      if (!fit.usable) return { refused: fit.fit };
      const [answer, drawing] = await Promise.all([api.get(one.path + '/explain', { signal }), fetchDrawing(one.path + '/explain/svg', { signal })]);
      return { ...answer, drawing };
    });
  };
  const end = effect(() => {
    void lang.value;
    render(shown(asking.now, (v) => ('refused' in v ? refused(v.refused) : html`
      ${explained(v.explanation)}
      <p class="twin-basis">${t('twin.basis')}</p>
      ${v.stale ? html`<p class="twin-basis">${t('twin.stale')}</p>` : nothing}
      ${candidates(v.explanation)}
      ${figure(v.drawing, 'drain', t('twin.explain.picture'), () => explanationTable(v.explanation))}
      ${notes(v.explanation.notes.filter((n) => n !== v.basis))}`), { busy: t('twin.explain.busy'), again: ask, wrong: noFit }), host);
  });
  ask();
  return () => {
    end();
    asking.stop();
    render(nothing, host);
  };
}

/** What is hidden, in a sentence. @param {Schemas['ForecastExplanation']} x */
export function explained(x) {
  const mah = (/** @type {number} */ n) => number(n, { figures: 2 });
  return html`<p class="twin-lead">${x.hidden_load ? t('twin.explain.hidden', { share: chance(x.hidden_share), mah: mah(x.hidden_mah_per_day.value), current: si(x.hidden_milliamp.value / 1000, 'A', { figures: 2 }) }) : t('twin.explain.known')}</p>
    <p>${t('twin.explain.whole', { mah: mah(x.drained_mah_per_day.value), range: range(x.drained_mah_per_day.low, x.drained_mah_per_day.high, mah) })}
      ${t('twin.explain.life', { life: days(x.life_days.value), range: range(x.life_days.low, x.life_days.high, (n) => number(Math.round(n))) })}
      ${x.hidden_load ? t('twin.explain.healthy', { life: days(x.healthy_days.value), range: range(x.healthy_days.low, x.healthy_days.high, (n) => number(Math.round(n))) }) : nothing}</p>`;
}

/** What may be behind it. @param {Schemas['ForecastExplanation']} x */
export function candidates(x) {
  const cost = (/** @type {Schemas['ForecastCandidate']} */ c) => (c.mah_per_day > 0
    ? t('twin.explain.cost', { range: range(c.low_mah_per_day, c.high_mah_per_day, (n) => number(n, { figures: 2 })) })
    : t('twin.explain.factor', { share: percent(Math.round(c.life_factor * 100) / 100) }));
  const list = (/** @type {readonly Schemas['ForecastCandidate'][]} */ of) => html`<ol class="twin-ranked">${of.map((c) => html`<li>
      <div class="twin-weight"><meter min="0" max="1" value=${c.weight} aria-label=${t('twin.explain.weight')}></meter><span class="num small">${c.weight < 0.005 ? '< 1 %' : percent(Math.round(c.weight * 100) / 100)}</span></div>
      <div><p><strong>${named('candidate', c.id, c.title)}</strong></p>
        <p class="small"><span class="num">${cost(c)}</span> · ${t(c.explains ? 'twin.explain.suffices' : 'twin.explain.falls-short')}</p>
        <p class="small"><span class="quiet">${t('twin.explain.test')}</span> ${told('candidate-test', c.id, c.test)}</p></div></li>`)}</ol>`;
  // Telemetry weighs them only against those that show in the same number: they are two lists then.
  const [drains, shortens] = [x.candidates.filter((c) => c.mah_per_day > 0), x.candidates.filter((c) => c.mah_per_day <= 0)];
  return html`<section class="twin-part"><h2>${t('twin.explain.candidates')}</h2><p class="quiet small">${t('twin.explain.candidates-help')}</p>
    ${x.basis === 'words' ? list(x.candidates) : html`<h3>${t('twin.explain.drains')}</h3>${list(drains)}<h3>${t('twin.explain.shortens')}</h3>${list(shortens)}`}</section>`;
}
