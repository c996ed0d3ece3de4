/**
 * Web Bluetooth's shape over locktwin's WebSocket: what a page or a Node program calls on `navigator.bluetooth` works on a
 * `Bluetooth` of this module, with a virtual lock on the other side.
 *
 * @module
 */

export { Bluetooth, LEScan } from './lib/bluetooth.js';
export { BluetoothDevice, BluetoothAdvertisingEvent, BluetoothRemoteGATTServer } from './lib/device.js';
export { BluetoothRemoteGATTService, BluetoothRemoteGATTCharacteristic, BluetoothRemoteGATTDescriptor } from './lib/gatt.js';
export { BluetoothUUID } from './lib/uuid.js';
export { RPCError } from './lib/errors.js';
