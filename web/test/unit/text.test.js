// The words of the page: the same keys and parameters in each language, plurals,
// the glossary.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import de from '../../app/text/de.js';
import en from '../../app/text/en.js';
import fr from '../../app/text/fr.js';
import twinDe from '../../app/text/twin/de.js';
import twinEn from '../../app/text/twin/en.js';
import twinFr from '../../app/text/twin/fr.js';
import glossary from '../../app/text/glossary.js';
import { addTexts, has, lang, setLang, t } from '../../app/core/text.js';

/**
 * All texts of a table by their full key.
 * @param {any} table
 * @returns {Map<string, string>}
 */
function flat(table, prefix = '') {
  const out = new Map();
  for (const [key, value] of Object.entries(table)) {
    if (typeof value === 'string') out.set(prefix + key, value);
    else for (const [k, v] of flat(value, prefix + key + '.')) out.set(k, v);
  }
  return out;
}

/** @param {string} text */
const parameters = (text) => [...text.matchAll(/\{\{([\w-]+)\}\}/g)].map((m) => m[1]).sort().join();

/**
 * What is different between the texts of two languages.
 * @param {any} one
 * @param {any} other
 */
function differences(one, other) {
  const [a, b] = [flat(one), flat(other)];
  const out = [];
  for (const [key, text] of a) {
    const there = b.get(key);
    if (there === undefined) out.push(`${key} is missing`);
    else if (there.trim() === '' || text.trim() === '') out.push(`${key} is empty`);
    else if (!/\.(one|other|many)$/.test(key) && parameters(text) !== parameters(there)) out.push(`${key} has other parameters`);
  }
  for (const key of b.keys()) if (!a.has(key)) out.push(`${key} is too much`);
  return out;
}

test('the three languages have the same texts with the same parameters', () => {
  assert.deepEqual(differences(en, de), [], 'German');
  assert.deepEqual(differences(en, fr), [], 'French');
  assert.deepEqual(differences(twinEn, twinDe), [], 'German, twins');
  assert.deepEqual(differences(twinEn, twinFr), [], 'French, twins');
});

test('an area may bring its words later, in the language that is in use and in each that is chosen then', async () => {
  assert.equal(has('twin.list.title'), false);
  await addTexts('twin', { en: async () => ({ default: twinEn }), de: async () => ({ default: twinDe }), fr: async () => ({ default: twinFr }) });
  assert.equal(t('twin.list.title'), twinEn.list.title);
  await setLang('fr');
  assert.equal(t('twin.list.title'), twinFr.list.title);
  assert.equal(t('core.close'), 'Fermer');
  await setLang('en');
});

test('a difference between languages is found', () => {
  assert.deepEqual(differences({ a: 'x {{n}}', b: 'y', c: 'z' }, { a: 'x', c: '', d: 'w' }),
    ['a has other parameters', 'b is missing', 'c is empty', 'd is too much']);
});

test('each word of the glossary has one sentence in each language', () => {
  for (const [id, entry] of Object.entries(glossary)) {
    for (const of of /** @type {const} */ (['en', 'de', 'fr'])) {
      const { word, meaning } = /** @type {any} */ (entry)[of] ?? {};
      assert.ok(word, `${id} has no word in ${of}`);
      assert.match(meaning, /^\p{Lu}.*\.$/u, `${id} in ${of}`);
      assert.equal([...meaning.matchAll(/[.!?](?=\s|$)/g)].length, 1, `${id} in ${of} is more than one sentence: ${meaning}`);
    }
  }
});

test('a text is found by its key, filled, and chosen by number', async () => {
  assert.equal(lang.value, 'en');
  assert.equal(t('core.create.made', { name: 'Front door' }), 'Front door is ready.');
  assert.equal(t('core.no.such.text'), 'core.no.such.text');
  assert.equal(t('core.create'), 'core.create', 'a table is no text');
  await setLang('de');
  assert.equal(t('core.close'), 'Schließen');
  await setLang('fr');
  assert.equal(t('core.close'), 'Fermer');
  await setLang('en');
});

test('words that stand for a value are left alone when there is none', () => {
  assert.equal(t('core.create.made'), '{{name}} is ready.');
});
