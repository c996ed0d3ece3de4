// What can be taken away from the scope: its picture, its buckets and its items.
import { copyPng, saveCsv } from '../core/picture.js';
import { palette } from './paint.js';
import { channels, unknown } from './store.js';
import { tableRows } from './words.js';

/**
 * @typedef {import('./model.js').ScopeModel} ScopeModel
 * @typedef {import('./time.js').Window} Window
 */

/**
 * Copies traces, lanes and a caption as one picture.
 * @param {HTMLCanvasElement} plot
 * @param {HTMLCanvasElement} lanes
 * @param {string} caption
 * @param {string} name
 */
export function takePicture(plot, lanes, caption, name) {
  const ratio = globalThis.devicePixelRatio || 1;
  const line = Math.round(26 * ratio);
  const out = document.createElement('canvas');
  out.width = plot.width;
  out.height = plot.height + lanes.height + line;
  const c = /** @type {CanvasRenderingContext2D} */ (out.getContext('2d'));
  c.drawImage(plot, 0, line);
  c.drawImage(lanes, 0, line + plot.height);
  c.fillStyle = palette().ink;
  c.font = `${12 * ratio}px ${palette().font}`;
  c.textBaseline = 'middle';
  c.fillText(caption, 8 * ratio, line / 2);
  return copyPng(out, name);
}

/**
 * The buckets of a window as a table.
 * @param {ScopeModel} model
 * @param {Window} w
 * @returns {(string | number | null)[][]}
 */
export function bucketTable(model, w) {
  const units = { vbat: 'uv', vdd: 'uv', motor: 'ua', key: 'mdeg' };
  const head = ['from_ns', 'to_ns', ...channels.flatMap((c) => [`${c}_min_${units[c]}`, `${c}_max_${units[c]}`])];
  const store = model.store;
  if (!store) return [head];
  const rows = [];
  for (let b = Math.max(Math.floor(w.from / store.every), store.base); b * store.every < w.to && store.holds(b); b++) {
    const at = store.place(b);
    if (store.low[0][at] === unknown) continue;
    rows.push([b * store.every, (b + 1) * store.every, ...channels.flatMap((_, c) => [store.low[c][at], store.high[c][at]])]);
  }
  return [head, ...rows];
}

/** @param {ScopeModel} model @param {Window} w @param {string} name */
export function takeBuckets(model, w, name) { saveCsv(name, bucketTable(model, w)); }

/** @param {ScopeModel} model @param {Window} w @param {string} name */
export function takeItems(model, w, name) {
  const { rows } = tableRows(model, w, Infinity);
  saveCsv(name, [['lane', 'from_ns', 'to_ns', 'count', 'what', 'address', 'bytes', 'permille', 'text'],
    ...rows.map(({ lane, item, text }) => [lane, item.from_ns, item.open ? null : item.to_ns, item.n,
      item.cause ?? item.end ?? item.kind ?? (item.op ? `${item.op} ${item.state}` : item.state) ?? '', item.address ?? null, item.bytes ?? null, item.permille ?? null, text])]);
}
