/**
 * Finds a lock, connects, subscribes, and asks it for its public key, which is the first step of pairing:
 *
 *     npm install && node hello-lock.js ws://127.0.0.1:8420/gatt
 */
import process from 'node:process';
import { Bluetooth } from './index.js';
import { toHex } from './lib/hex.js';

const pairing = 'a92ee100-5501-11e4-916c-0800200c9a66';
const pairingGDIO = 'a92ee101-5501-11e4-916c-0800200c9a66';

// Node has a WebSocket of its own from version 22 on.
const WebSocket = globalThis.WebSocket ?? (await import('ws')).WebSocket;
const url = process.argv[2] ?? 'ws://127.0.0.1:8420/gatt';
const bluetooth = new Bluetooth(url, { WebSocket, token: process.env['LOCKTWIN_TOKEN'] });
try {
  const device = await bluetooth.requestDevice({ filters: [{ namePrefix: 'Nuki_' }], optionalServices: [pairing] });
  console.log(`found ${device.name}, ${device.address}`);
  device.addEventListener('gattserverdisconnected', () => console.log('disconnected'));
  const gatt = await device.gatt.connect();
  console.log(`connected, MTU ${gatt.mtu}`);

  const characteristic = await (await gatt.getPrimaryService(pairing)).getCharacteristic(pairingGDIO);
  const answer = new Promise((resolve) => characteristic.addEventListener('characteristicvaluechanged', resolve, { once: true }));
  await characteristic.startNotifications();
  await characteristic.writeValueWithResponse(Uint8Array.from([0x01, 0x00, 0x03, 0x00, 0x27, 0xa7]));
  await answer;

  const value = /** @type {DataView<ArrayBuffer>} */ (characteristic.value);
  if (value.getUint16(0, true) === 0x0003) {
    console.log(`public key ${toHex(value).slice(4, -4)}`);
  } else {
    console.log(`the lock refuses, error 0x${value.getUint8(2).toString(16)}: hold its button for 5 seconds`);
  }
  gatt.disconnect();
} finally {
  await bluetooth.close();
}
