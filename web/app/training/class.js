// The instructor's view of one class: who is where, live; freeze, message, inject
// a fault, end, hand out.
import { api, ApiError } from '../core/api.js';
import { keepOpen } from '../core/feed.js';
import { html, nothing, render, repeat } from '../core/html.js';
import { batch, effect, signal } from '../core/state.js';
import { t } from '../core/text.js';
import { toast } from '../core/toast.js';
import { state } from '../shell/states.js';
import { injector } from './inject.js';
import { forms, saveResults } from './teach.js';
import { toDebrief, toHome } from './who.js';
import { nameOf, say, spent } from './words.js';

/** @typedef {import('./types.js').ClassRow} ClassRow */
/** @typedef {import('./types.js').TraineeRow} TraineeRow */

/** How many choices the live list keeps. */
const mostChoices = 200;

/**
 * @param {HTMLElement} host
 * @param {string} id of the class
 * @returns {() => void}
 */
export function mountClass(host, id) {
  host.className = 'class-view';
  const path = '/training/classes/' + encodeURIComponent(id);
  const row = signal(/** @type {ClassRow | null} */ (null));
  const trainees = signal(/** @type {Map<string, TraineeRow>} */ (new Map()));
  const choices = signal(/** @type {any[]} */ ([]));
  const connection = signal(/** @type {'live' | 'lost' | 'gone'} */ ('live'));
  const open = signal(''); // the trainee whose controls are unfolded
  const sure = signal('');
  /** Cases by id: the words of choices. @type {import('../core/state.js').Signal<Map<string, any>>} */
  const cases = signal(new Map());

  const stop = keepOpen(() => api.socket(path + '/events', 'locktwin.events.v1'), {
    onState: (s) => { if (connection.peek() !== 'gone') connection.value = s; },
    onMessages: (messages) => { batch(() => { for (const m of messages) hear(m); }); },
  });

  /** @param {any} m */
  function hear(m) {
    if (m.type === 'class') {
      row.value = m.class;
      learnCases(m.class);
    } else if (m.type === 'trainee') {
      trainees.value = new Map(trainees.peek()).set(m.trainee.id, m.trainee);
    } else if (m.type === 'gone') {
      const next = new Map(trainees.peek());
      next.delete(m.trainee);
      trainees.value = next;
    } else if (m.type === 'choice') {
      choices.value = [{ ...m, key: m.attempt + ' ' + m.entry.n }, ...choices.peek().filter((c) => c.key !== m.attempt + ' ' + m.entry.n)].slice(0, mostChoices);
    }
  }

  /** @param {ClassRow} c */
  const learnCases = async (c) => {
    for (const one of c.cases) {
      if (cases.peek().has(one)) continue;
      try {
        const view = await api.get('/training/cases/' + encodeURIComponent(one), { query: { mode: c.mode } });
        cases.value = new Map(cases.peek()).set(one, view);
      } catch (e) {
        if (!(e instanceof ApiError)) throw e;
      }
    }
  };

  api.get(path).then((view) => {
    batch(() => {
      row.value = view.class;
      trainees.value = new Map(view.trainees.map((/** @type {TraineeRow} */ x) => [x.id, x]));
    });
    learnCases(view.class);
  }, (e) => {
    if (!(e instanceof ApiError)) throw e;
    connection.value = 'gone';
  });

  /** @param {() => Promise<unknown>} f */
  const act = async (f) => {
    try {
      return await f();
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      toast(e.message, { kind: 'error' });
      return undefined;
    }
  };
  const post = (/** @type {string} */ verb, /** @type {object} */ body = {}) => act(async () => {
    const answer = await api.post(`${path}/${verb}`, body);
    if (answer?.code !== undefined || answer?.title !== undefined) row.value = answer;
    return answer;
  });
  /** Twice pressed is meant. @param {string} what @param {() => unknown} f */
  const twice = (what, f) => {
    if (sure.peek() !== what) {
      sure.value = what;
      return;
    }
    sure.value = '';
    f();
  };
  const remove = () => twice('delete', () => act(async () => {
    await api.del(path);
    toHome();
  }));
  /** @param {TraineeRow} who */
  const removeTrainee = (who) => twice('delete ' + who.id, () => act(() => api.del('/training/trainees/' + encodeURIComponent(who.id))));

  /** @param {SubmitEvent} e @param {string} [trainee] */
  const say_ = async (e, trainee) => {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (e.target);
    const text = String(new FormData(form).get('text') ?? '').trim();
    if (text === '') return;
    if (await post('message', { text, ...(trainee ? { trainee } : {}) })) {
      form.reset();
      toast(t('training.class.sent'));
    }
  };
  const inject = injector(act);

  const end = effect(() => {
    const c = row.value;
    if (connection.value === 'gone') {
      render(html`<div class="state" role="alert"><h2>${t('training.class.gone')}</h2><button type="button" class="btn" @click=${toHome}>${t('training.back')}</button></div>`, host);
      return;
    }
    if (!c) {
      render(state('loading'), host);
      return;
    }
    const all = [...trainees.value.values()].sort((a, b) => Date.parse(a.joined) - Date.parse(b.joined));
    render(html`
      ${connection.value === 'lost' ? html`<div class="strip" role="status"><strong>${t('core.state.lost')}</strong></div>` : nothing}
      <header class="class-head">
        <div><p class="quiet">${t('training.class.title')} · ${t('training.mode.' + c.mode)} · ${t('training.teach.state.' + c.state)}</p><h1>${c.title}</h1></div>
        ${c.code && c.state === 'open' ? html`<p class="join-code"><span class="quiet">${t('training.class.code')}</span> <strong class="mono" data-code>${c.code}</strong>
          <span class="quiet small">${location.origin}/training</span></p>` : nothing}
      </header>
      <div class="class-tools no-print">
        ${c.state === 'ended' ? nothing : html`
          <button type="button" class="btn" @click=${() => post('freeze')}>${t('training.class.freeze-all')}</button>
          <button type="button" class="btn" @click=${() => post('unfreeze')}>${t('training.class.unfreeze-all')}</button>
          ${c.state === 'open' ? html`<button type="button" class="btn btn-quiet" @click=${() => post('close')}>${t('training.class.close')}</button>` : nothing}
          <button type="button" class="btn btn-quiet" @click=${() => post('code')}>${t('training.class.new-code')}</button>
          <button type="button" class="btn btn-quiet" @click=${() => twice('end', () => post('end'))} @blur=${() => { sure.value = ''; }}>${t(sure.value === 'end' ? 'training.class.end-sure' : 'training.class.end')}</button>`}
        ${c.handed_out ? html`<span class="quiet">${t('training.class.handed-out')}</span>` : html`<button type="button" class="btn btn-main" @click=${() => post('hand-out')}>${t('training.class.hand-out')}</button>`}
        <span class="spacer"></span>
        ${Object.keys(forms).map((f) => html`<button type="button" class="btn btn-quiet btn-small" @click=${() => saveResults(path + '/results', /** @type {any} */ (f))}>${t('training.form.' + f)}</button>`)}
        <button type="button" class="btn btn-quiet btn-small btn-danger" @click=${remove} @blur=${() => { sure.value = ''; }}>${t(sure.value === 'delete' ? 'training.sure' : 'training.class.delete')}</button>
      </div>
      <form class="row class-message no-print" @submit=${say_}><label class="visually-hidden" for="to-all">${t('training.class.to-all')}</label>
        <input id="to-all" name="text" maxlength="500" placeholder=${t('training.class.to-all')}><button class="btn">${t('training.class.send')}</button></form>
      <div class="class-body">
        <section aria-labelledby="trainees"><h2 class="panel-title" id="trainees">${t('training.teach.trainees', { n: all.length })}</h2>
          ${all.length === 0 ? html`<p class="quiet">${t('training.class.nobody', { code: c.code ?? '' })}</p>` : html`
          <div class="table-scroll" tabindex="0" role="group" aria-labelledby="trainees"><table class="trainees">
            <thead><tr>${['name', 'case', 'stage', 'points', 'latest', 'control'].map((k) => html`<th scope="col">${t('training.class.' + k)}</th>`)}</tr></thead>
            <tbody>${repeat(all, (x) => x.id, (x) => line(x))}</tbody></table></div>`}
        </section>
        <section aria-labelledby="choices"><h2 class="panel-title" id="choices">${t('training.class.choices')}</h2>
          <div role="log" aria-labelledby="choices"><ol class="choice-feed">${repeat(choices.value, (x) => x.key, (x) => html`<li>
            <span class="quiet num small">${spent(x.entry.at_ns)} · ${x.name}</span>
            <span><span class="quiet">${t('training.kind.' + x.entry.choice.kind)}</span> ${wordsOf(x)}</span>
            ${(x.entry.outcome.destroyed ?? []).length > 0 ? html`<strong class="bad">${t('training.class.destroyed')}</strong>` : nothing}</li>`)}</ol></div>
        </section>
      </div>`, host);
  });

  /** @param {any} x */
  const wordsOf = (x) => {
    const view = [...cases.value.values()].find((c) => caseOf(x.trainee) === c.id);
    return view ? nameOf(view, x.entry.choice) : [x.entry.choice.kind, x.entry.choice.id].join(' ');
  };
  /** @param {string} trainee */
  const caseOf = (trainee) => trainees.peek().get(trainee)?.attempt?.case;

  /** @param {TraineeRow} x */
  function line(x) {
    const a = x.attempt;
    const unfolded = open.value === x.id;
    const latest = a?.latest;
    const view = a ? cases.value.get(a.case) : null;
    return html`<tr data-trainee=${x.id} class=${x.frozen ? 'is-frozen' : ''}>
        <th scope="row">${x.name}<span class="quiet small">${x.connected > 0 ? '' : t('training.class.away')}</span></th>
        <td>${a ? say(a.title) : html`<span class="quiet">${t('training.class.not-begun')}</span>`}</td>
        <td>${a ? html`<span class="num">${a.stage + 1} / ${a.stages}</span> <span class="quiet small">${a.state === 'over' ? t('training.state.over') : x.frozen ? t('training.class.is-frozen') : spent(a.spent_ns)}</span>` : nothing}</td>
        <td class="num">${a ? `${a.points} / ${a.of}` : ''}${a?.passed === undefined ? '' : html` <span class="small">${t(a.passed ? 'training.debrief.passed' : 'training.debrief.failed')}</span>`}</td>
        <td>${latest ? html`<span class="quiet small">${t('training.kind.' + latest.choice.kind)}</span> ${view ? nameOf(view, latest.choice) : latest.choice.id}` : nothing}</td>
        <td class="row no-print">
          <button type="button" class="btn btn-small" @click=${() => post(x.frozen ? 'unfreeze' : 'freeze', { trainee: x.id })}>${t(x.frozen ? 'training.class.unfreeze' : 'training.class.freeze')}</button>
          <button type="button" class="btn btn-small" aria-expanded=${unfolded} @click=${() => { open.value = unfolded ? '' : x.id; }}>${t('training.class.more')}</button></td></tr>
      ${unfolded ? html`<tr class="unfolded"><td colspan="6"><div class="trainee-more">
        <form class="row" @submit=${(/** @type {SubmitEvent} */ e) => say_(e, x.id)}><label class="visually-hidden" for="to-${x.id}">${t('training.class.to-one', { name: x.name })}</label>
          <input id="to-${x.id}" name="text" maxlength="500" placeholder=${t('training.class.to-one', { name: x.name })}><button class="btn btn-small">${t('training.class.send')}</button></form>
        ${a?.state === 'running' ? inject(x.id) : nothing}
        <div class="row">${a ? html`<a class="btn btn-quiet btn-small" href=${'/?lock=' + encodeURIComponent(a.lock)}>${t('training.class.watch')}</a>` : nothing}
          ${a?.state === 'over' ? html`<button type="button" class="btn btn-quiet btn-small" @click=${() => toDebrief(a.id)}>${t('training.to-debrief')}</button>` : nothing}
          ${Object.keys(forms).map((f) => html`<button type="button" class="btn btn-quiet btn-small" @click=${() => saveResults('/training/trainees/' + encodeURIComponent(x.id) + '/results', /** @type {any} */ (f))}>${t('training.form.' + f)}</button>`)}
          <button type="button" class="btn btn-quiet btn-small btn-danger" @click=${() => removeTrainee(x)} @blur=${() => { sure.value = ''; }}>${t(sure.value === 'delete ' + x.id ? 'training.sure' : 'training.class.delete-one')}</button></div>
      </div></td></tr>` : nothing}`;
  }

  return () => {
    end();
    stop();
    host.replaceChildren();
  };
}
