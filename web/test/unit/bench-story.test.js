// Lines and rows of the story.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { append, operations, placeOf, topicOf, weightOf } from '../../app/bench/groups.js';
import { Rows } from '../../app/bench/rows.js';

/** @typedef {import('../../app/bench/groups.js').Event} Event */

let seq = 0;
/** @param {number} ms @param {string} kind @param {string} name @param {object} [more] @returns {Event} */
const event = (ms, kind, name, more = {}) => ({ seq: ++seq, sim_ns: ms * 1e6, wall: '2024-05-01T12:00:00Z', kind, name, ...more });
/** @param {import('../../app/bench/groups.js').Line[]} lines */
const sizes = (lines) => lines.map((l) => l.events.length);

test('bounces of a contact become one line, a hand keeps its own', () => {
  /** @type {import('../../app/bench/groups.js').Line[]} */
  const lines = [];
  append(lines, [event(0, 'contact', 'cells-out'), event(1, 'contact', 'contact-opens'), event(2, 'contact', 'contact-makes'), event(3, 'contact', 'contact-opens'), event(4, 'cells', 'cells-gone')]);
  assert.deepEqual(sizes(lines), [1, 3, 1]);
  assert.equal(lines[0].topic, 'hand');
  assert.equal(lines[1].topic, 'power');
});

test('events that are far apart are told apart', () => {
  /** @type {import('../../app/bench/groups.js').Line[]} */
  const lines = [];
  append(lines, [event(0, 'flash', 'program-done'), event(900, 'flash', 'program-done'), event(2500, 'flash', 'program-done')]);
  assert.deepEqual(sizes(lines), [2, 1]);
});

test('a torn erase stands alone and stands out', () => {
  /** @type {import('../../app/bench/groups.js').Line[]} */
  const lines = [];
  append(lines, [event(0, 'flash', 'erase-begin'), event(50, 'flash', 'erase-torn'), event(51, 'reset', 'reset-brown-out'), event(60, 'decision', 'pin-default'), event(61, 'decision', 'authorizations')]);
  assert.deepEqual(lines.map((l) => l.weight), ['', 'lost', 'reset', 'verdict', '']);
  assert.deepEqual(sizes(lines), [1, 1, 1, 1, 1]);
});

test('one connection is one line, whoever tells of it', () => {
  /** @type {import('../../app/bench/groups.js').Line[]} */
  const lines = [];
  append(lines, [event(0, 'phone', 'link-up'), event(0, 'decision', 'link-up'), event(1, 'fleet', 'connected'), event(2, 'decision', 'request')]);
  assert.deepEqual(sizes(lines), [3, 1]);
  assert.equal(topicOf({ kind: 'fleet', name: 'connected' }), 'phone');
});

test('time that goes back begins a new line', () => {
  /** @type {import('../../app/bench/groups.js').Line[]} */
  const lines = [];
  append(lines, [event(5000, 'flash', 'program-done'), event(100, 'flash', 'program-done')]);
  assert.deepEqual(sizes(lines), [1, 1]);
});

test('operations of a run are counted', () => {
  const flash = (/** @type {number} */ bytes) => ({ flash: { op: 'program', address: 0x7c000, bytes, permille: 1000 } });
  assert.deepEqual(operations([event(0, 'flash', 'erase-begin'), event(1, 'flash', 'erase-done'), event(2, 'flash', 'program-done', flash(96)), event(3, 'flash', 'program-done', flash(4)), event(4, 'flash', 'erase-begin')]),
    { erases: 1, writes: 2, bytes: 100, begun: true });
});

test('a flash event leads to its address, with its neighbourhood in the window', () => {
  const place = placeOf([event(1000, 'flash', 'erase-torn', { flash: { op: 'erase', address: 0x7c000, bytes: 4096, permille: 431 } })]);
  assert.deepEqual(place.selection, { kind: 'page', address: 0x7c000 });
  assert.equal(place.moment, 1e9);
  assert.ok(place.window.from < 1e9 && place.window.to > 1e9);
  assert.equal(placeOf([event(1, 'motor', 'motor-start')]).window.from, 0);
  assert.equal(placeOf([event(1, 'motor', 'motor-start')]).selection, undefined);
});

test('rows grow at the end and keep what was opened', () => {
  const rows = new Rows();
  /** @type {Event[]} */
  const log = [event(0, 'hand', 'button'), event(10, 'contact', 'contact-opens')];
  rows.take(log);
  assert.equal(rows.all.length, 2);
  log.push(event(20, 'contact', 'contact-makes'), event(30, 'reset', 'reset-pin'));
  rows.take(log);
  assert.deepEqual(rows.all.map((r) => r.line.events.length), [1, 2, 1]);
  rows.open(rows.all[1].line, true);
  assert.equal(rows.all.length, 5);
  log.push(event(40, 'hand', 'button'));
  rows.take(log);
  assert.equal(rows.all.length, 6);
  rows.open(rows.all[1].line, false);
  assert.equal(rows.all.length, 4);
});

test('a topic that is hidden has no rows, and comes back', () => {
  const rows = new Rows();
  const log = [event(0, 'hand', 'button'), event(1, 'reset', 'reset-pin'), event(2, 'hand', 'button')];
  rows.take(log);
  rows.toggle('hand');
  assert.deepEqual(rows.all.map((r) => r.line.topic), ['reset']);
  log.push(event(3, 'hand', 'turn-key'));
  rows.take(log);
  assert.equal(rows.all.length, 1);
  rows.toggle('hand');
  assert.equal(rows.all.length, 4);
});

test('what the log has forgotten goes from the rows', () => {
  const rows = new Rows();
  const log = Array.from({ length: 10 }, (_, i) => event(i * 10, 'hand', 'button'));
  rows.take(log);
  const went = rows.take(log.slice(4));
  assert.equal(went, 4);
  assert.equal(rows.all.length, 6);
  assert.equal(rows.all[0].line.events[0], log[4]);
  log.push(event(200, 'hand', 'button'));
  assert.equal(rows.take(log.slice(6)), 2);
  assert.equal(rows.all.length, 5);
});

test('an instant finds the last row that is not later', () => {
  const rows = new Rows();
  rows.take([event(10, 'hand', 'button'), event(20, 'reset', 'reset-pin')]);
  assert.equal(rows.at(5e6), -1);
  assert.equal(rows.at(15e6), 0);
  assert.equal(rows.at(99e6), 1);
});

test('boot decisions about a PIN matter, a phone that asks does not', () => {
  assert.equal(weightOf({ kind: 'decision', name: 'pin-unknown' }), 'lost');
  assert.equal(weightOf({ kind: 'decision', name: 'pin-custom' }), 'verdict');
  assert.equal(weightOf({ kind: 'decision', name: 'request' }), '');
});
