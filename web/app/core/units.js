// Quantities as people read them: SI prefixes, three significant figures, the
// decimal sign of the language. Number and unit never part at the end of a line.
import { lang } from './text.js';

const gap = '\u00a0';

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * @param {number} value
 * @param {Intl.NumberFormatOptions} options
 */
function format(value, options) {
  const key = lang.value + JSON.stringify(options);
  let f = formats.get(key);
  if (!f) formats.set(key, (f = new Intl.NumberFormat(lang.value, options)));
  return f.format(value);
}

/**
 * A number with so many significant figures; 3 if left out.
 * @param {number} value
 * @param {{ figures?: number, fixed?: boolean }} [how] fixed: also when the last ones are zeros
 */
export function number(value, { figures = 3, fixed = false } = {}) {
  if (value !== 0 && Math.abs(value) >= 10 ** figures) return format(Math.round(value), { maximumFractionDigits: 0 });
  return format(value, { maximumSignificantDigits: figures, minimumSignificantDigits: fixed ? figures : 1 });
}

/** @type {[number, string][]} */
const prefixes = [[1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, 'µ'], [1e-9, 'n'], [1e-12, 'p']];

/**
 * A quantity with its SI prefix.
 * @param {number} value in the unit itself
 * @param {string} unit such as 'A'
 * @param {{ figures?: number, fixed?: boolean }} [how]
 */
export function si(value, unit, how = {}) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  // Rounding must not leave "1,000 mV" behind.
  const half = 0.5 * 10 ** -(how.figures ?? 3);
  const [factor, prefix] = (size === 0 ? undefined : prefixes.find(([f]) => size * (1 + half) >= f)) ?? (size === 0 ? [1, ''] : [1e-12, 'p']);
  return `${number(value / factor, how)}${gap}${prefix}${unit}`;
}

/**
 * A voltage; always in volts from 100 mV on, since rails are compared at a glance.
 * @param {number} uv microvolts
 */
export function volts(uv) {
  const v = uv / 1e6;
  if (Math.abs(v) >= 0.1) return `${format(v, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}${gap}V`;
  return si(v, 'V');
}

/**
 * A current.
 * @param {number} ua microamperes
 */
export function amps(ua) {
  return si(ua / 1e6, 'A');
}

const minute = 60e9;
const hour = 60 * minute;
const day = 24 * hour;

/** Pairs of units for lengths of time, and where the next pair takes over. @type {[number, string, number, string, number][]} */
const pairs = [[minute, 'min', 1e9, 's', hour], [hour, 'h', minute, 'min', day], [day, 'd', hour, 'h', Infinity]];

/**
 * A length of simulated time: '43 ms', '2 min 5 s', '3 d 4 h'.
 * @param {number} ns nanoseconds
 * @returns {string}
 */
export function duration(ns) {
  if (!Number.isFinite(ns)) return '–';
  if (ns < 0) return '−' + duration(-ns);
  if (ns < minute * 0.9995) return si(ns / 1e9, 's');
  for (const [big, bigUnit, small, smallUnit, end] of pairs) {
    const at = Math.round(ns / small) * small;
    if (at >= end) continue; // rounding may lead into the next pair
    const rest = Math.round((at % big) / small);
    const whole = `${format(Math.floor(at / big), {})}${gap}${bigUnit}`;
    return rest === 0 ? whole : `${whole} ${rest}${gap}${smallUnit}`;
  }
  return '–';
}

/**
 * An instant of simulated time as days and clock: '12 d 04:07:31.482'. The first
 * day has no number in front.
 * @param {number} ns since the lock was made
 * @param {{ digits?: 0 | 3 | 6 | 9 }} [how] digits behind the second; 3 if left out
 */
export function clock(ns, { digits = 3 } = {}) {
  if (!Number.isFinite(ns)) return '–';
  const unit = 10 ** (9 - digits);
  const at = Math.floor(Math.max(ns, 0) / unit) * unit;
  const days = Math.floor(at / day);
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const within = at - days * day;
  const s = Math.floor(within / 1e9);
  const fraction = digits === 0 ? '' : '.' + String(Math.floor((within - s * 1e9) / unit)).padStart(digits, '0');
  const time = `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}${fraction}`;
  return days === 0 ? time : `${days}${gap}d ${time}`;
}

/**
 * A share as a percentage.
 * @param {number} share 0 to 1
 */
export function percent(share) {
  return `${number(share * 100)}${gap}%`;
}

/**
 * A size in bytes, in steps of 1024.
 * @param {number} n
 */
export function bytes(n) {
  for (const [size, unit] of /** @type {[number, string][]} */ ([[1 << 30, 'GiB'], [1 << 20, 'MiB'], [1 << 10, 'KiB']])) {
    if (n >= size) return `${number(n / size)}${gap}${unit}`;
  }
  return `${n}${gap}B`;
}

/**
 * An address: '0x0007c010'.
 * @param {number} address
 * @param {number} [width] hexadecimal digits; 5 if left out
 */
export function hex(address, width = 5) {
  return '0x' + address.toString(16).padStart(width, '0');
}

/**
 * A temperature.
 * @param {number} mc thousandths of a degree Celsius
 */
export function celsius(mc) {
  return `${format(mc / 1000, { maximumFractionDigits: 1 })}${gap}°C`;
}
