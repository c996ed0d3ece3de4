// The words of the flash view: reasons that come from the stores in English.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import de from '../../app/text/de.js';
import en from '../../app/text/en.js';

const stores = new URL('../../../model/store/', import.meta.url);
const source = readdirSync(stores).filter((f) => f.endsWith('.go') && !f.endsWith('_test.go')).map((f) => readFileSync(new URL(f, stores), 'utf8')).join('\n');

test('every reason that is translated is one that a store gives', () => {
  for (const [key, sentence] of Object.entries(en.flash.why)) {
    const fixed = sentence.split('{{bytes}}').map((s) => s.trim());
    for (const part of fixed) assert.ok(source.includes(part), `${key}: no store says “${part}”`);
  }
});

test('the reasons that the decoders give are translated', () => {
  const known = new Set(Object.values(en.flash.why));
  const given = [...source.matchAll(/rec\.State, rec\.Why = \w+, "([^"]+)"/g), ...source.matchAll(/State: \w+, Why: "([^"]+)"/g)].map((m) => m[1]);
  assert.ok(given.length > 20);
  const missing = given.flatMap((w) => w.split(': ')).filter((w) => w !== '' && !known.has(w) && !w.includes('%'));
  assert.deepEqual([...new Set(missing)], []);
});

test('a reason in another language is not the English one', () => {
  for (const [key, sentence] of Object.entries(en.flash.why)) assert.notEqual(/** @type {Record<string, string>} */ (de.flash.why)[key], sentence, key);
});
