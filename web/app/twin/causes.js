// A diagnosis: what it comes to, what to ask next, and the causes with what speaks for each.
import { html, nothing } from '../core/html.js';
import { has, t } from '../core/text.js';
import { number, percent } from '../core/units.js';
import { candidates, explained } from './explain.js';
import { figure } from './drawing.js';
import { notes } from './forecast.js';
import { agedSays, leadOf, toldOf } from './model.js';
import { diagnosisTable } from './tables.js';
import { chance, named, told } from './words.js';

/**
 * @typedef {import('./model.js').Schemas} Schemas
 * @typedef {Schemas['DiagnoseDiagnosis']} Diagnosis
 * @typedef {Schemas['DiagnoseCause']} Cause
 * @typedef {Schemas['DiagnoseQuestion']} Question
 */

/** How many causes are listed before somebody asks for the others, and how many kinds at all. */
const first = 6;
/** A kind of cause less probable than this is not listed. */
const leastKind = 0.005;
/** Causes less probable than this are not listed at all. */
const least = 0.0005;

/** @param {string} key @param {string} value @param {string} [about] in the server's words */
export function answerText(key, value, about = value) {
  return key === 'cells' ? named('cells', value, about) : named(`answer.${key}`, value, about);
}

/** What a diagnosis comes to, in a sentence. @param {Diagnosis} d */
export function headline(d) {
  const m = d.mechanisms[0];
  if (!m) return '';
  const of = toldOf(d.symptoms);
  if (of !== 'loss') return t(of === 'well' ? 'twin.diagnose.well' : 'twin.diagnose.nothing-known');
  return t(!d.settled ? 'twin.diagnose.open' : m.probability >= 0.9 ? 'twin.diagnose.almost' : 'twin.diagnose.probably', { what: named('mechanism', m.id, m.title), share: share(m.probability) });
}

/** A probability to the percent. @param {number} p */
const share = (p) => percent(Math.round(p * 100) / 100);

/**
 * For a support person with a customer on the line. A cause that is not likely enough to
 * act on is told to nobody.
 * @param {Diagnosis} d
 * @param {Cause} lead
 */
function advice(d, lead) {
  const part = (/** @type {string} */ name, /** @type {unknown} */ text) => html`<div data-advice=${name}><h3>${t('twin.diagnose.' + name)}</h3><p>${text}</p></div>`;
  if (!d.settled) return toldOf(d.symptoms) === 'loss' ? html`<div class="twin-advice">${part('tell', t('twin.diagnose.not-yet'))}</div>` : nothing;
  return html`<div class="twin-advice">${part('happened', told('plain', lead.mechanism, lead.plain))}${part('tell', told('tell', lead.mechanism, lead.tell))}
    ${part('now', told('helps', lead.mechanism, lead.now))}${part('avoid', told('avoid', lead.mechanism, lead.avoid))}</div>`;
}

/**
 * Answers that are probably wrong.
 * @param {Diagnosis} d
 * @param {readonly Schemas['DiagnoseWord'][]} words
 */
function doubts(d, words) {
  if (d.doubts.length === 0) return nothing;
  const symptom = (/** @type {string} */ key) => named('symptom', key, words.find((w) => w.key === key)?.about ?? key);
  return html`<div class="twin-doubts"><h3>${t('twin.diagnose.again-title')}</h3><ul class="dots">${d.doubts.map((x) => html`<li data-doubt=${x.symptom}>${t('twin.diagnose.doubt', { symptom: symptom(x.symptom), answer: answerText(x.symptom, x.answer), share: share(x.probability) })}</li>`)}</ul></div>`;
}

/** @param {number} p */
const bar = (p) => html`<span class="twin-bar" aria-hidden="true"><svg viewBox="0 0 100 8" preserveAspectRatio="none"><rect width=${Math.max(p * 100, 0.6)} height="8"></rect></svg></span>`;

/** The kinds of cause, and what is known of the lock itself. @param {Diagnosis} d */
function kinds(d) {
  const listed = d.mechanisms.filter((m, i) => i === 0 || m.probability >= leastKind).slice(0, first);
  const c = d.settled ? d.capacitor : undefined;
  return html`<section class="twin-part"><h2>${t('twin.diagnose.kinds')}</h2>
    <ol class="twin-kinds">${listed.map((m) => html`<li data-kind=${m.id}>${bar(m.probability)}<span>${told('mechanism', m.id, m.title)}</span><span class="num twin-figure">${chance({ p: m.probability, low: m.low, high: m.high })}</span></li>`)}</ol>
    ${c ? html`<h3>${t('twin.diagnose.lock')}</h3><p class="twin-capacitor">${told('capacitor', agedSays(c.probability), c.text)} <span class="quiet small num">${t('twin.diagnose.aged', { share: share(c.probability), prior: share(c.prior) })}</span></p>` : nothing}</section>`;
}

/**
 * @param {Diagnosis} d
 * @param {import('./drawing.js').Drawing} drawing
 * @param {readonly Schemas['DiagnoseWord'][]} words
 * @param {(key: string, value: string) => void} set
 * @param {() => void} copy the link
 */
export function diagnosis(d, drawing, words, set, copy) {
  const lead = leadOf(d);
  const listed = d.causes.filter((c, i) => i === 0 || c.probability >= least);
  return html`
    ${lead ? html`<h2 class="twin-lead">${headline(d)}</h2>${advice(d, lead)}` : nothing}
    ${doubts(d, words)}
    ${d.next ? question(d, d.next, words, set, 'twin.diagnose.next') : lead ? html`<p class="quiet">${t('twin.diagnose.no-next')}</p>` : nothing}
    ${lead ? kinds(d) : nothing}
    ${d.drain ? html`<section class="twin-part"><h2>${t('twin.diagnose.drained')}</h2>${explained(d.drain)}${candidates(d.drain)}</section>` : nothing}
    ${lead ? html`<section class="twin-part"><h2>${t('twin.diagnose.causes')}</h2><p class="quiet small">${t('twin.diagnose.causes-help', { n: d.plays, shown: number(d.plays, { figures: 9 }) })}</p>
      <ol class="twin-causes">${listed.slice(0, first).map((c, i) => cause(c, c === lead))}</ol>
      ${listed.length > first ? html`<details class="twin-more"><summary>${t('twin.diagnose.more', { n: listed.length - first })}</summary><ol class="twin-causes" start=${first + 1}>${listed.slice(first).map((c) => cause(c, c === lead))}</ol></details>` : nothing}</section>` : nothing}
    ${d.lab ? question(d, d.lab, words, set, 'twin.diagnose.lab') : nothing}
    <p class="twin-basis">${t('twin.diagnose.basis')}</p>
    <div class="row no-print"><button type="button" class="btn" @click=${copy}>${t('twin.diagnose.share')}</button></div>
    ${figure(drawing, 'diagnosis', t('twin.diagnose.picture'), () => diagnosisTable(d))}
    ${notes(d.notes)}`;
}

/**
 * A question, whose answers are buttons that fill it in, each with the kind of cause that
 * it would leave on top, since that decides what helps.
 * @param {Diagnosis} d
 * @param {Question} q
 * @param {readonly Schemas['DiagnoseWord'][]} words
 * @param {(key: string, value: string) => void} set
 * @param {string} title
 */
function question(d, q, words, set, title) {
  const same = new Set(q.answers.map((a) => a.kind)).size < 2;
  const kind = (/** @type {string} */ id) => told('mechanism', id, d.mechanisms.find((m) => m.id === id)?.title ?? id);
  const then = (/** @type {Schemas['DiagnoseAnswer']} */ a) => (same ? nothing : html`<span class="small quiet twin-then"><span class="num">${t('twin.diagnose.then', { share: share(a.kind_to) })}</span> ${kind(a.kind)}</span>`);
  const word = words.find((w) => w.key === q.key);
  return html`<section class="twin-next" data-key=${q.key}><h3>${t(title)}</h3>
    <p class="twin-asked">${named('question', q.key, q.text)}</p>
    <ul class="twin-answers">${q.answers.map((a) => html`<li><button type="button" class="btn" data-answer=${a.answer} @click=${() => set(q.key, a.answer)}>${answerText(q.key, a.answer, word?.answers?.find((x) => x.value === a.answer)?.about)} <span class="num small quiet">${share(a.probability)}</span></button>${then(a)}</li>`)}</ul>
    ${same && d.settled ? html`<p class="quiet small">${t('twin.diagnose.same-help')}</p>` : nothing}
    <p class="quiet small">${t('twin.diagnose.cost')} ${told('effort', q.key, q.cost)}</p>
    ${q.destroys ? html`<p class="btn-danger small">${t('twin.diagnose.destroys')}</p>` : nothing}</section>`;
}

/** @param {Cause} c @param {boolean} open */
function cause(c, open) {
  const evidence = (/** @type {readonly Schemas['DiagnoseEvidence'][]} */ list, /** @type {string} */ kind) => (list.length === 0 ? nothing
    : html`<dt>${t('twin.diagnose.' + kind)}</dt><dd>${list.map((e, i) => html`${i > 0 ? ', ' : ''}${named('symptom', e.symptom)} (${answerText(e.symptom, e.answer)})`)}</dd>`);
  return html`<li><details ?open=${open}><summary>
      ${bar(c.probability)}
      <span class="twin-cause">${named('mechanism', c.mechanism, c.title)}${c.fault && has('twin.fault.' + c.fault) ? html` <span class="quiet">${t('twin.fault.' + c.fault)}</span>` : nothing}${c.profile ? html` <span class="quiet small">(<span class="mono">${c.profile}</span>)</span>` : nothing}</span>
      <span class="num twin-figure">${chance({ p: c.probability, low: c.low, high: c.high })}</span></summary>
    <dl class="twin-why">
      <dt>${t('twin.diagnose.inside')}</dt><dd lang="en">${c.inside}</dd>
      ${evidence(c.for, 'for')}${evidence(c.against, 'against')}
      <dt>${t('twin.diagnose.confirm')}</dt><dd lang="en">${c.confirm}</dd>
      ${open ? nothing : html`<dt>${t('twin.diagnose.now')}</dt><dd>${told('helps', c.mechanism, c.now)}</dd>`}
      <dt>${t('twin.diagnose.good')}</dt><dd lang="en">${c.good}</dd>
      ${c.command ? html`<dt>${t('twin.diagnose.command')}</dt><dd><code class="twin-command">${c.command}</code>${c.shows ? html` <span class="small quiet" lang="en">${c.shows}</span>` : nothing}</dd>` : nothing}
    </dl></details></li>`;
}
