// The steps of the tour.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { has } from '../../app/core/text.js';
import { partOf, stepOf } from '../../app/tour/steps.js';

/** @type {import('../../app/tour/steps.js').Facts} */
const start = {
  paired: false, pin: 'none', cells: true, dark: false, paused: false, changed: false, settled: false, refused: false, understood: false, fork: 'none',
};

test('the tour goes from a new lock to a lost PIN and a kept one', () => {
  let f = start;
  const then = (/** @type {Partial<typeof start>} */ change) => stepOf((f = { ...f, ...change }));
  assert.equal(then({}), 'pair');
  assert.equal(then({ paired: true }), 'pin');
  assert.equal(then({ pin: 'custom' }), 'out');
  assert.equal(then({ cells: false }), 'drain');
  assert.equal(then({ dark: true }), 'in');
  assert.equal(then({ cells: true, dark: false, changed: true }), 'watch');
  assert.equal(then({ pin: 'unknown' }), 'ask');
  assert.equal(then({ refused: true }), 'why');
  assert.equal(then({ understood: true }), 'other');
  assert.equal(then({ fork: 'repeating' }), 'repeating');
  assert.equal(then({ fork: 'kept' }), 'kept');
});

test('a change that keeps the PIN is made once more', () => {
  const f = { ...start, paired: true, pin: /** @type {const} */ ('custom'), changed: true, settled: true };
  assert.equal(stepOf(f), 'again');
  assert.equal(stepOf({ ...f, cells: false, changed: false, settled: false }), 'drain');
});

test('a lock that had lost its PIN before is of no use', () => {
  assert.equal(stepOf({ ...start, paired: true, pin: 'unknown' }), 'stuck');
  assert.equal(stepOf({ ...start, pin: 'unknown', fork: 'lost' }), 'stuck');
});

test('each step has its words', () => {
  for (const [step, part] of Object.entries(partOf)) {
    assert.ok(has('tour.now.' + step), step);
    assert.ok(has('tour.goal.g' + part), step);
  }
});
