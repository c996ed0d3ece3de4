// The words of the page, in the reader's language. English is always there; the
// others come when they are chosen.
import { html } from './html.js';
import { signal } from './state.js';
import english from '../text/en.js';
import glossary from '../text/glossary.js';

/** @typedef {string | { [key: string]: Text }} Text */

/** The languages there are, by their own names. */
export const languages = { en: 'English', de: 'Deutsch', fr: 'Français' };

/** @typedef {keyof typeof languages} Lang */

/** @typedef {{ [area: string]: Text }} Table */

/** @type {Partial<Record<Lang, Table>>} */
const tables = { en: english };

/** Areas with words of their own, which come with the page that needs them. @type {Map<string, Record<Lang, () => Promise<{ default: Text }>>>} */
const more = new Map();

const current = signal(/** @type {Lang} */ ('en'));

/** The language in use; reading it in an effect follows it. */
export const lang = current;

const storageKey = 'locktwin.language';

/**
 * Chooses a language and keeps the choice.
 * @param {Lang} to
 */
export async function setLang(to) {
  await load(to);
  current.value = to;
  keep(to);
}

/**
 * Takes the language that was chosen last, or that of the browser.
 */
export async function startLang() {
  const wanted = [kept(), ...(globalThis.navigator?.languages ?? [])];
  const known = wanted.map((w) => (w ?? '').slice(0, 2).toLowerCase()).find((w) => w in languages);
  const to = /** @type {Lang} */ (known ?? 'en');
  await load(to);
  current.value = to;
}

/**
 * Fetches the words of an area that is not part of the start.
 * @param {string} area
 * @param {Record<Lang, () => Promise<{ default: Text }>>} from
 */
export async function addTexts(area, from) {
  more.set(area, from);
  await load(current.peek());
}

/** @param {Lang} to */
async function load(to) {
  if (to === 'de') tables.de ??= (await import('../text/de.js')).default;
  if (to === 'fr') tables.fr ??= (await import('../text/fr.js')).default;
  for (const [area, from] of more) {
    const table = /** @type {Table} */ (tables[to]);
    if (!Object.hasOwn(table, area)) tables[to] = { ...table, [area]: (await from[to]()).default };
  }
  globalThis.document?.documentElement.setAttribute('lang', to);
}

function kept() {
  try {
    return globalThis.localStorage?.getItem(storageKey);
  } catch {
    return null; // storage is off
  }
}

/** @param {string} to */
function keep(to) {
  try {
    globalThis.localStorage?.setItem(storageKey, to);
  } catch {
    // Storage is off: the choice ends with the page.
  }
}

/** @type {Map<string, Intl.PluralRules>} */
const plurals = new Map();

/**
 * A text of the page. `key` is the area and the name, such as 'bench.take-out'.
 * `{{name}}` in the text stands for params.name; a text in the forms `one` and
 * `other` is chosen by params.n.
 * @param {string} key
 * @param {Record<string, unknown>} [params]
 * @returns {string} the key itself where there is no such text
 */
export function t(key, params = {}) {
  const of = current.value;
  const found = look(tables[of], key) ?? look(tables.en, key);
  if (found === undefined) return key;
  return fill(choose(found, of, params) ?? key, params);
}

/**
 * Whether there is a text of that key.
 * @param {string} key
 */
export function has(key) {
  return (look(tables[current.value], key) ?? look(tables.en, key)) !== undefined;
}

/**
 * @param {Text | undefined} table
 * @param {string} key
 * @returns {Text | undefined}
 */
function look(table, key) {
  /** @type {Text | undefined} */
  let at = table;
  for (const part of key.split('.')) {
    if (typeof at !== 'object' || !Object.hasOwn(at, part)) return undefined;
    at = at[part];
  }
  return at;
}

/**
 * @param {Text} text
 * @param {string} of
 * @param {Record<string, unknown>} params
 * @returns {string | undefined}
 */
function choose(text, of, params) {
  if (typeof text === 'string') return text;
  let rules = plurals.get(of);
  if (!rules) plurals.set(of, (rules = new Intl.PluralRules(of)));
  const form = text[rules.select(Number(params.n))] ?? text.other;
  return typeof form === 'string' ? form : undefined;
}

/**
 * @param {string} text
 * @param {Record<string, unknown>} params
 */
function fill(text, params) {
  return text.replace(/\{\{([\w-]+)\}\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/**
 * What a word of the field means, in one sentence.
 * @param {string} id such as 'brown-out-reset'
 * @returns {{ word: string, meaning: string }}
 */
export function meaning(id) {
  const entry = /** @type {Record<string, Record<string, { word: string, meaning: string }>>} */ (glossary)[id];
  return entry?.[current.value] ?? entry?.en ?? { word: id, meaning: '' };
}

/** The ids of the words that are explained. */
export const terms = Object.keys(glossary);

/**
 * A word that explains itself when it is pointed at or has the focus.
 * @param {string} id such as 'brown-out-reset'
 * @param {string} [word] in place of the word of the glossary
 */
export function term(id, word) {
  return html`<span class="term" tabindex="0" role="term" data-term=${id} aria-describedby=${'term-' + id}>${word ?? meaning(id).word}</span>`;
}
