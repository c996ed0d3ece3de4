// Live feeds: what is lost is taken up again where it broke off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from '../../app/core/api.js';
import { follow, keepOpen } from '../../app/core/feed.js';

/** A socket without a network, as a browser shows it. */
class FakeSocket {
  /** @type {FakeSocket[]} */
  static all = [];
  /** @type {any} */
  onopen;
  /** @type {any} */
  onmessage;
  /** @type {any} */
  onclose;
  closed = false;

  /** @param {URL} url @param {string[]} offers */
  constructor(url, offers) {
    this.url = String(url);
    this.offers = offers;
    FakeSocket.all.push(this);
  }

  close() { this.closed = true; }
  /** @param {object} m */
  send(m) { this.onmessage({ data: JSON.stringify(m) }); }
}
/** @type {any} */ (globalThis).WebSocket = FakeSocket;

const event = (/** @type {number} */ seq) => ({ type: 'event', seq, sim_ns: seq, kind: 'flash', name: 'erase-begin' });

test('a feed goes on behind the last event after the connection broke', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  FakeSocket.all = [];
  /** @type {unknown[]} */
  const got = [];
  const stop = follow('front door', {
    via: new Api({ token: 'abc' }), kinds: ['flash', 'reset'],
    onEvents: (e) => got.push(e.map((x) => x.seq)), onMissed: (n) => got.push(`missed ${n}`), onState: (s) => got.push(s), onEnd: (why) => got.push(why),
  });
  const [first] = FakeSocket.all;
  assert.equal(first.url, 'ws://localhost/api/v1/locks/front%20door/events?after=0&kinds=flash%2Creset');
  assert.deepEqual(first.offers, ['locktwin.events.v1', 'locktwin.token.abc']);
  first.onopen();
  first.send(event(1));
  first.send(event(2));
  first.send({ type: 'missed', count: 5 });
  first.send(event(8));
  t.mock.timers.tick(100);
  assert.deepEqual(got, ['live', [1, 2], 'missed 5', [8]]);
  first.send(event(9));
  first.onclose();
  t.mock.timers.tick(1000);
  assert.deepEqual(got.slice(4), [[9], 'lost']);
  const second = FakeSocket.all[1];
  assert.match(second.url, /after=9&/);
  second.onopen();
  second.send({ type: 'end', why: 'the server stops' });
  t.mock.timers.tick(100);
  assert.deepEqual(got.slice(6), ['live', 'the server stops']);
  stop();
  assert.equal(second.closed, true);
  second.onclose();
  t.mock.timers.tick(60_000);
  assert.equal(FakeSocket.all.length, 2, 'nobody connects after the end');
});

test('tries to connect become rarer, and an open connection makes them frequent again', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  FakeSocket.all = [];
  const stop = keepOpen(() => /** @type {any} */ (new FakeSocket(new URL('ws://localhost/'), [])), { onMessages: () => undefined, onState: () => undefined });
  const tries = [];
  for (let i = 0; i < 6; i++) {
    const before = FakeSocket.all.length;
    FakeSocket.all[before - 1].onclose();
    let ms = 0;
    while (FakeSocket.all.length === before) {
      t.mock.timers.tick(100);
      ms += 100;
    }
    tries.push(ms);
  }
  assert.deepEqual(tries, [400, 800, 1600, 3200, 6400, 8000]);
  const last = FakeSocket.all[FakeSocket.all.length - 1];
  last.onopen();
  last.onclose();
  t.mock.timers.tick(400);
  assert.notEqual(FakeSocket.all.at(-1), last);
  stop();
});
