// The dialog that makes a lock.
import { api, ApiError } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { navigate } from '../core/route.js';
import { t } from '../core/text.js';
import { toast } from '../core/toast.js';
import { catalogue, guessOf } from './catalogue.js';

/** Opens it. */
export async function openCreate() {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'create-title');
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  let list;
  try {
    list = await catalogue();
  } catch (e) {
    dialog.remove();
    toast(e instanceof ApiError ? e.message : String(e), { kind: 'error' });
    return;
  }
  let wrong = '';
  const draw = () => render(html`
    <form method="dialog" @submit=${submit}>
      <h2 id="create-title">${t('core.create.title')}</h2>
      <div class="field"><label for="create-profile">${t('core.create.profile')}</label>
        <select id="create-profile" name="profile" @change=${draw}>${list.profiles.map((p) => html`<option value=${p.name}>${p.name}</option>`)}</select>
        <p class="help">${guessOf(dialog.querySelector('select')?.value ?? '')}</p></div>
      <div class="field"><label for="create-part">${t('core.create.part')}</label>
        <select id="create-part" name="part"><option value="">${t('core.create.own-part')}</option>
          ${list.parts.map((p) => html`<option value=${p.name}>${p.name}</option>`)}</select></div>
      <div class="field"><label for="create-board">${t('core.create.board')}</label>
        <select id="create-board" name="board"><option value="">${t('core.create.board-new')}</option><option value="68uF">${t('core.create.board-dry')}</option></select></div>
      <div class="field"><label for="create-name">${t('core.create.name')}</label>
        <input id="create-name" name="name" maxlength="80" autocomplete="off"><p class="help">${t('core.create.name-help')}</p></div>
      <div class="field"><label for="create-seed">${t('core.create.seed')}</label>
        <input id="create-seed" name="seed" inputmode="numeric" pattern="[0-9]{1,15}" autocomplete="off"><p class="help">${t('core.create.seed-help')}</p></div>
      ${wrong === '' ? nothing : html`<p role="alert" class="btn-danger">${wrong}</p>`}
      <div class="actions">
        <button type="button" class="btn" @click=${() => dialog.close()}>${t('core.cancel')}</button>
        <button type="submit" class="btn btn-main">${t('core.create.go')}</button>
      </div>
    </form>`, dialog);

  const submit = async (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (e.target));
    const text = (/** @type {string} */ name) => String(form.get(name) ?? '').trim();
    /** @type {Record<string, unknown>} */
    const spec = { profile: text('profile') };
    if (text('part') !== '') spec.part = text('part');
    if (text('name') !== '') spec.name = text('name');
    if (text('seed') !== '') spec.seed = Number(text('seed'));
    if (text('board') !== '') spec.board = { bulk: text('board') };
    try {
      const lock = await api.post('/locks', spec);
      dialog.close();
      toast(t('core.create.made', { name: lock.name }));
      navigate({ lock: lock.id, at: null, window: null, selection: null });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      wrong = error.message;
      draw();
    }
  };
  draw();
  draw(); // the help below the first choice shows what was chosen
  dialog.showModal();
}
