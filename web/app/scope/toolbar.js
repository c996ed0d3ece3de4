// The controls above the screen of the scope.
import { html, nothing } from '../core/html.js';
import { lang, t } from '../core/text.js';
import { duration } from '../core/units.js';
import { openBelow } from '../shell/popover.js';

/**
 * @typedef {object} Controls
 * @property {string} id of this scope, for what refers to something
 * @property {boolean} following
 * @property {boolean} peer whether another scope says what is shown
 * @property {number} span
 * @property {boolean} cursors
 * @property {boolean} closeUp
 * @property {boolean} allLevels
 * @property {boolean} table
 * @property {() => void} follow
 * @property {(direction: 1 | -1) => void} zoom
 * @property {(share: number) => void} move
 * @property {(kind: 'reset' | 'lost-write', direction: 1 | -1) => void} jump
 * @property {() => void} toggleCursors
 * @property {() => void} toggleCloseUp
 * @property {() => void} toggleLevels
 * @property {() => void} toggleTable
 * @property {() => void} picture
 * @property {() => void} data
 */

/** @param {Controls} c */
export function toolbar(c) {
  void lang.value;
  const pressed = (/** @type {boolean} */ on) => (on ? 'true' : 'false');
  return html`
    <h2>${t('core.part.scope')}</h2>
    ${c.peer ? nothing : html`
    <button type="button" class="btn btn-small live" aria-pressed=${pressed(c.following)} title=${t('scope.live-help')} @click=${c.follow}>
      <span class="dot" aria-hidden="true"></span>${c.following ? t('scope.live') : t('scope.paused')}</button>
    <span class="knobs" role="group" aria-label=${t('scope.length')}>
      <button type="button" class="btn btn-small" aria-label=${t('scope.shorter')} title=${t('scope.shorter')} @click=${() => c.zoom(-1)}>+</button>
      <output class="num span">${duration(c.span)}</output>
      <button type="button" class="btn btn-small" aria-label=${t('scope.longer')} title=${t('scope.longer')} @click=${() => c.zoom(1)}>−</button>
    </span>
    <span class="knobs" role="group" aria-label=${t('scope.jump.reset')}>
      <button type="button" class="btn btn-small" aria-label=${t('scope.jump.reset-before')} title=${t('scope.jump.reset-before')} @click=${() => c.jump('reset', -1)}>‹</button>
      <span class="what">${t('scope.reset')}</span>
      <button type="button" class="btn btn-small" aria-label=${t('scope.jump.reset-after')} title=${t('scope.jump.reset-after')} @click=${() => c.jump('reset', 1)}>›</button>
    </span>
    <span class="knobs" role="group" aria-label=${t('scope.jump.lost')}>
      <button type="button" class="btn btn-small" aria-label=${t('scope.jump.lost-before')} title=${t('scope.jump.lost-before')} @click=${() => c.jump('lost-write', -1)}>‹</button>
      <span class="what">${t('scope.lost-write')}</span>
      <button type="button" class="btn btn-small" aria-label=${t('scope.jump.lost-after')} title=${t('scope.jump.lost-after')} @click=${() => c.jump('lost-write', 1)}>›</button>
    </span>`}
    <span class="spacer"></span>
    <button type="button" class="btn btn-small btn-quiet" aria-pressed=${pressed(c.cursors)} @click=${c.toggleCursors}>${t('scope.cursors')}</button>
    <button type="button" class="btn btn-small btn-quiet" aria-haspopup="dialog" @click=${(/** @type {Event} */ e) => more(e, c.id)}>${t('scope.more')}</button>
    <div popover id=${c.id} class="popover scope-more" role="dialog" aria-label=${t('scope.more')}>
      <label><input type="checkbox" .checked=${c.closeUp} @change=${c.toggleCloseUp}> ${t('scope.close-up')}</label>
      <label><input type="checkbox" .checked=${c.allLevels} @change=${c.toggleLevels}> ${t('scope.all-levels')}</label>
      <label><input type="checkbox" .checked=${c.table} @change=${c.toggleTable}> ${t('scope.as-table')}</label>
      <hr class="rule">
      <button type="button" class="btn btn-small" @click=${c.picture}>${t('core.picture.copy')}</button>
      <button type="button" class="btn btn-small" @click=${c.data}>${t('core.picture.data')}</button>
      <p class="quiet small">${t('scope.keys')}</p>
    </div>`;
}

/** @param {Event} e @param {string} id */
function more(e, id) {
  openBelow(document.getElementById(id), /** @type {HTMLElement} */ (e.currentTarget));
}
