// The first screen of the app: how the lock is, and the buttons that turn its bolt.

import { html, nothing, svg } from '../../core/html.js';
import { t } from '../../core/text.js';
import { clock } from '../../core/units.js';
import { lockStates } from '../names.js';
import { group, link, word } from '../ui.js';

/** @typedef {import('../ui.js').Ui} Ui */

/** How a state of the lock looks. @type {Record<string, 'closed' | 'open' | 'moving' | 'trouble'>} */
const looks = {
  locked: 'closed', unlocked: 'open', 'lock-n-go': 'open', unlatched: 'open', unlocking: 'moving', locking: 'moving', unlatching: 'moving',
  calibrating: 'moving', 'boot-run': 'moving', blocked: 'trouble', undefined: 'trouble', uncalibrated: 'trouble',
};

/** @param {'closed' | 'open' | 'moving' | 'trouble' | 'unknown'} look */
const picture = (look) => svg`
  <svg viewBox="0 0 120 120" aria-hidden="true">
    <circle class="ring" cx="60" cy="60" r="54"></circle>
    ${look === 'moving' ? svg`<circle class="turn" cx="60" cy="60" r="54" pathLength="100"></circle>` : nothing}
    <g class="padlock">
      <path d=${look === 'open' ? 'M46 56V44a14 14 0 0 1 27-5' : 'M46 56V44a14 14 0 0 1 28 0v12'} fill="none"></path>
      <rect x="40" y="55" width="40" height="30" rx="5"></rect>
    </g>
    ${look === 'trouble' || look === 'unknown' ? svg`<text class="mark" x="60" y="77" text-anchor="middle">${look === 'trouble' ? '!' : '?'}</text>` : nothing}
  </svg>`;

/** @param {Ui} ui */
export function homeScreen(ui) {
  const p = ui.phone;
  const s = p.states.value;
  const name = s ? lockStates.get(s.lock) : undefined;
  const look = looks[name ?? ''] ?? 'unknown';
  const fresh = p.link.value === 'connected';
  const task = p.task.value;
  const turning = task === 'unlock' || task === 'lock' || task === 'unlatch';
  const action = (/** @type {'unlock' | 'lock' | 'unlatch'} */ what, /** @type {string} */ kind) => html`
    <button type="button" class=${kind} aria-disabled=${turning} @click=${() => turning || p.act(what)}>${t('phone.action.' + what)}</button>`;
  return html`
    <div class="app-state" data-look=${look} data-fresh=${fresh}>
      ${picture(look)}
      <p class="app-lead" aria-live="polite">${s ? word('state', name, s.lock) : t('phone.home.unknown')}</p>
      <p class="app-asof num">${s ? (fresh ? t('phone.home.door.x' + (s.door === 2 || s.door === 3 ? s.door : 0)) : t('phone.home.as-of', { time: clock(p.statesAtNs.value, { digits: 0 }) })) : t('phone.home.not-asked')}</p>
    </div>
    <div class="app-actions">
      ${action('unlock', look === 'open' ? 'app-second' : 'app-main')}
      ${action('lock', look === 'open' ? 'app-main' : 'app-second')}
      ${action('unlatch', 'app-quiet')}
    </div>
    ${group(html`
      ${s ? link(ui, 'battery', t('phone.battery.title'), html`<span class=${s.critical ? 'app-warn' : 'num'}>${s.critical ? t('phone.battery.change') : `${s.percent}\u00a0%`}</span>`) : nothing}
      ${p.credentials.value?.pinSet ? nothing : link(ui, 'pin', t('phone.pin.title'), t('phone.pin.none-yet'))}`)}`;
}
