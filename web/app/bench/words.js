// The sentences of events in the reader's language. They come in English from the
// server; where the table of the texts has the same sentence, its figures are taken
// out and put into the sentence of the other language.

/** @typedef {import('../../types/api.js').components['schemas']['Event']} Event */
/** @typedef {string | { [key: string]: Text }} Text */
/** @typedef {{ key: string, pattern: RegExp, names: string[] }} Form */

/**
 * Makes a pattern of a sentence with {{blanks}}.
 * @param {string} key of the sentence
 * @param {string} sentence
 * @returns {Form}
 */
export function form(key, sentence) {
  /** @type {string[]} */
  const names = [];
  const source = sentence.split(/\{\{([\w-]+)\}\}/).map((part, i) => {
    if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(part);
    return '(.+?)';
  });
  return { key, pattern: new RegExp(`^${source.join('')}$`), names };
}

/**
 * Puts the figures of a sentence as other languages write them: a comma for the
 * point, a gap before the unit.
 * @param {string} text such as '2.81' or '89.7ms'
 */
export function figures(text) {
  if (!/^[-\d.]+[a-zµ]*(\d+[a-zµ]+)*$/.test(text)) return text;
  return text.replace(/(\d)\.(?=\d)/g, '$1,').replace(/(\d)(?=[a-zµ])/g, '$1\u00a0').replace(/([a-zµ])(?=\d)/g, '$1 ');
}

/** Words for the sentences of one page. */
export class Words {
  /** @type {Map<string, Form[]>} */
  #forms = new Map();
  /** @type {Map<string, string>} */
  #phrases = new Map();
  #translate;

  /**
   * @param {{ told: Record<string, Text>, phrase: Record<string, Text> }} english the tables of the English texts
   * @param {(key: string, params?: Record<string, unknown>) => string} translate of the texts of the page
   */
  constructor(english, translate) {
    this.#translate = translate;
    for (const [kind, names] of Object.entries(english.told)) {
      for (const [name, text] of Object.entries(names)) {
        const at = `told.${kind}.${name}`;
        const forms = typeof text === 'string' ? [form(at, text)] : Object.entries(text).map(([k, v]) => form(`${at}.${k}`, String(v)));
        this.#forms.set(`${kind}/${name}`, forms);
      }
    }
    for (const [key, text] of Object.entries(english.phrase)) this.#phrases.set(String(text), `phrase.${key}`);
  }

  /**
   * The sentence of an event; '' when it has none.
   * @param {Pick<Event, 'kind' | 'name' | 'text'>} e
   * @param {string} lang
   */
  of(e, lang) {
    const text = e.text ?? '';
    if (lang === 'en' || text === '') return tidy(text);
    for (const f of this.#forms.get(`${e.kind}/${e.name}`) ?? []) {
      const found = f.pattern.exec(text);
      if (!found) continue;
      /** @type {Record<string, string>} */
      const params = {};
      f.names.forEach((n, i) => { params[n] = this.#value(found[i + 1]); });
      return this.#translate('bench.' + f.key, params);
    }
    return tidy(text);
  }

  /** @param {string} text */
  #value(text) {
    const phrase = this.#phrases.get(text);
    return phrase ? this.#translate('bench.' + phrase) : figures(text);
  }
}

/**
 * A sentence as a line of a list: with a capital, without the full stop.
 * @param {string} text
 */
export function tidy(text) {
  return text === '' ? '' : text[0].toUpperCase() + text.slice(1).replace(/\.$/, '');
}
