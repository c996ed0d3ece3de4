// Pictures that the server draws: they stand in the page as parts of it, so that they
// follow its theme, and can be taken away as PNG or SVG.
import { api } from '../core/api.js';
import { html } from '../core/html.js';
import { copyPng, saveCsv, saveText } from '../core/picture.js';
import { t } from '../core/text.js';

/** @typedef {{ text: string, svg: SVGSVGElement }} Drawing */

/** What a picture may be made of; anything else is left out. */
const elements = new Set(['svg', 'title', 'desc', 'g', 'rect', 'path', 'circle', 'text', 'tspan', 'line', 'defs', 'pattern', 'clippath', 'use']);
/** The rules of the pictures, which the page's policy does not let stand inside them. */
const sheet = new CSSStyleSheet();
let rules = '';

/**
 * @param {string} text of an SVG file
 * @returns {Drawing}
 */
export function drawing(text) {
  // The policy already refuses them where the text is read.
  const [whole = '', , style = ''] = /<(style)>([^<]*)<\/\1>/.exec(text) ?? [];
  if (style !== '' && style !== rules) {
    sheet.replaceSync((rules = style));
    if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  const parsed = new DOMParser().parseFromString(text.replace(whole, ''), 'image/svg+xml');
  const svg = document.importNode(parsed.documentElement, true);
  if (!(svg instanceof SVGSVGElement)) throw new TypeError('no SVG');
  for (const e of svg.querySelectorAll('*')) {
    if (!elements.has(e.localName.toLowerCase())) e.remove();
    else for (const a of [...e.attributes]) if (/^on|^style$|href$/i.test(a.name)) e.removeAttribute(a.name);
  }
  svg.setAttribute('lang', 'en');
  return { text, svg };
}

/**
 * Asks the server for a picture.
 * @param {string} path
 * @param {{ query?: Record<string, string | undefined>, body?: unknown, signal?: AbortSignal }} [o] body: it is asked for with POST
 */
export async function fetchDrawing(path, { query, body, signal } = {}) {
  const r = await (body === undefined ? api.raw('GET', path, { query, signal })
    : api.raw('POST', path, { query, signal, body: JSON.stringify(body), type: 'application/json' }));
  return drawing(await r.text());
}

/**
 * A picture with what can be done with it.
 * @param {Drawing} d
 * @param {string} name of the files made of it
 * @param {string} label
 * @param {() => import('./tables.js').Table} table what it shows
 */
export function figure(d, name, label, table) {
  return html`<figure class="twin-picture">
    <div class="twin-frame" tabindex="0" role="group" aria-label=${label}>${d.svg}</div>
    <figcaption class="row no-print">
      <button type="button" class="btn btn-small btn-quiet" @click=${() => copyPng(d.svg, name)}>${t('twin.png')}</button>
      <button type="button" class="btn btn-small btn-quiet" @click=${() => saveText(name + '.svg', 'image/svg+xml', d.text)}>${t('twin.svg')}</button>
      <button type="button" class="btn btn-small btn-quiet" @click=${() => saveCsv(name, table())}>${t('twin.csv')}</button>
    </figcaption></figure>`;
}
