// Pictures and figures to take away: 'copy as PNG' and 'data as CSV'.
import { t } from './text.js';
import { toast } from './toast.js';

/**
 * Puts a picture on the clipboard; where the browser keeps the clipboard from the
 * page, it becomes a file.
 * @param {HTMLCanvasElement | SVGSVGElement} what
 * @param {string} [name] of the file, without its ending
 */
export async function copyPng(what, name = 'locktwin') {
  const canvas = what instanceof HTMLCanvasElement ? opaque(what) : await fromSvg(what);
  const blob = await new Promise((/** @type {(b: Blob | null) => void} */ done) => canvas.toBlob(done, 'image/png'));
  if (!blob) {
    toast(t('core.picture.empty'), { kind: 'error' });
    return;
  }
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    toast(t('core.picture.copied'));
  } catch {
    saveBlob(name + '.png', blob);
    toast(t('core.picture.saved'));
  }
}

/**
 * A copy on the colour of the page: traces on nothing cannot be read elsewhere.
 * @param {HTMLCanvasElement} source
 */
function opaque(source) {
  const canvas = document.createElement('canvas');
  canvas.width = source.width;
  canvas.height = source.height;
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  c.fillStyle = getComputedStyle(document.body).backgroundColor;
  c.fillRect(0, 0, canvas.width, canvas.height);
  c.drawImage(source, 0, 0);
  return canvas;
}

/** What of the page's style a drawing cannot do without. */
const carried = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin',
  'stroke-opacity', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline', 'visibility', 'display'];

/** @param {SVGSVGElement} source */
async function fromSvg(source) {
  const box = source.getBoundingClientRect();
  const copy = /** @type {SVGSVGElement} */ (source.cloneNode(true));
  const from = [source, ...source.querySelectorAll('*')];
  const to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((el, i) => {
    const style = getComputedStyle(el);
    const target = /** @type {SVGElement} */ (to[i]);
    for (const name of carried) target.style.setProperty(name, style.getPropertyValue(name));
  });
  copy.setAttribute('width', String(box.width));
  copy.setAttribute('height', String(box.height));
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    const scale = Math.max(2, globalThis.devicePixelRatio);
    canvas.width = Math.ceil(box.width * scale);
    canvas.height = Math.ceil(box.height * scale);
    const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    c.fillStyle = getComputedStyle(document.body).backgroundColor;
    c.fillRect(0, 0, canvas.width, canvas.height);
    c.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * A table as CSV, with quotes where they are needed. A text that a spreadsheet
 * would take for a formula gets a quote in front.
 * @param {(string | number | null | undefined)[][]} rows the first has the names of the columns
 */
export function csv(rows) {
  const cell = (/** @type {string | number | null | undefined} */ v) => {
    if (v === null || v === undefined) return '';
    if (typeof v === 'number') return String(v);
    const text = /^[=+\-@\t\r]/.test(v) ? "'" + v : v;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((r) => r.map(cell).join(',') + '\r\n').join('');
}

/**
 * Saves a table as a file.
 * @param {string} name of the file, without its ending
 * @param {(string | number | null | undefined)[][]} rows the first has the names of the columns
 */
export function saveCsv(name, rows) {
  saveText(name + '.csv', 'text/csv', csv(rows));
}

/**
 * Saves a text as a file.
 * @param {string} name of the file
 * @param {string} type media type
 * @param {string} text
 */
export function saveText(name, type, text) {
  saveBlob(name, new Blob([text], { type: type + ';charset=utf-8' }));
}

/**
 * Saves anything as a file.
 * @param {string} name
 * @param {Blob} blob
 */
export function saveBlob(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
