// What is kept of a twin and whose it is: taking it away as one file, and deleting it.
import { api } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { saveBlob } from '../core/picture.js';
import { navigate } from '../core/route.js';
import { effect, signal } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { toast } from '../core/toast.js';
import { bytes, number } from '../core/units.js';
import { inWords } from './ask.js';
import { date, dateTime } from './words.js';

/**
 * @param {HTMLElement} host
 * @param {import('./one.js').One} one
 * @returns {() => void}
 */
export function mountKeep(host, one) {
  const busy = signal(false);
  const wrong = signal('');
  const rename = async (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const name = String(new FormData(/** @type {HTMLFormElement} */ (e.target)).get('name')).trim();
    if (name === '' || name === one.twin()?.name) return;
    wrong.value = '';
    try {
      await api.patch(one.path, { name });
      await one.refresh();
      toast(t('twin.keep.renamed', { name }));
    } catch (error) {
      wrong.value = inWords(error);
    }
  };
  const take = async () => {
    busy.value = true;
    try {
      const r = await api.raw('GET', one.path + '/export');
      saveBlob(`${one.twin()?.name ?? 'twin'}.json`, await r.blob());
    } catch (e) {
      toast(inWords(e), { kind: 'error' });
    }
    busy.value = false;
  };
  const end = effect(() => {
    void lang.value;
    const w = one.twin();
    if (!w) return;
    render(html`<div class="twin-columns">
      <section class="twin-part"><h2>${t('twin.keep.what')}</h2>
        <dl class="twin-facts">
          <dt>${t('twin.keep.telemetry')}</dt><dd class="num">${w.records === 0 ? t('twin.list.no-records') : `${t('twin.list.records', { n: w.records, shown: number(w.records, { figures: 9 }), from: date(w.from_ms), to: date(w.to_ms) })} (${bytes(w.bytes)})`}</dd>
          <dt>${t('twin.keep.desired')}</dt><dd class="num">${number(Object.keys(w.desired.values).length)}</dd>
          <dt>${t('twin.keep.fit')}</dt><dd class="num">${w.fit === null ? t('twin.keep.none') : dateTime(w.fit.made_ms)}</dd>
          <dt>${t('twin.keep.image')}</dt><dd class="num">${w.image === null ? t('twin.keep.none') : `${bytes(w.image.bytes)}, ${w.image.part}`}</dd>
          <dt>${t('twin.keep.id')}</dt><dd class="mono">${w.id}</dd>
        </dl><p>${t('twin.privacy')}</p>
        <form class="twin-controls no-print" @submit=${rename}>
          <label class="field"><span class="label">${t('twin.keep.name')}</span><input name="name" required maxlength="80" autocomplete="off" .value=${w.name}></label>
          <button type="submit" class="btn">${t('twin.keep.rename')}</button></form>
        ${wrong.value === '' ? nothing : html`<p role="alert" class="btn-danger">${wrong.value}</p>`}</section>
      <section class="twin-part"><h2>${t('twin.keep.export')}</h2><p>${t('twin.keep.export-help')}</p>
        <button type="button" class="btn" ?disabled=${busy.value} @click=${take}>${t('twin.keep.export-go')}</button>
        <h2>${t('twin.keep.delete')}</h2><p>${t('twin.keep.delete-help')}</p>
        <button type="button" class="btn btn-danger" @click=${() => askToDelete(one.path, w.name)}>${t('twin.keep.delete-go')}</button></section></div>`, host);
  });
  return () => {
    end();
    render(nothing, host);
  };
}

/** @param {string} path @param {string} name */
function askToDelete(path, name) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'twin-delete');
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  let wrong = '';
  const go = async (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    try {
      await api.del(path);
      dialog.close();
      toast(t('twin.keep.deleted', { name }));
      navigate({ view: null, more: {} });
    } catch (error) {
      wrong = inWords(error);
      draw();
    }
  };
  const draw = () => render(html`<form method="dialog" @submit=${go}>
    <h2 id="twin-delete">${t('twin.keep.ask', { name })}</h2><p>${t('twin.keep.ask-help')}</p>
    ${wrong === '' ? nothing : html`<p role="alert" class="btn-danger">${wrong}</p>`}
    <div class="actions"><button type="button" class="btn" @click=${() => dialog.close()}>${t('core.cancel')}</button>
      <button type="submit" class="btn btn-danger">${t('twin.keep.delete-go')}</button></div></form>`, dialog);
  draw();
  dialog.showModal();
}
