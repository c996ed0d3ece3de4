// Beside the time of a lock: its bookmarks, the way to a second lock with other
// firmware, and scenario files.
import { api } from '../core/api.js';
import { html, nothing, render, repeat } from '../core/html.js';
import { batch, effect, signal } from '../core/state.js';
import { t } from '../core/text.js';
import { announce } from '../core/toast.js';
import { clock } from '../core/units.js';
import { openBelow } from '../shell/popover.js';
import { forkForm } from './fork.js';
import { marksOf } from './marks.js';
import { inOrder, instantOf, labelOf, usualStart } from './model.js';
import { runChip } from './run.js';
import { scenarioMenu } from './scenario.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {import('../../types/api.js').components['schemas']['SnapshotInfo']} Snapshot
 */

/** How many bookmarks stand in the bar itself. */
const inBar = 2;

let numbers = 0;

/**
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @returns {() => void}
 */
export function mountBookmarks(host, bench) {
  const n = ++numbers;
  const ids = { list: `marks-${n}`, fork: `fork-${n}`, file: `files-${n}` };
  const marks = marksOf(bench);
  const name = signal('');
  /** The bookmark whose name is being written. */
  const naming = signal('');
  const fork = forkForm(bench, marks.list);
  const files = scenarioMenu(bench);
  const run = runChip(bench);
  const panel = (/** @type {string} */ id) => document.getElementById(id);
  const open = (/** @type {string} */ id) => (/** @type {any} */ e) => {
    if (id === ids.fork) fork.look();
    openBelow(panel(id), e.currentTarget);
  };

  const take = async () => {
    const label = name.peek().trim();
    const s = await bench.act(() => api.post(bench.path + '/snapshots', { label: label === '' ? t('compare.at', { at: clock(bench.nowNs(), { digits: 0 }) }) : label }));
    if (!s) return;
    name.value = '';
    announce(t('compare.taken', { label: labelOf(s) }));
    await marks.refresh();
  };
  const rewind = async (/** @type {Snapshot} */ s) => {
    panel(ids.list)?.hidePopover();
    const row = await bench.act(() => api.post(`${bench.path}/snapshots/${s.id}/rewind`));
    if (!row) return;
    bench.go({ moment: null, window: null });
    announce(t('compare.rewound', { at: clock(row.sim_ns, { digits: 0 }) }));
    await bench.refresh();
  };
  const forget = async (/** @type {Snapshot} */ s) => {
    await bench.act(() => api.del(`${bench.path}/snapshots/${s.id}`));
    await marks.refresh();
  };
  const rename = async (/** @type {Snapshot} */ s, /** @type {string} */ label) => {
    naming.value = '';
    if (label.trim() === '' || label.trim() === s.label) return;
    await bench.act(() => api.patch(`${bench.path}/snapshots/${s.id}`, { label: label.trim() }));
    await marks.refresh();
  };
  const from = (/** @type {Snapshot} */ s) => (/** @type {any} */ e) => {
    panel(ids.list)?.hidePopover();
    fork.start(s.id);
    openBelow(panel(ids.fork), host.querySelector('[data-open="fork"]') ?? e.currentTarget);
  };

  const nameField = (/** @type {Snapshot} */ s) => html`
    <input class="mark-name" aria-label=${t('compare.name')} maxlength="80" .value=${labelOf(s)}
      @keydown=${(/** @type {any} */ e) => {
        if (e.key === 'Enter') e.target.blur();
        if (e.key === 'Escape') { e.stopPropagation(); e.preventDefault(); naming.value = ''; }
      }} @blur=${(/** @type {any} */ e) => rename(s, e.target.value)}>`;
  const row = (/** @type {Snapshot} */ s, /** @type {boolean} */ off) => html`
    <li class="mark">
      <span class="mono small mark-at">${instantOf(s)}</span>
      ${naming.value === s.id ? nameField(s) : html`<span class="mark-label">${labelOf(s)}</span>`}
      <span class="mark-deeds">
        <button type="button" class="btn btn-small" ?disabled=${off} @click=${() => rewind(s)}>${t('compare.back')}</button>
        <button type="button" class="btn btn-small btn-quiet" ?disabled=${off} @click=${from(s)}>${t('compare.from-here')}</button>
        <button type="button" class="btn btn-small btn-quiet" ?disabled=${off} @click=${() => { naming.value = s.id; }}>${t('compare.rename')}</button>
        <button type="button" class="btn btn-small btn-quiet" ?disabled=${off} aria-label=${t('compare.forget-what', { label: labelOf(s) })} @click=${() => forget(s)}>${t('compare.forget')}</button>
      </span>
    </li>`;

  const ends = [
    effect(() => {
      const off = bench.lock.value === null || bench.connection.value !== 'live' || bench.lock.value.state === 'failed';
      const list = inOrder(marks.list.value);
      const start = usualStart(list);
      const near = start === null ? [] : [start, ...list.filter((s) => s !== start)].slice(0, inBar);
      render(html`
        <div class="marks">
          <button type="button" class="btn" ?disabled=${off} data-tour="bookmark" @click=${take} data-tip=${t('compare.take-help')}>${t('compare.take')}</button>
          ${repeat(near, (s) => s.id, (s) => html`<button type="button" class="btn btn-quiet mark-chip" ?disabled=${off}
            aria-label=${t('compare.back-to', { label: labelOf(s), at: instantOf(s) })} data-tip=${t('compare.back-to', { label: labelOf(s), at: instantOf(s) })}
            @click=${() => rewind(s)}><span class="mark-flag" aria-hidden="true"></span><span class="mark-chip-text">${labelOf(s)}</span></button>`)}
          <button type="button" class="btn btn-quiet" ?disabled=${off} aria-haspopup="dialog" @click=${open(ids.list)}>${t('compare.bookmarks', { n: list.length })}</button>
          <button type="button" class="btn" data-open="fork" data-tour="fork" ?disabled=${off} aria-haspopup="dialog" @click=${open(ids.fork)}>${t('compare.second')}</button>
          <button type="button" class="btn btn-quiet" ?disabled=${bench.connection.value !== 'live'} aria-haspopup="dialog" @click=${open(ids.file)}>${t('compare.scenario')}</button>
          ${run.chip()}
          <div popover id=${ids.list} class="popover marks-list" role="dialog" aria-label=${t('core.part.bookmarks')}>
            <form class="row" @submit=${(/** @type {Event} */ e) => { e.preventDefault(); void take(); }}>
              <label class="visually-hidden" for=${ids.list + '-name'}>${t('compare.name')}</label>
              <input id=${ids.list + '-name'} maxlength="80" autocomplete="off" placeholder=${t('compare.name-new')} .value=${name.value}
                @input=${(/** @type {any} */ e) => { name.value = e.target.value; }}>
              <button type="submit" class="btn btn-small" ?disabled=${off}>${t('compare.take')}</button>
            </form>
            ${list.length === 0 ? html`<p class="quiet small">${t('compare.no-bookmarks')}</p>` : html`<ol>${repeat(list, (s) => s.id, (s) => row(s, off))}</ol>`}
            <p class="quiet small">${t('compare.bookmarks-help')}</p>
          </div>
          <div popover id=${ids.fork} class="popover fork" role="dialog" aria-label=${t('compare.second')}>${fork.form(() => panel(ids.fork)?.hidePopover())}</div>
          <div popover id=${ids.file} class="popover files" role="dialog" aria-label=${t('compare.scenario')}>${files.menu(() => panel(ids.file)?.hidePopover())}</div>
        </div>`, host);
      if (naming.value !== '') /** @type {HTMLInputElement | null} */ (host.querySelector('.mark-name'))?.focus();
    }),
  ];
  return () => {
    batch(() => { for (const end of ends) end(); });
    marks.close();
    run.close();
    files.close();
    render(nothing, host);
  };
}
