// Small form fields: a choice, a figure with its unit, a length of time.
import { html, live, nothing } from '../core/html.js';

/** @param {Event} e */
const valueOf = (e) => /** @type {HTMLInputElement | HTMLSelectElement} */ (e.target).value;

/**
 * @param {string} label
 * @param {string} value
 * @param {readonly (readonly [string, string])[]} options value and text
 * @param {(value: string) => void} set
 * @param {string} [help]
 */
export function choose(label, value, options, set, help) {
  return html`<label class="bn-field" title=${help ?? ''}><span class="small quiet">${label}</span>
    <select .value=${live(value)} @change=${(/** @type {Event} */ e) => set(valueOf(e))}>
      ${options.map(([v, text]) => html`<option value=${v} ?selected=${v === value}>${text}</option>`)}</select></label>`;
}

/**
 * @param {string} label
 * @param {string} value
 * @param {{ min?: number, max?: number, hint?: string, unit?: string, help?: string, step?: string, needed?: boolean }} o
 * @param {(value: string) => void} set
 */
export function figure(label, value, o, set) {
  return html`<label class="bn-field" title=${o.help ?? ''}><span class="small quiet">${label}</span>
    <span class="bn-unit"><input type="number" inputmode="decimal" min=${o.min ?? nothing} max=${o.max ?? nothing} step=${o.step ?? 'any'} placeholder=${o.hint ?? ''}
      ?required=${o.needed} .value=${live(value)} @change=${(/** @type {Event} */ e) => set(valueOf(e))}>${o.unit ? html`<span class="small quiet">${o.unit}</span>` : nothing}</span></label>`;
}

/**
 * A text such as a length of time, '40ms'.
 * @param {string} label
 * @param {string} value
 * @param {{ hint?: string, help?: string, pattern?: string, needed?: boolean }} o
 * @param {(value: string) => void} set
 */
export function words(label, value, o, set) {
  return html`<label class="bn-field" title=${o.help ?? ''}><span class="small quiet">${label}</span>
    <input type="text" spellcheck="false" autocomplete="off" placeholder=${o.hint ?? ''} pattern=${o.pattern ?? nothing} ?required=${o.needed}
      .value=${live(value)} @change=${(/** @type {Event} */ e) => set(valueOf(e))}></label>`;
}

/**
 * @param {string} label
 * @param {boolean} value
 * @param {(value: boolean) => void} set
 * @param {string} [help]
 */
export function check(label, value, set, help) {
  return html`<label class="bn-check" title=${help ?? ''}><input type="checkbox" .checked=${live(value)}
    @change=${(/** @type {Event} */ e) => set(/** @type {HTMLInputElement} */ (e.target).checked)}><span class="small">${label}</span></label>`;
}
