// What the page of twins works out by itself.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { agedSays, below, drainStory, foremost, forumStory, freeName, fromField, isExport, kindOf, leadOf, lineReader, nameOf, quantity, sectionOf, stackRows, stateRows, symptomGroups, symptomsOf, toField, toldOf, whatIfBody, withBelow } from '../../app/twin/model.js';
import { diagnosisTable, explanationTable, fitTable, forecastTable, futuresTable } from '../../app/twin/tables.js';
import { address, parse } from '../../app/core/route.js';
import texts from '../../app/text/twin/en.js';

/** @type {any[]} */
const words = [
  { key: 'pin', about: '', kind: 'word', answers: [{ value: 'rejected', about: '' }, { value: 'accepted', about: '' }] },
  { key: 'page', about: '', kind: 'word', answers: [{ value: 'blank', about: '' }] },
  { key: 'times', about: '', kind: 'count', low: 1, high: 1000 },
  { key: 'cell-days', about: '', kind: 'number', low: 1, high: 3650 },
  { key: 'firmware', about: '', kind: 'text' },
];

test('symptoms stand in the address and come back from it, beside everything else there', () => {
  const more = withBelow({ other: 'x' }, 's-', forumStory);
  const back = parse('/twin', address({ ...parse('/twin', ''), view: 'diagnose', more }).split('?')[1]);
  assert.equal(back.page, 'twin');
  assert.equal(back.view, 'diagnose');
  assert.deepEqual(below(back.more, 's-'), forumStory);
  assert.equal(back.more['other'], 'x');
  assert.deepEqual(withBelow(more, 's-', { pin: '' }), { other: 'x' }, 'an empty value is none');
  // "page" is a word of the address itself.
  assert.deepEqual(below(parse('/twin', 's-page=blank&page=0x10').more, 's-'), { page: 'blank' });
});

test('symptoms that nobody knows are left out, and numbers are numbers', () => {
  assert.deepEqual(symptomsOf(words, { pin: 'rejected', page: 'unknown', times: '2', 'cell-days': '28,5', firmware: ' beta ', colour: 'red' }), { pin: 'rejected', times: 2, 'cell-days': 28.5, firmware: 'beta' });
  assert.deepEqual(symptomsOf(words, { pin: 'purple', times: 'often', firmware: '' }), {});
});

test('no symptom is asked for twice, and the examples are on the form', () => {
  const keys = symptomGroups.flatMap(([, k]) => k);
  assert.equal(new Set(keys).size, keys.length);
  for (const k of [...Object.keys(forumStory), ...Object.keys(drainStory)]) assert.ok(keys.includes(k), k);
});

test('advice is that of the likeliest kind of cause, not of the likeliest cause', () => {
  const d = /** @type {any} */ ({ mechanisms: [{ id: 'collection' }, { id: 'worn' }], causes: [{ id: 'worn', mechanism: 'worn' }, { id: 'nvs/cold-start', mechanism: 'collection' }, { id: 'nvs/charging', mechanism: 'collection' }] });
  assert.equal(leadOf(d)?.id, 'nvs/cold-start');
  assert.equal(leadOf(/** @type {any} */ ({ mechanisms: [], causes: [] })), null);
});

test('a loss is told from answers that are as they should be, and from none', () => {
  assert.deepEqual([{}, { cells: 'eneloop', 'cell-days': 28 }, { pin: 'accepted' }, { pin: 'accepted', default: 'rejected', after: 'cold' }, { default: 'accepted', pin: 'accepted' }, { pin: 'rejected' }, { times: 2 }, { after: 'update' }, { settings: 'kept' }].map((s) => toldOf(s)),
    ['nothing', 'nothing', 'well', 'well', 'loss', 'loss', 'loss', 'loss', 'loss']);
  for (const k of Object.keys(forumStory)) assert.equal(toldOf(/** @type {any} */ ({ [k]: /** @type {any} */ (forumStory)[k] })), 'loss', k);
});

test('what the page says of a kind of cause is complete: what happened, what to say, what helps and what harms', () => {
  const all = /** @type {Record<string, Record<string, unknown>>} */ (/** @type {unknown} */ (texts));
  for (const area of ['plain', 'tell', 'avoid', 'helps']) assert.deepEqual(Object.keys(all[area] ?? {}).sort(), Object.keys(texts.mechanism).sort(), area);
  assert.deepEqual([0.9, 0.5, 0.1].map(agedSays), ['old', 'open', 'good']);
});

test('a part of a twin is that of the address, or the first', () => {
  assert.deepEqual([null, 'forecast', 'scope'].map(sectionOf), ['now', 'forecast', 'now']);
});

test('an event that is behind, never comes or has no latest day is told as such', () => {
  const u = { days: 1, low: 0, high: 2, never: false, reached: false, high_open: false, chance: 1 };
  assert.deepEqual([u, { ...u, high_open: true }, { ...u, never: true, high_open: true }, { ...u, reached: true }].map(kindOf), ['range', 'open', 'never', 'reached']);
});

test('the shares of a stack are those of its total', () => {
  const s = (/** @type {string} */ consumer, /** @type {number} */ mah) => ({ consumer, mah_per_day: mah, low_mah_per_day: 0, high_mah_per_day: 0, basis: 'fit' });
  assert.deepEqual(stackRows([s('motor', 3), s('idle', 1)], s('total', 4)).map((r) => r.share), [0.75, 0.25]);
  assert.deepEqual(stackRows([s('motor', 0)], s('total', 0)).map((r) => r.share), [0]);
});

test('reported values have the unit that their key tells, and come in an order', () => {
  assert.deepEqual(quantity('voltage_mv', '5230'), { value: 5.23, unit: 'V' });
  assert.deepEqual(quantity('level_pct', '50'), { value: 50, unit: '%' });
  for (const [k, v] of [['lock_state', 'locked'], ['voltage_mv', ''], ['voltage_mv', 'none'], ['critical_raw', '100']]) assert.deepEqual(quantity(k, v), { text: v });
  const v = (/** @type {string} */ value) => ({ value, at_ms: 1, since_ms: 1, revision: 1 });
  const values = { distance_raw: v('7'), brand: v('x'), voltage_mv: v('5'), last_action: v('Lock') };
  assert.deepEqual(stateRows(values).map((r) => r.key), ['voltage_mv', 'brand', 'last_action', 'distance_raw']);
  assert.deepEqual(foremost(values), [['last_action', 'Lock'], ['voltage_mv', '5']]);
  assert.deepEqual(foremost({ ...values, lock_state: v('locked') }).map(([k]) => k), ['lock_state', 'voltage_mv']);
});

test('a twin is called after its file, and no two alike', () => {
  assert.deepEqual(['front_door.jsonl', 'C:\\logs\\april.csv.txt', '.jsonl', 'a'.repeat(99)].map((f) => nameOf(f).length > 0 && nameOf(f).slice(0, 12)), ['front door', 'april', 'twin', 'aaaaaaaaaaaa']);
  assert.equal(nameOf('a'.repeat(99)).length, 70);
  assert.equal(freeName('door', ['door', 'door 2']), 'door 3');
  assert.ok(isExport('{"format":"locktwin twin","version":1}') && !isExport('{"v":1,"kind":"state"}'));
});

test('a what-if asks only for what was changed', () => {
  assert.deepEqual(whatIfBody({}), { count: 1000, levers: 300 });
  assert.deepEqual(whatIfBody({ cells: '', hand: 'careful', celsius: '-5,5', soft_start_ms: '200.4', no_polling: 'yes', count: '100', bulk_uf: 'x' }),
    { count: 100, levers: 30, vary: { hand: 'careful', celsius: -5.5, soft_start_ms: 200, no_polling: true } });
});

test('lines of JSON are read however they are cut', () => {
  /** @type {any[]} */
  const got = [];
  const r = lineReader((v) => got.push(v));
  for (const piece of ['{"done":1,', '"of":2}\n{"done"', ':2,"of":2}\n\n{"answer":', '3}']) r.add(piece);
  assert.equal(got.length, 2);
  r.end();
  assert.deepEqual(got, [{ done: 1, of: 2 }, { done: 2, of: 2 }, { answer: 3 }]);
  assert.throws(() => { r.add('{\n'); });
});

test('tables have as many columns in each row, and no number where there is none', () => {
  const band = { value: 2, low: 1, high: 3 };
  const share = { consumer: 'motor', mah_per_day: 2, low_mah_per_day: 1, high_mah_per_day: 3, basis: 'fit' };
  const until = { days: 5, low: 4, high: 6, never: false, reached: false, high_open: false, chance: 1 };
  const c = { p: 0.1, low: 0, high: 0.2, hits: 1, count: 10 };
  const lever = { id: 'wait', title: '', after: { pin: c }, before: c, difference: -0.1, difference_per_year: 0, low: -0.2, high: 0, saved: 1, spoiled: 0 };
  /** @type {any[][][]} */
  const tables = [
    fitTable(/** @type {any} */ ({ estimates: [{ name: 'idle', unit: 'µA', ...band, informed: 1 }], residuals: [{ channel: 'sag', unit: 'V', count: 1, bias: 0, rms: 1, ratio: 1 }] })),
    forecastTable(/** @type {any} */ ({ first_sign: { ...until, days: 3 }, warning: until, critical: { ...until, high_open: true }, brown_out: { ...until, never: true }, empty: until, stack: [share], total: share, curve: [{ days: 0, charge: 1, low: 1, high: 1, volts: 6 }] })),
    explanationTable(/** @type {any} */ ({ known: [share], hidden_mah_per_day: band, candidates: [{ id: 'polling', mah_per_day: 1, low_mah_per_day: 0, high_mah_per_day: 2, life_factor: 1, weight: 0.5, explains: true, test: 'x' }] })),
    futuresTable(/** @type {any} */ ({ before: { pin: c, settings: c, authorizations: c, pin_classes: [{ class: 'denied', chance: c }] }, after: { ...lever, id: '' }, levers: [lever] })),
    diagnosisTable(/** @type {any} */ ({ mechanisms: [{ id: 'worn', title: 'x', probability: 1, low: 1, high: 1 }], causes: [{ id: 'worn', title: 'x', probability: 1, low: 1, high: 1, prior: 1, rate: 1, plays: 1, confirm: 'x' }] })),
  ];
  for (const rows of tables) {
    assert.ok(rows.length > 2);
    assert.ok(rows.every((r) => r.length === rows[0].length && r.every((x) => x !== undefined)), JSON.stringify(rows));
  }
  assert.deepEqual(tables[1].filter((r) => r[0] === 'event').map((r) => [r[3], r[5]]), [[3, 6], [5, 6], [5, ''], ['', ''], [5, 6]]);
});

test('an instant survives its field to the minute', () => {
  const ms = Date.UTC(2026, 5, 1, 12, 34);
  assert.equal(fromField(toField(ms)), ms);
  assert.equal(fromField(''), null);
  assert.equal(fromField('soon'), null);
});

test('every text that the page of twins names is there', () => {
  const folder = new URL('../../app/twin/', import.meta.url);
  const look = (/** @type {string} */ key) => key.split('.').reduce((/** @type {any} */ at, part) => at?.[part], { twin: texts });
  let seen = 0;
  for (const file of readdirSync(folder)) {
    const source = readFileSync(new URL(file, folder), 'utf8');
    for (const [, key] of source.matchAll(/'(twin\.[\w.-]+[\w])'/g)) {
      seen++;
      assert.ok(look(key) !== undefined, `${file} names ${key}`);
    }
    for (const [, area] of source.matchAll(/(?:named|told)\('([\w-]+)', \w/g)) assert.equal(typeof look('twin.' + area), 'object', `${file} names ${area}`);
  }
  assert.ok(seen > 150, `${seen} texts`);
});
