// The app with a lock behind the words of /gatt: what it keeps, what it says, what it tries again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '../../app/core/state.js';
import { PhoneApp } from '../../app/phone/app.js';
import { Keyring } from '../../app/phone/credentials.js';
import { Gatt } from '../../app/phone/gatt.js';
import { Command, actionNames, completionNames, errorNames, lockStates, triggerNames } from '../../app/phone/names.js';
import { codeKey } from '../../app/phone/trouble.js';
import { FakeLock, HandWorld, address, settle } from './phone-lock.js';

/** What localStorage is. */
class Shelf {
  /** @type {Map<string, string>} */
  items = new Map();
  getItem = (/** @type {string} */ k) => this.items.get(k) ?? null;
  setItem = (/** @type {string} */ k, /** @type {string} */ v) => void this.items.set(k, v);
  removeItem = (/** @type {string} */ k) => void this.items.delete(k);
}

/** @param {{lock?: FakeLock, storage?: Shelf, at?: string}} [o] */
function setUp({ lock = new FakeLock(), storage = new Shelf(), at = address } = {}) {
  const world = new HandWorld();
  const row = signal({ address: at, speed: '1x', state: 'running' });
  const bench = { id: 'lock', lock: row, nowNs: () => world.ms * 1e6 };
  const phone = new PhoneApp({ bench, gatt: new Gatt(lock.dial), keyring: new Keyring(storage), world });
  phone.load();
  return { lock, storage, world, row, phone };
}

/** Lets time pass until a task has ended. @param {HandWorld} world @param {Promise<boolean>} task */
async function ended(world, task) {
  let result = /** @type {boolean | undefined} */ (undefined);
  task.then((r) => (result = r));
  for (let i = 0; i < 600 && result === undefined; i++) await world.pass(100);
  assert.notEqual(result, undefined, 'the task does not end');
  return result;
}

async function paired() {
  const s = setUp();
  assert.equal(await ended(s.world, s.phone.pair('Phone')), true);
  return s;
}

test('a paired phone knows the lock after a reload, and forgets it when told', async () => {
  const { storage, phone, lock } = await paired();
  assert.equal(phone.notice.peek()?.key, 'done.paired');
  assert.equal(phone.states.peek()?.lock, 1);
  const again = setUp({ lock, storage });
  assert.equal(again.phone.credentials.peek()?.authId, 1);
  assert.equal(await ended(again.world, again.phone.refresh()), true);
  again.phone.forget();
  assert.equal(setUp({ lock, storage }).phone.credentials.peek(), null);
});

test('storage that somebody else wrote to is no credential', () => {
  const storage = new Shelf();
  for (const text of ['', 'x', '{}', '{"authId":1,"appId":2,"key":"00"}', '{"authId":"1","appId":2,"key":"' + '00'.repeat(32) + '"}']) {
    storage.setItem('locktwin.phone.own.' + address, text);
    assert.equal(setUp({ storage }).phone.credentials.peek(), null, text);
  }
});

test('a fork knows the phones of the lock that it was forked from', async () => {
  const { storage, lock } = await paired();
  const fork = setUp({ lock, storage, at: '54:d2:72:00:00:02' });
  assert.equal(fork.phone.credentials.peek(), null);
  assert.equal(fork.phone.adopt(address), true);
  assert.equal(fork.phone.adopt(address), false, 'what it has is not replaced');
  assert.equal(await ended(fork.world, fork.phone.refresh()), true);
});

test('messages that come in parts of 20 bytes are put together', async () => {
  const s = setUp();
  s.lock.chunk = 20;
  assert.equal(await ended(s.world, s.phone.pair('Phone')), true);
  assert.equal(await ended(s.world, s.phone.act('unlock')), true);
  assert.equal(s.phone.states.peek()?.lock, 3);
});

test('a lock that is busy is tried again, and the app says so meanwhile', async () => {
  const { phone, lock, world } = await paired();
  lock.refusals.set(Command.lockAction, [0x45, 0x45, 0x45]);
  const task = phone.act('unlock');
  await settle();
  await settle();
  assert.equal(phone.retrying.peek(), true);
  assert.equal(await ended(world, task), true);
  assert.equal(phone.retrying.peek(), false);
  assert.equal(lock.asked.filter((c) => c === Command.lockAction).length, 4);
});

test('a pairing that meets a running motor begins again', async () => {
  const s = setUp();
  s.lock.refusals.set(Command.requestData, [0x45, 0x45]);
  assert.equal(await ended(s.world, s.phone.pair('Phone')), true);
});

test('a lock that stays busy is given up with words', async () => {
  const { phone, lock, world } = await paired();
  lock.refusals.set(Command.lockAction, Array(500).fill(0x45));
  assert.equal(await ended(world, phone.act('unlock')), false);
  assert.equal(phone.notice.peek()?.key, 'code.x45');
});

test('a lost PIN is told as a wrong one, and the app does not go on with it', async () => {
  const { phone, lock, world } = await paired();
  assert.equal(await ended(world, phone.setPin(1234)), true);
  assert.equal(phone.admin.peek(), 1234);
  assert.equal(lock.pin, 1234);
  lock.pin = 0;
  assert.equal(await ended(world, phone.readLog()), false);
  assert.equal(phone.notice.peek()?.key, 'code.x21');
  assert.equal(phone.pin, null, 'the PIN has to be entered');
  assert.equal(await ended(world, phone.enterPin(0)), true);
  assert.equal(phone.notice.peek()?.key, 'done.no-pin');
  assert.equal(phone.credentials.peek()?.pinSet, false);
});

test('what went well stays to be read while the app asks for more; what failed does not', async () => {
  const { phone, world } = await paired();
  await ended(world, phone.setPin(1234));
  await ended(world, phone.refresh());
  assert.equal(phone.notice.peek()?.key, 'done.pin-set');
  await ended(world, phone.enterPin(1));
  assert.equal(phone.notice.peek()?.key, 'code.x21');
  await ended(world, phone.refresh());
  assert.equal(phone.notice.peek(), null);
});

test('a PIN that this phone did not know of is asked for', async () => {
  const { phone, lock, world } = await paired();
  lock.pin = 4711;
  assert.equal(phone.pin, 0);
  assert.equal(await ended(world, phone.readLog()), false);
  assert.equal(phone.notice.peek()?.key, 'notice.pin-is-set');
  assert.equal(phone.pin, null);
  assert.equal(await ended(world, phone.enterPin(4711)), true);
  assert.equal(await ended(world, phone.readLog()), true);
});

test('after a lock-out the app says how long to wait', async () => {
  const { phone, lock, world } = await paired();
  lock.refusals.set(Command.verifyPin, [0x21, 0x28]);
  await ended(world, phone.enterPin(1));
  await ended(world, phone.enterPin(1));
  assert.equal(phone.notice.peek()?.key, 'code.x28');
  assert.equal(phone.lockedOutUntilNs.peek(), 2000 + 60e9);
});

test('a lock without power is told as one that does not answer, and found again', async () => {
  const { phone, lock, world } = await paired();
  await ended(world, phone.setPin(1234));
  lock.powered = false;
  lock.drop(8);
  assert.deepEqual([phone.link.peek(), phone.notice.peek()?.key, phone.admin.peek()], ['lost', 'trouble.lost', null]);
  assert.equal(await ended(world, phone.refresh()), false);
  assert.equal(phone.notice.peek()?.key, 'trouble.no-answer');
  lock.powered = true;
  assert.equal(await ended(world, phone.refresh()), true);
  assert.equal(phone.link.peek(), 'connected');
});

test('a lock that was lost is found again by itself when it is heard', async () => {
  const { phone, lock, world } = await paired();
  lock.drop(8);
  await world.pass(3000);
  assert.equal(lock.calls.at(-1)?.method, 'startScan');
  assert.equal(phone.link.peek(), 'lost');
  lock.advertise(false);
  await world.pass(500);
  assert.deepEqual([phone.link.peek(), phone.notice.peek()], ['connected', null]);
  assert.ok(lock.calls.some((c) => c.method === 'stopScan'));
});

test('a lock that has lost its users says that the phone is not known', async () => {
  const { phone, lock, world } = await paired();
  lock.keys.clear();
  assert.equal(await ended(world, phone.refresh()), false);
  assert.equal(phone.notice.peek()?.key, 'code.x20');
});

test('two tasks run one after the other, and the same one only once', async () => {
  const { phone, lock, world } = await paired();
  lock.asked = [];
  const results = Promise.all([phone.act('unlock'), phone.act('lock'), phone.act('lock')]);
  await world.pass(2000);
  assert.deepEqual(await results, [true, true, false]);
  assert.equal(lock.asked.filter((c) => c === Command.lockAction).length, 2);
});

test('an app that nobody touches lets go of the lock and of the PIN', async () => {
  const { phone, world } = await paired();
  await ended(world, phone.setPin(1234));
  await world.pass(120_000);
  assert.deepEqual([phone.link.peek(), phone.admin.peek()], ['off', null]);
});

test('where time runs fast, the app lets go of the lock after each task, and keeps the PIN for a while', async () => {
  const { phone, world, lock } = await paired();
  world.speed = 1000;
  await ended(world, phone.setPin(1234));
  await world.pass(3000);
  assert.deepEqual([phone.link.peek(), phone.admin.peek()], ['off', 1234]);
  const asked = lock.asked.length;
  phone.wake();
  await world.pass(3000);
  assert.equal(lock.asked.length, asked, 'a touch costs the lock nothing');
  assert.equal(await ended(world, phone.readLog()), true);
  await world.pass(60_000);
  assert.deepEqual([phone.link.peek(), phone.admin.peek()], ['off', null]);
});

test('frames are told with direction, name and what they say, and no PIN is among it', async () => {
  const { phone, lock, world } = await paired();
  await ended(world, phone.setPin(1234));
  lock.pin = 1;
  await ended(world, phone.enterPin(1234));
  const frames = phone.air.all();
  const last = frames.slice(-2).map((f) => [f.air.toLock, f.name, f.detail, f.refusal]);
  assert.deepEqual(last, [[true, 'Verify Security PIN', '', false], [false, 'Error Report', 'K_ERROR_BAD_PIN, Verify Security PIN', true]]);
  assert.ok(frames.every((f) => f.name !== ''), 'every frame is decoded');
  assert.ok(!frames.some((f) => f.detail.includes('1234')));
});

test('the phone listens for its own lock only, and stops before it connects', async () => {
  const { phone, lock, world } = setUp();
  await phone.scan();
  assert.deepEqual(lock.calls.at(-1), { method: 'startScan', params: { filters: [{ address }], allowDuplicates: true } });
  lock.advertise(false);
  assert.deepEqual([phone.heard.peek()?.name, phone.heard.peek()?.pairing], ['Nuki_00000001', false]);
  lock.advertise(true);
  assert.equal(phone.heard.peek()?.pairing, true);
  await world.pass(10_000);
  assert.equal(phone.heard.peek(), null, 'silence is no lock');
  await ended(world, phone.pair('Phone'));
  const order = lock.calls.map((c) => c.method);
  assert.ok(order.indexOf('stopScan') < order.indexOf('connect'));
});

test('whatever a lock can say has words in each language', async () => {
  for (const lang of ['en', 'de', 'fr']) {
    const { phone: words } = (await import(`../../app/text/${lang}.js`)).default;
    const has = (/** @type {string} */ key) => key.split('.').reduce((o, k) => o?.[k], /** @type {any} */ (words));
    const wanted = [
      ...[...errorNames.keys()].map(codeKey),
      ...[...lockStates.values()].map((n) => 'state.' + n),
      ...[...actionNames.values()].flatMap((n) => ['action.' + n, 'did.' + n]),
      ...[...triggerNames.values()].map((n) => 'trigger.' + n),
      ...[...completionNames.values()].map((n) => 'completion.' + n),
      ...['no-answer', 'lost', 'ended', 'server', 'gone', 'garbled', 'radio', 'other'].map((n) => 'trouble.' + n),
    ];
    for (const key of wanted) assert.equal(typeof has(key), 'string', `${lang}: ${key}`);
  }
});
