// The battery bay: a voltmeter, the cells in their tray and on the table, the hand
// that moves them, and the weather.
import { html, nothing, render, repeat } from '../core/html.js';
import { api } from '../core/api.js';
import { batch, computed, effect, signal } from '../core/state.js';
import { t } from '../core/text.js';
import { announce } from '../core/toast.js';
import { celsius, duration, percent, si, volts } from '../core/units.js';
import { post, send } from './act.js';
import { cellDrawing, cellSize, trayDrawing } from './cell.js';
import { choose as pick, figure } from './fields.js';
import { cuts, handAtFirst, mannersIn, mannersOut, night, putBody, room, takeBody } from './hands.js';
import { liveOf } from './live.js';
import { meter } from './meter.js';
import { ownForm } from './ownset.js';
import { choices, facesIn, facesOf, keepFaces, keptFaces, ownAtFirst, setOf } from './sets.js';
import { Tray } from './tray.js';

/** @typedef {import('../core/bench.js').Bench} Bench */
/** @typedef {import('./sets.js').Face} Face */
/** @typedef {import('../../types/api.js').components['schemas']['CellEntry']} CellEntry */

/** A cell that is dragged so far to the side is out, or in again, in CSS pixels. */
const farPx = 44;
/** So long after a hand was at the cells its word counts for more than the lock's row, in milliseconds. */
const trustMs = 1500;
/** @type {Face} */
const unknown = { kind: '', charge: null, openUv: null, innerUohm: null, capacityUah: null, milliCelsius: null };

/** The kinds of cell, asked once. */
const kinds = signal(/** @type {CellEntry[]} */ ([]));
let asked = false;
function askKinds() {
  if (asked) return;
  asked = true;
  api.get('/catalogue/cells').then((list) => { kinds.value = list.items; }, () => { asked = false; });
}

/**
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @returns {() => void} unmounts it
 */
export function mountBay(host, bench) {
  askKinds();
  const live = liveOf(bench);
  const tray = new Tray(4);
  /** Goes up when the tray has changed. */
  const moved = signal(0);
  const shown = signal(/** @type {number | null} */ (null));
  const hand = signal(handAtFirst());
  const choice = signal(/** @type {typeof choices[number]} */ ('same'));
  const own = signal(ownAtFirst());
  const cut = signal(/** @type {string} */ ('1s'));
  const target = signal(/** @type {{ celsius: number, untilNs: number } | null} */ (null));
  /** The cells as they were seen last, in the bay or on their way to the table. */
  const seen = signal(keptFaces(bench.id));
  /** Age and cycles of the set in the bay, where this page has put it in. */
  const made = signal(/** @type {import('./sets.js').Cells | null} */ (null));
  /** Whether the hand is on its way; until then the lock has no say. */
  const waiting = signal(false);
  /** What the hand has brought about, and for how long older words of the lock do not count. */
  let expected = { inside: true, untilMs: 0 };
  /** @type {{ cell: number, x: number, y: number, dx: number, moved: boolean } | null} */
  let drag = null;

  const next = computed(() => setOf(choice.value, own.value));
  /** @returns {Face[]} */
  const faces = () => {
    void moved.value;
    const fresh = !tray.complete && next.value ? facesOf(next.value) : null;
    return Array.from({ length: fresh?.length ?? tray.count }, (_, i) => (fresh ?? seen.value)[i] ?? unknown);
  };

  /** @param {import('./tray.js').Deed} deed */
  const tell = async (deed) => {
    if (deed === null) {
      moved.value++;
      return;
    }
    const set = deed === 'put' ? next.peek() : undefined;
    batch(() => {
      waiting.value = true;
      moved.value++;
    });
    const done = deed === 'take' ? await post(bench, '/hands/cells-out', takeBody(hand.peek())) : await post(bench, '/hands/cells-in', putBody(hand.peek(), set));
    if (done) {
      expected = { inside: deed === 'put', untilMs: performance.now() + trustMs };
      announce(t(deed === 'take' ? 'bench.bay.taken' : 'bench.bay.put'));
    }
    batch(() => {
      if (!done) tray.moveAll(deed === 'put'); // nothing came of it
      if (done && set) {
        made.value = set;
        choice.value = 'same';
      }
      waiting.value = false;
      moved.value++;
    });
    live.look();
  };
  /** @param {number} i @param {boolean} out */
  const moveCell = (i, out) => {
    // Other cells come as a set: none of the old ones stays.
    if (out && next.peek()) tell(tray.moveAll(true));
    else tell(tray.move(i, out));
  };
  const moveAll = () => tell(tray.moveAll(tray.complete));
  /** @param {Event} e */
  const choose = (e) => {
    choice.value = /** @type {any} */ (/** @type {HTMLSelectElement} */ (e.target).value);
    if (!tray.complete && next.peek()) tray.moveAll(true);
    moved.value++;
  };

  const onCell = (/** @type {number} */ i) => ({
    down: (/** @type {PointerEvent} */ e) => {
      if (e.button !== 0) return;
      /** @type {Element} */ (e.currentTarget).setPointerCapture(e.pointerId);
      drag = { cell: i, x: e.clientX, y: e.clientY, dx: 0, moved: false };
      shown.value = i;
    },
    move: (/** @type {PointerEvent} */ e) => {
      if (!drag || drag.cell !== i) return;
      drag.dx = e.clientX - drag.x;
      const dy = e.clientY - drag.y;
      if (!drag.moved && Math.hypot(drag.dx, dy) < 4) return;
      drag.moved = true;
      const b = /** @type {HTMLElement} */ (e.currentTarget);
      b.classList.add('cl-dragged');
      b.style.translate = `${drag.dx}px ${dy}px`;
    },
    up: (/** @type {PointerEvent} */ e) => {
      const d = drag;
      drag = null;
      const b = /** @type {HTMLElement} */ (e.currentTarget);
      b.classList.remove('cl-dragged');
      b.style.translate = '';
      if (!d) return;
      const out = tray.isOut(i);
      if (!d.moved) moveCell(i, !out);
      else if (out ? d.dx < -farPx : d.dx > farPx) moveCell(i, !out);
    },
    cancel: (/** @type {PointerEvent} */ e) => {
      drag = null;
      const b = /** @type {HTMLElement} */ (e.currentTarget);
      b.classList.remove('cl-dragged');
      b.style.translate = '';
    },
    click: (/** @type {MouseEvent} */ e) => {
      if (e.detail === 0) moveCell(i, !tray.isOut(i)); // without a pointer: a screen reader
    },
    key: (/** @type {KeyboardEvent} */ e) => {
      if (e.key === 'ArrowRight' && !tray.isOut(i) || e.key === 'ArrowLeft' && tray.isOut(i) || e.key === 'Enter' || e.key === ' ') {
        e.preventDefault();
        moveCell(i, !tray.isOut(i));
      }
    },
  });

  const nameOf = (/** @type {string} */ kind) => kinds.value.find((k) => k.name === kind)?.title ?? kind;

  const cells = () => {
    void moved.value;
    const list = faces();
    const circuit = bench.lock.value?.battery.in === true && tray.complete;
    return html`<div class="by-bay" title=${t('bench.bay.series')}>
      ${trayDrawing(list.length, circuit)}
      ${repeat(list.keys(), (i) => i, (i) => {
        const f = list[i];
        const out = tray.isOut(i);
        const on = onCell(i);
        return html`<button type="button" class=${'by-cell' + (out ? ' by-out' : '')} data-cell=${i + 1} aria-pressed=${out ? 'false' : 'true'}
          aria-label=${t(out ? 'bench.bay.cell-out' : 'bench.bay.cell-in', { cell: i + 1, kind: nameOf(f.kind), charge: f.charge === null ? '' : percent(f.charge) })}
          @pointerdown=${on.down} @pointermove=${on.move} @pointerup=${on.up} @pointercancel=${on.cancel} @click=${on.click} @keydown=${on.key}
          @focus=${() => { shown.value = i; }} @pointerenter=${() => { shown.value = i; }}>
          ${cellDrawing({ charge: f.charge, turned: i % 2 === 1, kind: f.kind })}<span class="by-charge num">${f.charge === null ? '' : percent(Math.round(f.charge * 100) / 100)}</span></button>`;
      })}
      <p class="by-table small quiet">${tray.complete ? t('bench.bay.table') : ''}</p>
    </div>`;
  };

  const details = () => {
    const list = faces();
    const i = Math.min(shown.value ?? 0, list.length - 1);
    const f = list[i];
    if (!f) return nothing;
    const set = made.value;
    const fresh = !tray.complete ? next.value : null;
    const of = fresh ?? set;
    const facts = [
      f.openUv === null ? '' : t('bench.bay.open-volts', { volts: volts(f.openUv) }),
      f.innerUohm === null ? '' : si(f.innerUohm / 1e6, 'Ω'),
      f.capacityUah === null ? '' : t('bench.bay.holds', { charge: si(f.capacityUah / 1e6, 'Ah') }),
      f.milliCelsius === null ? '' : celsius(f.milliCelsius),
      of?.age ? t('bench.bay.aged', { n: Math.round(Number.parseInt(of.age, 10) / 52) }) : '',
      of?.cycles ? t('bench.bay.cycled', { n: of.cycles }) : '',
    ].filter((x) => x !== '');
    return html`<p class="by-facts small num"><strong>${t('bench.bay.cell', { cell: i + 1 })}</strong> ${nameOf(f.kind)}<br><span class="quiet">${facts.join(' · ')}</span></p>`;
  };

  const goControls = () => {
    void moved.value;
    return html`<button type="button" class="btn btn-main by-move" ?disabled=${waiting.value} @click=${moveAll}>${t(tray.complete ? 'bench.bay.take' : 'bench.bay.put-in')}</button>
      <button type="button" class="btn" ?disabled=${!tray.complete} title=${t('bench.bay.knock-help')} @click=${() => post(bench, '/hands/knock', { for: '5ms', times: 2 })}>${t('bench.bay.knock')}</button>`;
  };

  const handControls = () => {
    const h = hand.value;
    const auto = t('bench.bay.auto');
    const set = (/** @type {object} */ part) => { hand.value = { ...h, ...part }; };
    return html`
      <div class="by-choices">
        ${pick(t('bench.bay.next'), choice.value, choices.map((c) => /** @type {const} */ ([c, t('bench.set.' + c)])), (v) => choose(/** @type {any} */ ({ target: { value: v } })))}
        ${choice.value === 'own' ? ownForm(own.value, kinds.value, (o) => {
          own.value = o;
          moved.value++;
        }) : nothing}
        <div class="by-pair">
        ${pick(t('bench.bay.out'), h.out, mannersOut.map((m) => /** @type {const} */ ([m, t('bench.manner.' + m)])), (v) => set({ out: v }))}
        ${pick(t('bench.bay.in'), h.in, mannersIn.map((m) => /** @type {const} */ ([m, t('bench.manner.' + m)])), (v) => set({ in: v }))}
        </div>
      </div>
      <details class="by-more"><summary class="small">${t('bench.bay.more')}</summary>
        <div class="by-grid">
          ${figure(t('bench.bay.chatter'), h.chatter, { min: 0, max: 20, hint: auto }, (v) => set({ chatter: v }))}
          ${figure(t('bench.bay.bounces'), h.bounces, { min: 0, max: 20, hint: auto }, (v) => set({ bounces: v }))}
          ${figure(t('bench.bay.gap'), h.gap, { min: 1, max: 2000, hint: auto, unit: 'ms' }, (v) => set({ gap: v }))}
        </div>
        <div class="bn-line by-cut">
          ${pick(t('bench.bay.cut-for'), cut.value, cuts.map(([v, ns]) => /** @type {const} */ ([v, duration(ns)])), (v) => { cut.value = v; })}
          <button type="button" class="btn btn-small" ?disabled=${!tray.complete} title=${t('bench.bay.cut-help')} @click=${() => post(bench, '/hands/cut', { for: cut.peek() })}>${t('bench.bay.cut')}</button>
        </div>
        <p class="small quiet">${t('bench.bay.series')}</p>
      </details>`;
  };

  const cold = async () => {
    const now = live.bay.peek()?.ambient_mc ?? room.celsius * 1000;
    const to = (target.peek()?.celsius ?? now / 1000) > 0 ? night : room;
    const m = await send(bench, 'put', '/lab/ambient', { celsius: to.celsius, over: to.over });
    if (m) target.value = { celsius: to.celsius, untilNs: m.sim_ns + to.takesNs };
  };
  const weather = () => {
    const now = live.bay.value?.ambient_mc ?? room.celsius * 1000;
    const warm = (target.value?.celsius ?? now / 1000) > 0;
    const to = warm ? night : room;
    return html`<button type="button" class="btn btn-small by-weather" title=${t('bench.bay.weather-help', { celsius: celsius(to.celsius * 1000), time: duration(to.takesNs) })} @click=${cold}>${t(warm ? 'bench.bay.night' : 'bench.bay.room')}</button>`;
  };

  host.classList.add('by');
  const parts = ['by-title', 'by-dials', 'by-go', 'by-cells', 'by-about', 'by-hand'].map((c) => {
    const d = document.createElement('div');
    d.className = c;
    host.append(d);
    return d;
  });
  const [title, dials, go, bed, about, below] = parts;
  const ends = [
    live.retain(),
    effect(() => {
      const row = bench.lock.value;
      const bay = live.bay.value;
      if (!row || waiting.value || drag) return;
      const inside = bay && bay.sim_ns >= row.sim_ns ? bay.in : row.battery.in;
      if (inside !== expected.inside && performance.now() < expected.untilMs) return;
      if (tray.agree(inside, bay && bay.cells.length > 0 ? bay.cells.length : tray.count)) moved.value = moved.peek() + 1;
    }),
    effect(() => {
      const bay = live.bay.value;
      if (bay && bay.cells.length > 0) {
        seen.value = facesIn(bay);
        keepFaces(bench.id, seen.peek());
      }
      const to = target.peek();
      if (bay && to && (bay.sim_ns > to.untilNs || bay.ambient_mc === to.celsius * 1000)) target.value = null;
    }),
    effect(() => { render(html`<h2 class="panel-title">${t('core.part.bay')}</h2>`, title); }),
    effect(() => { render(meter(live, bench, target.value, weather()), dials); }),
    effect(() => { render(goControls(), go); }),
    effect(() => { render(cells(), bed); }),
    effect(() => { render(details(), about); }),
    effect(() => { render(handControls(), below); }),
  ];
  host.style.setProperty('--pitch', `${cellSize.pitch}px`);
  return () => {
    for (const end of ends) end();
    for (const p of parts) p.remove();
    host.classList.remove('by');
  };
}
