// An app from its first scan to the day on which the batteries are changed.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Link, find, poweredOn, within } from '../lib/link.js';
import { Action, LockError, LockState, Session, pair, wrongPin } from '../lib/keyturner.js';
import { loseThePin } from '../lib/locktwin.js';
import { newLock, peripheralOf, rig } from './rig.js';

let server, noble;
before(async () => { ({ server, noble } = await rig()); });
after(() => server?.stop());

const pin = 4711;

// paired makes a lock and pairs with it.
async function paired(spec) {
  const lock = await newLock(server, spec);
  await lock.pairingMode();
  const peripheral = await peripheralOf(noble, lock);
  const link = await Link.open(peripheral);
  const phone = await pair(link, { name: 'A phone', appId: 7 });
  return { lock, peripheral, link, phone, session: new Session(link, phone, { appId: 7 }) };
}

test('a lock is found with everything that an app looks for', async () => {
  const lock = await newLock(server);
  await poweredOn(noble);
  // A lock that may be paired with sends two frames in turn.
  const p = await find(noble, ({ address, advertisement }) => address === lock.address && advertisement.manufacturerData, { duplicates: true });
  assert.equal(p.id, lock.address.replaceAll(':', ''));
  assert.equal(p.addressType, 'public');
  assert.equal(p.connectable, true);
  assert.equal(p.state, 'disconnected');
  assert.ok(p.rssi < 0 && p.rssi > -100, `rssi ${p.rssi}`);
  const { localName, manufacturerData, serviceData } = p.advertisement;
  assert.equal(localName, lock.name);
  assert.equal(manufacturerData.length, 25);
  assert.equal(manufacturerData.subarray(0, 20).toString('hex'), '4c000215a92ee200550111e4916c0800200c9a66');
  assert.equal(manufacturerData.subarray(20, 24).toString('hex').toUpperCase(), lock.name.slice('Nuki_'.length));
  assert.equal(serviceData, null);
});

test('an app pairs, sets a PIN, opens the door, reads what there is, and comes back', async () => {
  const { peripheral, link, phone, session } = await paired();
  await session.setPin(pin, 0);
  await session.verifyPin(pin);
  await assert.rejects(session.verifyPin(1234), { code: wrongPin });

  assert.equal((await session.states()).lockState, LockState.locked);
  assert.deepEqual(await session.lockAction(Action.unlock), [LockState.unlocking, LockState.unlocked]);
  assert.equal((await session.states()).lockState, LockState.unlocked);

  const config = await session.config();
  assert.match(config.firmware, /^\d+\.\d+\.\d+$/);
  assert.equal(peripheral.advertisement.localName, `Nuki_${config.nukiId.toString(16).toUpperCase().padStart(8, '0')}`);
  assert.ok((await session.batteryReport()).millivolts > 4000);
  const [latest] = await session.log(pin, 1);
  assert.equal(latest.authId, phone.authId);
  assert.equal(latest.name, 'A phone');
  assert.equal(latest.data[0], Action.unlock);
  await assert.rejects(session.log(1234, 1), { code: wrongPin });

  await link.close();
  assert.equal(peripheral.state, 'disconnected');
  const again = await Link.open(peripheral);
  const later = new Session(again, phone, { appId: 7 });
  assert.equal((await later.states()).lockState, LockState.unlocked);
  assert.deepEqual(await later.lockAction(Action.lock), [LockState.locking, LockState.locked]);
  await again.close();
});

test('a lock that is not in pairing mode says so', async () => {
  const { link, peripheral } = await paired(); // pairing ends the mode
  await assert.rejects(pair(link, { name: 'Another phone', appId: 8 }), (e) => e instanceof LockError && e.code === 0x10);
  await link.close();
  assert.equal(peripheral.state, 'disconnected');
});

test('a lock that reboots ends the connection, and is there again', async () => {
  const { lock, peripheral, link, phone, session } = await paired();
  await session.setPin(pin, 0);
  // The lock waits a second for its last answer to be confirmed; at full pace a
  // second may be over before this program has turned round.
  await lock.speed('0.5x');
  await session.reboot(pin);
  await within(link.closed, 'the end of the connection');
  assert.equal(peripheral.state, 'disconnected');
  await lock.speed('max');
  await lock.run({ for: '30s' });
  const again = await Link.open(await peripheralOf(noble, lock));
  await new Session(again, phone).verifyPin(pin);
  await again.close();
});

test('a lock without cells falls silent, and the connection times out', async () => {
  const { lock, peripheral, link, phone, session } = await paired();
  await session.setPin(pin, 0);
  await lock.cellsOut({ manner: 'abrupt' });
  await within(link.closed, 'the end of the connection');
  assert.equal(peripheral.state, 'disconnected');
  await lock.run({ for: '2m' });
  await lock.cellsIn();
  await lock.run({ for: '1m' });
  const again = await Link.open(await peripheralOf(noble, lock));
  await new Session(again, phone).verifyPin(pin);
  await again.close();
});

const cells = (charge) => ({ kind: 'eneloop', charge, cycles: 150 });

for (const { profile, lost } of [{ profile: 'rewrite-at-boot', lost: true }, { profile: 'ab-slots', lost: false }]) {
  test(`after the same change of batteries a lock that keeps its settings by ${profile} ${lost ? 'denies' : 'takes'} the PIN`, async () => {
    const { lock, link, phone, session } = await paired({ profile, seed: 2411, cells: cells('40%'), board: { bulk: '68uF' } });
    await session.setPin(pin, 0);
    await session.verifyPin(pin);
    await link.close();

    await loseThePin(lock, cells('100%'));

    const again = await Link.open(await peripheralOf(noble, lock));
    const later = new Session(again, phone);
    assert.ok((await later.states()).lockState, 'the phone is still paired');
    if (lost) {
      await assert.rejects(later.verifyPin(pin), { code: wrongPin });
      await assert.rejects(later.verifyPin(0), { code: wrongPin });
    } else {
      await later.verifyPin(pin);
    }
    await again.close();
  });
}
