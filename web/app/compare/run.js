// How the scenario goes that is played on a lock: a word in the bar, and behind it
// the expectations, each with what was so.
import { api, ApiError } from '../core/api.js';
import { html, nothing } from '../core/html.js';
import { effect, signal } from '../core/state.js';
import { t } from '../core/text.js';
import { announce } from '../core/toast.js';
import { openBelow } from '../shell/popover.js';
import { runText } from './model.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {import('../../types/api.js').components['schemas']['Run']} Run
 */

let numbers = 0;

/** @param {Bench} bench */
export function runChip(bench) {
  const id = `run-${++numbers}`;
  const last = signal(/** @type {Run | null} */ (null));
  const refresh = async () => {
    try {
      const { runs } = await api.get(bench.path + '/runs');
      const now = runs.at(-1) ?? null;
      if (now && last.peek()?.state === 'running' && now.state !== 'running') announce(runText(now));
      last.value = now;
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
    }
  };
  const off = bench.onEvent((e) => { if (e.kind === 'fleet' && e.name.startsWith('scenario-')) void refresh(); });
  let was = '';
  const end = effect(() => {
    const now = bench.connection.value;
    if (now === 'live' && was !== 'live') void refresh();
    was = now;
  });
  const marks = { pass: '✓', fail: '✗', running: '▷', error: '!', cancelled: '–' };

  return {
    chip: () => {
      const r = last.value;
      if (r === null) return nothing;
      const results = r.results ?? [];
      return html`
        <button type="button" class="btn btn-quiet run-chip" data-state=${r.state} aria-haspopup="dialog"
          @click=${(/** @type {any} */ e) => openBelow(document.getElementById(id), e.currentTarget)}>
          <span class="run-mark" aria-hidden="true">${marks[r.state]}</span><span>${runText(r)}</span></button>
        <div popover id=${id} class="popover run-list" role="dialog" aria-label=${t('compare.run.title')}>
          <h3>${r.scenario}</h3>
          ${r.error ? html`<p class="btn-danger">${r.error}</p>` : nothing}
          ${results.length === 0 ? html`<p class="quiet small">${t(r.state === 'running' ? 'compare.run.later' : 'compare.run.no-expectations')}</p>` : html`
            <ul>${results.map((x) => html`<li class="claim" data-met=${x.met}><span class="run-mark" aria-hidden="true">${x.met ? '✓' : '✗'}</span>
              <span><span class="visually-hidden">${t(x.met ? 'compare.run.met' : 'compare.run.not-met')}: </span>${x.text}${x.met || !x.got ? nothing : html`<br><span class="quiet small">${t('compare.run.got', { got: x.got })}</span>`}</span></li>`)}</ul>`}
          ${r.state === 'running' ? html`<button type="button" class="btn btn-small" @click=${() => bench.act(() => api.del(`${bench.path}/runs/${r.id}`))}>${t('compare.run.stop')}</button>` : nothing}
        </div>`;
    },
    close: () => { off(); end(); },
  };
}
