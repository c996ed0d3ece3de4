// Wheel, mouse and fingers on the screen of the scope: they move the window, change
// its length, pick a stretch, an item or an instant.

/** Of a wheel's turning so much is one step. */
const wheelStep = 60;
/** A pointer that moves less has clicked. */
const clickPx = 4;

/**
 * @typedef {object} Hands
 * @property {(share: number) => void} pan by a share of the window
 * @property {(direction: 1 | -1, x: number) => void} step longer or shorter around a place
 * @property {(factor: number, x: number) => void} stretch
 * @property {(x: number, y: number) => void} click
 * @property {(from: number | null, to: number | null) => void} select a stretch that is being picked; null: no more
 * @property {(from: number, to: number) => void} selected
 * @property {(x: number | null, y: number) => void} hover
 * @property {() => number} width of the stretch of time, pixels
 * @property {() => number} left
 */

/**
 * @param {HTMLElement} el
 * @param {Hands} hands
 * @returns {() => void} takes the hands away
 */
export function listen(el, hands) {
  /** @type {Map<number, { x: number, y: number }>} */
  const down = new Map();
  let began = { x: 0, y: 0 };
  let travelled = 0;
  let picking = false;
  let turned = 0;
  let apart = 0;
  const place = (/** @type {MouseEvent} */ e) => {
    const box = el.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  };
  const within = (/** @type {number} */ x) => Math.min(Math.max(x, hands.left()), hands.left() + hands.width());

  const wheel = (/** @type {WheelEvent} */ e) => {
    e.preventDefault();
    const unit = e.deltaMode === 1 ? 20 : 1;
    const across = e.shiftKey ? e.deltaY : e.deltaX;
    if (Math.abs(across) > Math.abs(e.shiftKey ? 0 : e.deltaY)) {
      hands.pan((across * unit) / hands.width());
      return;
    }
    turned += e.deltaY * unit * (e.ctrlKey ? 4 : 1);
    while (Math.abs(turned) >= wheelStep) {
      const direction = turned > 0 ? 1 : -1;
      turned -= direction * wheelStep;
      hands.step(direction, within(place(e).x));
    }
  };
  const press = (/** @type {PointerEvent} */ e) => {
    if (e.button !== 0 || (e.target instanceof Element && e.target.closest('[data-handle], button'))) return;
    const at = place(e);
    if (down.size === 0) {
      began = at;
      travelled = 0;
      picking = e.shiftKey;
    }
    down.set(e.pointerId, at);
    hands.hover(null, 0);
    if (down.size === 2) apart = spread(down);
    el.setPointerCapture(e.pointerId);
  };
  const move = (/** @type {PointerEvent} */ e) => {
    const at = place(e);
    const before = down.get(e.pointerId);
    if (!before) {
      if (e.pointerType !== 'touch') hands.hover(at.x, at.y);
      return;
    }
    down.set(e.pointerId, at);
    travelled = Math.max(travelled, Math.hypot(at.x - began.x, at.y - began.y));
    if (down.size === 2) {
      const now = spread(down);
      const [a, b] = [...down.values()];
      if (apart > 10 && now > 10) hands.stretch(apart / now, within((a.x + b.x) / 2));
      apart = now;
      return;
    }
    if (picking) hands.select(within(Math.min(began.x, at.x)), within(Math.max(began.x, at.x)));
    else if (travelled >= clickPx) hands.pan(-(at.x - before.x) / hands.width());
  };
  const release = (/** @type {PointerEvent} */ e) => {
    if (!down.delete(e.pointerId)) return;
    const at = place(e);
    if (down.size > 0) return;
    if (picking) hands.select(null, null);
    if (e.type === 'pointercancel') return;
    if (travelled < clickPx) hands.click(at.x, at.y);
    else if (picking && Math.abs(at.x - began.x) >= clickPx) hands.selected(within(Math.min(began.x, at.x)), within(Math.max(began.x, at.x)));
    picking = false;
  };
  const leave = () => hands.hover(null, 0);

  /** @type {[string, any, any?][]} */
  const all = [['wheel', wheel, { passive: false }], ['pointerdown', press], ['pointermove', move], ['pointerup', release], ['pointercancel', release], ['pointerleave', leave]];
  for (const [name, f, o] of all) el.addEventListener(name, f, o);
  return () => { for (const [name, f, o] of all) el.removeEventListener(name, f, o); };
}

/** @param {Map<number, { x: number, y: number }>} points */
function spread(points) {
  const [a, b] = [...points.values()];
  return Math.abs(a.x - b.x);
}
