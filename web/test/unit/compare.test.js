// Bookmarks, second locks and scenario files, as far as nothing is drawn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asDuration, differences, durationNs, faultIn, firstPart, inOrder, labelOf, runText, scenarioName, unlike, usualFirmware, usualStart } from '../../app/compare/model.js';
import { lowest, recordsOf } from '../../app/compare/facts.js';
import { setLang } from '../../app/core/text.js';

/** @param {string} id @param {number} at @param {boolean} [auto] @returns {any} */
const mark = (id, at, auto = false) => ({ id, lock: 'x', label: auto ? 'before cells-out at 0 d 00:01:00' : id, sim_ns: at, wall: '', bytes: 1, auto });

test('bookmarks stand with the latest instant first, and those of the lock itself are named by what came next', async () => {
  await setLang('en');
  const list = [mark('s1', 5), mark('s2', 9, true), mark('s3', 9), mark('s4', 7)];
  assert.deepEqual(inOrder(list).map((s) => s.id), ['s3', 's2', 's4', 's1']);
  assert.equal(labelOf(list[1]), 'before cells out');
  assert.equal(labelOf({ ...list[1], label: 'before cut at 0 d 00:01:00' }), 'before the cut');
  assert.equal(labelOf({ ...list[0], label: '' }), 'without a name');
});

test('a second lock begins before the cells came out unless another bookmark is chosen', () => {
  assert.equal(usualStart([mark('s1', 5), mark('s2', 4, true)])?.id, 's2');
  assert.equal(usualStart([mark('s1', 5), mark('s2', 4)])?.id, 's1');
  assert.equal(usualStart([]), null);
  assert.equal(usualFirmware('rewrite-at-boot'), 'ab-slots');
  assert.notEqual(usualFirmware('ab-slots'), 'ab-slots');
});

/** @param {Partial<import('../../app/compare/model.js').Fate>} f @returns {any} */
const fate = (f) => ({ pin: 'intact', custom_pin: true, pin_accepted: true, default_accepted: false, settings_kept: ['led-brightness'], settings_lost: [], phones_paired: 1, phones_known: 1, usable: true, interrupted: 0, marginal_words: 0, ...f });
/** @param {string} profile @param {any} f @returns {any} */
const facts = (profile, f) => ({ lock: { profile, resets: 2 }, fate: f, records: { valid: 12, bad: 0 }, minVddUv: 1_600_000, resets: 2 });
const volts = (/** @type {number} */ uv) => `${uv / 1e6} V`;

test('what differs between two locks is marked, and the worse of the two too', async () => {
  await setLang('en');
  const rows = differences(facts('a', fate({ pin: 'denied', settings_kept: [], settings_lost: ['led-brightness'], interrupted: 1 })), facts('b', fate({})), volts);
  const by = Object.fromEntries(rows.map((r) => [r.key, r]));
  assert.deepEqual([by.pin.one, by.pin.other, by.pin.differs, by.pin.bad], ['rejected, and so is 0000', 'is accepted', true, 'one']);
  assert.deepEqual([by.settings.differs, by.settings.bad, by.torn.bad], [true, 'one', 'one']);
  assert.deepEqual([by.phones.differs, by.phones.bad, by.resets.differs, by['min-vdd'].one], [false, null, false, '1.6 V']);
  assert.deepEqual([by.firmware.differs, by.firmware.bad], [true, null]);
});

test('what is not known yet differs from nothing', () => {
  const none = { lock: null, fate: null, records: null, minVddUv: null, resets: null };
  assert.deepEqual(differences(none, none, volts).filter((r) => r.differs), []);
  const rows = differences(facts('a', fate({})), /** @type {any} */ ({ ...none, lock: { profile: 'a', resets: 2 } }), volts);
  assert.equal(rows.find((r) => r.key === 'pin')?.other, '–');
  assert.equal(rows.some((r) => r.differs), false);
});

test('records are counted as boot would take them', () => {
  const areas = [{ records: [{ state: 'current' }, { state: 'superseded' }, { state: 'bad check' }] }, { records: [{ state: 'mark' }, { state: 'torn' }, { state: 'deleted' }] }];
  assert.deepEqual(recordsOf({ areas }), { valid: 2, bad: 2 });
  assert.equal(recordsOf(null), null);
  assert.equal(lowest([null, 5, 3, null, 4]), 3);
  assert.equal(lowest([null]), null);
  assert.equal(lowest(undefined), null);
});

test('a run is told in one line', async () => {
  await setLang('en');
  /** @type {any} */
  const run = { scenario: 'x', state: 'fail', results: [{ met: true }, { met: false }] };
  assert.equal(runText(run), '1 of 2 expectations not met');
  assert.equal(runText({ ...run, state: 'pass', results: [{ met: true }] }), 'One expectation, met');
  assert.equal(runText({ ...run, state: 'pass', results: undefined }), 'x is over');
  assert.equal(runText({ ...run, state: 'running' }), 'x is being played');
});

const file = `scenario: a
story: |
  The cut: of the line.
seed: 5
steps:
- pair
# a remark
- cells-in: {manner: clean}
- after: 100ms
  cut: 250ms
- wait: 1m
expect:
- the PIN is denied
`;

test('the fault of a file is found with the step before it', () => {
  assert.deepEqual(faultIn(file), { step: 2, after: '100ms' });
  assert.deepEqual(faultIn(file.replaceAll('\n- ', '\n  - ').replace('  cut', '    cut').replace('\n  - the', '\n- the')), { step: 2, after: '100ms' });
  assert.equal(faultIn(file.replace('  cut: 250ms', '  unlock')), null);
  assert.equal(faultIn('no scenario'), null);
});

test('times of files are read and written', () => {
  for (const [text, ns] of /** @type {[string, number | null][]} */ ([['100ms', 1e8], ['1m29.7s', 89.7e9], ['33.117us', 33117], ['2d', 172_800e9], ['5', null], ['', null], ['5x', null]])) {
    assert.equal(durationNs(text), ns, text);
  }
  assert.equal(durationNs(asDuration(12_345_678)), 12_345_678);
  assert.equal(asDuration(-5), '0ns');
});

test('a name becomes one that a scenario may have', () => {
  assert.equal(scenarioName('Front door (2) · ab-slots'), 'front-door-2-ab-slots');
  assert.equal(scenarioName('Haustür'), 'haustu-r');
  assert.equal(scenarioName('—'), 'recorded');
  assert.match(scenarioName('a-'.repeat(80)), /^[a-z0-9]+(-[a-z0-9]+)*$/);
  assert.equal(unlike('x', ['x', 'x (2)']), 'x (3)');
  assert.equal(firstPart('"One\n  two."\n\nThree.'), '"One two."');
});
