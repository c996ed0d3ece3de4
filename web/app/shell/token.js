// Asks for a token when the server wants one.
import { api, ApiError, keepToken } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { route } from '../core/route.js';
import { effect, untracked } from '../core/state.js';
import { t } from '../core/text.js';

/** @type {HTMLDialogElement | null} */
let open = null;

/**
 * Asks by itself on pages that show nothing without a token. In a training whoever
 * has a code needs none.
 */
export function startTokenEntry() {
  return effect(() => {
    if (api.refused.value && route.value.page !== 'training') untracked(() => askForToken(false));
  });
}

/**
 * Asks for a token.
 * @param {boolean} [mayCancel] false: there is nothing to see behind the question
 */
export function askForToken(mayCancel = true) {
  if (open) return;
  const dialog = document.createElement('dialog');
  open = dialog;
  dialog.setAttribute('aria-labelledby', 'token-title');
  document.body.append(dialog);
  let wrong = api.hasToken ? t('core.token.wrong') : '';
  dialog.addEventListener('cancel', (e) => { if (!mayCancel) e.preventDefault(); });
  dialog.addEventListener('close', () => {
    open = null;
    dialog.remove();
  });
  const submit = async (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const token = String(new FormData(/** @type {HTMLFormElement} */ (e.target)).get('token')).trim();
    keepToken(token);
    try {
      await api.get('/locks', { query: { limit: 1 } });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status !== 403) {
        wrong = error.status === 401 ? t('core.token.wrong') : error.message;
        draw();
        return;
      }
    }
    dialog.close();
  };
  const draw = () => render(html`
    <form @submit=${submit}>
      <h2 id="token-title">${t('core.token.title')}</h2>
      <p class="quiet">${t('core.token.text')}</p>
      <div class="field"><label for="token-text">${t('core.token.label')}</label>
        <input id="token-text" name="token" type="password" autocomplete="current-password" required autofocus></div>
      ${wrong === '' ? nothing : html`<p role="alert" class="btn-danger">${wrong}</p>`}
      <div class="actions">${mayCancel ? html`<button type="button" class="btn" @click=${() => dialog.close()}>${t('core.cancel')}</button>` : nothing}
        <button type="submit" class="btn btn-main">${t('core.token.go')}</button></div>
    </form>`, dialog);
  draw();
  dialog.showModal();
}
