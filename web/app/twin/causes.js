// A diagnosis: what it comes to, what to ask next, and the causes with what speaks for each.
import { html, nothing } from '../core/html.js';
import { has, t } from '../core/text.js';
import { number, percent } from '../core/units.js';
import { candidates, explained } from './explain.js';
import { figure } from './drawing.js';
import { notes } from './forecast.js';
import { diagnosisTable } from './tables.js';
import { chance, named, told } from './words.js';

/**
 * @typedef {import('./model.js').Schemas} Schemas
 * @typedef {Schemas['DiagnoseDiagnosis']} Diagnosis
 * @typedef {Schemas['DiagnoseCause']} Cause
 * @typedef {Schemas['DiagnoseQuestion']} Question
 */

/** How many causes are listed before somebody asks for the others. */
const first = 6;
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
  return t(m.probability > 0.75 ? 'twin.diagnose.probably' : m.probability > 0.4 ? 'twin.diagnose.perhaps' : 'twin.diagnose.open', { what: named('mechanism', m.id, m.title), share: percent(Math.round(m.probability * 100) / 100) });
}

/**
 * @param {Diagnosis} d
 * @param {import('./drawing.js').Drawing} drawing
 * @param {readonly Schemas['DiagnoseWord'][]} words
 * @param {(key: string, value: string) => void} set
 * @param {() => void} share
 */
export function diagnosis(d, drawing, words, set, share) {
  const top = d.causes[0];
  const listed = d.causes.filter((c, i) => i === 0 || c.probability >= least);
  return html`
    ${top ? html`<h2 class="twin-lead">${headline(d)}</h2>
      <div class="twin-advice"><h3>${t('twin.diagnose.now')}</h3><p>${told('helps', top.mechanism, top.now)}</p></div>` : nothing}
    ${d.next ? question(d.next, words, set, 'twin.diagnose.next') : top ? html`<p class="quiet">${t('twin.diagnose.no-next')}</p>` : nothing}
    ${d.drain ? html`<section class="twin-part"><h2>${t('twin.diagnose.drained')}</h2>${explained(d.drain)}${candidates(d.drain)}</section>` : nothing}
    ${top ? html`<section class="twin-part"><h2>${t('twin.diagnose.causes')}</h2><p class="quiet small">${t('twin.diagnose.causes-help', { n: d.plays, shown: number(d.plays, { figures: 9 }) })}</p>
      <ol class="twin-causes">${listed.slice(0, first).map((c, i) => cause(c, i === 0))}</ol>
      ${listed.length > first ? html`<details class="twin-more"><summary>${t('twin.diagnose.more', { n: listed.length - first })}</summary><ol class="twin-causes" start=${first + 1}>${listed.slice(first).map((c) => cause(c, false))}</ol></details>` : nothing}</section>` : nothing}
    ${d.lab ? question(d.lab, words, set, 'twin.diagnose.lab') : nothing}
    <p class="twin-basis">${t('twin.diagnose.basis')}</p>
    <div class="row no-print"><button type="button" class="btn" @click=${share}>${t('twin.diagnose.share')}</button></div>
    ${figure(drawing, 'diagnosis', t('twin.diagnose.picture'), () => diagnosisTable(d))}
    ${notes(d.notes)}`;
}

/**
 * A question, whose answers are buttons that fill it in.
 * @param {Question} q
 * @param {readonly Schemas['DiagnoseWord'][]} words
 * @param {(key: string, value: string) => void} set
 * @param {string} title
 */
function question(q, words, set, title) {
  const word = words.find((w) => w.key === q.key);
  return html`<section class="twin-next" data-key=${q.key}><h3>${t(title)}</h3>
    <p class="twin-asked">${named('question', q.key, q.text)}</p>
    <div class="row no-print">${q.answers.map((a) => html`<button type="button" class="btn" data-answer=${a.answer} @click=${() => set(q.key, a.answer)}>${answerText(q.key, a.answer, word?.answers?.find((x) => x.value === a.answer)?.about)} <span class="num small quiet">${percent(Math.round(a.probability * 100) / 100)}</span></button>`)}</div>
    <p class="quiet small">${t('twin.diagnose.cost')} ${told('effort', q.key, q.cost)}</p>
    ${q.destroys ? html`<p class="btn-danger small">${t('twin.diagnose.destroys')}</p>` : nothing}</section>`;
}

/** @param {Cause} c @param {boolean} open */
function cause(c, open) {
  const evidence = (/** @type {readonly Schemas['DiagnoseEvidence'][]} */ list, /** @type {string} */ kind) => (list.length === 0 ? nothing
    : html`<dt>${t('twin.diagnose.' + kind)}</dt><dd>${list.map((e, i) => html`${i > 0 ? ', ' : ''}${named('symptom', e.symptom)} (${answerText(e.symptom, e.answer)})`)}</dd>`);
  return html`<li><details ?open=${open}><summary>
      <span class="twin-bar" aria-hidden="true"><svg viewBox="0 0 100 8" preserveAspectRatio="none"><rect width=${Math.max(c.probability * 100, 0.6)} height="8"></rect></svg></span>
      <span class="twin-cause">${named('mechanism', c.mechanism, c.title)}${c.fault && has('twin.fault.' + c.fault) ? html` <span class="quiet">${t('twin.fault.' + c.fault)}</span>` : nothing}${c.profile ? html` <span class="quiet small">(<span class="mono">${c.profile}</span>)</span>` : nothing}</span>
      <span class="num twin-figure">${chance({ p: c.probability, low: c.low, high: c.high })}</span></summary>
    <dl class="twin-why">
      <dt>${t('twin.diagnose.inside')}</dt><dd lang="en">${c.inside}</dd>
      ${evidence(c.for, 'for')}${evidence(c.against, 'against')}
      <dt>${t('twin.diagnose.confirm')}</dt><dd lang="en">${c.confirm}</dd>
      ${open ? nothing : html`<dt>${t('twin.diagnose.now')}</dt><dd>${told('helps', c.mechanism, c.now)}</dd>`}
      <dt>${t('twin.diagnose.good')}</dt><dd lang="en">${c.good}</dd>
      ${c.command ? html`<dt>${t('twin.diagnose.command')}</dt><dd><code class="twin-command">${c.command}</code></dd>` : nothing}
    </dl></details></li>`;
}
