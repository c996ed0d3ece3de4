// The case sheet: what can be asked, examined, told and concluded at this stage.
import { html, nothing } from '../core/html.js';
import { signal } from '../core/state.js';
import { t } from '../core/text.js';
import { listed, nameOf, say } from './words.js';

/** @typedef {import('./types.js').Attempt} Attempt */
/** @typedef {import('./types.js').Choice} Choice */

const pages = /** @type {const} */ (['ask', 'do', 'tell', 'diagnose', 'hint']);
const touches = /** @type {const} */ (['looks', 'touches', 'changes', 'erases']);

/**
 * @param {(c: Choice) => unknown} choose
 */
export function caseSheet(choose) {
  const page = signal(/** @type {typeof pages[number]} */ ('ask'));
  /** What has to be pressed once more, since it changes or erases something. */
  const sure = signal('');

  /**
   * @param {Attempt} a
   * @param {boolean} still nothing may be chosen now
   */
  function view(a, still) {
    const shown = pages.filter((p) => p !== 'hint' || a.case.hints.length > 0);
    const now = shown.includes(page.value) ? page.value : 'ask';
    return html`
      ${suggestion(a, still)}
      <div class="sheet-tabs" role="tablist" aria-label=${t('training.sheet')}>${shown.map((p) => html`
        <button type="button" role="tab" id="sheet-tab-${p}" aria-controls="sheet-page" aria-selected=${p === now} tabindex=${p === now ? 0 : -1}
          @click=${() => { page.value = p; }} @keydown=${(/** @type {KeyboardEvent} */ e) => step(e, shown)}>${t('training.page.' + p)}</button>`)}
      </div>
      <div class="sheet-page" id="sheet-page" role="tabpanel" aria-labelledby="sheet-tab-${now}">
        ${now === 'ask' ? asking(a, still) : now === 'do' ? doing(a, still) : now === 'tell' ? telling(a, still) : now === 'diagnose' ? concluding(a, still) : hinting(a, still)}
      </div>`;
  }

  /** @param {KeyboardEvent} e @param {readonly (typeof pages[number])[]} shown */
  function step(e, shown) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (by === undefined) return;
    e.preventDefault();
    const next = shown[(shown.indexOf(page.peek()) + by + shown.length) % shown.length];
    page.value = next;
    document.getElementById('sheet-tab-' + next)?.focus();
  }

  /** @param {Attempt} a @param {boolean} still */
  function suggestion(a, still) {
    if (!a.suggestion || a.state !== 'running') return nothing;
    const s = a.suggestion;
    return html`<div class="suggestion"><span class="who">${t('training.next-step')}</span><p>${say(s.text)}</p>
      <button type="button" class="btn btn-main btn-small" data-suggested ?disabled=${still} @click=${() => choose(s.choice)}>${t('training.do-this')}</button></div>`;
  }

  /** @param {Attempt} a @param {string} kind @param {string} id */
  const times = (a, kind, id) => a.entries.filter((/** @type {any} */ e) => e.choice.kind === kind && e.choice.id === id).length;

  /** @param {Attempt} a @param {boolean} still */
  const asking = (a, still) => a.covered.includes('answers') ? html`<p class="quiet">${t('training.covered-here')}</p>` : html`
    <ul class="choices">${a.case.questions.map((/** @type {any} */ q) => html`<li>
      <button type="button" class="choice" data-choice="ask ${q.id}" ?disabled=${still} @click=${() => choose({ kind: 'ask', id: q.id })}>
        <span>${say(q.text)}</span>${times(a, 'ask', q.id) > 0 ? html`<span class="done">${t('training.asked')}</span>` : nothing}</button></li>`)}</ul>`;

  /** @param {Attempt} a @param {boolean} still */
  const doing = (a, still) => touches.map((touch) => {
    const actions = a.case.actions.filter((/** @type {any} */ x) => x.touch === touch);
    if (actions.length === 0) return nothing;
    return html`<h4 class="touch" data-touch=${touch}>${t('training.touch.' + touch)}<span class="quiet">${t(`training.touch.${touch}-help`)}</span></h4>
      <ul class="choices">${actions.map((/** @type {any} */ x) => {
        const covered = a.covered.includes(x.part);
        const grave = touch === 'changes' || touch === 'erases';
        const asked = sure.value === x.id;
        return html`<li><button type="button" class="choice ${asked ? 'asked' : ''}" data-choice="do ${x.id}" ?disabled=${still || covered}
            @click=${() => {
              if (grave && !asked) {
                sure.value = x.id;
                return;
              }
              sure.value = '';
              choose({ kind: 'do', id: x.id });
            }} @blur=${() => { if (asked) sure.value = ''; }}>
            <span>${say(x.text)}</span>
            <span class="cost num">${covered ? t('training.covered-part', { part: t('core.part.' + x.part) })
              : asked ? html`<strong>${t('training.sure')}</strong>` : html`${t('training.mark.minutes', { n: x.minutes })}${times(a, 'do', x.id) > 0 ? html` · ${t('training.done')}` : nothing}`}</span>
            ${x.risks.length > 0 ? html`<span class="risk">${t('training.risk', { what: listed(x.risks, 'loss') })}</span>` : nothing}</button></li>`;
      })}</ul>`;
  });

  /** @param {Attempt} a @param {boolean} still */
  const telling = (a, still) => html`
    <ul class="choices">${a.case.statements.map((/** @type {any} */ s) => html`<li>
      <button type="button" class="choice" data-choice="tell ${s.id}" ?disabled=${still || times(a, 'tell', s.id) > 0} @click=${() => choose({ kind: 'tell', id: s.id })}>
        <span>${say(s.text)}</span>${times(a, 'tell', s.id) > 0 ? html`<span class="done">${t('training.told')}</span>` : nothing}</button></li>`)}</ul>`;

  /** @param {Attempt} a @param {boolean} still */
  function concluding(a, still) {
    const already = a.entries.find((/** @type {any} */ e) => e.choice.kind === 'diagnose');
    const chosen = signalOf(a.id);
    return html`
      ${already ? html`<p>${t('training.concluded')} <strong>${nameOf(a.case, already.choice)}</strong></p>` : html`
        <p class="quiet">${t('training.conclude-help')}</p>
        <fieldset class="diagnoses"><legend class="visually-hidden">${t('training.page.diagnose')}</legend>${a.case.diagnoses.map((/** @type {any} */ d) => html`
          <label><input type="radio" name="diagnosis" value=${d.id} .checked=${chosen.value === d.id} @change=${() => { chosen.value = d.id; }}><span>${say(d.text)}</span></label>`)}</fieldset>
        <button type="button" class="btn" data-choice="diagnose" ?disabled=${still || chosen.value === ''} @click=${() => choose({ kind: 'diagnose', id: chosen.value })}>${t('training.conclude')}</button>`}
      <hr class="rule">
      <p class="quiet">${t('training.finish-help')}</p>
      <button type="button" class="btn" data-choice="finish" ?disabled=${still} @click=${() => choose({ kind: 'finish' })}>${t('training.finish')}</button>`;
  }

  /** The diagnosis that is marked but not decided on, by attempt. @type {Map<string, import('../core/state.js').Signal<string>>} */
  const marked = new Map();
  /** @param {string} id */
  const signalOf = (id) => {
    const s = marked.get(id) ?? signal('');
    marked.set(id, s);
    return s;
  };

  /** @param {Attempt} a @param {boolean} still */
  const hinting = (a, still) => html`
    <p class="quiet">${t('training.hint-help')}</p>
    <ul class="choices">${a.case.hints.map((/** @type {any} */ h, /** @type {number} */ i) => {
      const bought = a.entries.find((/** @type {any} */ e) => e.choice.kind === 'hint' && e.choice.id === h.id);
      return html`<li>${bought ? html`<p class="hint">${say(bought.outcome.text)}</p>` : html`
        <button type="button" class="choice" data-choice="hint ${h.id}" ?disabled=${still} @click=${() => choose({ kind: 'hint', id: h.id })}>
          <span>${t('training.hint', { n: i + 1 })}</span><span class="cost num">${t('training.hint-cost', { n: h.cost })}</span></button>`}</li>`;
    })}</ul>`;

  return view;
}
