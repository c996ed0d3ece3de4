// The lock: drawn as it stands, with what a hand does to knob, button and door.
import { html, render, svg, nothing } from '../core/html.js';
import { effect, signal, computed } from '../core/state.js';
import { t } from '../core/text.js';
import { duration, number, percent } from '../core/units.js';
import { calm, post, send } from './act.js';
import { grip, knob, lockDrawing, place, placeLight, placePress, placeWish, pressed, size } from './drawing.js';
import { liveOf } from './live.js';
import { Follower, HandTurn, stateOf, throwOf } from './pose.js';
import { fullTurn, quarter, Touch, turnOfKey } from './turning.js';

/** @typedef {import('../core/bench.js').Bench} Bench */

/** A press that opens the lock for pairing, as long as a hand takes to be sure of it. */
const longPressMs = 5200;
const shortPressMs = 200;
/** From here on the lock may be paired with. */
const pairingNs = 5e9;
/** A pointer that stays down so long begins a long press. */
const holdMs = 450;

let mounts = 0;

/** A whole number with a real minus. @param {number} n */
const minus = (n) => String(n).replace('-', '\u2212');

/**
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @returns {() => void} unmounts it
 */
export function mountLock(host, bench) {
  const id = `lock${++mounts}`;
  const live = liveOf(bench);
  const follower = new Follower();
  /** @type {Touch | null} */
  let touch = null;
  /** The turn of a hand that is under way. @type {HandTurn | null} */
  let turning = null;
  let hold = 0;
  let frame = 0;
  /** A press under way: since when and until when, in simulated time. */
  const press = signal(/** @type {{ fromNs: number, toNs: number } | null} */ (null));
  /** Whole percent, so that words change seldom. */
  const degrees = computed(() => Math.round((live.reading.value?.keyMdeg ?? bench.lock.value?.key_mdeg ?? 0) / 1000));

  const state = computed(() => {
    const row = bench.lock.value;
    if (!row) return null;
    const bay = live.bay.value;
    return stateOf(row, { core: live.core.value, resets: live.resets.value, nowNs: live.reading.value?.atNs ?? row.sim_ns, fed: bay?.fed ?? row.battery.in });
  });
  const word = computed(() => state.value?.word ?? '');
  const tone = computed(() => state.value?.tone ?? 'calm');
  const dark = computed(() => tone.value === 'dead');

  /** @param {number} by degrees, positive towards locked @param {number} [overMs] */
  const turn = async (by, overMs) => {
    // The API counts angles that unlock as positive.
    const m = await post(bench, '/hands/turn-key', { degrees: -by, ...(overMs === undefined ? {} : { over: `${overMs}ms` }) });
    if (!m) return;
    turning = new HandTurn(follower.at(performance.now()), by * 1000, m.sim_ns, (overMs ?? Math.max(10, Math.abs(by) / 0.36)) * 1e6);
    animate();
  };
  /** @param {number} ms */
  const push = async (ms) => {
    const m = await post(bench, '/hands/press-button', { for: `${ms}ms` });
    if (m) {
      press.value = { fromNs: m.sim_ns, toNs: m.sim_ns + ms * 1e6 };
      animate();
    }
  };
  const door = () => send(bench, 'put', '/hands/door', { to: bench.lock.peek()?.door === 'open' ? 'closed' : 'open' });

  // What moves is placed without drawing anything else anew.
  const root = () => host.querySelector('.lk-svg');
  const step = () => {
    frame = 0;
    const r = root();
    if (!r) return;
    const now = performance.now();
    const mdeg = turning?.at(bench.nowNs()) ?? follower.at(now);
    if (turning?.over(bench.nowNs())) turning = null;
    place(r, { degrees: mdeg / 1000, ...throwOf(mdeg) });
    placeWish(r, touch?.dragged ? mdeg / 1000 + touch.degrees : null);
    const p = press.peek();
    if (p) {
      const at = Math.min(bench.nowNs(), p.toNs) - p.fromNs;
      placePress(r, Math.min(1, at / pairingNs));
      const said = host.querySelector('.lk-pressed');
      if (said) said.textContent = t('bench.lock.pressed', { time: number(Math.max(0, at) / 1e9, { figures: 2 }) });
      if (bench.nowNs() > p.toNs + 0.6e9) press.value = null;
    } else {
      placePress(r, 0);
    }
    if (!follower.resting(now) || touch?.dragged || (press.peek() || turning) && bench.clock.running) animate();
  };
  function animate() { frame ||= requestAnimationFrame(step); }

  /** @param {PointerEvent} e */
  const point = (e) => {
    const box = /** @type {Element} */ (root()).getBoundingClientRect();
    return { x: (e.clientX - box.left) * size.width / box.width, y: (e.clientY - box.top) * size.height / box.height };
  };
  const onKnob = {
    down: (/** @type {PointerEvent} */ e) => {
      if (e.button !== 0) return;
      /** @type {Element} */ (e.currentTarget).setPointerCapture(e.pointerId);
      touch = new Touch(point(e), e.timeStamp);
    },
    move: (/** @type {PointerEvent} */ e) => {
      touch?.move(point(e));
      const g = /** @type {Element} */ (e.currentTarget);
      const back = point(e).x < knob.x;
      g.classList.toggle('lk-aim-back', back);
      g.classList.toggle('lk-aim-on', !back);
      if (touch) animate();
    },
    up: (/** @type {PointerEvent} */ e) => {
      if (!touch) return;
      const { degrees: by, overMs } = touch.end(e.timeStamp, e.shiftKey);
      touch = null;
      turn(by, overMs);
      animate();
    },
    cancel: () => {
      touch = null;
      animate();
    },
    leave: (/** @type {PointerEvent} */ e) => /** @type {Element} */ (e.currentTarget).classList.remove('lk-aim-back', 'lk-aim-on'),
    key: (/** @type {KeyboardEvent} */ e) => {
      const by = e.altKey || e.ctrlKey || e.metaKey ? null : turnOfKey(e.key, e.shiftKey);
      if (by === null) return;
      e.preventDefault();
      turn(by);
    },
  };
  const onButton = {
    down: (/** @type {PointerEvent} */ e) => {
      if (e.button !== 0) return;
      hold = Number(setTimeout(() => {
        hold = 0;
        push(longPressMs);
      }, holdMs));
    },
    up: () => {
      if (hold === 0) return;
      clearTimeout(hold);
      hold = 0;
      push(shortPressMs);
    },
    cancel: () => {
      clearTimeout(hold);
      hold = 0;
    },
    click: (/** @type {MouseEvent} */ e) => {
      if (e.detail === 0) push(shortPressMs); // without a pointer: a screen reader
    },
    key: (/** @type {KeyboardEvent} */ e) => {
      if (e.key !== 'Enter' && e.key !== ' ' || e.repeat) return;
      e.preventDefault();
      push(e.shiftKey ? longPressMs : shortPressMs);
    },
  };

  const drawing = () => {
    const row = bench.lock.value;
    return lockDrawing({
      id, open: row?.door === 'open', dead: dark.value, blocked: word.value === 'motor-blocked',
      low: dark.value || row?.battery.critical === true,
      knob: svg`<g class="lk-knob" role="slider" tabindex="0" aria-label=${t('bench.lock.knob')} aria-valuemin="-85" aria-valuemax="730"
        aria-valuenow=${degrees.value} aria-valuetext=${`${degrees.value}°, ${t('bench.bolt.' + (row?.bolt ?? 'between'))}`}
        @pointerdown=${onKnob.down} @pointermove=${onKnob.move} @pointerup=${onKnob.up} @pointercancel=${onKnob.cancel} @pointerleave=${onKnob.leave}
        @keydown=${onKnob.key}><title>${t('bench.lock.knob-help')}</title>${grip(id)}</g>`,
      press: svg`<g class="lk-push" role="button" tabindex="0" aria-label=${t('bench.lock.button')}
        @pointerdown=${onButton.down} @pointerup=${onButton.up} @pointerleave=${onButton.cancel} @pointercancel=${onButton.cancel}
        @click=${onButton.click} @keydown=${onButton.key}><title>${t('bench.lock.button-help')}</title>${pressed()}</g>`,
    });
  };

  const captions = () => {
    const row = bench.lock.value;
    const bay = live.bay.value;
    if (!row) return html`<p class="lk-word quiet">${t('bench.lock.loading')}</p>`;
    const light = bay?.light_permille ?? 0;
    return html`
      <div class="lk-state" data-tone=${tone.value}>
        <p class="lk-word" role="status">${t('bench.state.' + word.value)}${row.state === 'paused' ? html`<span class="lk-still">${t('bench.state.paused')}</span>` : nothing}</p>
        <p class="lk-said num small quiet">${t('bench.bolt.' + row.bolt)} · ${minus(degrees.value)}° · ${t('bench.door.' + row.door)}</p>
        <p class="lk-said num small quiet">${press.value
          ? html`<span class="lk-pressed"></span>`
          : bay && !dark.value ? html`${light > 0 ? t('bench.lock.ring', { share: percent(light / 1000) }) : t('bench.lock.ring-off')} · ${t('bench.lock.ring-set', { setting: bay.light_setting })}` : nothing}</p>
      </div>`;
  };

  /** @param {number} by @param {string} sign @param {string} label */
  const turner = (by, sign, label) => html`<button type="button" class="btn btn-small num" title=${t(label)} aria-label=${`${sign}: ${t(label)}`} @click=${() => turn(by)}>${sign}</button>`;
  const controls = () => {
    const open = bench.lock.value?.door === 'open';
    return html`
      <div class="lk-controls">
        <div class="bn-line" role="group" aria-label=${t('bench.lock.key')}>
          <span class="bn-label">${t('bench.lock.key')}</span>
          <span class="bn-join">
            ${turner(-fullTurn, '↺ 360°', 'bench.lock.unlock-turn')}${turner(-quarter, '↺ 90°', 'bench.lock.unlock-step')}${turner(quarter, '90° ↻', 'bench.lock.lock-step')}${turner(fullTurn, '360° ↻', 'bench.lock.lock-turn')}
          </span>
        </div>
        <div class="bn-line lk-fingers">
          <button type="button" class="btn btn-small" title=${t('bench.lock.press-help')} @click=${() => push(shortPressMs)}>${t('bench.lock.press')}</button>
          <button type="button" class="btn btn-small" title=${t('bench.lock.hold-help')} @click=${() => push(longPressMs)}>${t('bench.lock.hold', { time: duration(pairingNs) })}</button>
          <button type="button" class="btn btn-small" title=${open ? '' : t('bench.door.help')} @click=${door}>${t(open ? 'bench.door.close' : 'bench.door.open-it')}</button>
        </div>
      </div>`;
  };

  host.classList.add('lk');
  const ends = [
    live.retain(),
    effect(() => {
      render(html`
        <figure class="lk-figure">
          <svg class="lk-svg" viewBox=${`0 0 ${size.width} ${size.height}`} role="group" aria-label=${t('bench.lock.drawing')}>${drawing()}</svg>
        </figure>
        ${captions()}
        ${controls()}`, host);
      animate();
    }),
    effect(() => {
      const mdeg = live.reading.value?.keyMdeg ?? bench.lock.value?.key_mdeg;
      if (mdeg === undefined) return;
      follower.tell(mdeg, performance.now(), calm());
      animate();
    }),
    effect(() => {
      const r = root();
      if (r) placeLight(r, dark.value ? 0 : (live.bay.value?.light_permille ?? 0) / 1000);
    }),
  ];
  return () => {
    for (const end of ends) end();
    clearTimeout(hold);
    cancelAnimationFrame(frame);
    render(nothing, host);
    host.classList.remove('lk');
  };
}
