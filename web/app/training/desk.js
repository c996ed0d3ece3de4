// A trainee at work: the customer's lock on the bench, covered where the stage does
// not show it yet, with the conversation and the case sheet in its middle.
import { createBench } from '../core/bench.js';
import { html, nothing, render } from '../core/html.js';
import { computed, effect, signal, untracked } from '../core/state.js';
import { t } from '../core/text.js';
import { mountBench } from '../shell/layout.js';
import { state } from '../shell/states.js';
import { views } from '../shell/views.js';
import { AttemptStore } from './attempt.js';
import { followPhone } from './deeds.js';
import { caseSheet } from './sheet.js';
import { conversation } from './talk.js';
import { toDebrief, toHome } from './who.js';
import { say, spent } from './words.js';

/** @typedef {import('./types.js').Attempt} Attempt */

/**
 * @param {HTMLElement} host
 * @param {string} id of the attempt
 * @returns {() => void}
 */
export function mountDesk(host, id) {
  host.className = 'desk';
  const store = new AttemptStore(id);
  const head = document.createElement('div');
  const body = document.createElement('div');
  head.className = 'desk-head';
  body.className = 'desk-body';
  host.append(head, body);
  const now = signal(Date.now());
  const tick = setInterval(() => { now.value = Date.now(); }, 1000);
  const heard = signal({ at: Date.now(), spentNs: 0, leftNs: /** @type {number | null} */ (null) });

  /** What the bench depends on: its feed is opened anew once the story is uncovered. */
  const bench = computed(() => {
    const a = store.attempt.value;
    return a ? a.lock + (a.covered.includes('story') ? '' : ' story') : '';
  });
  /** @type {() => void} */
  let leave = () => undefined;
  const ends = [
    effect(() => {
      const a = store.attempt.value;
      if (a) heard.value = { at: Date.now(), spentNs: a.spent_ns, leftNs: a.left_ns ?? null };
    }),
    effect(() => { render(drawHead(store, now.value, heard.value), head); }),
    effect(() => {
      const which = bench.value;
      untracked(() => {
        leave();
        body.replaceChildren();
        leave = which === '' ? waiting(body, store) : work(body, store, which.split(' ')[0]);
      });
    }),
  ];
  return () => {
    clearInterval(tick);
    for (const end of ends) end();
    leave();
    store.close();
    host.replaceChildren();
  };
}

/**
 * @param {HTMLElement} body
 * @param {AttemptStore} store
 */
const waiting = (body, store) => effect(() => {
  const gone = store.connection.value === 'gone';
  render(gone ? html`<div class="state" role="status"><h2>${t('training.gone')}</h2><p>${t('training.gone-help')}</p>
    <button type="button" class="btn" @click=${toHome}>${t('training.back')}</button></div>` : state('loading'), body);
});

/**
 * @param {AttemptStore} store
 * @param {number} nowMs
 * @param {{ at: number, spentNs: number, leftNs: number | null }} heard
 */
function drawHead(store, nowMs, heard) {
  const a = store.attempt.value;
  if (!a) return nothing;
  const running = a.state === 'running';
  const since = running && !a.frozen ? Math.max(0, nowMs - heard.at) * 1e6 : 0;
  const minutes = a.entries.reduce((/** @type {number} */ sum, /** @type {any} */ e) => sum + (e.outcome.minutes ?? 0), 0);
  const still = store.busy.value !== null || !running || a.frozen;
  const next = a.case.stages[a.stage + 1];
  return html`
    <h1>${say(a.case.title)}</h1>
    <ol class="stages" aria-label=${t('training.stages')}>${a.case.stages.map((/** @type {any} */ s, /** @type {number} */ i) => html`
      <li aria-current=${i === a.stage ? 'step' : nothing} class=${i < a.stage ? 'past' : ''}>${say(s.title)}</li>`)}</ol>
    ${next && running ? html`<button type="button" class="btn btn-small" data-choice="stage" ?disabled=${still}
        title=${say(next.title)}
        @click=${() => store.choose({ kind: 'stage' })}>${t('training.next-stage')}</button>` : nothing}
    <span class="spacer"></span>
    <span class="num quiet" title=${t('training.patience-help')}>${t('training.patience-used', { n: minutes, of: a.case.patience_minutes })}</span>
    <span class="num quiet">${heard.leftNs !== null && running ? t('training.left', { time: spent(heard.leftNs - since) }) : spent(heard.spentNs + since)}</span>
    ${a.score ? html`<span class="num points">${t('training.points', { n: a.score.points, of: a.score.of })}</span>` : nothing}
    ${running ? nothing : a.debrief ? html`<button type="button" class="btn btn-main btn-small" @click=${() => toDebrief(a.id)}>${t('training.to-debrief')}</button>`
      : html`<span>${t('training.over.' + (a.why_over ?? 'finished'))}</span>`}
    <button type="button" class="btn btn-quiet btn-small" @click=${toHome}>${t('training.back')}</button>`;
}

/**
 * The bench with the conversation in its middle.
 * @param {HTMLElement} body
 * @param {AttemptStore} store
 * @param {string} lockId
 */
function work(body, store, lockId) {
  const bench = createBench(lockId);
  const cover = effect(() => {
    const a = store.attempt.value;
    if (!a) return;
    bench.covered.value = new Set(/** @type {import('../core/bench.js').Part[]} */ (a.covered));
    bench.frozen.value = a.frozen ? t('training.frozen') : a.state === 'over' ? t('training.over.' + (a.why_over ?? 'finished')) : null;
  });
  const phoneOpen = computed(() => store.attempt.value?.covered.includes('phone') === false);
  /** @type {() => void} */
  let forgetPhone = () => undefined;
  const phone = effect(() => {
    const open = phoneOpen.value;
    untracked(() => {
      forgetPhone();
      forgetPhone = open ? followPhone(bench, (id) => {
        const a = store.attempt.peek();
        if (a?.state === 'running' && a.case.actions.some((x) => x.id === id)) store.choose({ kind: 'do', id, hand: true });
      }) : () => undefined;
    });
  });
  const unmount = mountBench(body, bench, { without: ['story', 'bookmarks', 'compare'] });
  const middle = /** @type {HTMLElement} */ (body.querySelector('.bench > .middle'));
  const place = document.createElement('section');
  place.className = 'case';
  middle.append(place);

  const tab = signal(/** @type {'talk' | 'story'} */ ('talk'));
  const sheet = caseSheet((c) => store.choose(c));
  let count = -1;
  const draw = effect(() => {
    const a = store.attempt.value;
    if (!a) return;
    const story = !a.covered.includes('story');
    const still = store.busy.value !== null || a.state !== 'running' || a.frozen;
    const lost = store.connection.value === 'lost';
    render(html`
      ${a.frozen ? html`<div class="strip" role="status"><strong>${t('training.frozen')}</strong> <span>${t('training.frozen-help')}</span></div>` : nothing}
      ${lost ? html`<div class="strip" role="status"><strong>${t('core.state.lost')}</strong></div>` : nothing}
      <div class="case-talk">
        ${story ? html`<div class="sheet-tabs" role="tablist" aria-label=${t('training.talk')}>${/** @type {const} */ (['talk', 'story']).map((p) => html`
          <button type="button" role="tab" aria-selected=${tab.value === p} @click=${() => { tab.value = p; }}>${t('training.tab.' + p)}</button>`)}</div>`
          : html`<h2 class="panel-title">${t('training.talk')}</h2>`}
        <div class="scroll" tabindex="0" role="group" aria-label=${t('training.talk')} ?hidden=${story && tab.value === 'story'}>${conversation(a, store.busy.value)}</div>
        <div class="story-place" ?hidden=${!story || tab.value !== 'story'}></div>
      </div>
      <div class="case-sheet" aria-busy=${store.busy.value !== null}>
        <h2 class="visually-hidden">${t('training.sheet')}</h2>
        ${a.state === 'over' ? over(a) : sheet(a, still)}
      </div>`, place);
    const length = a.entries.length + a.messages.length + (store.busy.value ? 0.5 : 0);
    if (length !== count) {
      count = length;
      const scroll = place.querySelector('.case-talk .scroll');
      if (scroll) scroll.scrollTop = scroll.scrollHeight;
    }
  });
  /** @type {(() => void) | null} */
  let unmountStory = null;
  let gone = false;
  if (!store.attempt.peek()?.covered.includes('story')) {
    views.story().then((mount) => {
      const at = place.querySelector('.story-place');
      if (mount && at instanceof HTMLElement && !gone) unmountStory = mount(at, bench);
    });
  }
  return () => {
    gone = true;
    unmountStory?.();
    phone();
    forgetPhone();
    draw();
    cover();
    unmount();
    bench.close();
  };
}

/** @param {Attempt} a */
const over = (a) => html`
  <div class="case-over">
    <h2>${t('training.over.' + (a.why_over ?? 'finished'))}</h2>
    ${a.debrief ? html`<p>${t('training.over-help')}</p><button type="button" class="btn btn-main" data-choice="debrief" @click=${() => toDebrief(a.id)}>${t('training.to-debrief')}</button>`
      : html`<p class="quiet">${t('training.over-wait')}</p>`}
  </div>`;
