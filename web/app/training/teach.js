// Opening a class, the list of classes, and what is kept of all training.
import { api, ApiError } from '../core/api.js';
import { html, nothing } from '../core/html.js';
import { saveBlob } from '../core/picture.js';
import { signal } from '../core/state.js';
import { lang, languages, t } from '../core/text.js';
import { toast } from '../core/toast.js';
import { toClass } from './who.js';
import { modes, say } from './words.js';

/** @typedef {import('./types.js').CaseCard} CaseCard */
/** @typedef {import('./types.js').ClassRow} ClassRow */

/** The forms in which results are handed out, with their files' endings. */
export const forms = /** @type {const} */ ({ csv: 'csv', xapi: 'jsonl', json: 'json' });

/**
 * Saves results as a file.
 * @param {string} path below the API, such as '/training/results'
 * @param {keyof typeof forms} form
 */
export async function saveResults(path, form) {
  try {
    const r = await api.raw('GET', path, { query: { form } });
    saveBlob(`locktwin-training.${forms[form]}`, await r.blob());
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    toast(e.message, { kind: 'error' });
  }
}

/** The teacher's part of the first page. */
export function teach() {
  const classes = signal(/** @type {ClassRow[]} */ ([]));
  const refused = signal(false);
  const sure = signal(false);
  let over = false;

  const load = async () => {
    try {
      const { classes: all } = await api.get('/training/classes');
      if (!over) classes.value = all;
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      refused.value = true; // who may not teach sees no classes
    }
  };
  load();

  /** @param {SubmitEvent} e */
  const open = async (e) => {
    e.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (e.target));
    const minutes = Number(form.get('limit'));
    try {
      const made = await api.post('/training/classes', {
        title: form.get('title'), cases: form.getAll('case'), mode: form.get('mode'), lang: form.get('lang'),
        ...(minutes > 0 ? { time_limit: `${minutes}m` } : {}),
      });
      toClass(made.id);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      toast(problem.message, { kind: 'error' });
    }
  };

  const forget = async () => {
    if (!sure.peek()) {
      sure.value = true;
      return;
    }
    sure.value = false;
    try {
      await api.del('/training/data');
      classes.value = [];
      toast(t('training.teach.forgotten'));
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      toast(e.message, { kind: 'error' });
    }
  };

  /** @param {CaseCard[] | null} cases */
  const view = (cases) => html`
    <h2 id="way-teach">${t('training.teach.title')}</h2>
    <p class="quiet">${t('training.teach.help')}</p>
    ${refused.value ? html`<p class="quiet">${t('training.teach.refused')}</p>` : html`
    <form class="stack" @submit=${open}>
      <div class="field"><label for="class-title">${t('training.teach.name')}</label><input id="class-title" name="title" required maxlength="80"></div>
      <fieldset class="class-cases"><legend class="label">${t('training.teach.cases')}</legend>${(cases ?? []).map((c, i) => html`
        <label class="row"><input type="checkbox" name="case" value=${c.id} ?checked=${i === 0}>${say(c.title)}</label>`)}</fieldset>
      <div class="class-how">
        <div class="field"><label for="class-mode">${t('training.mode.label')}</label>
          <select id="class-mode" name="mode">${modes.map((m) => html`<option value=${m}>${t('training.mode.' + m)}</option>`)}</select></div>
        <div class="field"><label for="class-limit">${t('training.teach.limit')}</label>
          <input id="class-limit" name="limit" type="number" min="1" max="480" class="num" placeholder=${t('training.teach.no-limit')}></div>
        <div class="field"><label for="class-lang">${t('core.language')}</label>
          <select id="class-lang" name="lang">${Object.entries(languages).map(([id, name]) => html`<option value=${id} ?selected=${id === lang.value}>${name}</option>`)}</select></div>
      </div>
      <div><button class="btn">${t('training.teach.open')}</button></div>
    </form>
    ${classes.value.length === 0 ? nothing : html`
      <h3 class="panel-title">${t('training.teach.classes')}</h3>
      <ul class="cases">${classes.value.map((c) => html`<li>
        <a class="case-title" href=${'/training?class=' + encodeURIComponent(c.id)}>${c.title}</a>
        <span class="quiet small num">${t('training.teach.state.' + c.state)} · ${t('training.teach.trainees', { n: c.trainees })}</span></li>`)}</ul>
      <div class="row">${Object.keys(forms).map((f) => html`<button type="button" class="btn btn-quiet btn-small"
          @click=${() => saveResults('/training/results', /** @type {any} */ (f))}>${t('training.form.' + f)}</button>`)}
        <button type="button" class="btn btn-quiet btn-small btn-danger" @click=${forget} @blur=${() => { sure.value = false; }}>${t(sure.value ? 'training.teach.forget-sure' : 'training.teach.forget')}</button></div>`}`}`;

  return { view, close: () => { over = true; } };
}
