// Quantities of twins in the reader's language: intervals, ages, dates, the numbers of a fit.
import { html, nothing } from '../core/html.js';
import { has, lang, t } from '../core/text.js';
import { amps, duration, number, percent, si } from '../core/units.js';
import { kindOf, quantity } from './model.js';

/** @typedef {import('./model.js').Schemas} Schemas */

const gap = '\u00a0';
const dayMs = 86_400_000;

/** Dates of the language; English ones with the day first and 24 hours. */
const locale = () => (lang.value === 'en' ? 'en-GB' : lang.value);

/** @param {number} ms Unix milliseconds */
export function dateTime(ms) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
}

/** @param {number} ms Unix milliseconds */
export function date(ms) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(ms);
}

/** A length of time, roughly. @param {number} ms */
export function age(ms) {
  if (ms >= 2 * 365.25 * dayMs) return t('twin.years', { n: number(ms / (365.25 * dayMs), { figures: 2 }) });
  if (ms >= 2 * dayMs) return days(ms / dayMs);
  return duration(Math.round(ms / 1000) * 1e9);
}

/** @param {number} n */
export function days(n) {
  const whole = n >= 10 ? Math.round(n) : Math.round(n * 10) / 10;
  return t('twin.days', { n: number(whole) });
}

/** @param {number} low @param {number} high @param {(n: number) => string} [say] */
export function range(low, high, say = (n) => number(n)) {
  const [a, b] = [say(low), say(high)];
  return a === b ? a : t('twin.range', { low: a, high: b });
}

/** A share with its interval. @param {{ p?: number, value?: number, low: number, high: number }} c */
export function chance(c) {
  const share = (/** @type {number} */ n) => number(n * 100, { figures: 2 });
  return `${share(c.p ?? c.value ?? 0)}${gap}% (${range(c.low, c.high, share)})`;
}

/**
 * When something of a forecast comes.
 * @param {Schemas['ForecastUntil']} u
 * @param {number} fromMS day 0
 */
export function when(u, fromMS) {
  const kind = kindOf(u);
  if (kind === 'reached' || kind === 'never') return { main: t('twin.until.' + kind), more: u.chance > 0 && kind === 'never' ? t('twin.until.chance', { share: percent(u.chance) }) : '' };
  const whole = (/** @type {number} */ n) => number(n >= 10 ? Math.round(n) : Math.round(n * 10) / 10);
  return {
    main: days(u.days),
    more: kind === 'open' ? t('twin.until.open', { low: whole(u.low) }) : t('twin.until.range', { low: whole(u.low), high: whole(u.high) }),
    date: date(fromMS + u.days * dayMs),
  };
}

/** A number of a fit. @param {string} name of the parameter @param {number} v @param {string} unit */
export function estimate(name, v, unit) {
  if (unit === '1') return percent(v);
  if (unit === '1/K') return `${number(v * 100, { figures: 2 })}${gap}%/K`;
  if (unit === 'ohm') return si(v, 'Ω');
  if (unit === 'µA') return amps(v);
  return `${number(v)}${gap}${unit}`;
}

/** A reported value. @param {string} key @param {string} value */
export function reported(key, value) {
  const q = quantity(key, value);
  return 'text' in q ? q.text : `${number(q.value, { figures: 4 })}${gap}${q.unit}`;
}

/**
 * A word of the page for something that the server names; its own words where there is none.
 * @param {string} area
 * @param {string} id
 * @param {string} [otherwise]
 */
export function named(area, id, otherwise = id) {
  const key = `twin.${area}.${id}`;
  return has(key) ? t(key) : otherwise;
}

/**
 * A sentence of the page in place of one of the server, which is marked as English where
 * there is none.
 * @param {string} area
 * @param {string} id
 * @param {string} otherwise
 */
export function told(area, id, otherwise) {
  return html`<span lang=${has(`twin.${area}.${id}`) ? nothing : 'en'}>${named(area, id, otherwise)}</span>`;
}

/** How fresh a twin is. @param {Schemas['TwinStaleness']} s */
export function freshness(s) {
  if (s.newest_ms === 0) return t('twin.fresh.silent');
  return t('twin.fresh.' + s.says, { age: age(s.age_ms) });
}
