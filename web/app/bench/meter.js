// The voltmeter of the bay: both rails with the lowest that was seen, and the
// temperature around the lock.
import { html, nothing } from '../core/html.js';
import { t, term } from '../core/text.js';
import { celsius, clock, volts } from '../core/units.js';

/** What a voltmeter does not show, in microvolts. */
const noiseUv = 1000;

/** @param {number} uv */
const clean = (uv) => volts(uv < noiseUv ? 0 : uv);

/**
 * @param {import('./live.js').Live} live
 * @param {import('../core/bench.js').Bench} bench
 * @param {{ celsius: number } | null} target where the temperature is going
 * @param {unknown} weather template of what changes it
 */
export function meter(live, bench, target, weather) {
  const r = live.reading.value;
  const low = live.lowest.value;
  /** @param {string} id @param {number | undefined} uv @param {number | undefined} lowest */
  const dial = (id, uv, lowest) => html`<div class="by-dial" data-rail=${id}>
    <span class="by-rail small">${term(id)}</span>
    <span class="by-volts num">${uv === undefined ? '–' : clean(uv)}</span>
    ${lowest === undefined ? nothing : html`<button type="button" class="by-low small num" title=${t('bench.bay.forget', { at: clock(low?.atNs ?? 0) })}
      aria-label=${t('bench.bay.lowest', { volts: clean(lowest) })} @click=${() => live.forgetLowest()}>↓ ${clean(lowest)}</button>`}</div>`;
  const bay = live.bay.value;
  const at = bay?.ambient_mc ?? bench.lock.value?.ambient_mc;
  return html`<div class="by-meter">
    ${dial('vbat', r?.vbatUv, low?.vbatUv)}${dial('vdd', r?.vddUv, low?.vddUv)}
    <div class="by-dial"><span class="by-rail small">${target ? t('bench.bay.towards', { celsius: celsius(target.celsius * 1000) }) : t('bench.bay.temperature')}</span>
      <span class="by-volts num">${at === undefined ? '–' : celsius(at)}</span>${weather}</div>
  </div>`;
}
