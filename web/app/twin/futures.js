// What a thousand battery changes came to: how often something is lost, what a variation
// does, and what would help most.
import { html, nothing } from '../core/html.js';
import { has, t } from '../core/text.js';
import { number, percent } from '../core/units.js';
import { chance, named, range } from './words.js';

/** @typedef {import('./model.js').Schemas} Schemas */

/** A difference of two chances, in points of percent. @param {number} n */
const points = (n) => (n > 0 ? '+' : n < 0 ? '−' : '') + number(Math.abs(n) * 100, { figures: 2 });

/** @param {Schemas['FuturesResult']} r @param {number} futures */
export function losses(r, futures) {
  const b = r.before;
  return html`<p class="twin-lead">${t('twin.whatif.lead', { n: b.pin.count, shown: number(b.pin.count), share: chance(b.pin) })}</p>
    <p>${t('twin.whatif.year', { changes: number(b.changes_per_year, { figures: 2 }), losses: number(b.pin_losses_per_year, { figures: 2 }) })}
      ${t('twin.whatif.others', { settings: chance(b.settings), authorizations: chance(b.authorizations) })}
      <span class="quiet small num">${t('twin.whatif.played', { n: futures, shown: number(futures, { figures: 9 }) })}</span></p>
    ${classes(b)}`;
}

/** What became of the PIN. @param {Schemas['FuturesLosses']} b */
function classes(b) {
  return b.pin_classes.length === 0 ? nothing : html`<ul class="twin-classes small">${b.pin_classes.map((c) => html`<li data-class=${c.class}>${has('twin.pin-class.' + c.class) ? t('twin.pin-class.' + c.class) : c.class}: <span class="num">${chance(c.chance)}</span></li>`)}</ul>`;
}

/** What the variation does that was asked for. @param {Schemas['FuturesResult']} r */
export function after(r) {
  const v = r.after;
  if (!v) return nothing;
  return html`<div class="twin-variation" data-better=${v.high < 0 ? 'yes' : v.low > 0 ? 'no' : 'open'}><h2>${t('twin.whatif.varied')}</h2>
    <p><strong class="num">${t('twin.whatif.varied-lead', { before: chance(v.before), after: chance(v.after.pin) })}</strong></p>
    <p>${t('twin.whatif.' + (v.high < 0 ? 'better' : v.low > 0 ? 'worse' : 'open'), { points: points(v.difference), range: range(v.low, v.high, points) })}
      ${t('twin.whatif.saved', { saved: v.saved, spoiled: v.spoiled })}</p></div>`;
}

/** What would lower the losses most. @param {Schemas['FuturesResult']} r */
export function levers(r) {
  if (r.levers.length === 0) return nothing;
  return html`<section class="twin-part"><h2>${t('twin.whatif.levers')}</h2><p class="quiet small">${t('twin.whatif.levers-help', { n: r.levers[0].before.count })}</p>
    <div class="table-frame" tabindex="0" role="group" aria-label=${t('twin.whatif.levers')}><table class="twin-table">
      <thead><tr><th scope="col">${t('twin.whatif.what')}</th><th scope="col" class="figure">${t('twin.whatif.points')}</th><th scope="col" class="figure">${t('twin.interval')}</th><th scope="col" class="figure">${t('twin.whatif.then')}</th><th scope="col" class="figure">${t('twin.whatif.per-year')}</th></tr></thead>
      <tbody>${r.levers.map((l) => html`<tr data-sure=${l.high < 0}><th scope="row" class="wrap">${lever(l)}</th><td class="figure num">${points(l.difference)}</td><td class="figure num">${range(l.low, l.high, points)}</td>
        <td class="figure num">${percent(Math.round(l.after.pin.p * 1000) / 1000)}</td><td class="figure num">${l.difference_per_year > 0 ? '+' : l.difference_per_year < 0 ? '−' : ''}${number(Math.abs(l.difference_per_year), { figures: 2 })}</td></tr>`)}</tbody>
    </table></div></section>`;
}

/** What a lever is called. @param {Schemas['FuturesLever']} l */
function lever(l) {
  const [kind, ...rest] = l.id.split('-');
  if (kind === 'cells') return t('twin.lever.cells', { cells: named('cells', rest.join('-')) });
  if (kind === 'profile') return t('twin.lever.profile', { profile: rest.join('-') });
  return named('lever', l.id, l.title);
}
