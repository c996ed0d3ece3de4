// What lies ahead of a twin: when its cells give out, and where their charge goes.
import { api } from '../core/api.js';
import { html, live, nothing, render } from '../core/html.js';
import { navigate, route } from '../core/route.js';
import { effect, untracked } from '../core/state.js';
import { lang, t, term } from '../core/text.js';
import { number, percent } from '../core/units.js';
import { Asking, shown } from './ask.js';
import { fetchDrawing, figure } from './drawing.js';
import { noFit, refused } from './fit.js';
import { below, stackRows, withBelow } from './model.js';
import { forecastTable } from './tables.js';
import { date, named, range, when } from './words.js';

/**
 * @typedef {import('./model.js').Schemas} Schemas
 * @typedef {{ forecast: Schemas['Forecast'], stale: boolean, basis: string, drawing: import('./drawing.js').Drawing } | { refused: Schemas['TwinFit'] }} Ahead
 */

/** Cells that a forecast can put in. */
export const otherCells = ['alkaline', 'eneloop', 'eneloop-pro', 'l91', 'zinc-carbon'];
/** What stands in the address. */
const prefix = 'f-';

/**
 * @param {HTMLElement} host
 * @param {import('./one.js').One} one
 * @returns {() => void}
 */
export function mountForecast(host, one) {
  const asking = /** @type {Asking<Ahead>} */ (new Asking());
  const ask = () => {
    const f = below(route.peek().more, prefix);
    const query = { cells: f['cells'], celsius: f['celsius'], per_day: f['per-day'] };
    void asking.run(async (signal) => {
      const fit = await one.fitted();
      if (!fit.usable) return { refused: fit.fit };
      const [answer, drawing] = await Promise.all([api.get(one.path + '/forecast', { query, signal }), fetchDrawing(one.path + '/forecast/svg', { query, signal })]);
      return { ...answer, drawing };
    });
  };
  const change = (/** @type {Event} */ e) => {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (/** @type {HTMLElement} */ (e.target).closest('form'));
    if (!form.reportValidity()) return;
    const f = new FormData(form);
    const text = (/** @type {string} */ k) => String(f.get(k) ?? '').trim();
    navigate({ more: withBelow(route.peek().more, prefix, { cells: text('cells'), celsius: text('celsius'), 'per-day': text('per-day') }) });
  };
  const asSeen = () => navigate({ more: withBelow(route.peek().more, prefix, {}) });
  const controls = (/** @type {Schemas['Forecast']} */ f, /** @type {boolean} */ busy) => {
    const set = below(route.value.more, prefix);
    return html`<form class="twin-controls no-print" @change=${change} @submit=${change}>
      <label class="field"><span class="label">${t('twin.forecast.celsius')}</span><input type="number" name="celsius" min="-40" max="60" step="any" inputmode="decimal" .value=${live(set['celsius'] ?? '')} placeholder=${number(f.celsius, { figures: 2 })}></label>
      <label class="field"><span class="label">${t('twin.forecast.per-day')}</span><input type="number" name="per-day" min="0.01" max="1000" step="any" inputmode="decimal" .value=${live(set['per-day'] ?? '')} placeholder=${number(f.actions_per_day, { figures: 2 })}></label>
      <label class="field"><span class="label">${t('twin.forecast.cells')}</span><select name="cells" .value=${live(set['cells'] ?? '')}><option value="">${t('twin.forecast.same-cells')}</option>${otherCells.map((k) => html`<option value=${k} ?selected=${k === set['cells']}>${t('twin.forecast.new-cells', { cells: named('cells', k) })}</option>`)}</select></label>
      <button type="button" class="btn" ?disabled=${Object.keys(set).length === 0} @click=${asSeen}>${t('twin.forecast.as-seen')}</button>
      <span class="twin-busy small" role="status">${busy ? t('twin.forecast.busy') : ''}</span></form>`;
  };
  const end = effect(() => {
    void lang.value;
    const now = asking.now;
    render(shown(now, (v) => ('refused' in v ? refused(v.refused) : html`
      ${milestones(v.forecast)}
      <p class="twin-basis">${t('twin.basis')}</p>
      ${v.stale ? html`<p class="twin-basis">${t('twin.stale')}</p>` : nothing}
      ${controls(v.forecast, now.busy)}
      ${figure(v.drawing, 'forecast', t('twin.forecast.picture'), () => forecastTable(v.forecast))}
      ${stack(v.forecast)}
      ${notes(v.forecast.notes.filter((n) => n !== v.basis))}`), { busy: t('twin.forecast.first'), again: ask, wrong: noFit }), host);
  });
  const follow = effect(() => {
    void JSON.stringify(below(route.value.more, prefix));
    if (route.value.view === 'forecast') untracked(ask);
  });
  return () => {
    follow();
    end();
    asking.stop();
    render(nothing, host);
  };
}

/** @param {Schemas['Forecast']} f */
function milestones(f) {
  const all = /** @type {const} */ ([['warning', f.warning], ['critical', f.critical], ['brown-out', f.brown_out], ['empty', f.empty]]);
  const first = when(f.warning, f.from_ms);
  return html`<p class="twin-lead">${first.date ? t('twin.forecast.lead', { days: first.main, date: first.date, from: date(f.from_ms) }) : t('twin.forecast.lead-' + (f.warning.reached ? 'reached' : 'never'))}</p>
    <dl class="twin-milestones">${all.map(([name, u]) => {
      const w = when(u, f.from_ms);
      return html`<div data-event=${name}><dt>${name === 'brown-out' ? term('brown-out-reset', t('twin.forecast.brown-out')) : t('twin.forecast.' + name)}</dt><dd><strong class="num">${w.main}</strong>${w.more ? html`<span class="num small">${w.more}</span>` : nothing}${w.date ? html`<span class="quiet small num">${w.date}</span>` : nothing}</dd></div>`;
    })}</dl>${sign(f)}`;
}

/** When the lock first says so itself, which is earlier than rested cells do. @param {Schemas['Forecast']} f */
function sign(f) {
  const w = when(f.first_sign, f.from_ms);
  if (f.first_sign.never) return nothing;
  return html`<p class="quiet" data-event="first-sign">${w.date ? t('twin.forecast.sign', { days: w.main, range: w.more, date: w.date }) : t('twin.forecast.sign-reached')}</p>`;
}

/** @param {Schemas['Forecast']} f */
function stack(f) {
  const rows = stackRows(f.stack, f.total);
  const mah = (/** @type {number} */ n) => number(n, { figures: 3 });
  return html`<section class="twin-part"><h2>${t('twin.forecast.stack')}</h2>
    <div class="table-frame" tabindex="0" role="group" aria-label=${t('twin.forecast.stack')}><table class="twin-table twin-stack">
      <thead><tr><th scope="col">${t('twin.forecast.consumer')}</th><th scope="col" class="figure">${t('twin.forecast.mah')}</th><th scope="col" class="figure">${t('twin.interval')}</th><th scope="col" class="figure">${t('twin.forecast.share')}</th><th scope="col">${t('twin.forecast.from')}</th></tr></thead>
      <tbody>${rows.map((s) => html`<tr><th scope="row">${named('consumer', s.consumer)}</th><td class="figure num">${mah(s.mah_per_day)}</td><td class="figure num">${range(s.low_mah_per_day, s.high_mah_per_day, mah)}</td><td class="figure num">${percent(Math.round(s.share * 1000) / 1000)}</td><td>${named('basis-of', s.basis)}</td></tr>`)}</tbody>
      <tfoot><tr><th scope="row">${t('twin.forecast.total')}</th><td class="figure num">${mah(f.total.mah_per_day)}</td><td class="figure num">${range(f.total.low_mah_per_day, f.total.high_mah_per_day, mah)}</td><td class="figure num">${percent(1)}</td><td></td></tr></tfoot>
    </table></div><p class="quiet small">${t('twin.forecast.stack-help')}</p></section>`;
}

/** What the server says was assumed. @param {readonly string[]} lines */
export function notes(lines) {
  return lines.length === 0 ? nothing : html`<section class="twin-part"><h2>${t('twin.notes')}</h2><ul class="twin-notes small" lang="en">${lines.map((n) => html`<li>${n}</li>`)}</ul></section>`;
}
