import { bubble, Target } from './events.js';
import { bytesOf, fromHex, toHex } from './hex.js';
import { BluetoothUUID } from './uuid.js';

/** @typedef {import('./device.js').BluetoothRemoteGATTServer} BluetoothRemoteGATTServer */
/** @typedef {import('./protocol.js').Service} Service */
/** @typedef {import('./protocol.js').Characteristic} Characteristic */
/** @typedef {import('./protocol.js').Descriptor} Descriptor */

/** The longest value of an attribute, in bytes. */
const longestValue = 512;

/** @param {BufferSource} value */
function digits(value) {
  const bytes = bytesOf(value);
  if (bytes.length > longestValue) throw new DOMException(`${bytes.length} bytes are more than the ${longestValue} of a value`, 'InvalidModificationError');
  return toHex(bytes);
}

/**
 * @template {{uuid: string}} T
 * @param {T[]} all
 * @param {string | undefined} uuid
 * @param {string} what
 * @returns {T[]}
 */
function pick(all, uuid, what) {
  const found = uuid === undefined ? all : all.filter((a) => a.uuid === uuid);
  if (found.length === 0) throw new DOMException(uuid ? `there is no ${what} ${uuid}` : `there is no ${what}`, 'NotFoundError');
  return [...found];
}

/** A primary service of a device. */
export class BluetoothRemoteGATTService extends Target {
  /**
   * @param {BluetoothRemoteGATTServer} server
   * @param {Service} s
   */
  constructor(server, s) {
    super();
    this.server = server;
    this.device = server.device;
    this.uuid = s.uuid;
    this.isPrimary = true;
    /** @type {BluetoothRemoteGATTCharacteristic[]} */
    this.characteristics = s.characteristics.map((c) => new BluetoothRemoteGATTCharacteristic(this, c));
  }

  /** @param {string | number} uuid @returns {Promise<BluetoothRemoteGATTCharacteristic>} */
  async getCharacteristic(uuid) {
    const found = await this.getCharacteristics(uuid);
    return /** @type {BluetoothRemoteGATTCharacteristic} */ (found[0]);
  }

  /** @param {string | number} [uuid] @returns {Promise<BluetoothRemoteGATTCharacteristic[]>} */
  async getCharacteristics(uuid) {
    return pick(this.characteristics, uuid === undefined ? undefined : BluetoothUUID.getCharacteristic(uuid), 'characteristic');
  }

  get oncharacteristicvaluechanged() {
    return this.handler('characteristicvaluechanged');
  }
  set oncharacteristicvaluechanged(handler) {
    this.setHandler('characteristicvaluechanged', handler);
  }
}

/** A characteristic of a service. */
export class BluetoothRemoteGATTCharacteristic extends Target {
  #descriptors;
  #notifying = false;
  /** The last value that was read, or that the device has sent. @type {DataView | null} */
  value = null;

  /**
   * @param {BluetoothRemoteGATTService} service
   * @param {Characteristic} c
   */
  constructor(service, c) {
    super();
    this.service = service;
    this.uuid = c.uuid;
    /** The handle of the value; not of Web Bluetooth. */
    this.handle = c.handle;
    const has = (/** @type {string} */ name) => c.properties.includes(name);
    this.properties = Object.freeze({
      broadcast: has('broadcast'),
      read: has('read'),
      writeWithoutResponse: has('writeWithoutResponse'),
      write: has('write'),
      notify: has('notify'),
      indicate: has('indicate'),
      authenticatedSignedWrites: has('authenticatedSignedWrites'),
      reliableWrite: false,
      writableAuxiliaries: false,
    });
    this.#descriptors = c.descriptors.map((d) => new BluetoothRemoteGATTDescriptor(this, d));
  }

  /** @param {string} method @param {object} [more] @returns {Promise<any>} */
  #call(method, more = {}) {
    return this.service.server.call(this.service, method, { characteristic: this.handle, ...more });
  }

  /** @returns {Promise<DataView>} */
  async readValue() {
    const { value } = await this.#call('readValue');
    this.#set(fromHex(value));
    return /** @type {DataView} */ (this.value);
  }

  /** @param {BufferSource} value */
  async writeValueWithResponse(value) {
    await this.#call('writeValueWithResponse', { value: digits(value) });
  }

  /** @param {BufferSource} value */
  async writeValueWithoutResponse(value) {
    await this.#call('writeValueWithoutResponse', { value: digits(value) });
  }

  /** Writes with response where that is possible. @param {BufferSource} value */
  async writeValue(value) {
    await (this.properties.write ? this.writeValueWithResponse(value) : this.writeValueWithoutResponse(value));
  }

  /** @returns {Promise<BluetoothRemoteGATTCharacteristic>} */
  async startNotifications() {
    // A value may come before the promise is fulfilled.
    const before = this.#notifying;
    this.#notifying = true;
    try {
      await this.#call('startNotifications');
    } catch (error) {
      this.#notifying = before;
      throw error;
    }
    return this;
  }

  /** @returns {Promise<BluetoothRemoteGATTCharacteristic>} */
  async stopNotifications() {
    await this.#call('stopNotifications');
    this.#notifying = false;
    return this;
  }

  /** @param {string | number} uuid @returns {Promise<BluetoothRemoteGATTDescriptor>} */
  async getDescriptor(uuid) {
    const found = await this.getDescriptors(uuid);
    return /** @type {BluetoothRemoteGATTDescriptor} */ (found[0]);
  }

  /** @param {string | number} [uuid] @returns {Promise<BluetoothRemoteGATTDescriptor[]>} */
  async getDescriptors(uuid) {
    return pick(this.#descriptors, uuid === undefined ? undefined : BluetoothUUID.getDescriptor(uuid), 'descriptor');
  }

  /** A notification or an indication has arrived. @param {DataView} value */
  changed(value) {
    if (this.#notifying) this.#set(value);
  }

  /** @param {DataView} value */
  #set(value) {
    this.value = value;
    const { service } = this;
    bubble(() => new Event('characteristicvaluechanged', { bubbles: true }), [this, service, service.device, service.device.gatt.bluetooth]);
  }

  get oncharacteristicvaluechanged() {
    return this.handler('characteristicvaluechanged');
  }
  set oncharacteristicvaluechanged(handler) {
    this.setHandler('characteristicvaluechanged', handler);
  }
}

/** A descriptor of a characteristic. */
export class BluetoothRemoteGATTDescriptor {
  #handle;
  /** @type {DataView | null} */
  value = null;

  /**
   * @param {BluetoothRemoteGATTCharacteristic} characteristic
   * @param {Descriptor} d
   */
  constructor(characteristic, d) {
    this.characteristic = characteristic;
    this.uuid = d.uuid;
    this.#handle = d.handle;
  }

  /** @param {string} method @param {object} [more] @returns {Promise<any>} */
  #call(method, more = {}) {
    const { service } = this.characteristic;
    return service.server.call(service, method, { descriptor: this.#handle, ...more });
  }

  /** @returns {Promise<DataView>} */
  async readValue() {
    const { value } = await this.#call('readDescriptor');
    this.value = fromHex(value);
    return this.value;
  }

  /** @param {BufferSource} value */
  async writeValue(value) {
    await this.#call('writeDescriptor', { value: digits(value) });
  }
}
