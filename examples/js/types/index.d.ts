export { BluetoothUUID } from "./lib/uuid.js";
export { RPCError } from "./lib/errors.js";
export { Bluetooth, LEScan } from "./lib/bluetooth.js";
export { BluetoothDevice, BluetoothAdvertisingEvent, BluetoothRemoteGATTServer } from "./lib/device.js";
export { BluetoothRemoteGATTService, BluetoothRemoteGATTCharacteristic, BluetoothRemoteGATTDescriptor } from "./lib/gatt.js";
