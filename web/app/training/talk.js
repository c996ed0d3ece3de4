// The conversation: what the customer wrote, what the trainee asked, did and said,
// what came of it, and what the instructor had to say.
import { html, nothing, repeat } from '../core/html.js';
import { t } from '../core/text.js';
import { listed, nameOf, say, spent } from './words.js';

/** @typedef {import('./types.js').Attempt} Attempt */
/** @typedef {import('./types.js').Entry} Entry */
/** @typedef {import('./types.js').Choice} Choice */

/**
 * @param {Attempt} a
 * @param {Choice | null} busy
 */
export function conversation(a, busy) {
  const began = Date.parse(a.began);
  const said = [
    ...a.entries.map((/** @type {Entry} */ e) => ({ key: 'e' + e.n, at: e.at_ns / 1e6, line: () => entry(a, e) })),
    ...a.messages.map((/** @type {any} */ m) => ({ key: 'm' + m.n, at: Date.parse(m.at) - began, line: () => fromInstructor(m) })),
  ].sort((x, y) => x.at - y.at);
  return html`
    <div role="log" aria-label=${t('training.talk')}><ol class="talk">
      <li class="bubble customer"><span class="who">${t('training.customer')}</span><p>${say(a.case.message)}</p></li>
      ${repeat(said, (s) => s.key, (s) => s.line())}
      ${busy ? html`<li class="bubble trainee pending"><p>${nameOf(a.case, busy)}</p></li><li class="waiting" role="status">${t('training.waiting.' + (busy.kind === 'ask' ? 'ask' : 'do'))}</li>` : nothing}
    </ol></div>`;
}

/** @param {any} m */
const fromInstructor = (m) => html`<li class="bubble instructor"><span class="who">${t('training.instructor')}</span><p>${m.text}</p></li>`;

/**
 * @param {Attempt} a
 * @param {Entry} e
 */
function entry(a, e) {
  const o = e.outcome;
  const kind = e.choice.kind;
  const name = nameOf(a.case, e.choice);
  const heard = say(o.text);
  const shows = o.shows ?? [];
  const answer = heard === name ? '' : heard; // a statement is its own outcome
  const from = kind === 'ask' || kind === 'tell' ? 'customer' : 'finding';
  return html`
    <li class="bubble trainee" data-kind=${kind}><span class="who num">${t('training.kind.' + kind)} · ${spent(e.at_ns)}</span><p>${name}</p></li>
    ${answer || shows.length > 0 ? html`<li class="bubble ${from}"><span class="who">${t('training.' + (from === 'customer' ? 'customer' : 'found'))}</span>
      ${answer ? html`<p>${answer}</p>` : nothing}
      ${shows.length > 0 ? html`<dl class="shows">${shows.map((r) => html`<div><dt>${say(r.label)}</dt><dd class="mono">${r.value}</dd></div>`)}</dl>` : nothing}
      ${marks(o)}</li>` : nothing}`;
}

/** What a choice cost and gave, as far as the trainee may know. @param {any} o */
function marks(o) {
  const list = [
    o.minutes > 0 ? html`<span class="num">${t('training.mark.minutes', { n: o.minutes })}</span>` : null,
    o.reads?.length > 0 ? html`<span class="good">${t('training.mark.reads', { what: listed(o.reads, 'evidence') })}</span>` : null,
    o.destroyed?.length > 0 ? html`<span class="bad">${t('training.mark.destroyed', { what: listed(o.destroyed, 'evidence') })}</span>` : null,
    o.lost?.length > 0 ? html`<span class="bad">${t('training.mark.lost', { what: listed(o.lost, 'loss') })}</span>` : null,
  ].filter((x) => x !== null);
  return list.length > 0 ? html`<p class="marks">${list}</p>` : nothing;
}
