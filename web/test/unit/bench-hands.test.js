// Hands, cells and the pose of the lock.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { atFirst, fieldsOf, freshId, parametersOf, summary, textChoices, valuesOf } from '../../app/bench/faultform.js';
import { handAtFirst, mannersIn, mannersOut, putBody, takeBody } from '../../app/bench/hands.js';
import { supplyBody } from '../../app/bench/lab.js';
import { bucketFor } from '../../app/bench/live.js';
import { Follower, HandTurn, looping, stateOf, throwOf } from '../../app/bench/pose.js';
import { choices, facesOf, keepFaces, keptFaces, ownAtFirst, setOf } from '../../app/bench/sets.js';
import { Tray } from '../../app/bench/tray.js';
import { angleOf, step, Touch, turnOfKey } from '../../app/bench/turning.js';
import en from '../../app/text/en.js';

const { components: { schemas } } = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'));

test('the first cell out takes the supply, the last one in closes the circuit', () => {
  const tray = new Tray(4);
  assert.equal(tray.move(1, true), 'take');
  assert.equal(tray.move(2, true), null);
  assert.equal(tray.move(1, false), null);
  assert.equal(tray.outside, 1);
  assert.equal(tray.move(2, false), 'put');
  assert.equal(tray.moveAll(true), 'take');
  assert.equal(tray.moveAll(false), 'put');
});

test('the tray agrees with what the lock says', () => {
  const tray = new Tray(4);
  assert.equal(tray.agree(true, 4), false);
  assert.equal(tray.agree(false, 4), true);
  assert.equal(tray.outside, 4);
  tray.move(0, false);
  assert.equal(tray.agree(false, 4), false);
  assert.equal(tray.outside, 3);
  assert.equal(tray.agree(true, 1), true);
  assert.equal(tray.complete, true);
});

test('manners are those of the API', () => {
  assert.deepEqual(mannersOut, schemas.CellsOutBody.properties.manner.enum);
  assert.deepEqual(mannersIn, schemas.CellsInBody.properties.manner.enum);
  assert.deepEqual(takeBody({ ...handAtFirst(), out: 'quick', chatter: '4' }), { manner: 'quick', chatter: 4 });
  assert.deepEqual(putBody({ ...handAtFirst(), in: 'firm', bounces: '', gap: '250' }, undefined), { manner: 'firm', gap: '250ms' });
});

test('sets of cells are made of what the API knows', () => {
  for (const c of choices) {
    const set = setOf(c, ownAtFirst());
    for (const key of Object.keys(set ?? {})) assert.ok(key in schemas.Cells.properties, key);
    assert.ok(c in en.bench.set, c);
  }
  const own = setOf('own', { ...ownAtFirst(), kind: 'eneloop', charge: '55', age: '2', cycles: '300', weak: '2', weakCharge: '5', weakResistance: '' });
  assert.deepEqual(own, { kind: 'eneloop', count: 4, charge: '55%', age: '104w', cycles: 300, weak: { cell: 2, charge: '5%' } });
  assert.deepEqual(setOf('own', { ...ownAtFirst(), kind: 'lipo', charge: '', weak: '2' }), { kind: 'lipo', count: 1 });
  assert.deepEqual(facesOf(/** @type {any} */ (own)).map((f) => f.charge), [0.55, 0.05, 0.55, 0.55]);
});

test('cells on the table keep their faces over a reload, and nonsense has none', () => {
  const kept = new Map();
  const before = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage');
  Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, value: { setItem: (/** @type {string} */ k, /** @type {string} */ v) => kept.set(k, v), getItem: (/** @type {string} */ k) => kept.get(k) ?? null } });
  try {
    const faces = facesOf({ kind: 'eneloop', count: 2, charge: '40%' });
    keepFaces('front', faces);
    assert.deepEqual(keptFaces('front'), faces);
    assert.deepEqual(keptFaces('back'), []);
    kept.set('locktwin.cells.front', '[1]');
    assert.deepEqual(keptFaces('front'), []);
    kept.set('locktwin.cells.front', '{');
    assert.deepEqual(keptFaces('front'), []);
  } finally {
    if (before) Object.defineProperty(globalThis, 'sessionStorage', before);
    else Reflect.deleteProperty(globalThis, 'sessionStorage');
  }
});

test('parameters that are one of a few words have the words of the API', () => {
  assert.deepEqual(textChoices.direction, schemas.LatencyParameters.properties.direction.enum);
  assert.deepEqual(textChoices.of, schemas.DisconnectParameters.properties.of.enum);
});

test('a form of a fault comes from the catalogue, with units', () => {
  const entry = { kind: 'rssi', about: 'weak', parameters: [{ name: 'level_dbm', type: 'integer', about: 'level' }, { name: 'spread_db', type: 'integer', about: 'spread' }] };
  assert.deepEqual(fieldsOf(entry).map((f) => [f.name, f.as, f.unit]), [['level_dbm', 'figure', 'dBm'], ['spread_db', 'figure', 'dB']]);
  assert.deepEqual(parametersOf(entry, atFirst(entry)), { level_dbm: -94 });
});

test('every kind of fault can be set as the form is at first', () => {
  for (const kind of schemas.FaultSetting.properties.kind.enum) {
    const ref = schemas.FaultSetting.properties[kind].$ref.split('/').pop();
    const properties = /** @type {Record<string, { type: string }>} */ (schemas[ref].properties);
    const entry = { kind, about: '', parameters: Object.entries(properties).map(([name, p]) => ({ name, type: p.type, about: '' })) };
    const given = parametersOf(entry, atFirst(entry));
    for (const needed of schemas[ref].required ?? []) assert.ok(needed in given, `${kind} needs ${needed}`);
    for (const [name, value] of Object.entries(given)) {
      const type = properties[name].type;
      assert.equal(typeof value, type === 'integer' ? 'number' : type, `${kind}.${name}`);
      assert.ok(name in en.bench.fault.field, name);
    }
    assert.ok(kind in en.bench.fault.kind && kind in en.bench.fault.about, kind);
  }
});

test('a fault that stands fills the form, and what is left empty is not sent', () => {
  const entry = { kind: 'disconnect', about: '', parameters: [{ name: 'at', type: 'integer', about: '' }, { name: 'repeat', type: 'boolean', about: '' }, { name: 'of', type: 'string', about: '' }, { name: 'uuid', type: 'string', about: '' }] };
  const values = valuesOf(entry, /** @type {any} */ ({ id: 'x', kind: 'disconnect', disconnect: { at: 7, repeat: true } }));
  assert.deepEqual(values, { at: '7', repeat: true, of: 'frame', uuid: '' });
  assert.deepEqual(parametersOf(entry, values), { at: 7, repeat: true, of: 'frame' });
  assert.equal(freshId('loss', [{ id: 'loss' }, { id: 'loss-2' }]), 'loss-3');
  assert.equal(summary({ kind: 'latency', text: 'latency id=slow delay=80ms jitter=20ms' }), 'delay=80ms jitter=20ms');
});

test('only the last step of a supply may stay', () => {
  assert.deepEqual(supplyBody([{ volts: '6', ohms: '', for: '2s' }, { volts: '2.6', ohms: '0.5', for: '' }]), { steps: [{ volts: 6, for: '2s' }, { volts: 2.6, ohms: 0.5 }] });
});

test('a click beside the middle of the knob turns it a quarter, a drag as far as it went', () => {
  assert.deepEqual(new Touch({ x: 60, y: 131 }, 0).end(80, false), { degrees: -90 });
  assert.deepEqual(new Touch({ x: 160, y: 131 }, 0).end(80, true), { degrees: 360 });
  const drag = new Touch({ x: 112, y: 90 }, 0);
  for (let a = 10; a <= 450; a += 10) drag.move({ x: 112 + 41 * Math.sin(a * Math.PI / 180), y: 131 - 41 * Math.cos(a * Math.PI / 180) });
  assert.deepEqual(drag.end(1500, false), { degrees: 450, overMs: 1500 });
  assert.equal(Math.round(angleOf({ x: 160, y: 131 })), 90);
  assert.equal(step(170, -170), 20);
  assert.equal(turnOfKey('ArrowLeft', false), -90);
  assert.equal(turnOfKey('PageUp', false), 360);
  assert.equal(turnOfKey('a', false), null);
});

test('bolt and latch follow the key', () => {
  assert.deepEqual(throwOf(720_000), { bolt: 1, latch: 0 });
  assert.deepEqual(throwOf(0), { bolt: 0, latch: 0 });
  assert.deepEqual(throwOf(-75_000), { bolt: 0, latch: 1 });
  assert.equal(throwOf(370_000).bolt, 0.5);
});

test('the knob is never slower than what it shows', () => {
  const f = new Follower();
  f.tell(0, 0, false);
  f.tell(0, 40, false);
  f.tell(90, 80, false);
  assert.equal(f.at(80), 0);
  assert.equal(f.at(100), 45);
  assert.equal(f.at(120), 90);
  f.tell(90, 100, false);
  assert.equal(f.at(110), 67.5);
  f.tell(200, 130, true);
  assert.equal(f.at(130), 200);
  assert.equal(f.resting(130), true);
});

test('a turn by hand is on its way until its time is over, and stops where the key does', () => {
  const turn = new HandTurn(0, 90_000, 1e9, 250e6);
  assert.equal(turn.at(1e9), 0);
  assert.equal(turn.at(1.125e9), 45_000);
  assert.equal(turn.at(1.25e9), null);
  assert.equal(new HandTurn(720_000, 360_000, 0, 1e9).at(0.5e9), 730_000);
});

test('three resets within seconds are a boot loop', () => {
  assert.equal(looping([1e9, 3e9, 5e9], 6e9), true);
  assert.equal(looping([1e9, 3e9, 5e9], 20e9), false);
  assert.equal(looping([1e9, 3e9], 4e9), false);
});

test('a lock without power, in reset or stopped says so before anything else', () => {
  const row = /** @type {const} */ ({ state: 'off', nuki: 'locked', bolt: 'locked', pairing: false, battery: { in: false } });
  const more = { core: '', resets: [], nowNs: 0, fed: false };
  assert.equal(stateOf(row, more).word, 'off-empty');
  assert.equal(stateOf({ ...row, battery: { in: true } }, { ...more, fed: true }).word, 'off');
  assert.equal(stateOf({ ...row, state: 'reset', battery: { in: true } }, { ...more, fed: true }).word, 'reset');
  assert.equal(stateOf({ ...row, state: 'paused' }, { ...more, core: 'sleep', fed: true }).word, 'locked');
  assert.equal(stateOf({ ...row, state: 'running', nuki: 'motor-blocked' }, { ...more, fed: true }).tone, 'bad');
  assert.equal(stateOf({ ...row, state: 'running', pairing: true }, { ...more, fed: true }).word, 'pairing');
  for (const word of ['locked', 'unlocked', 'unlocking', 'motor-blocked', 'boot-run', 'off', 'reset', 'boot-loop', 'hung', 'failed']) assert.ok(word in en.bench.state, word);
});

test('a bucket of the rail is as long for eyes at every speed', () => {
  assert.equal(bucketFor('1x'), '40ms');
  assert.equal(bucketFor('1000x'), '40000ms');
  assert.equal(bucketFor('0.01x'), '1ms');
  assert.equal(bucketFor('max'), '1000ms');
  assert.equal(bucketFor('paused'), '40ms');
});
