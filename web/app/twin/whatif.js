// The next battery change of a twin, played a thousand times: how often the PIN is lost, and
// what would lower that.
import { api, ApiError } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { navigate, route } from '../core/route.js';
import { effect, signal } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { number } from '../core/units.js';
import { catalogue } from '../shell/catalogue.js';
import { Asking, shown } from './ask.js';
import { fetchDrawing, figure } from './drawing.js';
import { noFit, refused } from './fit.js';
import { otherCells } from './forecast.js';
import { after, levers, losses } from './futures.js';
import { below, lineReader, whatIfBody, withBelow } from './model.js';
import { futuresTable } from './tables.js';
import { named } from './words.js';

/**
 * @typedef {import('./model.js').Schemas} Schemas
 * @typedef {{ answer: Schemas['WhatIfAnswer'], drawing: import('./drawing.js').Drawing } | { refused: Schemas['TwinFit'] }} Played
 */

const prefix = 'w-';
/** How many battery changes can be asked for; the page has the server work that long. */
const counts = [100, 300, 1000, 3000];

/**
 * @param {HTMLElement} host
 * @param {import('./one.js').One} one
 * @returns {() => void}
 */
export function mountWhatIf(host, one) {
  const asking = /** @type {Asking<Played>} */ (new Asking());
  const far = signal(/** @type {{ done: number, of: number } | null} */ (null));
  const profiles = signal(/** @type {string[]} */ ([]));
  catalogue().then((c) => { profiles.value = c.profiles.map((p) => p.name); }).catch(() => undefined);

  const run = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const f = new FormData(/** @type {HTMLFormElement} */ (e.target));
    const fields = Object.fromEntries([...f].map(([k, v]) => [k, String(v).trim()]));
    navigate({ more: withBelow(route.peek().more, prefix, fields) });
    const body = whatIfBody(fields);
    far.value = null;
    void asking.run(async (signal) => {
      const fit = await one.fitted();
      if (!fit.usable) return { refused: fit.fit };
      const answer = await follow(one.path, body, signal, (p) => { far.value = p; });
      return { answer, drawing: await fetchDrawing(one.path + '/whatif/svg', { body, signal }) };
    });
  };
  const option = (/** @type {string} */ value, /** @type {string} */ text, /** @type {string} */ now) => html`<option value=${value} ?selected=${value === now}>${text}</option>`;
  const form = (/** @type {boolean} */ busy) => {
    const set = below(route.value.more, prefix);
    const at = (/** @type {string} */ k) => set[k] ?? '';
    const choice = (/** @type {string} */ name, /** @type {readonly string[]} */ values, /** @type {(v: string) => string} */ say) => html`
      <label class="field"><span class="label">${t('twin.whatif.' + name)}</span><select name=${name}>${option('', t('twin.whatif.as-' + name), at(name))}${values.map((v) => option(v, say(v), at(name)))}</select></label>`;
    const figureField = (/** @type {string} */ name, /** @type {number} */ min, /** @type {number} */ max, /** @type {string} */ step) => html`
      <label class="field"><span class="label">${t('twin.whatif.' + name)}</span><input type="number" name=${name} min=${min} max=${max} step=${step} inputmode="decimal" .value=${at(name)} placeholder=${t('twin.whatif.as-it-is')}></label>`;
    return html`<form class="twin-question no-print" @submit=${run}>
      <div class="twin-controls">
        ${choice('cells', otherCells, (v) => named('cells', v))}
        ${choice('hand', ['careful', 'usual', 'hasty', 'shaky'], (v) => t('twin.hand.' + v))}
        ${choice('when', ['early', 'warning', 'critical', 'empty'], (v) => t('twin.when.' + v))}
        ${choice('profile', profiles.value, (v) => v)}
        ${figureField('celsius', -40, 60, 'any')}
        ${figureField('gap_s', 1, 86400, 'any')}
        ${figureField('soft_start_ms', 1, 2000, '1')}
        ${figureField('bulk_uf', 1, 100000, 'any')}
        <label class="row"><input type="checkbox" name="no_polling" value="yes" ?checked=${at('no_polling') !== ''}> ${t('twin.whatif.no_polling')}</label>
      </div>
      <div class="row"><label class="row small">${t('twin.whatif.count')} <select name="count">${counts.map((n) => option(n === 1000 ? '' : String(n), number(n), at('count')))}</select></label>
        <button type="submit" class="btn btn-main" ?disabled=${busy}>${t('twin.whatif.run')}</button>
        ${busy ? html`<button type="button" class="btn" @click=${() => asking.stop()}>${t('core.cancel')}</button>` : nothing}</div></form>`;
  };
  const bar = () => {
    const p = far.value;
    const text = p === null ? t('twin.whatif.begin') : t('twin.whatif.far', { share: number(Math.floor((p.done / p.of) * 100)) });
    return html`<div class="twin-progress" role="status"><progress max=${p?.of ?? nothing} value=${p?.done ?? nothing} aria-label=${text}></progress><p class="num small">${text}</p></div>`;
  };
  const end = effect(() => {
    void lang.value;
    const now = asking.now;
    render(html`<p class="twin-intro">${t('twin.whatif.intro')}</p>
      ${form(now.busy)}
      ${now.busy ? bar() : nothing}
      ${shown(now, (v) => ('refused' in v ? refused(v.refused) : html`
        ${losses(v.answer.result, v.answer.futures)}
        ${after(v.answer.result)}
        <p class="twin-basis">${t('twin.whatif.basis')} ${t('twin.basis')}</p>
        ${v.answer.stale ? html`<p class="twin-basis">${t('twin.stale')}</p>` : nothing}
        ${levers(v.answer.result)}
        ${figure(v.drawing, 'what-if', t('twin.whatif.picture'), () => futuresTable(v.answer.result))}
        <section class="twin-part"><h2>${t('twin.notes')}</h2><ul class="twin-notes small" lang="en"><li>${v.answer.result.hypothesis}</li><li>${v.answer.result.interval}</li></ul></section>`),
        { busy: '', wrong: noFit })}`, host);
  });
  return () => {
    end();
    asking.stop();
    render(nothing, host);
  };
}

/**
 * Asks a what-if and tells how far it is.
 * @param {string} path of the twin
 * @param {unknown} body
 * @param {AbortSignal} signal
 * @param {(p: { done: number, of: number }) => void} tell
 * @returns {Promise<Schemas['WhatIfAnswer']>}
 */
async function follow(path, body, signal, tell) {
  const r = await api.raw('POST', path + '/whatif/lines', { body: JSON.stringify(body), type: 'application/json', signal });
  /** @type {Schemas['WhatIfAnswer'] | null} */
  let answer = null;
  const lines = lineReader((l) => {
    if (l.problem) throw new ApiError(l.problem.status ?? 500, l.problem);
    if (l.answer) answer = l.answer;
    else if (l.of > 0) tell({ done: l.done ?? 0, of: l.of });
  });
  const text = new TextDecoder();
  const reader = /** @type {ReadableStream<Uint8Array>} */ (r.body).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    lines.add(text.decode(value, { stream: true }));
  }
  lines.end();
  if (answer === null) throw new ApiError(0, null);
  return answer;
}
