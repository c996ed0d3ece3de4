import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bluetooth, BluetoothUUID, RPCError } from '../index.js';
import { domException } from '../lib/errors.js';
import { fromHex, toHex } from '../lib/hex.js';
import { passes } from '../lib/scanner.js';

test('bytes are written as digits and read back', () => {
  const bytes = Uint8Array.from([0, 1, 0xab, 0xff]);
  assert.equal(toHex(bytes), '0001abff');
  assert.equal(toHex(new DataView(bytes.buffer, 1, 2)), '01ab');
  assert.equal(toHex(bytes.buffer), '0001abff');
  assert.equal(fromHex('0001abff').getUint16(2), 0xabff);
  assert.throws(() => toHex(/** @type {any} */ ([1, 2])), TypeError);
});

test('UUIDs are made of numbers and names', () => {
  assert.equal(BluetoothUUID.getService('battery_service'), '0000180f-0000-1000-8000-00805f9b34fb');
  assert.equal(BluetoothUUID.getCharacteristic(0x2a19), '00002a19-0000-1000-8000-00805f9b34fb');
  assert.equal(BluetoothUUID.getDescriptor('gatt.client_characteristic_configuration'), BluetoothUUID.canonicalUUID(0x2902));
  const uuid = 'a92ee100-5501-11e4-916c-0800200c9a66';
  assert.equal(BluetoothUUID.getService(uuid), uuid);
  for (const wrong of [uuid.toUpperCase(), '180f', 'toString', '']) {
    assert.throws(() => BluetoothUUID.getService(wrong), TypeError);
  }
  assert.throws(() => BluetoothUUID.canonicalUUID(-1), TypeError);
});

test('a filter passes what shows all that it names', () => {
  const a = {
    seq: 1, timeNs: 0, device: 'front', address: '54:d2:72:96:44:7c', name: 'Nuki_2E96447C', rssi: -60, connectable: true,
    manufacturerData: [{ companyIdentifier: 0x4c, data: '0215a92ee200550111e4916c0800200c9a662e96447cc4' }],
    serviceData: [{ service: 'a92ee100-5501-11e4-916c-0800200c9a66', data: '2e96447c' }],
    data: '', scanResponse: '',
  };
  assert.ok(passes(a, { namePrefix: 'Nuki_', services: ['a92ee100-5501-11e4-916c-0800200c9a66'] }));
  assert.ok(passes(a, { services: ['a92ee200-5501-11e4-916c-0800200c9a66'] }));
  assert.ok(passes(a, { name: 'Nuki_2E96447C', address: '54:D2:72:96:44:7C' }));
  const dataPrefix = Uint8Array.from([0x02, 0x05]);
  assert.ok(passes(a, { manufacturerData: [{ companyIdentifier: 0x4c, dataPrefix, mask: Uint8Array.from([0xff, 0x0f]) }] }));
  assert.ok(!passes(a, { manufacturerData: [{ companyIdentifier: 0x4c, dataPrefix }] }));
  assert.ok(!passes(a, { serviceData: [{ service: 'a92ee100-5501-11e4-916c-0800200c9a66', dataPrefix }] }));
  assert.ok(!passes(a, { namePrefix: 'Nuki_', name: 'other' }));
  assert.ok(!passes(a, { services: ['0000180f-0000-1000-8000-00805f9b34fb'] }));
});

test('failures become the exceptions that Web Bluetooth has for them', () => {
  /** @type {(domain: 'att' | 'hci' | 'gatt', code: number) => string} */
  const name = (domain, code) => /** @type {DOMException} */ (domException(new RPCError(-32001, '', { domain, code, name: '', message: '' }))).name;
  assert.equal(name('att', 0x01), 'InvalidStateError');
  assert.equal(name('att', 0x02), 'NotSupportedError');
  assert.equal(name('att', 0x05), 'SecurityError');
  assert.equal(name('att', 0x0d), 'InvalidModificationError');
  assert.equal(name('att', 0x80), 'InvalidModificationError');
  assert.equal(name('att', 0xfd), 'NotSupportedError');
  assert.equal(name('hci', 0x08), 'NetworkError');
  assert.equal(name('gatt', 4), 'NotFoundError');
  assert.equal(name('gatt', 2), 'NetworkError');
  assert.ok(domException(new RPCError(-32602, 'x')) instanceof TypeError);
});

test('without a WebSocket the program is told so', async () => {
  const global = globalThis.WebSocket;
  Object.defineProperty(globalThis, 'WebSocket', { value: undefined, configurable: true, writable: true });
  try {
    const bluetooth = new Bluetooth('ws://127.0.0.1:1/gatt');
    await assert.rejects(async () => bluetooth.call('ping', {}), /hand one in/);
  } finally {
    Object.defineProperty(globalThis, 'WebSocket', { value: global, configurable: true, writable: true });
  }
});
