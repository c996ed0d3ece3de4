// Colours and patterns of the scope's canvases, taken from the tokens of the theme.
import { themeVersion, token } from '../core/theme.js';

/**
 * @typedef {object} Palette
 * @property {string} ink
 * @property {string} ink2
 * @property {string} hairline
 * @property {string} surface
 * @property {string} paper
 * @property {string} accent
 * @property {string} danger
 * @property {string} vbat
 * @property {string} vdd
 * @property {string} motor
 * @property {string} radio
 * @property {string} flash
 * @property {string} reset
 * @property {string} cpu
 * @property {string} font
 */

/** @type {Palette | null} */
let kept = null;
let keptVersion = -1;

/** The colours now. @returns {Palette} */
export function palette() {
  const version = themeVersion.peek();
  if (kept && keptVersion === version) return kept;
  keptVersion = version;
  kept = {
    ink: token('--ink'), ink2: token('--ink-2'), hairline: token('--hairline'), surface: token('--surface'), paper: token('--paper'), accent: token('--accent'),
    danger: token('--danger'), vbat: token('--sig-vbat'), vdd: token('--sig-vdd'), motor: token('--sig-motor'), radio: token('--sig-radio'), flash: token('--sig-flash'),
    reset: token('--sig-reset'), cpu: token('--sig-cpu'), font: token('--sans') || 'system-ui, sans-serif',
  };
  hatches.clear();
  return kept;
}

/** @type {Map<string, CanvasPattern | string>} */
const hatches = new Map();

/**
 * Diagonal lines: the second sign of what was cut.
 * @param {CanvasRenderingContext2D} c
 * @param {string} colour
 * @param {number} ratio pixels of the canvas in one of the page
 * @returns {CanvasPattern | string}
 */
export function hatch(c, colour, ratio) {
  const key = colour + ratio;
  const found = hatches.get(key);
  if (found) return found;
  const size = Math.round(6 * ratio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const t = /** @type {CanvasRenderingContext2D} */ (tile.getContext('2d'));
  t.strokeStyle = colour;
  t.lineWidth = 1.5 * ratio;
  t.beginPath();
  for (const d of [-size, 0, size]) {
    t.moveTo(d, size);
    t.lineTo(d + size, 0);
  }
  t.stroke();
  const pattern = c.createPattern(tile, 'repeat') ?? colour;
  hatches.set(key, pattern);
  return pattern;
}

/** A colour that lets others through. @param {string} hex '#rrggbb' @param {number} alpha 0 to 1 */
export function faint(hex, alpha) {
  return hex + Math.round(alpha * 255).toString(16).padStart(2, '0');
}
