// How the states of pages and words are drawn: a colour and, as a second sign, a
// pattern each. One square is the same thing in the map, in a word grid and in the legend.
import { html, nothing, svg } from '../core/html.js';
import { t, term } from '../core/text.js';

/** Names of the states as classes and in the texts. @type {Record<string, string>} */
const names = { erased: 'erased', programmed: 'programmed', 'in flight': 'flight', marginal: 'marginal', worn: 'worn' };

/** @param {string} state as the server names it */
export function stateName(state) {
  return names[state] ?? 'erased';
}

/** @param {string} state */
export function stateText(state) {
  return t('flash.state.' + stateName(state));
}

let pictures = 0;

/** An id that no other picture of the page has. */
export function pictureId() {
  return `flash-${++pictures}`;
}

/**
 * Patterns that a picture refers to.
 * @param {string} id of the picture
 */
export function patterns(id) {
  return svg`<defs>
    <pattern id="${id}-marginal" width="6" height="6" patternUnits="userSpaceOnUse"><path class="hatch" d="M0 4.5 1.5 1.5 3 4.5 4.5 1.5 6 4.5"/></pattern>
    <pattern id="${id}-flight" width="5" height="5" patternUnits="userSpaceOnUse"><path class="hatch" d="M-1 1 1-1M0 5 5 0M4 6 6 4"/></pattern>
    <pattern id="${id}-worn" width="6" height="6" patternUnits="userSpaceOnUse"><path class="hatch" d="M1 1 5 5M5 1 1 5"/></pattern>
  </defs>`;
}

/**
 * How dark a square is for how much of it is programmed.
 * @param {string} state
 * @param {number} fill 0 to 1
 */
export function shade(state, fill) {
  switch (state) {
    case 'erased': return 0;
    case 'programmed': return Math.round((0.3 + 0.7 * Math.sqrt(fill)) * 100) / 100;
    default: return Math.round((0.55 + 0.45 * fill) * 100) / 100;
  }
}

/**
 * The inside of a square.
 * @param {string} id of the picture
 * @param {{ state: string, fill: number, size: number, done?: number, changed?: boolean }} o size in pixels; done: of the operation in flight
 */
export function square(id, { state, fill, size, done, changed = false }) {
  const name = stateName(state);
  const s = size - 1;
  return svg`<rect class="base" width=${s} height=${s} rx="1"/>
    ${state === 'erased' ? nothing : svg`<rect class="ink ${name}" width=${s} height=${s} rx="1" fill-opacity=${shade(state, fill)}/>`}
    ${name === 'marginal' || name === 'flight' || name === 'worn' ? svg`<rect width=${s} height=${s} rx="1" fill="url(#${id}-${name})"/>` : nothing}
    ${name === 'flight' ? svg`<rect class="ants" x="0.5" y="0.5" width=${s - 1} height=${s - 1} rx="1"/>` : nothing}
    ${done === undefined ? nothing : svg`<rect class="done" y=${s - Math.max(2, size / 10)} width=${Math.max(1, s * done)} height=${Math.max(2, size / 10)}/>`}
    ${changed ? svg`<path class="changed" d="M${s} 0V${Math.max(5, size / 5)}L${s - Math.max(5, size / 5)} 0Z"/>` : nothing}`;
}

/**
 * What the squares mean.
 * @param {string} id of a picture for the patterns
 * @param {{ changed?: boolean, worn?: boolean }} [o] what is explained only when it is there
 */
export function legend(id, { changed = false, worn = true } = {}) {
  /** @type {[string, string][]} */
  const all = [['erased', 'erase'], ['programmed', 'program'], ['in flight', 'in-flight'], ['marginal', 'marginal']];
  if (worn) all.push(['worn', 'worn']);
  return html`<ul class="legend">
    ${all.map(([state, about]) => html`<li><svg class="squares" width="13" height="13" viewBox="0 0 13 13" aria-hidden="true">${square(id, { state, fill: state === 'marginal' ? 0.8 : 0.5, size: 13 })}</svg>${term(about, stateText(state))}</li>`)}
    ${changed ? html`<li><svg class="squares" width="13" height="13" viewBox="0 0 13 13" aria-hidden="true">${square(id, { state: 'programmed', fill: 0.2, size: 13, changed: true })}</svg>${t('flash.changed')}</li>` : nothing}
  </ul>`;
}
