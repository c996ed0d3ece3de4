import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { Bluetooth, BluetoothAdvertisingEvent, BluetoothUUID } from '../index.js';
import { toHex } from '../lib/hex.js';
import { startServer } from './server.js';

const pairing = 'a92ee100-5501-11e4-916c-0800200c9a66';
const pairingGDIO = 'a92ee101-5501-11e4-916c-0800200c9a66';
const keyturner = 'a92ee200-5501-11e4-916c-0800200c9a66';

/** @type {import('./server.js').Server} */
let server;
before(async () => {
  server = await startServer();
  await server.makeLock('front');
  await server.makeLock('back');
});
after(() => server.stop());

/** @param {import('../lib/bluetooth.js').BluetoothOptions} [options] */
function central(options) {
  return new Bluetooth(server.url, { WebSocket, ...options });
}

/** @param {string} text @returns {(error: unknown) => boolean} */
const named = (text) => (error) => /** @type {Error} */ (error).name === text;

/**
 * The next event of a type.
 *
 * @param {EventTarget} target
 * @param {string} type
 * @returns {Promise<any>}
 */
const next = (target, type) => new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

test('a page finds a lock, connects, subscribes, writes and is answered', async () => {
  const bluetooth = central();
  assert.equal(await bluetooth.getAvailability(), true);
  const device = await bluetooth.requestDevice({ filters: [{ namePrefix: 'Nuki_', services: [pairing] }], optionalServices: [keyturner] });
  assert.match(device.name ?? '', /^Nuki_[0-9A-F]{8}$/);
  assert.ok(['front', 'back'].includes(device.id));
  assert.deepEqual(await bluetooth.getDevices(), [device]);

  const gatt = await device.gatt.connect();
  assert.equal(gatt, device.gatt);
  assert.equal(gatt.mtu, 247);
  assert.equal(gatt.connected, true);
  const service = await gatt.getPrimaryService(pairing);
  assert.equal(service, (await gatt.getPrimaryServices(pairing))[0]);
  assert.deepEqual((await gatt.getPrimaryServices()).map((s) => s.uuid), [pairing, keyturner]);
  const characteristic = await service.getCharacteristic(pairingGDIO);
  assert.equal(characteristic, (await service.getCharacteristics())[0]);
  assert.equal(characteristic.properties.write, true);
  assert.equal(characteristic.properties.indicate, true);
  assert.equal(characteristic.properties.notify, false);

  await characteristic.startNotifications();
  const descriptor = await characteristic.getDescriptor(BluetoothUUID.canonicalUUID(0x2902));
  assert.equal((await descriptor.readValue()).getUint16(0, true), 2);

  const path = /** @type {string[]} */ ([]);
  characteristic.oncharacteristicvaluechanged = (e) => path.push(e.target === characteristic ? 'characteristic' : 'wrong');
  for (const [name, node] of /** @type {[string, EventTarget][]} */ ([['service', service], ['device', device], ['bluetooth', bluetooth]])) {
    node.addEventListener('characteristicvaluechanged', (e) => path.push(e.target === characteristic ? name : 'wrong'));
  }
  const changed = next(bluetooth, 'characteristicvaluechanged');
  await characteristic.writeValueWithResponse(Uint8Array.from([0x01, 0x00, 0x03, 0x00, 0x27, 0xa7]));
  await changed;
  assert.deepEqual(path, ['characteristic', 'service', 'device', 'bluetooth']);
  // The lock is new, so it gives its public key to anybody: command 3, 32 bytes, checksum.
  assert.match(toHex(/** @type {DataView<ArrayBuffer>} */ (characteristic.value)), /^0300[0-9a-f]{68}$/);
  await characteristic.stopNotifications();
  await bluetooth.close();
});

test('what cannot be done is rejected as Web Bluetooth says', async () => {
  const bluetooth = central({ timeout: 500 });
  await assert.rejects(bluetooth.requestDevice(/** @type {any} */ ({})), TypeError);
  await assert.rejects(bluetooth.requestDevice({ filters: [], }), TypeError);
  await assert.rejects(bluetooth.requestDevice({ filters: [{}] }), TypeError);
  await assert.rejects(bluetooth.requestDevice({ filters: [{ name: 'a' }], acceptAllDevices: true }), TypeError);
  await assert.rejects(bluetooth.requestDevice({ filters: [{ name: 'nobody' }] }), named('NotFoundError'));
  const device = await bluetooth.requestDevice({ acceptAllDevices: true, optionalServices: [pairing] });
  await assert.rejects(device.gatt.getPrimaryService(pairing), named('NetworkError'));
  await device.gatt.connect();
  await assert.rejects(device.gatt.getPrimaryService(keyturner), named('SecurityError'));
  const service = await device.gatt.getPrimaryService(pairing);
  await assert.rejects(service.getCharacteristic('battery_level'), named('NotFoundError'));
  const characteristic = await service.getCharacteristic(pairingGDIO);
  await assert.rejects(characteristic.getDescriptor(0x2901), named('NotFoundError'));
  await assert.rejects(characteristic.readValue(), named('NotSupportedError'));
  await assert.rejects(characteristic.writeValue(new Uint8Array(513)), named('InvalidModificationError'));
  await bluetooth.close();
});

test('a chooser takes the lock that it wants', async () => {
  const bluetooth = central({ choose: (device, heard) => heard instanceof BluetoothAdvertisingEvent && device.id === 'back' });
  const device = await bluetooth.requestDevice({ acceptAllDevices: true });
  assert.equal(device.id, 'back');
  await bluetooth.close();
});

test('attributes end with the connection, whoever ends it', async () => {
  const bluetooth = central({ choose: (device) => device.id === 'front', connection: { mtu: 64, instant: true } });
  const device = await bluetooth.requestDevice({ filters: [{ services: [pairing] }] });
  const gatt = await device.gatt.connect();
  assert.equal(gatt.mtu, 64);
  const characteristic = await (await gatt.getPrimaryService(pairing)).getCharacteristic(pairingGDIO);
  let gone = next(device, 'gattserverdisconnected');
  gatt.disconnect();
  assert.equal((await gone).reason.code, 0x16);
  assert.equal(gatt.connected, false);
  await assert.rejects(characteristic.startNotifications(), named('NetworkError'));

  await gatt.connect();
  await assert.rejects(characteristic.startNotifications(), named('InvalidStateError'));
  const again = await (await gatt.getPrimaryService(pairing)).getCharacteristic(pairingGDIO);
  assert.notEqual(again, characteristic);
  // Whoever pulls the cells ends the connection, too, without a word.
  gone = next(bluetooth, 'gattserverdisconnected');
  await server.request('POST', '/locks/front/hands/cells-out', {});
  await server.request('POST', '/locks/front/time/run', { for: '20s' });
  assert.equal((await gone).reason.code, 0x08);
  assert.equal((await gone).target, device);
  await bluetooth.close();
});

test('advertisements are heard, all of them or those of one device', async () => {
  const bluetooth = central({ choose: (device) => device.id === 'back' });
  const scan = await bluetooth.requestLEScan({ acceptAllAdvertisements: true, keepRepeatedDevices: true });
  const heard = await next(bluetooth, 'advertisementreceived');
  assert.match(heard.name, /^Nuki_/);
  assert.ok(heard.manufacturerData.get(0x4c) ?? heard.serviceData.get(pairing));
  scan.stop();

  const device = await bluetooth.requestDevice({ filters: [{ namePrefix: 'Nuki_' }] });
  const abort = new AbortController();
  await device.watchAdvertisements({ signal: abort.signal });
  assert.equal(device.watchingAdvertisements, true);
  assert.equal((await next(device, 'advertisementreceived')).device, device);
  abort.abort();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(device.watchingAdvertisements, false);
  await device.forget();
  assert.deepEqual(await bluetooth.getDevices(), []);
  await bluetooth.close();
});

test('the end of the socket ends everything, and the next call opens a new one', async () => {
  const bluetooth = central({ choose: (device) => device.id === 'back' });
  const device = await bluetooth.requestDevice({ filters: [{ services: [pairing] }] });
  await device.gatt.connect();
  const gone = next(device, 'gattserverdisconnected');
  await bluetooth.close();
  await gone;
  assert.equal(device.gatt.connected, false);
  await device.gatt.connect();
  assert.equal(device.gatt.connected, true);
  await bluetooth.close();
  const nobody = new Bluetooth('ws://127.0.0.1:1/gatt', { WebSocket });
  assert.equal(await nobody.getAvailability(), false);
  await assert.rejects(nobody.requestDevice({ acceptAllDevices: true }), named('NetworkError'));
});

test('the example says hello to a lock', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['hello-lock.js', server.url]);
  assert.match(stdout, /^found Nuki_[0-9A-F]{8}, [0-9a-f:]{17}\nconnected, MTU 247\npublic key [0-9a-f]{64}\ndisconnected\n$/);
});
