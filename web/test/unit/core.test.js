// Addresses, the log of events, the clock of a lock, tables.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../app/core/api.js';
import { EventLog, mostEvents } from '../../app/core/eventlog.js';
import { csv } from '../../app/core/picture.js';
import { address, parse } from '../../app/core/route.js';
import { rate, SimClock } from '../../app/core/simclock.js';
import { clockDigits, lastReset, speeds, spoken } from '../../app/time/model.js';

test('an address is read back as it was written', () => {
  for (const text of ['/', '/training', '/report', '/?lock=front&at=1200&from=5&to=90&word=0x7c010&view=scope', '/?lock=a+b', '/?lock=x&record=0x10&join=ABC']) {
    const [path, query] = text.split('?');
    assert.equal(address(parse(path, query ?? '')), text);
  }
});

test('what is no address of the page is left out', () => {
  const r = parse('/training/', '?at=-5&from=9&to=3&word=zz&page=0x1g');
  assert.deepEqual([r.page, r.at, r.window, r.selection], ['training', null, null, null]);
  assert.equal(parse('/elsewhere', '').page, 'bench');
});

/** @param {number} seq @returns {any} */
const event = (seq, more = {}) => ({ seq, sim_ns: seq * 10, wall: '', kind: 'flash', name: 'erase-begin', ...more });

test('the log keeps each event once, in order, and not too many', () => {
  const log = new EventLog();
  assert.equal(log.add([event(1), event(2)]).length, 2);
  assert.equal(log.add([event(2), event(3)]).length, 1);
  assert.equal(log.list.value, 2);
  assert.equal(log.at(3)?.sim_ns, 30);
  assert.equal(log.at(4), undefined);
  log.add(Array.from({ length: mostEvents }, (_, i) => event(i + 4)));
  assert.ok(log.all().length <= mostEvents);
  assert.equal(log.latest?.seq, mostEvents + 3);
  assert.equal(log.at(1), undefined);
  assert.equal(log.at(mostEvents)?.seq, mostEvents);
});

test('the clock of a lock runs as fast as the lock', () => {
  let wall = 0;
  const clock = new SimClock(() => wall);
  clock.set({ sim_ns: 5e9, speed: '1000x', state: 'running' });
  wall = 10;
  assert.equal(clock.now(), 15e9);
  clock.atLeast({ sim_ns: 14e9 });
  assert.equal(clock.now(), 15e9, 'an older event changes nothing');
  clock.atLeast({ sim_ns: 20e9 });
  assert.equal(clock.now(), 20e9);
  clock.set({ sim_ns: 21e9, speed: 'paused', state: 'paused' });
  wall = 99;
  assert.equal(clock.now(), 21e9);
  assert.equal(clock.running, false);
  clock.set({ sim_ns: 22e9, speed: 'max', state: 'running' });
  wall = 200;
  assert.equal(clock.now(), 22e9, 'how fast it goes is not known');
  assert.equal(clock.running, true);
  assert.deepEqual(['paused', 'max', '0.001x', '1x'].map(rate), [0, null, 0.001, 1]);
});

test('speeds are told as factors, and the clock has digits that can be read', () => {
  assert.deepEqual(speeds.map(spoken), ['1⁄1,000×', '1⁄100×', '1⁄10×', '1×', '10×', '100×', '1,000×', '10,000×', 'max']);
  assert.deepEqual(['paused', '0.001x', '1x', '1000x', 'max'].map(clockDigits), [6, 6, 3, 0, 0]);
});

test('the last reset is the newest one', () => {
  assert.equal(lastReset([]), null);
  assert.equal(lastReset([event(1), event(2, { kind: 'reset' }), event(3, { kind: 'reset' }), event(4)]), 30);
});

test('a table becomes CSV that a spreadsheet reads as it is meant', () => {
  assert.equal(csv([['at', 'text'], [12, 'a "b", c'], [null, '=1+1'], [-3, undefined]]), "at,text\r\n12,\"a \"\"b\"\", c\"\r\n,'=1+1\r\n-3,\r\n");
});

test('an error of the server is told in the words of the reader, with what the server adds', () => {
  const e = new ApiError(409, { type: '/api/problems/conflict', title: 'x', status: 409, detail: 'the lock has no cells in it' });
  assert.equal(e.message, 'This cannot be done now. The lock has no cells in it.');
  assert.equal(e.kind, 'conflict');
  assert.equal(new ApiError(0, null).message, 'The server does not answer. Is it running?');
  assert.equal(new ApiError(502, null).message, 'The server answered with status 502.');
});
