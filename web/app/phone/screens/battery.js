// The battery report of the lock, with units and in words.

import { html } from '../../core/html.js';
import { t } from '../../core/text.js';
import { amps, celsius, number, si, volts } from '../../core/units.js';
import { actionNames } from '../names.js';
import { fact, group, unread, word } from '../ui.js';

/** @param {import('../ui.js').Ui} ui */
export function batteryScreen(ui) {
  const b = ui.phone.battery.value;
  if (!b) return unread(ui, t('phone.battery.not-read'));
  const ran = b.lastAction !== 0;
  return html`
    ${group(html`
      ${fact(t('phone.battery.charge'), `${b.percent}\u00a0%`)}
      ${fact(t('phone.battery.now'), volts(b.millivolts * 1000))}
      ${fact(t('phone.battery.warning'), html`<span class=${b.critical ? 'app-warn' : ''}>${t(b.critical ? 'phone.battery.change' : 'phone.battery.good')}</span>`)}`)}
    ${group(ran ? html`
      ${fact(t('phone.battery.what'), word('action', actionNames.get(b.lastAction), b.lastAction))}
      ${fact(t('phone.battery.start'), volts(b.startMillivolts * 1000))}
      ${fact(t('phone.battery.lowest'), volts(b.lowestMillivolts * 1000))}
      ${fact(t('phone.battery.current'), amps(b.maxMilliamps * 1000))}
      ${fact(t('phone.battery.energy'), si(b.drainMilliwattSeconds / 1000, 'J'))}
      ${fact(t('phone.battery.resistance'), si(b.milliohms / 1000, 'Ω'))}
      ${fact(t('phone.battery.way'), `${number(b.distanceDegrees)}°`)}
      ${fact(t('phone.battery.temperature'), celsius(b.celsius * 1000))}` : html`<li class="app-row"><span class="app-label">${t('phone.battery.no-action')}</span></li>`, t('phone.battery.last'))}
    <div class="app-text"><button type="button" class="app-quiet" @click=${() => ui.ask()}>${t('phone.again')}</button></div>`;
}
