// What the flash view makes of the server's answers.
import assert from 'node:assert/strict';
import test from 'node:test';
import { areaIn, lastBoot } from '../../app/flash/boot.js';
import { step } from '../../app/flash/roving.js';
import {
  bitsOf, changedPages, changedWords, linesOf, mapGrid, pageAt, pagesOf, pieceAt, progress, readsOf, recordAt, storesOf, sureness, value, wordsOf,
} from '../../app/flash/shape.js';

/** @param {number} page @param {number} pages */
const run = (page, pages, o = {}) => ({ page, pages, address: page * 4096, page_bytes: 4096, state: 'erased', fill: 0, erase_cycles: 0, ...o });
/** @param {number} count */
const words = (count, value = 'ffffffff', state = 'erased', from = 0) =>
  Array.from({ length: count }, (_, i) => ({ address: from + 4 * i, value, state }));

test('runs of pages become pages, and an address finds its page', () => {
  const pages = pagesOf([run(0, 3), run(3, 1, { state: 'marginal', fill: 0.5 }), run(4, 124)]);
  assert.equal(pages.length, 128);
  assert.deepEqual(pages[3], { page: 3, address: 3 * 4096, bytes: 4096, state: 'marginal', fill: 0.5, cycles: 0 });
  assert.equal(pageAt(pages, 4 * 4096 - 1)?.page, 3);
  assert.equal(pageAt(pages, 4 * 4096)?.page, 4);
  assert.equal(pageAt(pages, 128 * 4096), undefined);
  assert.equal(pageAt([], 0), undefined);
});

test('a large page is shown in pieces', () => {
  const page = { page: 0, address: 0, bytes: 131072, state: 'programmed', fill: 1, cycles: 0 };
  assert.deepEqual(pieceAt(page, 0x2010), { offset: 0x2000, bytes: 4096 });
  assert.deepEqual(pieceAt({ ...page, bytes: 64, address: 640 }, 650), { offset: 0, bytes: 64 });
  assert.deepEqual(pieceAt({ ...page, bytes: 6144 }, 5000), { offset: 4096, bytes: 2048 });
});

test('the map never is wider than its place', () => {
  for (const pages of [1, 5, 32, 128, 256, 512]) {
    for (const width of [120, 320, 480, 1200]) {
      const { columns, size } = mapGrid(pages, width);
      assert.ok(columns * size <= Math.max(width, columns * 6), `${pages} pages in ${width}: ${columns} of ${size}`);
      assert.ok(columns >= 1 && columns <= Math.max(pages, 1));
    }
  }
});

test('a word is written as a number, its lowest byte last', () => {
  assert.equal(value('78563412'), '12345678');
  assert.equal(value(''), '');
  const w = { address: 100, word_bytes: 4, hex: '01000000ffffffffffffffff', states: [{ words: 1, state: 'programmed' }, { words: 2, state: 'erased' }] };
  assert.deepEqual(wordsOf(/** @type {any} */ (w)), [
    { address: 100, value: '00000001', state: 'programmed' }, { address: 104, value: 'ffffffff', state: 'erased' }, { address: 108, value: 'ffffffff', state: 'erased' },
  ]);
});

test('lines that say the same become one, and no word is lost', () => {
  const all = [...words(3, '12345678', 'programmed'), ...words(61, 'ffffffff', 'erased', 12)];
  const lines = linesOf(all, 8);
  assert.deepEqual(lines.map((l) => [l.kind, l.address, l.kind === 'same' ? l.words : l.words.length]), [['words', 0, 8], ['same', 32, 56]]);
  assert.equal(lines.reduce((n, l) => n + (l.kind === 'same' ? l.words : l.words.length), 0), all.length);
  assert.equal(linesOf(words(16), 8).length, 2);
  const kept = linesOf(words(64), 8, { keep: (w) => w.address === 128 });
  assert.deepEqual(kept.map((l) => l.kind), ['same', 'words', 'same']);
  for (let n = 1; n < 70; n++) {
    for (const per of [2, 4, 8]) {
      const mixed = words(n).map((w, i) => ({ ...w, state: i % 29 === 7 ? 'marginal' : 'erased' }));
      const seen = linesOf(mixed, per).flatMap((l) => (l.kind === 'words' ? l.words.map((w) => w.address) : words(l.words, '', '', l.address).map((w) => w.address)));
      assert.deepEqual(seen, mixed.map((w) => w.address));
    }
  }
});

test('the smallest record says most about an address', () => {
  const records = [{ address: 0, bytes: 100, key: 'all' }, { address: 8, bytes: 4, key: 'one' }];
  assert.equal(recordAt(records, 9)?.key, 'one');
  assert.equal(recordAt(records, 12)?.key, 'all');
  assert.equal(recordAt(records, 100), undefined);
});

test('ten reads show their most frequent value and the bits that differ', () => {
  const reads = [...Array(7).fill({ hex: 'ffff0000', correctable: true }), ...Array(3).fill({ hex: 'feff0080', correctable: true })];
  const r = readsOf(reads);
  assert.equal(r.most, '0000ffff');
  assert.deepEqual([r.times, r.of], [7, 10]);
  assert.deepEqual(r.differing.flatMap((d, i) => (d ? [31 - i] : [])), [31, 0]);
  const lost = readsOf([{ hex: '', correctable: false }, { hex: '', correctable: false }, { hex: '00000000', correctable: true }]);
  assert.deepEqual([lost.most, lost.times, lost.of], [null, 2, 3]);
  assert.deepEqual(bitsOf('a5'), [1, 0, 1, 0, 0, 1, 0, 1]);
});

test('a word that reads blank may not be safely erased', () => {
  const cell = (/** @type {number} */ threshold_volts, /** @type {number} */ reads, unstable = false) => ({ threshold_volts, reads, unstable, marginal: true });
  const w = { cells: [cell(2, 1), cell(3.5, 1), cell(3.99, 1, true), cell(4.5, 0), cell(6, 0)], read_volts: 4, erase_verify_volts: 3, program_verify_volts: 5 };
  assert.deepEqual(sureness(/** @type {any} */ (w)), { bits: 5, unsure: 1, notErased: 2, notProgrammed: 1, ones: 3 });
  // On parts that erase to zero the same charges read the other way about.
  const zero = { ...w, cells: w.cells.map((c) => ({ ...c, reads: 1 - c.reads })) };
  assert.deepEqual(sureness(/** @type {any} */ (zero)), { bits: 5, unsure: 1, notErased: 2, notProgrammed: 1, ones: 3 });
});

test('what changed since a reset is found by page and by word', () => {
  const before = pagesOf([run(0, 4)]);
  const now = pagesOf([run(0, 1), run(1, 1, { state: 'marginal' }), run(2, 1, { erase_cycles: 1 }), run(3, 1)]);
  assert.deepEqual([...changedPages(now, before)], [1, 2]);
  assert.equal(changedPages(now, null).size, 0);
  const a = words(4);
  assert.deepEqual([...changedWords([a[0], { ...a[1], value: '00000000' }, a[2], a[3]], a)], [4]);
  assert.equal(changedWords(words(4, 'ffffffff', 'erased', 4096), a).size, 0);
});

test('an operation in flight goes on with the clock and ends at its end', () => {
  const flight = { done: 0.25, takes_ns: 100 };
  assert.equal(progress(flight, 1000, 1025), 0.5);
  assert.equal(progress(flight, 1000, 2000), 1);
  assert.equal(progress(flight, 1000, 900), 0.25);
  assert.equal(progress({ done: 0, takes_ns: 0 }, 0, 0), 1);
});

test('areas without records are no stores', () => {
  const area = (/** @type {string} */ name, /** @type {string} */ store) => ({ name, store, address: 0, bytes: 1, records: [] });
  const all = [area('book', 'fds'), area('log', ''), area('access', 'fds'), area('settings', 'in-place'), area('layout', '')];
  assert.deepEqual(storesOf(/** @type {any} */ (all)).map((a) => a.name), ['settings', 'access']);
});

test('arrow keys stay within a grid whose last line is short', () => {
  const count = 10;
  const columns = 4;
  assert.equal(step('ArrowDown', 5, count, columns), 9);
  assert.equal(step('ArrowDown', 7, count, columns), 7);
  assert.equal(step('ArrowRight', 9, count, columns), 9);
  assert.equal(step('ArrowUp', 2, count, columns), 2);
  assert.equal(step('Home', 6, count, columns), 4);
  assert.equal(step('End', 9, count, columns), 9);
  assert.equal(step('PageDown', 1, count, columns), 9);
  assert.equal(step('x', 1, count, columns), null);
});

test('the last boot is told with what was torn before it', () => {
  let seq = 0;
  const e = (/** @type {string} */ kind, /** @type {string} */ name, /** @type {number} */ ms, text = '') => ({ seq: ++seq, kind, name, text, sim_ns: ms * 1e6, wall: '' });
  const events = /** @type {any[]} */ ([
    e('flash', 'erase-torn', 0), e('boot', 'boot', 1), e('decision', 'a', 2), e('flash', 'erase-begin', 3), e('flash', 'erase-torn', 80),
    e('reset', 'reset-brown-out', 80), e('boot', 'reset', 200), e('boot', 'boot', 203, 'boot 2'), e('decision', 'b', 204, 'The settings area: the region reads erased.'),
    e('decision', 'c', 20_000),
  ]);
  const last = lastBoot(events);
  assert.equal(last?.boot.text, 'boot 2');
  assert.deepEqual(last?.torn.map((x) => x.sim_ns), [80e6]);
  assert.deepEqual(last?.decisions.map((x) => x.name), ['b']);
  assert.equal(lastBoot(events.slice(0, 1)), null);
  assert.equal(areaIn(events[8].text, [{ name: 'access', address: 1 }, { name: 'settings', address: 2 }])?.address, 2);
});
