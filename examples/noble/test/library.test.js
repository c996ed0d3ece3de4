// What the library takes badly, and what it passes on as it is. An exception in
// one of its listeners ends an app; here it fails the test that is running.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Link, call, find, poweredOn, within } from '../lib/link.js';
import { Command, UUID, encodePlain } from '../lib/keyturner.js';
import { newLock, once, peripheralOf, rig } from './rig.js';

let server, noble;
before(async () => { ({ server, noble } = await rig()); });
after(() => server?.stop());

const askForKey = encodePlain(Command.requestData, Buffer.from([Command.publicKey, 0]));

// pairable connects to a lock in pairing mode and gives its pairing characteristic.
async function pairable(spec) {
  const lock = await newLock(server, spec);
  await lock.pairingMode();
  const peripheral = await peripheralOf(noble, lock);
  await call('connecting', peripheral, 'connect');
  const [services, characteristics] = await call('discovering', peripheral, 'discoverAllServicesAndCharacteristics');
  const pairing = characteristics.find((c) => c.uuid === UUID.pairing);
  return { lock, peripheral, services, characteristics, pairing };
}

// heard collects what a characteristic is sent, until there are so many bytes.
function heard(characteristic, bytes) {
  let all = Buffer.alloc(0);
  return within(new Promise((resolve) => {
    characteristic.on('data', function more(data, isNotification) {
      assert.equal(isNotification, true);
      all = Buffer.concat([all, data]);
      if (all.length < bytes) return;
      characteristic.removeListener('data', more);
      resolve(all);
    });
  }), `${bytes} bytes`);
}

const leave = (peripheral) => call('disconnecting', peripheral, 'disconnect');

test('the radio is on before an app can ask', async () => {
  await poweredOn(noble);
  assert.equal(noble.state, 'poweredOn');
});

test('a scan with a filter finds the locks that fit, and no others', async () => {
  const [plain, pairing] = [await newLock(server), await newLock(server)];
  await pairing.pairingMode();
  const seen = new Set();
  const note = (p) => seen.add(p.address);
  noble.on('discover', note);
  // Written as an app may write it; the library passes it on as it is.
  await find(noble, (p) => p.address === pairing.address, { services: ['A92EE100-5501-11E4-916C-0800200C9A66'] });
  await find(noble, (p) => p.address === plain.address, { services: [UUID.lockService] });
  noble.removeListener('discover', note);
  assert.ok(seen.has(plain.address) && seen.has(pairing.address));
});

test('duplicates are reported when they are wanted', async () => {
  const lock = await newLock(server);
  await poweredOn(noble);
  let count = 0;
  await find(noble, (p) => p.address === lock.address && ++count === 5, { duplicates: true });
});

test('services and characteristics have one spelling, and are found by any', async () => {
  const { peripheral, services, characteristics } = await pairable();
  assert.ok(services.some((s) => s.uuid === UUID.lockService));
  for (const { uuid } of [...services, ...characteristics]) assert.match(uuid, /^([0-9a-f]{4}|[0-9a-f]{32})$/);
  for (const c of characteristics.filter((c) => Object.values(UUID).includes(c.uuid))) {
    assert.ok(c.properties.includes('write') && c.properties.includes('indicate') && !c.properties.includes('notify'), `${c.properties}`);
  }
  const [some] = await call('discovering', peripheral, 'discoverServices', ['A92EE200-5501-11E4-916C-0800200C9A66']);
  assert.equal(some.uuid, UUID.lockService);
  const [one] = await call('discovering', some, 'discoverCharacteristics', ['A92EE202-5501-11E4-916C-0800200C9A66']);
  assert.equal(one.uuid, UUID.user);
  assert.deepEqual(await call('discovering', some, 'discoverIncludedServices', []), []);
  await leave(peripheral);
});

test('descriptors, handles and the signal can be read', async () => {
  const { peripheral, pairing } = await pairable();
  const [cccd] = await call('discovering', pairing, 'discoverDescriptors');
  assert.equal(cccd.uuid, '2902');
  assert.equal((await call('reading', cccd, 'readValue')).toString('hex'), '0000');
  await call('writing', cccd, 'writeValue', Buffer.from([2, 0]));
  assert.equal((await call('reading', cccd, 'readValue')).toString('hex'), '0200');
  await call('unsubscribing', pairing, 'unsubscribe');
  assert.equal((await call('reading', cccd, 'readValue')).toString('hex'), '0000');
  assert.equal((await call('reading', peripheral, 'readHandle', 1)).reverse().toString('hex'), await firstService(peripheral));
  const rssi = await call('the signal', peripheral, 'updateRssi');
  assert.ok(rssi < 0 && rssi > -100, `rssi ${rssi}`);
  await leave(peripheral);
});

// firstService is the type of the service at handle 1, as its declaration has it.
async function firstService(peripheral) {
  const [first] = await call('discovering', peripheral, 'discoverServices', []);
  return first.uuid;
}

test('a message comes in chunks of 20 bytes, also by handle', async () => {
  const { peripheral, pairing } = await pairable();
  const chunks = [];
  let byHandle = 0;
  pairing.on('data', (data) => chunks.push(data.length));
  peripheral.on('handleNotify', () => byHandle++);
  await call('subscribing', pairing, 'subscribe');
  const key = heard(pairing, 36);
  await call('writing', pairing, 'write', askForKey, false);
  assert.equal((await key).readUInt16LE(0), Command.publicKey);
  assert.deepEqual(chunks, [20, 16]);
  assert.equal(byHandle, 2);
  await leave(peripheral);
});

test('a write without response is answered too', async () => {
  const { peripheral, pairing } = await pairable();
  await call('subscribing', pairing, 'subscribe');
  const key = heard(pairing, 36);
  await call('writing', pairing, 'write', askForKey, true);
  await key;
  await leave(peripheral);
});

test('overlapping writes all arrive, and are all answered', async () => {
  const { peripheral, pairing } = await pairable();
  await call('subscribing', pairing, 'subscribe');
  const keys = heard(pairing, 3 * 36);
  await Promise.all([1, 2, 3].map(() => call('writing', pairing, 'write', askForKey, false)));
  await keys;
  await leave(peripheral);
});

test('values that come while an app discovers again wait for it', async () => {
  const { lock, peripheral, pairing } = await pairable();
  const other = await peripheralOf(noble, await newLock(server));
  await call('subscribing', pairing, 'subscribe');
  // While time stands still the server takes both; then the lock answers the first.
  await lock.pause();
  pairing.write(askForKey, false);
  const discovered = once(peripheral, 'servicesDiscover');
  peripheral.discoverServices([]); // when this is answered, the library knows no characteristic
  await leave(other); // which was not connected: it is answered at once, behind the others
  await lock.resume();
  const services = await within(discovered, 'discovering');
  const service = services.find((s) => s.uuid === UUID.pairingService);
  // They come at once then; who listens in the next turn of the loop is too late.
  const key = within(new Promise((resolve) => {
    service.discoverCharacteristics([], (error, found) => {
      const again = found.find((c) => c.uuid === UUID.pairing);
      assert.notEqual(again, pairing);
      resolve(heard(again, 36));
    });
  }), 'discovering');
  assert.equal((await key).length, 36);
  await leave(peripheral);
});

test('a value of 400 bytes is one message, whatever the MTU', async () => {
  const { peripheral, pairing } = await pairable();
  await call('subscribing', pairing, 'subscribe');
  const answer = heard(pairing, 7);
  await call('writing', pairing, 'write', Buffer.alloc(400, 1), false);
  assert.equal((await answer).readUInt16LE(0), Command.errorReport);
  await leave(peripheral);
});

test('a typed array that is no Buffer arrives as it was meant', async () => {
  const { peripheral, pairing } = await pairable();
  await call('subscribing', pairing, 'subscribe');
  // The older package takes nothing but a Buffer, and one of a kind that this is.
  const typed = process.env.NOBLE_PACKAGE === 'noble' ? askForKey : new Uint8Array(askForKey);
  const key = heard(pairing, 36);
  await call('writing', pairing, 'write', typed, false);
  await key;
  await leave(peripheral);
});

test('a read that the lock refuses is silent, and does no harm', async () => {
  const { peripheral, pairing } = await pairable();
  let called = false;
  pairing.read(() => { called = true; });
  await call('the signal', peripheral, 'updateRssi'); // is answered after it
  assert.equal(called, false);
  assert.equal(peripheral.state, 'connected');
  pairing.removeAllListeners();
  await leave(peripheral);
});

test('a connection that fails leaves the peripheral disconnected', async () => {
  const lock = await newLock(server);
  const peripheral = await peripheralOf(noble, lock);
  await lock.cellsOut({ manner: 'abrupt' });
  await lock.run({ for: '1m' });
  const gone = once(peripheral, 'disconnect');
  peripheral.connect(() => assert.fail('there is nothing to connect to'));
  await within(gone, 'the end of the attempt');
  assert.equal(peripheral.state, 'disconnected');
  peripheral.removeAllListeners();
  await lock.cellsIn();
  await lock.run({ for: '1m' });
  await call('connecting', peripheral, 'connect');
  await leave(peripheral);
});

test('an attempt that is taken back leaves the peripheral disconnected', async () => {
  const lock = await newLock(server);
  const peripheral = await peripheralOf(noble, lock);
  await lock.pause(); // nothing is answered
  peripheral.connect();
  await leave(peripheral);
  assert.equal(peripheral.state, 'disconnected');
  peripheral.removeAllListeners();
  await lock.resume();
  await call('connecting', peripheral, 'connect');
  await leave(peripheral);
});

test('after a reconnect everything works once it is discovered again', async () => {
  const { peripheral } = await pairable();
  await leave(peripheral);
  for (let i = 0; i < 5; i++) {
    const link = await Link.open(peripheral);
    await link.send('pairing', askForKey);
    assert.equal((await link.receive('pairing')).length, 36);
    await link.close();
  }
});

test('one app talks to several locks at once', async () => {
  const all = await Promise.all([1, 2, 3].map(async () => {
    const lock = await newLock(server);
    await lock.pairingMode();
    return lock;
  }));
  const peripherals = [];
  for (const lock of all) peripherals.push(await peripheralOf(noble, lock));
  const links = await Promise.all(peripherals.map((p) => Link.open(p)));
  const keys = await Promise.all(links.map(async (link) => {
    await link.send('pairing', askForKey);
    return (await link.receive('pairing')).toString('hex');
  }));
  assert.equal(new Set(keys).size, links.length);
  await Promise.all(links.map((link) => link.close()));
});

test('a server that ends takes the connections and the radio away', async () => {
  const { peripheral } = await pairable();
  const told = [];
  peripheral.once('disconnect', () => told.push('disconnect'));
  const off = new Promise((resolve) => noble.on('stateChange', (state) => {
    told.push(state);
    resolve();
  }));
  assert.equal(await server.stop(), 0);
  await within(off, 'poweredOff');
  // The library adds one of its own when its socket is closed.
  assert.deepEqual(told.slice(0, 2), ['disconnect', 'poweredOff']);
  assert.equal(peripheral.state, 'disconnected');
});
