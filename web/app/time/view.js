// The time of a lock: its clock, pause, step, speed, and running on to a point.
import { api, ApiError } from '../core/api.js';
import { html, live, nothing, render } from '../core/html.js';
import { computed, effect, signal } from '../core/state.js';
import { t, term } from '../core/text.js';
import { announce, toast } from '../core/toast.js';
import { clock, duration } from '../core/units.js';
import { openBelow } from '../shell/popover.js';
import { clockDigits, lastReset, speeds, spoken } from './model.js';

/** @typedef {import('../core/bench.js').Bench} Bench */

/** The clock is drawn anew this often, in milliseconds. */
const drawMs = 90;

/** How far the menu runs time on, as the API writes it. */
const stretches = ['1s', '1m', '1h', '24h', '7d', '28d'];
/** What the menu waits for: names of events. */
const goals = ['erase-begin', 'program-done', 'pof-falling', 'reset-brown-out', 'motor-start', 'bolt-rests'];

let numbers = 0;

/**
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @returns {() => void}
 */
export function mountTime(host, bench) {
  const id = 'run-on-' + ++numbers;
  const busy = signal('');
  /** The speed before a pause; the server keeps it too, but shows it only while time runs. */
  const before = signal('1x');
  const paused = computed(() => bench.lock.value?.speed === 'paused');
  const reset = computed(() => {
    void bench.events.list.value;
    return lastReset(bench.events.all());
  });

  /** @param {string} what @param {() => Promise<any>} f */
  const turn = async (what, f) => {
    if (busy.peek() !== '') return;
    busy.value = what;
    const row = await bench.act(f);
    busy.value = '';
    await bench.refresh();
    if (row && what !== 'speed') announce(t('time.now-at', { at: clock(row.sim_ns, { digits: 3 }) }));
  };
  const pause = () => turn('pause', () => bench.both(paused.peek() ? '/time/resume' : '/time/pause'));
  const step = () => turn('step', async () => {
    if (!paused.peek()) await bench.both('/time/pause');
    try {
      return await bench.both('/time/step');
    } catch (e) {
      if (!(e instanceof ApiError) || e.kind !== 'not-reached') throw e;
      toast(t('time.nothing-due'));
      return undefined;
    }
  });
  const setSpeed = (/** @type {string} */ speed) => turn('speed', async () => {
    const all = [bench, ...bench.hands.peek()].map((b) => api.patch(b.path, { speed }));
    return (await Promise.all(all))[0];
  });
  const run = (/** @type {object} */ body) => {
    menu()?.hidePopover();
    return turn('run', () => bench.both('/time/run', body));
  };
  const menu = () => document.getElementById(id);

  const ends = [
    effect(() => {
      const speed = bench.lock.value?.speed;
      if (speed && speed !== 'paused') before.value = speed;
    }),
    effect(() => {
      const lock = bench.lock.value;
      const off = lock === null || busy.value !== '' || bench.connection.value !== 'live' || lock.state === 'failed';
      const shown = speeds.includes(before.value) ? speeds : [...speeds, before.value];
      render(html`
        <div class="time">
          <button type="button" class="btn time-pause" data-tour="pause" ?disabled=${off} @click=${pause}>
            <span class="time-icon" aria-hidden="true" data-icon=${paused.value ? 'run' : 'pause'}></span>${t(paused.value ? 'time.run' : 'time.pause')}</button>
          <button type="button" class="btn" ?disabled=${off} @click=${step} data-tip=${t('time.step-help')} aria-description=${t('time.step-help')}>
            <span class="time-icon" aria-hidden="true" data-icon="step"></span>${t('time.step')}</button>
          <label class="visually-hidden" for=${id + '-speed'}>${t('time.speed')}</label>
          <select id=${id + '-speed'} class="num" ?disabled=${off} .value=${live(before.value)}
            @change=${(/** @type {any} */ e) => setSpeed(e.target.value)}>
            ${shown.map((s) => html`<option value=${s} ?selected=${s === before.value}>${spoken(s)}</option>`)}
          </select>
          <button type="button" class="btn" ?disabled=${off} aria-haspopup="dialog" @click=${(/** @type {any} */ e) => openBelow(menu(), e.currentTarget)}>
            ${t(busy.value === 'run' ? 'time.running' : 'time.run-on')}</button>
          <span class="time-clock mono" data-tip=${t('time.clock-help')} tabindex="0" role="timer" aria-label=${t('time.clock')}></span>
          <span class="time-reset quiet small">${reset.value === null ? nothing : sinceReset()}</span>
          <div popover id=${id} class="popover" role="dialog" aria-label=${t('time.run-on')}>
            <p class="small quiet">${t('time.run-for')}</p>
            <div class="row">${stretches.map((s) => html`<button type="button" class="btn btn-small num" @click=${() => run({ for: s })}>${t('time.stretch.' + s)}</button>`)}</div>
            <p class="small quiet">${t('time.run-until')}</p>
            <ul>${goals.map((g) => html`<li><button type="button" class="btn btn-quiet" @click=${() => run({ event: g })}>${t('time.goal.' + g)}</button></li>`)}</ul>
            ${bench.moment.value !== null && bench.moment.value > bench.nowNs() ? html`
              <button type="button" class="btn btn-small" @click=${() => run({ at_ns: bench.moment.peek() })}>${t('time.to-moment', { at: clock(bench.moment.value) })}</button>` : nothing}
          </div>
        </div>`, host);
      tick();
    }),
  ];

  /** Writes the clock without going through the template: this happens all the time. */
  function tick() {
    const face = host.querySelector('.time-clock');
    if (!face || bench.lock.peek() === null) return;
    const now = bench.nowNs();
    const speed = bench.lock.peek()?.speed ?? 'paused';
    put(face, clock(now, { digits: clockDigits(speed) }));
    const since = host.querySelector('.time-since');
    const at = reset.peek();
    if (since && at !== null) put(since, duration(Math.floor((now - at) / 1e8) * 1e8));
  }
  const timer = setInterval(() => {
    if (!document.hidden && bench.clock.running) tick();
  }, drawMs);
  return () => {
    clearInterval(timer);
    for (const end of ends) end();
    render(nothing, host);
  };
}

/** How long ago the last reset was; the time itself is written by the clock. */
function sinceReset() {
  return t('time.since', { reset: '|reset|', time: '|time|' }).split('|').map((part) =>
    part === 'reset' ? term('reset', t('time.reset')) : part === 'time' ? html`<span class="num time-since"></span>` : part);
}

/**
 * @param {Element} el
 * @param {string} text
 */
function put(el, text) {
  if (el.textContent !== text) el.textContent = text;
}
