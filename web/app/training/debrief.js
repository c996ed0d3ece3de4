// The debrief: what was the matter, when it was lost, what the trainee did about it,
// what that was worth, and what would have been seen by looking first.
import { api, ApiError } from '../core/api.js';
import { createBench } from '../core/bench.js';
import { html, nothing, render } from '../core/html.js';
import { saveText } from '../core/picture.js';
import { startRegistry } from '../core/registry.js';
import { navigate } from '../core/route.js';
import { effect, signal } from '../core/state.js';
import { t } from '../core/text.js';
import { toast } from '../core/toast.js';
import { clock } from '../core/units.js';
import { state } from '../shell/states.js';
import { views } from '../shell/views.js';
import { attemptPath } from './attempt.js';
import { saveResults } from './teach.js';
import { timeline } from './timeline.js';
import { toHome } from './who.js';
import { listed, say, spent } from './words.js';

/** @typedef {import('./types.js').DebriefView} DebriefView */
/** @typedef {import('./types.js').Attempt} Attempt */

/**
 * @param {HTMLElement} host
 * @param {string} id of the attempt
 * @returns {() => void}
 */
export function mountDebrief(host, id) {
  host.className = 'debrief';
  const shown = signal(/** @type {{ view: DebriefView, attempt: Attempt } | null} */ (null));
  const problem = signal('');
  const busy = signal(false);
  const page = document.createElement('div');
  const scope = document.createElement('section');
  scope.className = 'debrief-scope';
  const flash = document.createElement('section');
  flash.className = 'debrief-flash no-print';
  const reliving = signal(true);
  host.append(page);
  let over = false;
  /** @type {(() => void)[]} */
  const ends = [];

  const load = async () => {
    try {
      const [view, attempt] = await Promise.all([api.get(attemptPath(id) + '/debrief'), api.get(attemptPath(id))]);
      if (over) return;
      shown.value = { view, attempt };
      void relive(view);
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      problem.value = e.message;
    }
  };

  /**
   * What the rail and the memory did before the trainee came, on a lock that plays
   * the hidden story again.
   * @param {DebriefView} view
   */
  const relive = async (view) => {
    try {
      const { lock } = await api.post(attemptPath(id) + '/hidden', {});
      startRegistry(); // the token reaches one lock more than before
      const [drawScope, drawFlash] = await Promise.all([views.scope(), views.flash()]);
      const place = page.querySelector('.scope-place');
      if (over || !drawScope || !drawFlash || !place) return;
      const bench = createBench(lock);
      bench.window.value = around(view.debrief);
      bench.moment.value = view.debrief.decisive?.at_ns ?? null;
      hidden = bench;
      place.append(scope, flash);
      ends.push(drawScope(scope, bench), drawFlash(flash, bench), () => bench.close());
      reliving.value = false;
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      reliving.value = false;
      toast(e.message, { kind: 'error' });
    }
  };
  /** @type {import('../core/bench.js').Bench | null} */
  let hidden = null;

  /** @param {number} [entry] */
  const whatIf = async (entry) => {
    busy.value = true;
    try {
      const lock = await api.post(attemptPath(id) + '/what-if', entry === undefined ? {} : { entry });
      navigate({ page: 'bench', lock: lock.id, at: null, window: null, selection: null, more: {} });
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      problem.value = e.message;
    } finally {
      busy.value = false;
    }
  };

  /** @param {number | null} n @param {number} simNs */
  const pick = (n, simNs) => {
    if (n !== null) {
      const line = page.querySelector('#act-' + n);
      line?.scrollIntoView({ block: 'center' });
      if (line instanceof HTMLElement) line.focus();
    } else {
      hidden?.go({ moment: simNs, window: { from: Math.max(0, simNs - 250e6), to: simNs + 250e6 } });
    }
  };

  ends.push(effect(() => {
    const s = shown.value;
    render(problem.value ? html`<div class="state" role="alert"><h2>${t('training.debrief.none')}</h2><p>${problem.value}</p>
        <button type="button" class="btn" @click=${toHome}>${t('training.back')}</button></div>`
      : s ? draw(s.view, s.attempt, { whatIf, pick, busy: busy.value, reliving: reliving.value }) : state('loading'), page);
  }));
  load();
  return () => {
    over = true;
    for (const end of ends) end();
    host.replaceChildren();
  };
}

/**
 * The window of the scope: around the moment of the loss, or all that is told.
 * @param {import('./types.js').Debrief} d
 */
function around(d) {
  const at = d.decisive?.at_ns;
  if (at !== undefined) return { from: Math.max(0, at - 400e6), to: at + 400e6 };
  const told = d.hidden.map((m) => m.at_ns);
  return told.length > 0 ? { from: Math.min(...told), to: Math.max(...told) + 1e6 } : null;
}

/**
 * @param {DebriefView} view
 * @param {Attempt} a
 * @param {{ whatIf: (entry?: number) => void, pick: (n: number | null, simNs: number) => void, busy: boolean, reliving: boolean }} do_
 */
function draw(view, a, { whatIf, pick, busy, reliving }) {
  const d = view.debrief;
  const { score, otherwise } = d;
  return html`
    <header class="debrief-head">
      <div><p class="quiet">${t('training.debrief.title')} · ${a.name}</p><h1>${say(a.case.title)}</h1></div>
      <p class="verdict" data-passed=${score.passed}><strong class="num">${score.points}</strong><span class="num quiet">/ ${score.of}</span> ${t(score.passed ? 'training.debrief.passed' : 'training.debrief.failed')}</p>
      <div class="row no-print">
        <button type="button" class="btn btn-small" @click=${() => globalThis.print()}>${t('training.debrief.print')}</button>
        <button type="button" class="btn btn-small" @click=${() => saveResults('/training/trainees/' + encodeURIComponent(a.trainee) + '/results', 'xapi')}>${t('training.form.xapi')}</button>
        <button type="button" class="btn btn-quiet btn-small" @click=${toHome}>${t('training.back')}</button>
      </div>
    </header>

    <section><h2>${t('training.debrief.cause')}</h2><p class="cause">${say(d.cause)}</p>
      ${d.decisive ? html`<p><span class="mono num">${clock(d.decisive.at_ns, { digits: 6 })}</span> ${d.decisive.text}</p>` : nothing}</section>
    <section><h2>${t('training.debrief.happened')}</h2>${timeline(d, pick)}${reliving ? html`<p class="quiet" role="status">${t('training.debrief.reliving')}</p>` : nothing}<div class="scope-place"></div></section>

    ${d.what_if ? html`<section class="what-if"><h2>${t('training.debrief.what-if')}</h2>
      <p>${say(d.what_if.text)}</p>
      ${say(d.what_if.would.text) ? html`<blockquote>${say(d.what_if.would.text)}</blockquote>` : nothing}
      <button type="button" class="btn btn-main no-print" data-choice="what-if" ?disabled=${busy} @click=${() => whatIf()}>${t('training.debrief.play-it')}</button></section>` : nothing}
    ${otherwise ? html`<section><h2>${t('training.debrief.otherwise')}</h2>
      <p>${t('training.debrief.otherwise-text', { profile: otherwise.profile, pin: t('training.class.' + otherwise.pin), was: t('training.class.' + otherwise.was) })}</p>
      <button type="button" class="btn btn-small no-print" @click=${() => saveText('otherwise.yaml', 'application/yaml', otherwise.scenario)}>${t('training.debrief.scenario')}</button></section>` : nothing}

    <section><h2>${t('training.debrief.points')}</h2>
      <table class="points-table"><thead><tr><th scope="col">${t('training.debrief.criterion')}</th><th scope="col" class="num">${t('training.debrief.points')}</th></tr></thead>
        <tbody>${score.parts.map((/** @type {any} */ p) => html`
          <tr class="part-row"><th scope="row">${say(p.title)}</th><td class="num">${p.points} / ${p.of}</td></tr>
          ${p.reasons.map((/** @type {any} */ r) => html`<tr class="reason"><td>${say(r.text)}${r.n ? html` <a href="#act-${r.n}" class="no-print">${t('training.debrief.choice-n', { n: r.n })}</a>` : nothing}</td><td class="num">${r.points} / ${r.of}</td></tr>`)}`)}
          ${score.minus.length > 0 ? html`<tr class="part-row"><th scope="row" colspan="2">${t('training.debrief.minus')}</th></tr>` : nothing}
          ${score.minus.map((/** @type {any} */ r) => html`<tr class="reason bad"><td>${say(r.text)}</td><td class="num">${r.points}</td></tr>`)}
        </tbody></table></section>

    <section><h2>${t('training.debrief.yours')}</h2>
      <table class="acts"><thead><tr><th scope="col">${t('training.debrief.when')}</th><th scope="col">${t('training.debrief.choice')}</th><th scope="col">${t('training.debrief.came')}</th></tr></thead>
        <tbody>${d.actions.map((/** @type {any} */ x) => html`<tr id="act-${x.n}" tabindex="-1" class=${(x.destroyed ?? []).length > 0 ? 'bad' : ''}>
          <td class="num">${spent(x.at_ns)}</td><td><span class="quiet small">${t('training.kind.' + x.choice.kind)}</span> ${say(x.name)}</td>
          <td>${say(x.text) === say(x.name) ? nothing : say(x.text)}${(x.destroyed ?? []).length > 0 ? html` <strong>${t('training.mark.destroyed', { what: listed(x.destroyed, 'evidence') })}</strong>` : nothing}
            ${(x.lost ?? []).length > 0 ? html` <strong>${t('training.mark.lost', { what: listed(x.lost, 'loss') })}</strong>` : nothing}</td></tr>`)}</tbody></table></section>`;
}
