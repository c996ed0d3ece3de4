// The faults of a lock: those of its link by name, with how often each was applied,
// and beside them those of a laboratory.
import { api, ApiError } from '../core/api.js';
import { html, nothing, render, repeat } from '../core/html.js';
import { effect, signal } from '../core/state.js';
import { has, t } from '../core/text.js';
import { post, send } from './act.js';
import { atFirst, fieldsOf, freshId, parametersOf, summary, valuesOf } from './faultform.js';
import { check, choose, figure, words } from './fields.js';
import { labPanel, timePattern } from './lab.js';

/** @typedef {import('../core/bench.js').Bench} Bench */
/** @typedef {import('./faultform.js').FaultEntry} FaultEntry */
/** @typedef {import('./faultform.js').Fault} Fault */
/** @typedef {import('./faultform.js').Values} Values */
/** @typedef {{ id: string, kind: string, values: Values, changes: boolean }} Draft */

/** Counters are asked again after so long while there are faults, in milliseconds. */
const everyMs = 2000;

/** The kinds of fault, asked once. */
const entries = signal(/** @type {FaultEntry[]} */ ([]));
let asked = false;
function askEntries() {
  if (asked) return;
  asked = true;
  api.get('/catalogue/faults').then((list) => { entries.value = list.items; }, () => { asked = false; });
}

/**
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @returns {() => void} unmounts it
 */
export function mountFaults(host, bench) {
  askEntries();
  const faults = signal(/** @type {Fault[]} */ ([]));
  const draft = signal(/** @type {Draft | null} */ (null));
  const lab = labPanel(bench);
  let timer = 0;
  let over = false;

  const ask = async () => {
    clearTimeout(timer);
    if (over) return;
    if (!document.hidden && !bench.covered.peek().has('faults') && bench.connection.peek() !== 'gone') {
      try {
        faults.value = (await api.get(bench.path + '/faults')).faults;
      } catch (e) {
        if (!(e instanceof ApiError)) throw e; // what is wrong with the connection is shown elsewhere
      }
    }
    clearTimeout(timer);
    if (!over && faults.peek().length > 0) timer = Number(setTimeout(ask, everyMs));
  };
  const entryOf = (/** @type {string} */ kind) => entries.value.find((e) => e.kind === kind);
  const nameOf = (/** @type {string} */ kind) => has('bench.fault.kind.' + kind) ? t('bench.fault.kind.' + kind) : kind;

  const begin = (/** @type {string} */ kind) => {
    const entry = entryOf(kind);
    draft.value = entry ? { id: freshId(kind, faults.peek()), kind, values: atFirst(entry), changes: false } : null;
  };
  const alter = (/** @type {Fault} */ f) => {
    const entry = entryOf(f.kind);
    if (entry) draft.value = { id: f.id ?? '', kind: f.kind, values: valuesOf(entry, f), changes: true };
  };
  const submit = async (/** @type {Event} */ e) => {
    e.preventDefault();
    const d = draft.peek();
    const entry = d && entryOf(d.kind);
    if (!d || !entry) return;
    const parameters = parametersOf(entry, d.values);
    const given = Object.keys(parameters).length > 0 ? { [d.kind]: parameters } : {};
    const done = d.changes ? await send(bench, 'patch', `/faults/${encodeURIComponent(d.id)}`, given) : await post(bench, '/faults', { id: d.id, kind: d.kind, ...given });
    if (done !== undefined) draft.value = null;
    ask();
  };
  const remove = async (/** @type {Fault} */ f) => {
    await send(bench, 'del', `/faults/${encodeURIComponent(f.id ?? '')}`);
    ask();
  };
  const reset = async () => {
    await send(bench, 'del', '/faults');
    ask();
  };

  /** @param {Fault} f */
  const line = (f) => html`<li class="ft-line">
    <span class="ft-name"><strong class="mono">${f.id}</strong> ${nameOf(f.kind)}</span>
    <span class="ft-count num" data-any=${f.counters.applied > 0} title=${t('bench.fault.counted', { seen: f.counters.seen, dropped: f.counters.dropped, resent: f.counters.resent, ended: f.counters.disconnects })}>${t('bench.fault.applied', { n: f.counters.applied })}</span>
    <span class="ft-text mono small quiet">${summary(f)}</span>
    <span class="ft-do">
      <button type="button" class="btn btn-small btn-quiet" @click=${() => alter(f)}>${t('bench.fault.change')}</button>
      <button type="button" class="btn btn-small btn-quiet" aria-label=${t('bench.fault.remove-one', { id: f.id ?? '' })} @click=${() => remove(f)}>${t('bench.fault.remove')}</button>
    </span></li>`;

  const list = () => html`
    <h2 class="panel-title"><span>${t('bench.fault.title')}</span><span class="spacer"></span>
      ${faults.value.length > 0 ? html`<button type="button" class="btn btn-small btn-quiet" @click=${reset}>${t('bench.fault.reset')}</button>` : nothing}</h2>
    ${faults.value.length === 0 ? html`<p class="small quiet ft-none">${t('bench.fault.none')}</p>` : html`<ul class="ft-list">${repeat(faults.value, (f) => f.id, line)}</ul>`}`;

  /** @param {import('./faultform.js').Field} f @param {Draft} d */
  const field = (f, d) => {
    const label = has('bench.fault.field.' + f.name) ? t('bench.fault.field.' + f.name) : f.name;
    const value = d.values[f.name];
    const set = (/** @type {string | boolean} */ v) => { draft.value = { ...d, values: { ...d.values, [f.name]: v } }; };
    switch (f.as) {
      case 'check': return check(label, value === true, set, f.about);
      case 'choice': return choose(label, String(value), f.choices.map((c) => [c, t('bench.fault.choice.' + c)]), set, f.about);
      case 'time': return words(label, String(value), { hint: '40ms', pattern: timePattern, help: f.about }, set);
      case 'text': return words(label, String(value), { help: f.about }, set);
      default: return figure(label, String(value), { unit: f.unit, help: f.about, step: '1' }, set);
    }
  };
  const form = () => {
    const d = draft.value;
    if (!d) {
      return html`<label class="bn-field ft-add"><span class="visually-hidden">${t('bench.fault.add')}</span>
        <select .value=${''} @change=${(/** @type {Event} */ e) => begin(/** @type {HTMLSelectElement} */ (e.target).value)}>
          <option value="" selected>${t('bench.fault.add')}</option>
          ${entries.value.map((x) => html`<option value=${x.kind}>${nameOf(x.kind)}</option>`)}</select></label>`;
    }
    const entry = entryOf(d.kind);
    return html`<form class="ft-form" @submit=${submit}>
      <p class="small"><strong>${nameOf(d.kind)}</strong><br><span class="quiet">${has('bench.fault.about.' + d.kind) ? t('bench.fault.about.' + d.kind) : entry?.about}</span></p>
      <div class="bn-grid">
        ${d.changes ? nothing : words(t('bench.fault.name'), d.id, { pattern: '[A-Za-z0-9._\\-]{1,64}', needed: true }, (v) => { draft.value = { ...d, id: v }; })}
        ${entry ? fieldsOf(entry).map((f) => field(f, d)) : nothing}
      </div>
      <div class="row"><button class="btn btn-small btn-main">${t(d.changes ? 'bench.fault.change' : 'bench.fault.set')}</button>
        <button type="button" class="btn btn-small btn-quiet" @click=${() => { draft.value = null; }}>${t('core.cancel')}</button></div>
    </form>`;
  };

  host.classList.add('ft');
  const ends = [
    effect(() => {
      render(html`${list()}${form()}
        <details class="ft-lab"><summary>${t('bench.lab.title')}</summary><div class="stack">${lab()}</div></details>`, host);
    }),
    effect(() => {
      void bench.covered.value;
      ask();
    }),
    bench.onEvent((e) => { if (e.kind === 'fleet' && (e.name.startsWith('fault-') || e.name === 'rewound')) ask(); }),
  ];
  return () => {
    over = true;
    clearTimeout(timer);
    for (const end of ends) end();
    render(nothing, host);
    host.classList.remove('ft');
  };
}
