// The sentences of events: each one that the Go sources can say is in the table of
// the texts, and comes out in the other languages with its figures.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { figures, form, tidy, Words } from '../../app/bench/words.js';
import de from '../../app/text/de.js';
import en from '../../app/text/en.js';
import fr from '../../app/text/fr.js';

const root = new URL('../../..', import.meta.url).pathname;

/** @param {string} folder */
function goFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((f) => f.isFile() && f.name.endsWith('.go') && !f.name.endsWith('_test.go')).map((f) => readFileSync(join(f.parentPath, f.name), 'utf8'));
}

/** What stands between the blanks of a sentence. @param {string} s */
const bones = (s) => s.replace(/%%/g, '\u0000').replace(/\{\{[\w-]+\}\}|%[-+.\d]*[a-z]|%0?\d*x|0x%05x/g, '_').replace(/0x_/g, '_').replace(/\u0000/g, '%');

/** All sentences of the English table by the name of their event. */
function table() {
  /** @type {Map<string, Set<string>>} */
  const all = new Map();
  for (const names of Object.values(en.bench.told)) {
    for (const [name, text] of Object.entries(names)) {
      const list = all.get(name) ?? new Set();
      for (const t of typeof text === 'string' ? [text] : Object.values(text)) list.add(bones(t));
      all.set(name, list);
    }
  }
  return all;
}

test('every sentence that the firmware notes is in the table', () => {
  const known = table();
  let seen = 0;
  for (const source of goFiles('model/firmware')) {
    for (const [, name, text] of source.matchAll(/(?:notef|hal\.Note)\("([\w-]+)",\s*"((?:[^"\\]|\\.)*)"/g)) {
      seen++;
      assert.ok(known.get(name)?.has(bones(text)), `${name}: ${text}`);
    }
  }
  assert.ok(seen > 50, `only ${seen} sentences were found in the sources`);
});

test('every sentence of hands, laboratory and machine is in the table', () => {
  const known = table();
  let seen = 0;
  for (const source of [...goFiles('model/mcu'), ...goFiles('model').filter((s) => s.includes('mcu.Input{'))]) {
    for (const [, name, text, more] of source.matchAll(/Name: "([\w-]+)", Text: (?:fmt\.Sprintf\()?"((?:[^"\\]|\\.)*)"( \+)?/g)) {
      seen++;
      assert.ok(known.get(name)?.has(bones(more ? text + '%s' : text)), `${name}: ${text}`);
    }
    for (const [, name, text] of source.matchAll(/note(?:State)?\((?:[\w.]+, )?"([\w-]+)", (?:fmt\.Sprintf\()?"((?:[^"\\]|\\.)+)"/g)) {
      seen++;
      assert.ok(known.get(name)?.has(bones(text)), `${name}: ${text}`);
    }
  }
  assert.ok(seen > 25, `only ${seen} sentences were found in the sources`);
});

test('every event of the fleet that has a fixed sentence is in the table', () => {
  const known = table();
  const sources = goFiles('emulator/fleet');
  const names = new Map();
  for (const s of sources) for (const [, constant, name] of s.matchAll(/^\t(Event\w+)\s+= "([\w-]+)"/gm)) names.set(constant, name);
  let seen = 0;
  for (const s of sources) {
    for (const [, constant, text, rest] of s.matchAll(/h\.note\((Event\w+), (?:fmt\.Sprintf\()?"((?:[^"\\]|\\.)*)"( *\+)?/g)) {
      seen++;
      const bare = bones(rest ? text + '%s' : text);
      const found = [...known.get(names.get(constant)) ?? []].some((k) => k === bare || rest && k.startsWith(bones(text)));
      assert.ok(found, `${names.get(constant)}: ${text}`);
    }
  }
  assert.ok(seen > 10, `only ${seen} sentences were found in the sources`);
});

test('every reason that a store or a value gives is a phrase', () => {
  const phrases = new Set(Object.values(en.bench.phrase));
  let seen = 0;
  for (const s of goFiles('model/store')) {
    for (const [, text] of s.matchAll(/^\twhy\w+\s+= "([^"]+)"/gm)) {
      // These say what a record is, not what a boot found.
      if (/^(older record|newest record|control units name)/.test(text)) continue;
      seen++;
      assert.ok(phrases.has(text), text);
    }
  }
  assert.ok(seen > 30, `only ${seen} reasons were found in the sources`);
});

/** @param {any} texts */
function look(texts) {
  return (/** @type {string} */ key, /** @type {Record<string, unknown>} */ params = {}) => {
    const text = key.split('.').reduce((at, part) => at[part], texts);
    return text.replace(/\{\{([\w-]+)\}\}/g, (/** @type {string} */ _, /** @type {string} */ name) => String(params[name]));
  };
}

test('figures of a sentence are kept, in the writing of the language', () => {
  const words = new Words(en.bench, look(de));
  assert.equal(words.of({ kind: 'motor', name: 'motor-target', text: 'the motor reached its target; VBAT fell to 4.63 V, the current peaked at 3.32 A' }, 'de'),
    'Der Motor ist am Ziel; VBAT fiel auf 4,63 V, Stromspitze 3,32 A');
  assert.equal(words.of({ kind: 'flash', name: 'erase-torn', text: 'the erase at 0x7c000 is torn at 43.1 %' }, 'de'), 'Das Löschen bei 0x7c000 reißt bei 43,1 % ab');
});

test('a reason within a sentence is translated too', () => {
  const words = new Words(en.bench, look(fr));
  const text = 'The security PIN is taken for not set because its record fails its check, so 0000 is right.';
  assert.equal(words.of({ kind: 'decision', name: 'pin-default', text }, 'fr'), 'Le code PIN passe pour non défini : son enregistrement échoue au contrôle. 0000 est donc correct');
});

test('English and sentences that nobody knows stay as they are', () => {
  const words = new Words(en.bench, look(de));
  assert.equal(words.of({ kind: 'motor', name: 'motor-cut', text: 'the reset cuts the motor off' }, 'en'), 'The reset cuts the motor off');
  assert.equal(words.of({ kind: 'motor', name: 'motor-cut', text: 'the motor sings' }, 'de'), 'The motor sings');
  assert.equal(words.of({ kind: 'light', name: 'light', text: '' }, 'de'), '');
});

test('a pattern takes the sentence as it is and nothing else', () => {
  const f = form('k', 'erase (of {{address}}) begins, {{takes}}');
  assert.deepEqual(f.pattern.exec('erase (of 0x1) begins, 89.7ms')?.slice(1), ['0x1', '89.7ms']);
  assert.equal(f.pattern.test('erase (of 0x1) begins, 89.7ms!x\n'), false);
});

test('durations and decimals are written with comma and gap', () => {
  assert.equal(figures('89.7ms'), '89,7\u00a0ms');
  assert.equal(figures('1m30s'), '1\u00a0m 30\u00a0s');
  assert.equal(figures('0x7c000'), '0x7c000');
  assert.equal(figures('rewrite-at-boot'), 'rewrite-at-boot');
  assert.equal(tidy('the end.'), 'The end');
});
