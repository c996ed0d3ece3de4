// A campaign's result, read and cut into what the page draws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bands, baseName, curveAt, faultOf, grid, interesting, lengthsOf, moved, rank, read, sagOf, table, ticks, variantName, zoomed } from '../../app/report/model.js';

/** @param {string} pin @param {string} [settings] */
const verdict = (pin, settings = 'intact') => ({ pin, settings, authorizations: 'intact', decision: 'settings-blank', samples: 1 });
/** @param {number} from @param {number} to @param {string} pin @param {string} [settings] */
const stretch = (from, to, pin, settings) => ({ from_ns: from, to_ns: to, operation: 0, verdict: verdict(pin, settings), share: 1 });
/** @returns {any} */
const result = () => ({
  spec: { name: 'mine', fault: { kind: 'cut', for_ns: [250e6], times: [] }, axes: [{ key: 'lock.profile', name: 'profile', values: ['a', 'b'] }], lock: { file: '/somewhere/mine.yaml', text: '' } },
  variants: [{
    variant: { index: 0, values: ['a'] }, survey: { window_ns: 60e9, operations: [], moments: [] }, counts: {}, within: 1,
    windows: [stretch(0, 100, 'intact'), stretch(100, 300, 'denied'), stretch(300, 400, 'denied', 'default'), stretch(400, 60e9, 'intact')],
    rows: [{ faults: 1, part: 'PIN', class: 'denied', length_ns: 300, probability: 0.5, windows: 1, longest_ns: 300 }],
  }],
  groups: [],
});

test('a result is read, and what is none is told apart', () => {
  assert.ok('result' in read(JSON.stringify(result())));
  assert.deepEqual(read('{'), { wrong: 'json' });
  for (const text of ['{}', '[]', 'null', '{"spec":{},"variants":[{}],"groups":[]}']) assert.deepEqual(read(text), { wrong: 'shape' }, text);
});

test('neighbours that end alike in one part are one band, and lead to the longest of them', () => {
  const windows = result().variants[0].windows;
  const pin = bands(windows, 'pin').map((b) => [b.from, b.to, b.class]);
  assert.deepEqual(pin, [[0, 100, 'intact'], [100, 400, 'denied'], [400, 60e9, 'intact']]);
  assert.equal(bands(windows, 'pin')[1].first, windows[1]);
  assert.deepEqual(bands(windows, 'settings').map((b) => b.class), ['intact', 'default', 'intact']);
  assert.deepEqual(bands([], 'pin'), []);
});

test('the view begins around the losses and stays within the window', () => {
  const v = result().variants[0];
  const view = interesting(v);
  assert.ok(view.from <= 100 && view.to >= 400 && view.to < 5000, JSON.stringify(view));
  v.windows.push(stretch(50e9, 50e9 + 10, 'wrong'));
  assert.ok(interesting(v).to < 5000, 'a loss far away hides the others');
  v.windows = [stretch(0, 60e9, 'intact')];
  assert.deepEqual(interesting(v), { from: 0, to: 60e9 });
  for (const z of [zoomed({ from: 0, to: 100e3 }, 0.5, 60e9), zoomed({ from: 59e9, to: 60e9 }, 4, 60e9), zoomed({ from: 0, to: 1000 }, 0.1, 60e9), moved({ from: 0, to: 1e9 }, -0.5, 60e9), moved({ from: 59e9, to: 60e9 }, 3, 60e9)]) {
    assert.ok(z.from >= 0 && z.to <= 60e9 && z.to - z.from >= 1000, JSON.stringify(z));
  }
});

test('a fault lies in the middle of its stretch and is that of the plan', () => {
  const r = result();
  assert.deepEqual(faultOf(r, r.variants[0].windows[1]), { kind: 'cut', at_ns: 200, for_ns: 250e6 });
  assert.deepEqual(faultOf(r, { ...r.variants[0].windows[1], for_ns: 7, times: 3 }), { kind: 'cut', at_ns: 200, for_ns: 7, times: 3 });
  assert.deepEqual(lengthsOf(r.variants[0]), [0]);
});

test('of the sags of one voltage and length the worst counts', () => {
  /** @type {any[]} */
  const cells = [[2e6, 1e6, 5, 'intact'], [2e6, 1e6, 9, 'denied'], [1e6, 1e6, 5, 'wrong'], [2e6, 3e6, 5, 'intact']]
    .map(([uv, ns, at, pin]) => ({ microvolts: uv, for_ns: ns, at_ns: at, verdict: verdict(String(pin)), share: 1 }));
  const g = grid(cells, 'pin', null);
  assert.deepEqual([g.volts, g.lengths], [[2e6, 1e6], [1e6, 3e6]]);
  assert.equal(g.cell(2e6, 1e6)?.verdict.pin, 'denied');
  assert.equal(g.cell(1e6, 3e6), null);
  assert.equal(grid(cells, 'pin', 5).cell(2e6, 1e6)?.verdict.pin, 'intact');
  assert.deepEqual(sagOf(cells[1]), { kind: 'sag', at_ns: 9, for_ns: 1e6, microvolts: 2e6 });
  assert.ok(rank('bricked') < rank('denied') && rank('denied') < rank('intact') && rank('intact') < rank('no class'));
});

test('everything is in the table', () => {
  const rows = table(result());
  assert.deepEqual(rows.slice(1).map((r) => [r[0], r[2], r[3]]), [['window', 'PIN', 'denied'], ['window', 'PIN', 'denied'], ['window', 'settings', 'default'], ['class', 'PIN', 'denied']]);
  assert.ok(rows.every((r) => r.length === rows[0].length));
  assert.equal(variantName(result(), result().variants[0]), 'a');
  assert.equal(baseName('/somewhere/mine.yaml'), 'mine.yaml');
  assert.equal(baseName('C:\\here\\mine.yaml'), 'mine.yaml');
});

test('axes have round steps, and curves are straight between their corners', () => {
  for (const [from, to] of [[0, 85e6], [0, 60e9], [1234, 5678], [5e6, 5.02e6]]) {
    const at = ticks(from, to, 9);
    assert.ok(at.length >= 2 && at.length <= 11, `${at.length} ticks`);
    assert.ok(at.every((x) => x >= from && x <= to));
  }
  const points = [{ at_ns: 10, microvolts: 100 }, { at_ns: 20, microvolts: 200 }];
  assert.deepEqual([0, 10, 15, 20, 99].map((at) => curveAt(points, at)), [100, 100, 150, 200, 200]);
  assert.equal(curveAt([], 5), 0);
});
