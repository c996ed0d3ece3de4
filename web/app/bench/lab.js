// Faults of a laboratory: the supply pulled down, a supply that follows a program,
// the reset pin.
import { html, nothing } from '../core/html.js';
import { signal } from '../core/state.js';
import { t } from '../core/text.js';
import { post, send } from './act.js';
import { choose, figure, words } from './fields.js';

/** @typedef {import('../core/bench.js').Bench} Bench */
/** @typedef {{ volts: string, ohms: string, for: string }} Step a step of a supply; empty texts are left out */

/** How a length of time is written. */
export const timePattern = '(\\d+(\\.\\d+)?(ns|us|µs|ms|s|m|h|d|w))+';

/** Sags that show something: under the reset level, and between warning and reset. */
const sags = /** @type {const} */ ([['1.9', '300ms'], ['2.4', '80ms'], ['0.8', '2s']]);

/**
 * The steps as the API reads them.
 * @param {Step[]} steps
 */
export function supplyBody(steps) {
  return {
    steps: steps.map((s) => ({ volts: Number(s.volts), ...(s.ohms === '' ? {} : { ohms: Number(s.ohms) }), ...(s.for === '' ? {} : { for: s.for }) })),
  };
}

/**
 * What a laboratory does to a lock.
 * @param {Bench} bench
 * @returns {() => unknown} its template
 */
export function labPanel(bench) {
  const sag = signal({ volts: '1.9', for: '300ms', shape: 'edges' });
  const steps = signal(/** @type {Step[]} */ ([{ volts: '6', ohms: '', for: '2s' }, { volts: '2.6', ohms: '', for: '500ms' }, { volts: '6', ohms: '', for: '' }]));

  const pull = (/** @type {Event} */ e) => {
    e.preventDefault();
    const s = sag.peek();
    post(bench, '/lab/sag', { volts: Number(s.volts), for: s.for, shape: s.shape });
  };
  const feed = (/** @type {Event} */ e) => {
    e.preventDefault();
    send(bench, 'put', '/lab/supply', supplyBody(steps.peek()));
  };
  const change = (/** @type {number} */ i, /** @type {Partial<Step>} */ part) => { steps.value = steps.peek().map((s, k) => (k === i ? { ...s, ...part } : s)); };

  return () => {
    const s = sag.value;
    const set = (/** @type {object} */ part) => { sag.value = { ...s, ...part }; };
    return html`
      <form class="ft-sag" @submit=${pull}>
        <p class="small quiet">${t('bench.lab.sag-help')}</p>
        <div class="bn-grid">
          ${figure(t('bench.lab.volts'), s.volts, { min: 0, max: 12, unit: 'V', needed: true }, (v) => set({ volts: v }))}
          ${words(t('bench.lab.for'), s.for, { hint: '300ms', pattern: timePattern, needed: true, help: t('bench.fault.time-help') }, (v) => set({ for: v }))}
          ${choose(t('bench.lab.shape'), s.shape, [['edges', t('bench.lab.edges')], ['step', t('bench.lab.step')]], (v) => set({ shape: v }))}
        </div>
        <div class="row">
          <button class="btn btn-small">${t('bench.lab.sag')}</button>
          ${sags.map(([volts, time]) => html`<button type="button" class="btn btn-small btn-quiet num" @click=${() => set({ volts, for: time })}>${volts} V, ${time}</button>`)}
        </div>
      </form>
      <div class="row"><button type="button" class="btn btn-small" title=${t('bench.lab.reset-help')} @click=${() => post(bench, '/lab/reset-pin')}>${t('bench.lab.reset')}</button></div>
      <form class="ft-supply" @submit=${feed}>
        <p class="small quiet">${t('bench.lab.supply-help')}</p>
        <ol class="ft-steps">
          ${steps.value.map((step, i) => html`<li class="ft-step">
            ${figure(t('bench.lab.volts'), step.volts, { min: 0, max: 12, unit: 'V', needed: true }, (v) => change(i, { volts: v }))}
            ${figure(t('bench.lab.ohms'), step.ohms, { min: 0.001, max: 1000, hint: '0.1', unit: 'Ω' }, (v) => change(i, { ohms: v }))}
            ${words(t('bench.lab.for'), step.for, { hint: i === steps.value.length - 1 ? t('bench.lab.stays') : '1s', pattern: timePattern, needed: i < steps.value.length - 1, help: t('bench.fault.time-help') }, (v) => change(i, { for: v }))}
            ${steps.value.length > 1 ? html`<button type="button" class="btn btn-small btn-quiet" aria-label=${t('bench.lab.less', { step: i + 1 })} title=${t('bench.lab.less', { step: i + 1 })}
              @click=${() => { steps.value = steps.peek().filter((_, k) => k !== i); }}>×</button>` : nothing}
          </li>`)}
        </ol>
        <div class="row">
          <button class="btn btn-small">${t('bench.lab.connect')}</button>
          <button type="button" class="btn btn-small" @click=${() => send(bench, 'del', '/lab/supply')}>${t('bench.lab.away')}</button>
          <button type="button" class="btn btn-small btn-quiet" @click=${() => { steps.value = [...steps.peek(), { volts: '5', ohms: '', for: '' }]; }}>${t('bench.lab.more')}</button>
        </div>
      </form>`;
  };
}
