// The numbers of a lock that a fit finds in its telemetry: with their intervals, with what
// was held back from it, and with the reason where it must not be used.
import { ApiError } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { effect } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { number, percent, si } from '../core/units.js';
import { Asking, inWords, shown } from './ask.js';
import { fetchDrawing, figure } from './drawing.js';
import { fitTable } from './tables.js';
import { date, dateTime, estimate, named, range } from './words.js';

/**
 * @typedef {import('./model.js').Schemas} Schemas
 * @typedef {import('./one.js').One} One
 */

/** Cells that a fit can be told of. */
const kinds = ['alkaline', 'eneloop', 'eneloop-pro', 'l91', 'zinc-carbon'];

/**
 * @param {HTMLElement} host
 * @param {One} one
 * @returns {() => void}
 */
export function mountFit(host, one) {
  const asking = /** @type {Asking<{ answer: Schemas['FitAnswer'], drawing: import('./drawing.js').Drawing }>} */ (new Asking());
  const ask = (/** @type {{ cells?: string } | undefined} */ anew = undefined) => {
    void asking.run(async (signal) => {
      const answer = await one.fitted(anew);
      return { answer, drawing: await fetchDrawing(one.path + '/fit/svg', { signal }) };
    });
  };
  const again = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const cells = String(new FormData(/** @type {HTMLFormElement} */ (e.target)).get('cells') ?? '');
    ask(cells === '' ? {} : { cells });
  };
  const form = (/** @type {boolean} */ busy) => html`<form class="row no-print" @submit=${again}>
    <label class="row small">${t('twin.fit.cells')} <select name="cells"><option value="">${t('twin.fit.cells-told')}</option>${kinds.map((k) => html`<option value=${k}>${named('cells', k)}</option>`)}</select></label>
    <button type="submit" class="btn" ?disabled=${busy}>${t('twin.fit.again')}</button></form>`;

  const end = effect(() => {
    void lang.value;
    const now = asking.now;
    render(shown(now, ({ answer, drawing }) => html`
      ${answer.fit.usable ? html`<p class="twin-lead">${lead(answer.fit)}</p>` : refused(answer.fit)}
      <p class="twin-basis">${t('twin.basis')}</p>
      ${form(now.busy)}
      ${now.busy ? html`<p class="twin-busy" role="status">${t('twin.fit.busy')}</p>` : nothing}
      ${estimates(answer.fit)}
      ${figure(drawing, 'fit', t('twin.fit.picture'), () => fitTable(answer.fit))}
      <div class="twin-columns">${heldBack(answer.fit)}${residuals(answer.fit)}</div>
      <p class="quiet small num">${t('twin.fit.made', { at: dateTime(answer.made_ms), n: answer.revision })}${answer.out_of_date ? ' ' + t('twin.fit.old') : ''}</p>`,
      { busy: t('twin.fit.busy'), again: () => ask(), wrong: (e) => noFit(e) ?? html`<div class="twin-wrong" role="alert"><p>${inWords(e)}</p></div>${form(false)}` }), host);
  });
  ask();
  return () => {
    end();
    asking.stop();
    render(nothing, host);
  };
}

/** @param {Schemas['TwinFit']} f */
function lead(f) {
  const charge = f.estimates.find((e) => e.name === 'charge');
  return t('twin.fit.lead', {
    cells: named('cells', f.chemistry), charge: charge ? percent(charge.value) : '–', interval: charge ? range(charge.low, charge.high, (n) => percent(n)) : '–',
    at: date(f.to_ms), perday: number(f.actions_per_day, { figures: 2 }), celsius: number(f.celsius, { figures: 2 }),
  });
}

/**
 * Why a fit must not be used, and what would help; also in place of what would rest on it.
 * @param {Schemas['TwinFit']} f
 */
export function refused(f) {
  return html`<div class="twin-refused" role="status"><h2>${t('twin.fit.refused')}</h2><p>${t('twin.fit.refused-help')}</p>
    <ul>${f.refusals.map((r) => html`<li><p><strong>${named('refusal', r.code, r.text)}</strong> ${named('todo', r.code, '')}</p><p class="quiet small" lang="en">${r.text}</p></li>`)}</ul></div>`;
}

/** What is shown where the telemetry has nothing to fit. @param {unknown} e */
export function noFit(e) {
  if (!(e instanceof ApiError && e.kind === 'fit-refused')) return null;
  return html`<div class="twin-refused" role="status"><h2>${t('twin.fit.none')}</h2><p>${t('twin.todo.too-few-reports')}</p></div>`;
}

/** @param {Schemas['TwinFit']} f */
function estimates(f) {
  return html`<section class="twin-part"><h2>${t('twin.fit.estimates')}</h2>
    <div class="table-frame" tabindex="0" role="group" aria-label=${t('twin.fit.estimates')}><table class="twin-table">
      <thead><tr><th scope="col">${t('twin.fit.what')}</th><th scope="col" class="figure">${t('twin.fit.value')}</th><th scope="col" class="figure">${t('twin.interval')}</th><th scope="col">${t('twin.fit.informed')}</th></tr></thead>
      <tbody>${f.estimates.map((e) => html`<tr><th scope="row">${named('parameter', e.name)}</th>
        <td class="figure num">${estimate(e.name, e.value, e.unit)}</td><td class="figure num">${range(e.low, e.high, (n) => estimate(e.name, n, e.unit))}</td>
        <td><meter min="0" max="1" value=${e.informed} aria-label=${t('twin.fit.informed')}></meter> <span class="num small quiet">${percent(Math.round(e.informed * 100) / 100)}</span></td></tr>`)}</tbody>
    </table></div><p class="quiet small">${t('twin.fit.informed-help')}</p></section>`;
}

/** @param {Schemas['TwinFit']} f */
function heldBack(f) {
  const h = f.held_back;
  return html`<section class="twin-part"><h2>${t('twin.fit.held')}</h2>
    ${h.records === 0 ? html`<p>${t('twin.fit.held-none')}</p>` : html`<p data-passes=${h.passes}><strong>${t(h.passes ? 'twin.fit.passes' : 'twin.fit.fails')}</strong>
      ${t('twin.fit.held-figures', { n: h.records, at: date(h.from_ms), within: percent(Math.round(h.within * 100) / 100), ratio: number(h.ratio, { figures: 2 }) })}</p>`}
    <p class="quiet small">${t('twin.fit.held-help')}</p>
    ${f.chemistries.length > 1 ? html`<h3>${t('twin.fit.rivals')}</h3><ul class="plain">${f.chemistries.map((c) => html`<li class="num">${named('cells', c.chemistry)}: ${percent(c.weight)}</li>`)}</ul>` : nothing}</section>`;
}

/** @param {Schemas['TwinFit']} f */
function residuals(f) {
  return html`<section class="twin-part"><h2>${t('twin.fit.residuals')}</h2>
    <div class="table-frame" tabindex="0" role="group" aria-label=${t('twin.fit.residuals')}><table class="twin-table">
      <thead><tr><th scope="col">${t('twin.fit.channel')}</th><th scope="col" class="figure">${t('twin.fit.count')}</th><th scope="col" class="figure">${t('twin.fit.bias')}</th><th scope="col" class="figure">${t('twin.fit.rms')}</th><th scope="col" class="figure">${t('twin.fit.ratio')}</th></tr></thead>
      <tbody>${f.residuals.map((r) => {
        const say = (/** @type {number} */ n) => (/^[VAJ]$/.test(r.unit) ? si(n, r.unit, { figures: 2 }) : r.unit === '1' ? percent(n) : `${number(n, { figures: 2 })} ${r.unit}`);
        return html`<tr><th scope="row">${named('channel', r.channel)}</th><td class="figure num">${r.count}</td><td class="figure num">${say(r.bias)}</td><td class="figure num">${say(r.rms)}</td><td class="figure num">${number(r.ratio, { figures: 2 })}</td></tr>`;
      })}</tbody></table></div><p class="quiet small">${t('twin.fit.ratio-help')}</p></section>`;
}
