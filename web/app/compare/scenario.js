// Scenario files: what was done to a lock saved as one, and others opened, from a
// file, by dropping one, or from the library.
import { api, ApiError } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { saveText } from '../core/picture.js';
import { effect, signal } from '../core/state.js';
import { t } from '../core/text.js';
import { toast } from '../core/toast.js';
import { firstPart, scenarioName } from './model.js';
import { playOnBench } from './play.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {{ name: string, story: string, profile: string, steps: number }} Entry
 */

/** The longest file the server takes, in bytes. */
const longest = 256 << 10;

/** @param {Bench} bench */
export function scenarioMenu(bench) {
  const busy = signal(false);
  const library = signal(/** @type {Entry[] | null} */ (null));
  let asked = false;

  /**
   * @param {string} text
   * @param {string} file
   * @param {() => void} close
   */
  const open = async (text, file, close) => {
    busy.value = true;
    try {
      await playOnBench({ text, file });
      close();
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      toast(e.message, { kind: 'error' });
    }
    busy.value = false;
  };
  const openFile = async (/** @type {File | undefined} */ f, /** @type {() => void} */ close) => {
    if (!f) return;
    if (f.size > longest) {
      toast(t('compare.too-long'), { kind: 'error' });
      return;
    }
    await open(await f.text(), f.name, close);
  };
  const openEntry = async (/** @type {string} */ name, /** @type {() => void} */ close) => {
    const text = await bench.act(() => api.get('/scenarios/' + name));
    if (typeof text === 'string') await open(text, name + '.yaml', close);
  };

  // A file may be dropped anywhere on the page while a bench is shown.
  const drop = (/** @type {DragEvent} */ e) => {
    const f = e.dataTransfer?.files[0];
    if (!f || !/\.ya?ml$/i.test(f.name)) return;
    e.preventDefault();
    void openFile(f, () => undefined);
  };
  const over = (/** @type {DragEvent} */ e) => {
    if (e.dataTransfer?.types.includes('Files')) e.preventDefault();
  };
  globalThis.addEventListener('drop', drop);
  globalThis.addEventListener('dragover', over);

  return {
    /** @param {() => void} close */
    menu: (close) => {
      if (!asked) {
        asked = true;
        api.get('/scenarios').then((a) => { library.value = a.items; }).catch(() => { asked = false; });
      }
      return html`
        <button type="button" class="btn btn-main" @click=${() => { close(); void showSaved(bench); }}>${t('compare.save')}</button>
        <p class="quiet small">${t('compare.save-help')}</p>
        <label class="btn file-pick">${t('compare.open-file')}<input type="file" accept=".yaml,.yml,application/yaml" class="visually-hidden"
          @change=${(/** @type {any} */ e) => { void openFile(e.target.files[0], close); e.target.value = ''; }}></label>
        <p class="quiet small">${t('compare.open-help')}</p>
        <h3 class="small quiet">${t('compare.library')}</h3>
        ${library.value === null ? html`<p class="quiet small">${t('compare.loading')}</p>` : html`
          <ul class="library">${library.value.map((s) => html`<li>
            <button type="button" class="btn btn-quiet library-entry" ?disabled=${busy.value} @click=${() => openEntry(s.name, close)}>
              <span class="library-name">${s.name}</span>
              <span class="small quiet library-story">${firstPart(s.story)}</span>
              <span class="small mono">${s.profile}</span>
            </button></li>`)}</ul>`}`;
    },
    close: () => {
      globalThis.removeEventListener('drop', drop);
      globalThis.removeEventListener('dragover', over);
    },
  };
}

/**
 * Shows what was done to a lock as a file, to copy or to save.
 * @param {Bench} bench
 */
async function showSaved(bench) {
  const name = signal(scenarioName(bench.lock.peek()?.name ?? bench.id));
  const text = signal('');
  const dialog = document.createElement('dialog');
  dialog.className = 'saved';
  dialog.setAttribute('aria-labelledby', 'saved-title');
  document.body.append(dialog);
  const read = async () => {
    const got = await bench.act(async () => {
      const r = await api.raw('GET', bench.path + '/scenario', { query: { name: scenarioName(name.peek()) } });
      return r.text();
    });
    if (got === undefined) dialog.close();
    else text.value = got;
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text.peek());
      toast(t('compare.copied'));
    } catch {
      saveText(scenarioName(name.peek()) + '.yaml', 'application/yaml', text.peek());
    }
  };
  const end = effect(() => {
    render(html`
      <form method="dialog" @submit=${(/** @type {Event} */ e) => e.preventDefault()}>
        <h2 id="saved-title">${t('compare.saved')}</h2>
        <p class="quiet">${t('compare.saved-help')}</p>
        <div class="field"><label for="saved-name">${t('compare.saved-name')}</label>
          <input id="saved-name" maxlength="60" autocomplete="off" .value=${name.value} @change=${(/** @type {any} */ e) => { name.value = scenarioName(e.target.value); void read(); }}></div>
        <pre class="saved-text" tabindex="0" aria-label=${t('compare.saved')}>${text.value === '' ? t('compare.loading') : text.value}</pre>
        <div class="actions">
          <button type="button" class="btn" @click=${() => dialog.close()}>${t('core.close')}</button>
          <button type="button" class="btn" ?disabled=${text.value === ''} @click=${copy}>${t('compare.copy')}</button>
          <button type="button" class="btn btn-main" ?disabled=${text.value === ''}
            @click=${() => saveText(scenarioName(name.peek()) + '.yaml', 'application/yaml', text.peek())}>${t('compare.download')}</button>
        </div>
      </form>`, dialog);
  });
  dialog.addEventListener('close', () => {
    end();
    render(nothing, dialog);
    dialog.remove();
  });
  dialog.showModal();
  await read();
}
