// Asks for a token when the server wants one.
import { api, ApiError, keepToken } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { effect } from '../core/state.js';
import { t } from '../core/text.js';

/**
 * @param {() => void} onToken a token was accepted: what was refused can be begun anew
 */
export function startTokenEntry(onToken) {
  let open = /** @type {HTMLDialogElement | null} */ (null);
  return effect(() => {
    if (!api.refused.value || open) return;
    open = ask(() => {
      open = null;
      onToken();
    });
  });
}

/** @param {() => void} done */
function ask(done) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'token-title');
  document.body.append(dialog);
  let wrong = api.hasToken ? t('core.token.wrong') : '';
  dialog.addEventListener('cancel', (e) => e.preventDefault()); // there is nothing to see behind it
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
    dialog.remove();
    done();
  };
  const draw = () => render(html`
    <form @submit=${submit}>
      <h2 id="token-title">${t('core.token.title')}</h2>
      <p class="quiet">${t('core.token.text')}</p>
      <div class="field"><label for="token-text">${t('core.token.label')}</label>
        <input id="token-text" name="token" type="password" autocomplete="current-password" required autofocus></div>
      ${wrong === '' ? nothing : html`<p role="alert" class="btn-danger">${wrong}</p>`}
      <div class="actions"><button type="submit" class="btn btn-main">${t('core.token.go')}</button></div>
    </form>`, dialog);
  draw();
  dialog.showModal();
  return dialog;
}
