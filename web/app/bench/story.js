// The story: what happened to the lock, line by line in plain words. Only the lines
// in sight are drawn, so that its length does not matter.
import { html, nothing, render } from '../core/html.js';
import { effect, signal, untracked } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { clock } from '../core/units.js';
import { saveCsv } from '../core/picture.js';
import { placeOf, topics } from './groups.js';
import { icon } from './icons.js';
import { Rows } from './rows.js';
import { lineSentence, sentence, table } from './telling.js';

/** @typedef {import('../core/bench.js').Bench} Bench */
/** @typedef {import('./rows.js').Row} Row */

/** Rows that are drawn above and below those in sight. */
const margin = 4;
/** So close to the end counts as at the end, in CSS pixels. */
const atEndPx = 6;

let mounts = 0;

/**
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @returns {() => void} unmounts it
 */
export function mountStory(host, bench) {
  const id = `story${++mounts}`;
  const rows = new Rows();
  /** Goes up when rows have changed. */
  const changed = signal(0);
  const following = signal(true);
  /** Index of the row that the keys are at; -1: none. */
  let active = -1;
  /** What was chosen last here; -1: none. @type {number} */
  let marked = -1;
  let ownMoment = /** @type {number | null} */ (null);
  let frame = 0;
  let height = 24;

  host.classList.add('st');
  render(html`<div class="st-head"></div>
    <div class="st-list" role="tree" tabindex="0"><div class="st-space"><div class="st-rows" role="presentation"></div></div></div>`, host);
  const find = (/** @type {string} */ s) => /** @type {HTMLElement} */ (host.querySelector(s));
  const head = find('.st-head');
  const list = find('.st-list');
  const space = find('.st-space');
  const drawn = find('.st-rows');

  const keyOf = (/** @type {Row} */ r) => (r.event === null ? r.line.id : r.event.seq + 0.5);
  const momentOf = (/** @type {Row} */ r) => r.event ?? r.line.events[0];

  const draw = () => {
    frame = 0;
    const all = rows.all;
    space.style.height = `${all.length * height}px`;
    if (following.peek()) list.scrollTop = all.length * height;
    const first = Math.max(0, Math.floor(list.scrollTop / height) - margin);
    const last = Math.min(all.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + margin);
    drawn.style.transform = `translateY(${first * height}px)`;
    if (active >= all.length) active = all.length - 1;
    if (active >= first && active < last) list.setAttribute('aria-activedescendant', `${id}-${keyOf(all[active])}`);
    else list.removeAttribute('aria-activedescendant');
    // A tree without items would be none.
    list.setAttribute('role', all.length === 0 ? 'region' : 'tree');
    render(all.length === 0 ? html`<p class="st-none small quiet">${t('bench.story.empty')}</p>` : html`${all.slice(first, last).map((r, i) => row(r, first + i))}`, drawn);
  };
  const later = () => { frame ||= requestAnimationFrame(draw); };

  /** @param {Row} r @param {number} index */
  const row = (r, index) => {
    const { line, event } = r;
    const many = line.events.length > 1;
    const e = momentOf(r);
    const open = many && rows.isOpen(line);
    return html`<div role="treeitem" id=${`${id}-${keyOf(r)}`} class=${'st-row' + (event ? ' st-part' : '') + (index === active ? ' st-active' : '')} data-topic=${line.topic} data-weight=${event ? '' : line.weight}
      aria-level=${event ? 2 : 1} aria-posinset=${index + 1} aria-setsize=${rows.all.length} aria-selected=${keyOf(r) === marked ? 'true' : 'false'} aria-expanded=${many && !event ? String(open) : nothing} data-index=${index}>
      <span class="st-time mono">${clock(e.sim_ns)}</span>
      <span class="st-topic">${event ? nothing : html`${icon(line.topic)}<span>${t('bench.topic.' + line.topic)}</span>`}</span>
      <span class="st-text" title=${event ? sentence(event) : lineSentence(line)}>${event ? sentence(event) : lineSentence(line)}</span>
      ${many && !event ? html`<span class="st-many num small" data-open aria-hidden="true">${line.events.length}<i class=${open ? 'st-down' : 'st-side'}></i></span>` : nothing}
    </div>`;
  };

  const choose = (/** @type {number} */ index) => {
    const r = rows.all[index];
    if (!r) return;
    active = index;
    marked = keyOf(r);
    const place = placeOf(r.event ? [r.event] : r.line.events);
    ownMoment = place.moment;
    following.value = false;
    bench.go(place);
    later();
  };
  const reveal = (/** @type {number} */ index) => {
    const top = index * height;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
    later();
  };
  const open = (/** @type {number} */ index, /** @type {boolean} */ how) => {
    const r = rows.all[index];
    if (!r) return;
    rows.open(r.line, how);
    if (how) following.value = false;
    active = rows.all.findIndex((x) => x.line === r.line);
    changed.value++;
  };
  const latest = () => {
    following.value = true;
    later();
  };

  list.addEventListener('scroll', () => {
    following.value = list.scrollTop + list.clientHeight >= list.scrollHeight - atEndPx;
    later();
  }, { passive: true });
  list.addEventListener('click', (e) => {
    const target = /** @type {Element} */ (e.target);
    const at = target.closest('.st-row');
    if (!(at instanceof HTMLElement)) return;
    const index = Number(at.dataset.index);
    if (target.closest('[data-open]')) open(index, !rows.isOpen(rows.all[index].line));
    else choose(index);
  });
  list.addEventListener('keydown', (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    const page = Math.max(1, Math.floor(list.clientHeight / height) - 1);
    const last = rows.all.length - 1;
    const at = active < 0 ? last : active;
    const moves = /** @type {Record<string, number>} */ ({
      ArrowUp: active < 0 ? last : at - 1, ArrowDown: at + 1, PageUp: at - page, PageDown: at + page, Home: 0, End: last,
    });
    if (e.key in moves) {
      active = Math.min(last, Math.max(0, moves[e.key]));
      following.value = e.key === 'End';
      reveal(active);
    } else if (e.key === 'Enter' || e.key === ' ') {
      choose(at);
    } else if (e.key === 'ArrowRight' || e.key === 'ArrowLeft') {
      open(at, e.key === 'ArrowRight');
    } else {
      return;
    }
    e.preventDefault();
  });

  const toolbar = () => {
    void changed.value;
    const missed = bench.events.missed.value;
    return html`<h2 class="panel-title st-title">${t('core.part.story')}</h2>
      <div class="st-topics" role="group" aria-label=${t('bench.story.show')}>${topics.map((topic) => html`
        <button type="button" class="st-chip" data-topic=${topic} aria-pressed=${rows.shown.has(topic) ? 'true' : 'false'}
          @click=${() => { rows.toggle(topic); changed.value++; }}>${icon(topic)}<span>${t('bench.topic.' + topic)}</span></button>`)}</div>
      ${missed > 0 ? html`<span class="small quiet num">${t('bench.story.missed', { n: missed })}</span>` : nothing}
      <span class="spacer"></span>
      <button type="button" class="btn btn-small" ?hidden=${following.value} @click=${latest}>${t('bench.story.latest')}</button>
      <button type="button" class="btn btn-small btn-quiet" @click=${() => saveCsv(`locktwin-${bench.id}-story`, table(bench.events.all()))}>${t('core.picture.data')}</button>`;
  };

  const measure = () => {
    height = Number.parseFloat(getComputedStyle(list).getPropertyValue('--row')) || 24;
    later();
  };
  const sized = new ResizeObserver(measure);
  sized.observe(list);

  const ends = [
    effect(() => {
      void bench.events.list.value;
      const went = rows.take(bench.events.all());
      if (went > 0) {
        active = Math.max(-1, active - went);
        if (!following.peek()) list.scrollTop -= went * height;
      }
      later();
    }),
    effect(() => {
      void changed.value;
      void lang.value;
      list.setAttribute('aria-label', t('core.part.story'));
      later();
    }),
    effect(() => { render(toolbar(), head); }),
    effect(() => {
      const ns = bench.moment.value;
      untracked(() => {
        if (ns === ownMoment) return;
        ownMoment = ns;
        const index = ns === null ? -1 : rows.at(ns);
        marked = index < 0 ? -1 : keyOf(rows.all[index]);
        if (index >= 0) {
          active = index;
          following.value = false;
          list.scrollTop = (index + 0.5) * height - list.clientHeight / 2;
        }
        later();
      });
    }),
  ];
  measure();
  return () => {
    for (const end of ends) end();
    sized.disconnect();
    cancelAnimationFrame(frame);
    render(nothing, host);
    host.classList.remove('st');
  };
}
