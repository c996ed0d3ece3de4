// What an instructor does to a trainee's lock behind his back.
import { api } from '../core/api.js';
import { html } from '../core/html.js';
import { t } from '../core/text.js';
import { toast } from '../core/toast.js';

/** What can be injected: the words' key and the body of the request. */
const kinds = {
  'cells-out': { hand: 'cells-out' },
  'cells-in': { hand: 'cells-in' },
  knock: { hand: 'knock', for: '10ms' },
  cut: { hand: 'cut', for: '500ms' },
  sag: { lab: 'sag', volts: 1.9, for: '300ms' },
  cold: { lab: 'ambient', celsius: -10, for: '1m' },
  reset: { lab: 'reset' },
  'air-silent': { fault: { id: 'silent', kind: 'loss', loss: { permille: 1000 } } },
  'air-slow': { fault: { id: 'slow', kind: 'latency', latency: { delay: '400ms', jitter: '100ms' } } },
  clear: { clear: true },
};

/**
 * @param {(f: () => Promise<unknown>) => Promise<unknown>} act shows what goes wrong
 * @returns {(trainee: string) => unknown} the controls for one trainee
 */
export function injector(act) {
  /** @param {SubmitEvent} e @param {string} trainee */
  const send = (e, trainee) => {
    e.preventDefault();
    const kind = /** @type {keyof typeof kinds} */ (new FormData(/** @type {HTMLFormElement} */ (e.target)).get('kind'));
    act(async () => {
      await api.post('/training/trainees/' + encodeURIComponent(trainee) + '/inject', kinds[kind]);
      toast(t('training.inject.sent', { what: t('training.inject.' + kind) }));
    });
  };
  return (trainee) => html`
    <form class="row" @submit=${(/** @type {SubmitEvent} */ e) => send(e, trainee)}>
      <label for="inject-${trainee}">${t('training.inject.label')}</label>
      <select id="inject-${trainee}" name="kind">${Object.keys(kinds).map((k) => html`<option value=${k}>${t('training.inject.' + k)}</option>`)}</select>
      <button class="btn btn-small">${t('training.inject.go')}</button>
    </form>`;
}
