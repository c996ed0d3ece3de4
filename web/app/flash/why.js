// The reasons that stores give for what they make of a record, in the reader's
// language. They come in English from the server, from a fixed set of sentences.
import { has, lang, t } from '../core/text.js';
import english from '../text/en.js';

/** @type {Map<string, string>} */
let keys = new Map();

function known() {
  if (keys.size === 0) {
    const table = /** @type {Record<string, string>} */ (/** @type {any} */ (english.flash).why ?? {});
    keys = new Map(Object.entries(table).map(([key, sentence]) => [sentence, key]));
  }
  return keys;
}

/**
 * @param {string | undefined} text as the server says it
 * @returns {string}
 */
export function whyText(text) {
  if (!text || lang.value === 'en') return text ?? '';
  return text.split(': ').map(part).join(' – ');
}

/** @param {string} text */
function part(text) {
  const figure = /^record of (\d+) bytes, CRC-32 matches$/.exec(text);
  if (figure) return t('flash.why.record-of', { bytes: figure[1] });
  const key = known().get(text);
  return key && has('flash.why.' + key) ? t('flash.why.' + key) : text;
}
