// A readout of the memory of a lock that denies its PIN: which values its remains allow, how
// many tries each needs, and what a factory reset would destroy.
import { api } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { effect, signal, untracked } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { bytes, duration, number, percent } from '../core/units.js';
import { catalogue } from '../shell/catalogue.js';
import { Asking, inWords, shown } from './ask.js';
import { dateTime } from './words.js';

/** @typedef {import('./model.js').Schemas} Schemas */

/** How many values are listed. */
const most = 20;
/** The memory that the firmware profiles have. */
const usual = 'nrf52840';

/**
 * @param {HTMLElement} host
 * @param {import('./one.js').One} one
 * @returns {() => void}
 */
export function mountWayOut(host, one) {
  const asking = /** @type {Asking<Schemas['RemainsWayOut']>} */ (new Asking());
  const parts = signal(/** @type {string[]} */ ([]));
  const wrong = signal('');
  const sending = signal(false);
  /** Whether a sidecar goes with the image. */
  const beside = signal(false);
  catalogue().then((c) => { parts.value = c.parts.map((p) => p.name); }).catch((e) => { wrong.value = inWords(e); });
  const ask = () => { void asking.run((signal) => api.get(one.path + '/wayout', { query: { most }, signal })); };
  const send = async (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const f = new FormData(/** @type {HTMLFormElement} */ (e.target));
    const file = /** @type {File} */ (f.get('image'));
    const side = /** @type {File} */ (f.get('side'));
    if (sending.peek() || file.size === 0) return;
    sending.value = true;
    wrong.value = '';
    try {
      await api.raw('PUT', one.path + '/image', { query: { part: String(f.get('part')), ...(side.size > 0 ? { sidecar_bytes: side.size, seed: String(f.get('seed')) } : {}) }, body: new Blob([file, side]), type: 'application/octet-stream' });
      ask();
      void one.refresh();
    } catch (error) {
      wrong.value = inWords(error);
    }
    sending.value = false;
  };
  const form = (/** @type {Schemas['TwinImageNote'] | null} */ image) => html`<form class="twin-controls no-print" @submit=${send}>
    <label class="field"><span class="label">${t('twin.wayout.file')}</span><input type="file" name="image" required accept=".bin,.hex,.ihex,application/octet-stream"></label>
    <label class="field"><span class="label">${t('twin.wayout.part')}</span><select name="part">${parts.value.map((p) => html`<option value=${p} ?selected=${p === (image?.part ?? usual)}>${p}</option>`)}</select></label>
    <label class="field"><span class="label">${t('twin.wayout.side')}</span><input type="file" name="side" accept=".side,application/octet-stream" @change=${(/** @type {any} */ e) => { beside.value = e.target.files.length > 0; }}></label>
    ${beside.value ? html`<label class="field"><span class="label">${t('twin.wayout.seed')}</span><input type="number" name="seed" min="0" step="1" required value="1"></label>` : nothing}
    <button type="submit" class=${image === null ? 'btn btn-main' : 'btn'} ?disabled=${sending.value}>${t(image === null ? 'twin.wayout.send' : 'twin.wayout.replace')}</button>
    ${sending.value ? html`<progress aria-label=${t('twin.wayout.sending')}></progress>` : nothing}</form>`;

  const end = effect(() => {
    void lang.value;
    const image = one.twin()?.image ?? null;
    render(html`<p class="twin-intro">${t('twin.wayout.intro')}</p>
      ${form(image)}
      ${wrong.value === '' ? nothing : html`<p role="alert" class="btn-danger">${wrong.value}</p>`}
      <p class="quiet small">${image === null ? t('twin.wayout.careful') : t('twin.wayout.kept', { size: bytes(image.bytes), part: image.part, at: dateTime(image.put_ms) }) + ' ' + t('twin.wayout.careful')}</p>
      ${shown(asking.now, wayOut, { busy: t('twin.wayout.busy'), again: ask })}`, host);
  });
  if (untracked(() => one.twin()?.image)) ask();
  return () => {
    end();
    asking.stop();
    render(nothing, host);
  };
}

/** @param {Schemas['RemainsWayOut']} w */
function wayOut(w) {
  return html`
    <p class="twin-lead">${lead(w)}</p>
    <p>${t('twin.wayout.now', { starts: w.now.starts, parts: starts(w.now) })} ${t(w.trying.helps ? 'twin.wayout.try' : 'twin.wayout.no-try')} <span lang="en">${w.trying.why}</span></p>
    <p>${w.lock_out.wrong_pins > 0 ? t('twin.wayout.lock-out', { n: w.lock_out.wrong_pins, time: duration(w.lock_out.seconds * 1e9), all: duration(w.lock_out.all_seconds * 1e9) }) : nothing}</p>
    ${candidates(w)}
    <div class="twin-columns"><section class="twin-part twin-reset"><h2>${t('twin.wayout.destroys')}</h2><p lang="en">${w.reset.how}</p>
        <ul class="dots" lang="en">${w.reset.destroys.map((d) => html`<li>${d}</li>`)}</ul>
        ${w.reset.keeps.length === 0 ? nothing : html`<h3>${t('twin.wayout.keeps')}</h3><ul class="dots" lang="en">${w.reset.keeps.map((d) => html`<li>${d}</li>`)}</ul>`}</section>
      <section class="twin-part"><h2>${t('twin.wayout.remains')}</h2><p class="quiet small">${t('twin.wayout.read-by', { profile: w.profile, bits: number(Math.round(w.bits_known * 100) / 100) })}</p>
        ${w.remains.length === 0 ? html`<p>${t('twin.wayout.no-remains')}</p>` : html`<ul class="dots small" lang="en">${w.remains.map((p) => html`<li>${p.why}</li>`)}</ul>`}
        ${w.now.refused.length === 0 ? nothing : html`<h3>${t('twin.wayout.refused')}</h3><ul class="dots small" lang="en">${w.now.refused.map((r) => html`<li>${r}</li>`)}</ul>`}
        ${w.assumptions.length === 0 ? nothing : html`<h3>${t('twin.notes')}</h3><ul class="dots small" lang="en">${w.assumptions.map((a) => html`<li>${a}</li>`)}</ul>`}</section></div>`;
}

/** How the starts ended, without what did not happen. @param {Schemas['RemainsNow']} n */
function starts(n) {
  return /** @type {const} */ ([['custom', n.custom], ['denied', n.denied], ['none-set', n.no_pin], ['failed', n.failed]])
    .filter(([, count]) => count > 0).map(([key, count]) => t('twin.wayout.' + key, { n: count })).join(', ');
}

/** What it comes to, in a sentence. @param {Schemas['RemainsWayOut']} w */
function lead(w) {
  const best = w.candidates[0];
  if (w.only_reset) return t('twin.wayout.only-reset');
  if (best && best.taken_at_share > 0) return t('twin.wayout.takes', { pin: pin(best.pin), share: percent(Math.round(best.taken_at_share * 100) / 100) });
  if (best) return t('twin.wayout.best', { pin: pin(best.pin), share: percent(Math.round(best.probability * 1000) / 1000) });
  return t(w.now.no_pin > 0 ? 'twin.wayout.no-pin' : 'twin.wayout.no-value');
}

/** @param {number} n */
const pin = (n) => String(n).padStart(4, '0');

/** @param {Schemas['RemainsWayOut']} w */
function candidates(w) {
  // Values of which the remains say nothing are only in the way.
  const told = w.candidates.filter((c) => c.taken_at_share > 0 || c.why.length > 0 || c.probability >= 0.001);
  const unlisted = 1 - told.reduce((sum, c) => sum + c.probability, 0);
  if (told.length === 0) return nothing;
  return html`<section class="twin-part"><h2>${t('twin.wayout.values')}</h2>
    <div class="table-frame" tabindex="0" role="group" aria-label=${t('twin.wayout.values')}><table class="twin-table">
      <thead><tr><th scope="col" class="figure">${t('twin.wayout.rank')}</th><th scope="col">${t('twin.wayout.value')}</th><th scope="col" class="figure">${t('twin.wayout.probability')}</th><th scope="col" class="figure">${t('twin.wayout.taken')}</th><th scope="col" class="figure">${t('twin.wayout.attempts')}</th><th scope="col" class="figure">${t('twin.wayout.time')}</th><th scope="col">${t('twin.wayout.why')}</th></tr></thead>
      <tbody>${told.map((c) => html`<tr><td class="figure num">${c.rank}</td><th scope="row" class="mono">${pin(c.pin)}</th><td class="figure num">${percent(Math.round(c.probability * 1000) / 1000)}</td><td class="figure num">${percent(Math.round(c.taken_at_share * 100) / 100)}</td>
        <td class="figure num">${number(c.attempts, { figures: 9 })}</td><td class="figure num">${c.seconds > 0 ? duration(c.seconds * 1e9) : '–'}</td><td class="wrap small" lang="en">${c.why.join('; ')}</td></tr>`)}</tbody>
    </table></div>${unlisted > 0.0005 ? html`<p class="quiet small">${t('twin.wayout.unlisted', { share: percent(Math.round(unlisted * 1000) / 1000) })}</p>` : nothing}</section>`;
}
