// Words that come with a case, in the reader's language, and what the page calls
// the choices that have no words of their own.
import { lang, t } from '../core/text.js';

/** @typedef {import('./types.js').Text} Text */
/** @typedef {import('./types.js').Choice} Choice */
/** @typedef {import('./types.js').Attempt} Attempt */

/** How much help there is, the most first. */
export const modes = /** @type {const} */ (['guided', 'hints', 'exam']);

/**
 * A text of a case in the reader's language.
 * @param {Text | undefined | null} text
 * @returns {string}
 */
export function say(text) {
  if (!text) return '';
  return text[lang.value] || text.en || '';
}

/**
 * What a choice is called.
 * @param {Attempt['case']} c
 * @param {Choice} choice
 */
export function nameOf(c, choice) {
  const id = choice.id;
  const find = (/** @type {{ id: string, text: Text }[]} */ list) => say(list.find((x) => x.id === id)?.text) || String(id ?? '');
  switch (choice.kind) {
    case 'ask': return find(c.questions);
    case 'do': return find(c.actions);
    case 'tell': return find(c.statements);
    case 'diagnose': return find(c.diagnoses);
    default: return t('training.choice.' + choice.kind);
  }
}

/**
 * Minutes and seconds of a training, which nobody measures more finely.
 * @param {number} ns
 */
export function spent(ns) {
  const s = Math.max(0, Math.round(ns / 1e9));
  const m = Math.floor(s / 60);
  return m >= 60 ? `${Math.floor(m / 60)} h ${m % 60} min` : m > 0 ? `${m} min ${String(s % 60).padStart(2, '0')} s` : `${s} s`;
}

/** @param {string[] | undefined | null} names @param {string} table */
export function listed(names, table) {
  return (names ?? []).map((n) => t(`training.${table}.${n}`)).join(', ');
}
