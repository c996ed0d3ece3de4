// Symptoms of a lock that are told, and the causes that would explain them: needs neither
// telemetry nor a twin. What is told stands in the address.
import { api } from '../core/api.js';
import { html, live, nothing, render } from '../core/html.js';
import { navigate, route } from '../core/route.js';
import { computed, effect, signal, untracked } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { announce, toast } from '../core/toast.js';
import { Asking, shown } from './ask.js';
import { answerText, diagnosis, headline } from './causes.js';
import { fetchDrawing } from './drawing.js';
import { below, drainStory, forumStory, symptomGroups, symptomsOf, withBelow } from './model.js';
import { named } from './words.js';

/**
 * @typedef {import('./model.js').Schemas} Schemas
 * @typedef {import('./model.js').Word} Word
 * @typedef {{ diagnosis: Schemas['DiagnoseDiagnosis'], drawing: import('./drawing.js').Drawing } | 'nothing told'} Found
 */

const prefix = 's-';

/**
 * @param {HTMLElement} host
 * @returns {() => void}
 */
export function mountDiagnose(host) {
  const words = /** @type {Asking<Word[]>} */ (new Asking());
  const found = /** @type {Asking<Found>} */ (new Asking());
  const told = computed(() => JSON.stringify(below(route.value.more, prefix)));
  /** On a small screen the form is short to begin with, so that the causes are not far below it. */
  const narrow = matchMedia('(max-width: 699.98px)').matches;
  const begun = Object.keys(below(route.peek().more, prefix)).length > 0;
  const lists = signal(0);
  const load = () => { void words.run(async (signal) => (await api.get('/diagnose/words', { signal })).items).then(() => { lists.value++; }); };
  const say = (/** @type {Record<string, string>} */ values) => navigate({ more: withBelow(route.peek().more, prefix, values) });
  const set = (/** @type {string} */ key, /** @type {string} */ value) => say({ ...below(route.peek().more, prefix), [key]: value });
  const ask = (/** @type {Record<string, string>} */ texts) => {
    const list = words.now.value;
    if (list === null) return;
    const symptoms = symptomsOf(list, texts);
    void found.run(async (signal) => {
      if (Object.keys(symptoms).length === 0) return 'nothing told';
      const [d, drawing] = await Promise.all([api.post('/diagnose', symptoms, { signal }), fetchDrawing('/diagnose/svg', { body: symptoms, signal })]);
      announce(headline(d));
      return { diagnosis: d, drawing };
    });
  };
  const share = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      toast(t('twin.diagnose.copied'));
    } catch {
      toast(location.href);
    }
  };

  const field = (/** @type {Word} */ w, /** @type {string} */ value) => {
    const id = 'symptom-' + w.key;
    const changed = (/** @type {any} */ e) => { if (e.target.reportValidity()) set(w.key, e.target.value.trim()); };
    return html`<div class="field" data-told=${value !== ''}><label for=${id}>${named('symptom', w.key, w.about)}</label>
      ${w.kind === 'word' ? html`<select id=${id} .value=${live(value)} @change=${changed}><option value="" ?selected=${value === ''}>${t('twin.unknown')}</option>
          ${(w.answers ?? []).map((a) => html`<option value=${a.value} ?selected=${a.value === value}>${answerText(w.key, a.value, a.about)}</option>`)}</select>`
        : w.kind === 'text' ? html`<input id=${id} maxlength="100" autocomplete="off" .value=${live(value)} placeholder=${t('twin.unknown')} @change=${changed}>`
        : html`<input id=${id} type="number" inputmode="decimal" min=${w.low ?? 0} max=${w.high ?? ''} step=${w.kind === 'count' ? '1' : 'any'} .value=${live(value)} placeholder=${t('twin.unknown')} @change=${changed}>`}</div>`;
  };
  const form = (/** @type {Word[]} */ list) => {
    const now = below(route.value.more, prefix);
    const listed = new Set(symptomGroups.flatMap(([, keys]) => keys));
    // A symptom that is newer than this page is asked for as well.
    const groups = /** @type {[string, string[]][]} */ ([...symptomGroups, ['other', list.map((w) => w.key).filter((k) => !listed.has(k))]]);
    const group = ([name, keys] = groups[0]) => {
      const here = keys.flatMap((k) => list.filter((w) => w.key === k));
      if (here.length === 0) return nothing;
      const told = here.filter((w) => now[w.key]).map((w) => (w.kind === 'word' ? answerText(w.key, now[w.key]) : now[w.key]));
      const open = narrow ? name === 'pin' && !begun : name === 'pin' || name === 'rest' || name === 'before';
      return html`<details class="twin-group" ?open=${open}><summary>${t('twin.group.' + name)} ${told.length > 0 ? html`<span class="quiet small">${told.join(' · ')}</span>` : nothing}</summary><div class="twin-fields">${here.map((w) => field(w, now[w.key] ?? ''))}</div></details>`;
    };
    return html`<form class="twin-symptoms" aria-label=${t('twin.diagnose.symptoms')} @submit=${(/** @type {Event} */ e) => e.preventDefault()}>
      <div class="row no-print"><button type="button" class="btn" @click=${() => say(forumStory)}>${t('twin.diagnose.forum')}</button>
        <button type="button" class="btn" @click=${() => say(drainStory)}>${t('twin.diagnose.drain')}</button>
        <button type="button" class="btn btn-quiet" ?disabled=${Object.keys(now).length === 0} @click=${() => say({})}>${t('twin.diagnose.clear')}</button></div>
      ${groups.map((g) => group(g))}</form>`;
  };
  const result = () => shown(found.now, (f) => (f === 'nothing told' ? html`<div class="twin-nothing"><p>${t('twin.diagnose.begin')}</p></div>`
    : diagnosis(f.diagnosis, f.drawing, words.now.value ?? [], set, share)), { busy: t('twin.diagnose.busy'), again: () => ask(below(route.peek().more, prefix)) });

  const ends = [
    effect(() => {
      void lang.value;
      render(html`<div class="twins"><div class="twin-head"><div><h1>${t('twin.diagnose.title')}</h1><p class="lead">${t('twin.diagnose.lead')}</p></div></div>
        ${shown(words.now, (list) => html`<div class="twin-diagnose">${form(list)}<div class="twin-found">${result()}</div></div>`, { busy: t('twin.one.busy'), again: load })}</div>`, host);
    }),
    effect(() => {
      const texts = JSON.parse(told.value);
      if (lists.value > 0 && route.peek().view === 'diagnose') untracked(() => ask(texts));
    }),
  ];
  load();
  return () => {
    ends.forEach((end) => end());
    words.stop();
    found.stop();
    render(nothing, host);
  };
}
