// What the scope says in words: an item of a lane, and the window as a whole.
import { has, t } from '../core/text.js';
import { bytes, clock, duration, hex, percent, volts } from '../core/units.js';
import { channels } from './store.js';

/**
 * @typedef {import('./model.js').ScopeModel} ScopeModel
 * @typedef {import('./time.js').Window} Window
 * @typedef {import('./lanes.js').LaneName} LaneName
 */

const vdd = channels.indexOf('vdd');
const vbat = channels.indexOf('vbat');

/** A voltage of the rail; what is left of it in the end is none. @param {number} uv */
export function railVolts(uv) {
  return volts(Math.abs(uv) < 500 ? 0 : uv);
}

/**
 * An item of a lane in one line.
 * @param {LaneName | 'lost_writes'} lane
 * @param {any} item
 * @param {number} now
 */
export function itemText(lane, item, now) {
  const length = duration((item.open ? now : item.to_ns) - item.from_ns);
  const times = item.n > 1 ? ` × ${item.n}` : '';
  switch (lane) {
    case 'cpu': return `${t('scope.state.' + item.state)}${times}, ${length}`;
    case 'flash': case 'lost_writes': {
      const where = `${hex(item.address)}, ${bytes(item.bytes)}`;
      if (item.state === 'torn') return `${t('scope.loss.' + (item.op === 'erase' ? 'erase' : 'program'), { share: percent(item.permille / 1000) })}: ${where}`;
      if (item.state === 'refused') return `${t('scope.refused.' + (item.op === 'erase' ? 'erase' : 'program'))}: ${where}`;
      return `${t('scope.op.' + item.op)}${times}: ${where}, ${length}`;
    }
    case 'radio': return item.kind === 'connection' ? `${t('scope.connection')}: ${item.name}, ${length}` : `${t('scope.frames', { n: item.n })}${item.name ? ', ' + item.name : ''}`;
    case 'motor': return `${t('scope.lane.motor')}${times}: ${t('scope.end.' + item.end)}, ${length}`;
    case 'resets': return `${t('scope.reset')}: ${causeText(item.cause)}, ${length}`;
    default: return `${t('scope.warning')}, ${length}`;
  }
}

/** @param {string} cause */
export function causeText(cause) {
  return has('scope.cause.' + cause) ? t('scope.cause.' + cause) : cause;
}

/**
 * What is shown, for those who cannot see it and for those who would rather read.
 * @param {ScopeModel} model
 * @param {Window} w
 * @returns {string[]} sentences
 */
export function summary(model, w) {
  const out = [];
  const low = model.store?.extremes(vdd, w.from, w.to);
  const cells = model.store?.extremes(vbat, w.from, w.to);
  if (!low || !cells) return [t('scope.nothing')];
  out.push(t('scope.lowest', { vdd: railVolts(low.low), vbat: railVolts(cells.low) }));
  const within = (/** @type {{ from_ns: number }} */ i) => i.from_ns >= w.from && i.from_ns <= w.to;
  const resets = model.lanes.resets.filter(within);
  if (resets.length > 0) out.push(t('scope.resets', { n: resets.length, cause: causeText(resets[0].cause) }));
  const lost = model.lanes.lost_writes.filter((o) => o.to_ns >= w.from && o.to_ns <= w.to);
  const torn = lost.filter((o) => o.state === 'torn');
  if (torn.length === 1) out.push(t(`scope.loss.${torn[0].op === 'erase' ? 'erase' : 'program'}`, { share: percent(torn[0].permille / 1000) }));
  else if (torn.length > 1) out.push(t('scope.torn', { n: torn.length }));
  if (lost.length > torn.length) out.push(t('scope.ignored', { n: lost.length - torn.length }));
  return out;
}

/** The window in words. @param {Window} w */
export function windowText(w) {
  const digits = w.to - w.from < 1e4 ? 9 : w.to - w.from < 1e7 ? 6 : 3;
  return t('scope.window', { span: duration(w.to - w.from), from: clock(w.from, { digits }), to: clock(w.to, { digits }) });
}

/**
 * Items of lanes in a window as rows of a table, in the order of their begin.
 * @param {ScopeModel} model
 * @param {Window} w
 * @param {number} most
 * @returns {{ rows: { lane: LaneName, item: any, text: string }[], more: number }}
 */
export function tableRows(model, w, most) {
  /** @type {{ lane: LaneName, item: any, text: string }[]} */
  const rows = [];
  for (const lane of /** @type {LaneName[]} */ (['cpu', 'flash', 'radio', 'motor', 'resets', 'warnings'])) {
    for (const item of model.lanes[lane]) {
      const to = item.open ? model.now : item.to_ns;
      if (to < w.from || item.from_ns > w.to || (lane === 'cpu' && /** @type {any} */ (item).state === 'sleep')) continue;
      rows.push({ lane, item, text: '' });
    }
  }
  rows.sort((a, b) => a.item.from_ns - b.item.from_ns);
  const shown = rows.slice(0, most);
  for (const row of shown) row.text = itemText(row.lane, row.item, model.now);
  return { rows: shown, more: rows.length - shown.length };
}
