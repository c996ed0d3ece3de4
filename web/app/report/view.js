// Reports of campaigns: a result is opened from a file, drawn, and each of its cases
// leads to the bench.
import { ApiError } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { copyPng, saveCsv } from '../core/picture.js';
import { effect, signal } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { toast } from '../core/toast.js';
import { bytes, duration, percent } from '../core/units.js';
import { groupsTable, rowsTable } from './tables.js';
import { baseName, faultOf, interesting, lengthsOf, letters, longest, moved, parts, read, sagOf, table, variantName, zoomed } from './model.js';
import { openFault, openSmallest } from './open.js';
import { shmoo } from './shmoo.js';
import { timeline } from './timeline.js';

/**
 * @typedef {import('./model.js').Result} Result
 * @typedef {import('./model.js').Variant} Variant
 * @typedef {import('./model.js').Part} Part
 */

/** The result that was opened last: it is still there when one comes back from the bench. */
const opened = signal(/** @type {{ name: string, result: Result } | null} */ (null));
/** Which variant is shown, and which stretch of each. */
const chosen = signal(0);
const views = signal(/** @type {Map<number, { from: number, to: number }>} */ (new Map()));

/**
 * @param {HTMLElement} host
 * @returns {() => void}
 */
export function mountReport(host) {
  const wrong = signal('');
  const busy = signal(/** @type {unknown} */ (null));
  const part = signal(/** @type {Part} */ ('pin'));
  const at = signal(/** @type {number | null} */ (null));
  const length = signal(0);

  const take = async (/** @type {File | undefined} */ f) => {
    if (!f) return;
    wrong.value = '';
    if (f.size > longest) {
      wrong.value = t('report.too-long', { most: bytes(longest) });
      return;
    }
    const got = read(await f.text());
    if ('wrong' in got) {
      wrong.value = t('report.wrong.' + got.wrong, { name: f.name });
      return;
    }
    views.value = new Map();
    chosen.value = 0;
    at.value = null;
    length.value = lengthsOf(got.result.variants[0])[0] ?? 0;
    opened.value = { name: f.name, result: got.result };
  };

  /**
   * @param {unknown} what
   * @param {() => Promise<boolean | void>} f
   */
  const show = async (what, f) => {
    if (busy.peek() !== null) return;
    busy.value = what;
    try {
      if ((await f()) === false) toast(t('report.no-case'), { kind: 'error' });
    } catch (e) {
      toast(e instanceof ApiError ? e.message : t('report.late'), { kind: 'error' });
    }
    busy.value = null;
  };
  const drop = (/** @type {DragEvent} */ e) => {
    e.preventDefault();
    void take(e.dataTransfer?.files[0]);
  };
  const over = (/** @type {DragEvent} */ e) => e.preventDefault();
  host.addEventListener('drop', drop);
  host.addEventListener('dragover', over);

  const pick = (/** @type {string} */ kind) => html`<label class=${'btn file-pick ' + kind}>${t('report.open')}<input type="file" accept=".json,application/json" class="visually-hidden"
    @change=${(/** @type {any} */ e) => { void take(e.target.files[0]); e.target.value = ''; }}></label>`;

  const empty = () => html`<div class="report-empty">
    <h1>${t('report.title')}</h1>
    <p>${t('report.lead')}</p>
    ${pick('btn-main')}
    <p class="quiet small">${t('report.drop')}</p>
    <pre class="report-command" tabindex="0">locktwin sweep pin-denied-after-battery-change.yaml --json=result.json</pre>
    ${wrong.value === '' ? nothing : html`<p role="alert" class="btn-danger">${wrong.value}</p>`}
  </div>`;

  const windows = (/** @type {Result} */ r, /** @type {Variant} */ v) => {
    const whole = Math.max(v.survey.window_ns, 1000);
    const view = views.value.get(v.variant.index) ?? interesting(v);
    const set = (/** @type {{ from: number, to: number }} */ to) => { views.value = new Map(views.peek()).set(v.variant.index, to); };
    const lengths = lengthsOf(v);
    const shown = lengths.includes(length.value) ? length.value : lengths[0];
    const key = (/** @type {KeyboardEvent} */ e) => {
      const to = { '+': () => zoomed(view, 0.5, whole), '-': () => zoomed(view, 2, whole), ArrowLeft: () => moved(view, -0.2, whole), ArrowRight: () => moved(view, 0.2, whole), 0: () => ({ from: 0, to: whole }) }[e.key];
      if (to) { e.preventDefault(); set(to()); }
    };
    const picture = () => /** @type {SVGSVGElement} */ (host.querySelector('.loss-timeline'));
    return html`<section class="report-part">
      <div class="report-head"><h2>${t('report.windows')}</h2>
        ${lengths.length > 1 ? html`<label class="row small">${t('report.length')} <select @change=${(/** @type {any} */ e) => { length.value = Number(e.target.value); }}>${lengths.map((l) => html`<option value=${l} ?selected=${l === shown}>${duration(l)}</option>`)}</select></label>` : nothing}
        <span class="spacer"></span>
        <span class="row no-print">
          <button type="button" class="btn btn-small" aria-label=${t('report.closer')} @click=${() => set(zoomed(view, 0.5, whole))}>+</button>
          <button type="button" class="btn btn-small" aria-label=${t('report.wider')} @click=${() => set(zoomed(view, 2, whole))}>−</button>
          <button type="button" class="btn btn-small" aria-label=${t('report.earlier')} @click=${() => set(moved(view, -0.4, whole))}>‹</button>
          <button type="button" class="btn btn-small" aria-label=${t('report.later')} @click=${() => set(moved(view, 0.4, whole))}>›</button>
          <button type="button" class="btn btn-small" @click=${() => set(interesting(v))}>${t('report.losses')}</button>
          <button type="button" class="btn btn-small" @click=${() => set({ from: 0, to: whole })}>${t('report.whole')}</button>
          <button type="button" class="btn btn-small btn-quiet" @click=${() => copyPng(picture(), 'loss-windows')}>${t('report.png')}</button>
        </span></div>
      <p class="quiet small">${t('report.windows-help', { from: duration(view.from), to: duration(view.to) })}</p>
      <div class="timeline-frame" tabindex="0" role="group" aria-label=${t('report.timeline-keys')} @keydown=${key}>
        ${timeline(v, view, shown ?? 0, (w) => show(w, () => openFault(r, v, [faultOf(r, w)], w.verdict)), /** @type {any} */ (busy.value))}</div>
    </section>`;
  };

  const sags = (/** @type {Result} */ r, /** @type {Variant} */ v) => {
    const cells = v.cells ?? [];
    const instants = [...new Set(cells.map((c) => c.at_ns))];
    return html`<section class="report-part">
      <div class="report-head"><h2>${t('report.shmoo')}</h2>
        <label class="row small">${t('report.of')} <select @change=${(/** @type {any} */ e) => { part.value = e.target.value; }}>${parts.map((p) => html`<option value=${p} ?selected=${p === part.value}>${t('report.part.' + p)}</option>`)}</select></label>
        ${instants.length > 1 ? html`<label class="row small">${t('report.instant')} <select @change=${(/** @type {any} */ e) => { at.value = e.target.value === '' ? null : Number(e.target.value); }}>
          <option value="">${t('report.worst')}</option>${instants.map((i) => html`<option value=${i} ?selected=${i === at.value}>${duration(i)}</option>`)}</select></label>` : nothing}
        <span class="spacer"></span>
        <button type="button" class="btn btn-small btn-quiet no-print" @click=${() => copyPng(/** @type {SVGSVGElement} */ (host.querySelector('.shmoo')), 'shmoo')}>${t('report.png')}</button></div>
      <p class="quiet small">${t('report.shmoo-help')}</p>
      <div class="shmoo-frame">${shmoo(cells, part.value, at.value, (c) => show(c, () => openFault(r, v, [sagOf(c)], c.verdict)))}</div>
    </section>`;
  };

  const full = (/** @type {{ name: string, result: Result }} */ o) => {
    const r = o.result;
    const v = r.variants.find((x) => x.variant.index === chosen.value) ?? r.variants[0];
    const store = !r.spec.lock;
    const lossIn = (/** @type {Variant} */ x) => x.rows.filter((w) => w.part === 'PIN' && w.class !== 'intact').reduce((sum, w) => sum + w.probability, 0);
    return html`<article class="report" aria-busy=${busy.value !== null}>
      <header class="report-top">
        <div><h1>${r.spec.name}</h1>
          <p class="quiet">${r.spec.lock ? baseName(r.spec.lock.file) : t('report.bare', { design: r.spec.store?.design ?? '' })} · ${t('report.counts', { n: r.variants.reduce((s, x) => s + (x.counts?.experiments ?? 0), 0) })} · ${o.name}</p></div>
        <div class="row no-print">${pick('')}
          <button type="button" class="btn" @click=${() => saveCsv(r.spec.name, table(r))}>${t('report.csv')}</button>
          <button type="button" class="btn" @click=${() => print()}>${t('report.print')}</button></div>
      </header>
      ${store ? html`<p class="report-note">${t('report.store')}</p>` : nothing}
      ${r.variants.length > 1 ? html`<div class="variants" role="tablist" aria-label=${t('report.variants')}>${r.variants.map((x) => html`
        <button type="button" role="tab" class="btn btn-quiet" aria-selected=${x === v} @click=${() => { chosen.value = x.variant.index; at.value = null; }}>
          <span>${variantName(r, x)}</span> <span class="num small quiet">${t('report.loses', { share: percent(lossIn(x)) })}</span></button>`)}</div>` : nothing}
      ${(v.windows ?? []).length > 0 ? windows(r, v) : nothing}
      ${(v.cells ?? []).length > 0 ? sags(r, v) : nothing}
      <ul class="legend" aria-label=${t('report.legend')}>${['bricked', 'unstable', 'exposed', 'wrong', 'default', 'denied', 'stale'].map((c) => html`<li><span class="legend-mark" data-class=${c} aria-hidden="true">${letters[c]}</span>${t('report.class.' + c)}</li>`)}</ul>
      ${rowsTable(v, r.spec)}
      ${groupsTable(r, v, (g) => show(g, async () => {
        if (await openSmallest(g)) return true;
        if (store) return false;
        const w = (v.windows ?? []).find((x) => x.from_ns <= g.first_ns && g.first_ns < x.to_ns);
        if (!w) return false;
        await openFault(r, v, [{ ...faultOf(r, w), at_ns: g.first_ns }], w.verdict);
        return true;
      }), busy.value)}
      ${busy.value === null ? nothing : html`<p class="report-busy" role="status">${t('report.busy')}</p>`}
      ${wrong.value === '' ? nothing : html`<p role="alert" class="btn-danger">${wrong.value}</p>`}
    </article>`;
  };

  const end = effect(() => {
    void lang.value;
    render(opened.value === null ? empty() : full(opened.value), host);
  });
  host.classList.add('report-page');
  return () => {
    end();
    host.classList.remove('report-page');
    host.removeEventListener('drop', drop);
    host.removeEventListener('dragover', over);
    render(nothing, host);
  };
}
