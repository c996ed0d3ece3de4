// The scope's window, axis, buckets and lanes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axis } from '../../app/scope/axis.js';
import { placeCursors, reading } from '../../app/scope/cursors.js';
import { lines } from '../../app/scope/levels.js';
import { createScopeModel, replaceFrom } from '../../app/scope/model.js';
import { originOf, scales } from '../../app/scope/picture.js';
import { ScopeTime } from '../../app/scope/shared.js';
import { Store, unknown } from '../../app/scope/store.js';
import { bucketTable } from '../../app/scope/takeaway.js';
import { bucketFor, following, longestNs, nextSpan, placed, shortestNs, spans, zoomed } from '../../app/scope/time.js';
import { summary, tableRows } from '../../app/scope/words.js';

/** @param {string} text */
const plain = (text) => text.replaceAll('\u00a0', ' ');

/**
 * Buckets whose values count up from their number.
 * @param {number} first
 * @param {number} count
 * @param {number} every
 * @param {Partial<import('../../app/scope/frames.js').Rail>} [more]
 * @returns {import('../../app/scope/frames.js').Rail}
 */
function rail(first, count, every, more = {}) {
  const column = (/** @type {number} */ by) => Array.from({ length: count }, (_, i) => first + i + by);
  return {
    from_ns: first * every, to_ns: (first + count) * every, every_ns: every, now_ns: (first + count) * every, exact: true,
    vbat_min_uv: column(0), vbat_max_uv: column(1), vdd_min_uv: column(0), vdd_max_uv: column(2), motor_min_ua: column(0), motor_max_ua: column(0), key_min_mdeg: column(0), key_max_mdeg: column(0), ...more,
  };
}

const empty = () => ({ cpu: [], flash: [], radio: [], motor: [], resets: [], warnings: [], decisions: [], lost_writes: [] });

test('lengths of windows go in steps of 1, 2 and 5 from a microsecond to weeks', () => {
  assert.equal(spans[0], shortestNs);
  assert.equal(spans.at(-1), longestNs);
  for (let i = 1; i < spans.length; i++) assert.ok(spans[i] / spans[i - 1] <= (spans[i] < 3600e9 ? 2.6 : 3) && spans[i] > spans[i - 1], `${spans[i - 1]} to ${spans[i]}`);
  assert.equal(nextSpan(10e9, 1), 20e9);
  assert.equal(nextSpan(10e9, -1), 5e9);
  assert.equal(nextSpan(7e9, -1), 5e9);
  assert.equal(nextSpan(longestNs, 1), longestNs);
  assert.equal(nextSpan(shortestNs, -1), shortestNs);
});

test('zooming leaves the instant under the pointer where it is', () => {
  const w = zoomed({ from: 100e9, to: 200e9 }, 50e9, 125e9);
  assert.deepEqual(w, { from: 112.5e9, to: 162.5e9 });
  assert.equal(placed(-5, 10).from, 0);
  const f = following(100e9, 10e9);
  assert.ok(f.from > 90e9 && f.to > 100e9 && Math.abs(f.to - f.from - 10e9) < 1);
});

test('a bucket is a power of two of which at most so many fill the window', () => {
  for (const [span, points] of [[10e9, 700], [1000, 700], [longestNs, 1500], [1e6, 1]]) {
    const every = bucketFor(span, points);
    assert.equal(Math.log2(every) % 1, 0);
    assert.ok(span / every <= points && (every === 1 || span / (every / 2) > points));
  }
});

test('the axis tells the clock, what has passed since a round instant, or the distance to a reset', () => {
  const days = axis({ from: 0, to: 20 * 86_400e9 }, 8, null);
  assert.ok(days.ticks.every((t) => / d$/.test(plain(t.label))), JSON.stringify(days.ticks));
  const seconds = axis({ from: 60e9, to: 70e9 }, 6, null);
  assert.deepEqual(seconds.ticks[0].label, '00:01:00');
  assert.deepEqual(axis({ from: 52e9, to: 54e9 }, 5, null).ticks.map((t) => t.label), ['00:00:52.0', '00:00:52.5', '00:00:53.0', '00:00:53.5', '00:00:54.0']);
  const late = axis({ from: 3 * 86_400e9 + 5e9, to: 3 * 86_400e9 + 15e9 }, 5, null);
  assert.equal(plain(late.base), '3 d');
  assert.equal(late.ticks[0].label, '00:00:06');
  const micro = axis({ from: 12_345_678_000, to: 12_345_778_000 }, 5, null);
  assert.equal(micro.base, '00:00:12.345');
  assert.deepEqual(micro.ticks.map((t) => plain(t.label)), ['+680 µs', '+700 µs', '+720 µs', '+740 µs', '+760 µs']);
  const near = axis({ from: 1e9 - 30_000, to: 1e9 + 30_000 }, 6, 1e9, 'reset');
  assert.deepEqual(near.ticks.map((t) => plain(t.label)), ['−30 µs', '−20 µs', '−10 µs', 'reset', '+10 µs', '+20 µs', '+30 µs']);
  assert.equal(axis({ from: 500e9, to: 510e9 }, 6, 1e9, 'reset').ticks[0].label, '00:08:20');
});

test('the ticks of an axis never say the same twice', () => {
  for (const span of spans) {
    for (const from of [0, 1_234_567_891, 3_000_000_123_456]) {
      const a = axis({ from, to: from + span }, 7, null);
      assert.ok(a.ticks.length >= 1 && a.ticks.length <= 9, `${span}: ${a.ticks.length}`);
      const labels = a.ticks.map((t) => t.label);
      assert.equal(new Set(labels).size, labels.length, `${span} from ${from}: ${labels.map(plain)}`);
    }
  }
});

test('buckets that come again replace what was there, and what was never told is unknown', () => {
  const s = new Store(8);
  s.write(rail(100, 10, 8));
  s.write(rail(105, 3, 8, { vdd_min_uv: [-7, null, -9] }));
  assert.equal(s.low[1][s.place(104)], 104);
  assert.equal(s.low[1][s.place(105)], -7);
  assert.equal(s.low[1][s.place(106)], unknown);
  assert.deepEqual(s.extremes(1, 100 * 8, 110 * 8), { low: -9, high: 111 });
  assert.equal(s.extremes(1, 0, 8), null);
  s.cut(104 * 8);
  assert.equal(s.extremes(1, 104 * 8, 200 * 8), null);
  assert.deepEqual(s.extremes(1, 0, 200 * 8), { low: 100, high: 105 });
});

test('live buckets push the oldest out, but never those of a window that must stay', () => {
  const s = new Store(1);
  s.write(rail(0, 4000, 1));
  for (let b = 4000; b < 20_000; b += 500) s.write(rail(b, 500, 1));
  assert.ok(s.holds(19_999) && !s.holds(0));
  assert.equal(s.low[0][s.place(19_999)], 19_999);
  const held = new Store(1);
  held.write(rail(0, 4000, 1));
  for (let b = 4000; b < 20_000; b += 500) held.write(rail(b, 500, 1), 1000);
  assert.equal(held.low[0][held.place(1000)], 1000);
  assert.ok(!held.holds(19_999));
});

test('a lane takes what is new from an instant on and keeps what ended before', () => {
  const lane = [{ from_ns: 0, to_ns: 10, n: 1 }, { from_ns: 20, to_ns: 90, n: 5 }, { from_ns: 95, to_ns: 96, n: 1 }, { from_ns: 5, to_ns: 99, n: 1, open: true }];
  replaceFrom(lane, [{ from_ns: 5, to_ns: 120, n: 1, open: true }], 50);
  assert.deepEqual(lane, [{ from_ns: 0, to_ns: 10, n: 1 }, { from_ns: 20, to_ns: 50, n: 5 }, { from_ns: 5, to_ns: 120, n: 1, open: true }]);
});

test('recorded messages make a picture without a server', () => {
  const m = createScopeModel();
  m.take({ ...rail(0, 100, 1024), lanes: empty(), levels: [], before: {}, after: {} });
  assert.ok(m.hear({ type: 'frame', ...rail(100, 5, 1024), lanes_from_ns: 101_000, lanes: { ...empty(), resets: [{ from_ns: 102_000, to_ns: 103_000, n: 1, cause: 'brown-out' }] } }));
  assert.deepEqual(m.store?.extremes(0, 0, 105 * 1024), { low: 0, high: 105 });
  assert.equal(m.lanes.resets.length, 1);
  assert.equal(originOf(m, 102_000), 102_000);
  assert.equal(originOf(m, 50), null);
  assert.ok(m.hear({ type: 'rewound', now_ns: 50 * 1024 }));
  assert.equal(m.lanes.resets.length, 0);
  assert.equal(m.store?.extremes(0, 60 * 1024, 105 * 1024), null);
});

test('frames that came while a window was on its way are not lost', () => {
  const m = createScopeModel();
  m.take({ ...rail(0, 100, 1024), lanes: empty(), levels: [], before: {}, after: {} });
  m.zoom(512);
  m.hear({ type: 'frame', ...rail(200, 4, 512) });
  assert.equal(m.store?.every, 1024, 'the old picture stays until the new one is there');
  m.take({ ...rail(100, 100, 512, { now_ns: 200 * 512 }), lanes: empty(), levels: [], before: {}, after: {} });
  assert.equal(m.store?.every, 512);
  assert.deepEqual(m.store?.extremes(0, 100 * 512, 300 * 512), { low: 100, high: 204 });
});

test('zooming while it follows goes on following, moving does not', () => {
  const t = new ScopeTime();
  t.tick(100e9);
  t.zoom(-1);
  assert.ok(t.following.peek());
  assert.equal(t.span.peek(), 5e9);
  t.move(-0.5);
  assert.ok(!t.following.peek());
  const at = t.window.peek();
  t.tick(200e9);
  assert.deepEqual(t.window.peek(), at);
  t.zoom(1, at.from);
  assert.ok(Math.abs(t.window.peek().from - at.from) < 1);
});

test('levels of one voltage share a line, and minor ones wait to be asked for', () => {
  const level = (/** @type {string} */ name, /** @type {number} */ microvolts, channel = 'vdd') => ({ name, microvolts, channel, text: name });
  const all = [level('brown-out-reset', 1.6e6), level('core-minimum', 1.7e6), level('flash-program-minimum', 1.7e6), level('power-on', 1.2e6), level('battery-warning', 4.7e6, 'vbat')];
  assert.deepEqual(lines(all, false).map((l) => l.microvolts), [4.7e6, 1.7e6, 1.6e6]);
  assert.deepEqual(lines(all, true).map((l) => l.microvolts), [4.7e6, 1.7e6, 1.6e6, 1.2e6]);
  assert.match(plain(lines(all, true)[1].label), /core needs · memory writes from 1\.70 V/);
  assert.match(lines(all.slice(1), false).at(-1)?.label ?? '', /logic stops/, 'without a brown-out reset the power-on level matters');
});

test('scales hold what is shown and do not follow every microvolt', () => {
  const m = createScopeModel();
  const flat = (/** @type {number} */ v) => Array.from({ length: 10 }, () => v);
  m.take({ ...rail(0, 10, 1024, { vbat_min_uv: flat(6_390_000), vbat_max_uv: flat(6_400_000), vdd_min_uv: flat(3_299_000), vdd_max_uv: flat(3_300_000), motor_min_ua: flat(-3_300_000), motor_max_ua: flat(0) }), lanes: empty(), levels: [], before: {}, after: {} });
  const w = { from: 0, to: 10_240 };
  assert.deepEqual(scales(m, w, false), { bottom: 0, top: 7e6, most: 4e6 });
  const close = scales(m, w, true);
  assert.ok(close.bottom < 3_299_000 && close.bottom > 3_290_000 && close.top > 3_300_000 && close.top < 3_310_000);
});

test('the window is told in words, and its items make a table', () => {
  const m = createScopeModel();
  assert.match(summary(m, { from: 0, to: 1 })[0], /Nothing was recorded/);
  const erase = { from_ns: 100, to_ns: 400, n: 1, op: 'erase', state: 'torn', address: 0x7c000, bytes: 4096, permille: 430 };
  const lanes = { ...empty(), flash: [erase], lost_writes: [erase], resets: [{ from_ns: 400, to_ns: 900, n: 1, cause: 'brown-out' }], cpu: [{ from_ns: 0, to_ns: 400, n: 1, state: 'sleep' }] };
  m.take({ ...rail(0, 10, 1024, { vdd_min_uv: [3, 0, 1, 2, 3, 4, 5, 6, 7, 8] }), lanes, levels: [], before: {}, after: {} });
  const said = summary(m, { from: 0, to: 10_240 }).map(plain).join('; ');
  assert.match(said, /Lowest VDD 0 V/);
  assert.match(said, /1 reset \(brown-out\)/);
  assert.match(said, /erase cut at 43 %/);
  const { rows, more } = tableRows(m, { from: 0, to: 10_240 }, 1);
  assert.equal(rows.length, 1);
  assert.equal(more, 1);
  assert.match(plain(rows[0].text), /erase cut at 43 %: 0x7c000, 4 KiB/);
  const table = bucketTable(m, { from: 0, to: 2 * 1024 });
  assert.equal(table.length, 3);
  assert.deepEqual(table[1].slice(0, 6), [0, 1024, 0, 1, 3, 2]);
});

test('cursors tell what lies between them', () => {
  const m = createScopeModel();
  m.take({ ...rail(0, 100, 1024, { vdd_min_uv: Array.from({ length: 100 }, (_, i) => 3_300_000 - 10_000 * i), vdd_max_uv: Array.from({ length: 100 }, (_, i) => 3_300_000 - 10_000 * i) }), lanes: empty(), levels: [], before: {}, after: {} });
  const c = placeCursors({ from: 0, to: 90 * 1024 });
  const text = reading(m, c).map((r) => `${r.name} ${plain(r.text)}`).join('; ');
  assert.match(text, /Δt 30\.7 µs/);
  assert.match(text, /ΔVDD −0\.30 V \(3\.00 V → 2\.70 V\)/);
});
