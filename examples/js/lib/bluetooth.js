import { BluetoothAdvertisingEvent, BluetoothDevice } from './device.js';
import { bubble, Target } from './events.js';
import { worded } from './errors.js';
import { passes, Scanner } from './scanner.js';
import { Socket } from './socket.js';
import { BluetoothUUID } from './uuid.js';

/** @typedef {import('./protocol.js').Advertisement} Advertisement */
/** @typedef {import('./protocol.js').ConnectParams} ConnectParams */
/** @typedef {import('./scanner.js').Filter} Filter */
/** @typedef {import('./socket.js').WebSocketConstructor} WebSocketConstructor */

/**
 * What is asked for in requestDevice. Services are UUIDs, numbers or names.
 *
 * @typedef {object} LEFilter
 * @property {(string | number)[]} [services]
 * @property {string} [name]
 * @property {string} [namePrefix]
 * @property {{companyIdentifier: number, dataPrefix?: BufferSource, mask?: BufferSource}[]} [manufacturerData]
 * @property {{service: string | number, dataPrefix?: BufferSource, mask?: BufferSource}[]} [serviceData]
 *
 * @typedef {object} RequestDeviceOptions
 * @property {LEFilter[]} [filters]
 * @property {LEFilter[]} [exclusionFilters]
 * @property {(string | number)[]} [optionalServices]
 * @property {boolean} [acceptAllDevices]
 *
 * @typedef {object} BluetoothOptions
 * @property {WebSocketConstructor} [WebSocket] needed where there is no global one, as in Node before version 22
 * @property {string} [token] for a server that wants one
 * @property {(device: BluetoothDevice, heard: BluetoothAdvertisingEvent) => boolean | Promise<boolean>} [choose] takes the
 *   place of the person at the chooser of a browser; without it, the first device that passes the filters is chosen
 * @property {number} [timeout] how long requestDevice looks, in milliseconds; 10000 if left out
 * @property {Omit<ConnectParams, 'device'>} [connection] what a browser decides by itself; an MTU of 517 is asked for if left out
 */

/** Takes the place of `navigator.bluetooth`. */
export class Bluetooth extends Target {
  #url;
  #options;
  /** @type {Socket | null} */
  #socket = null;
  /** @type {Map<string, BluetoothDevice>} */
  #devices = new Map();
  /** Those of the devices that the program may use. @type {Set<BluetoothDevice>} */
  #granted = new Set();
  referringDevice = null;

  /**
   * @param {string} url of the server, such as ws://127.0.0.1:8420/gatt
   * @param {BluetoothOptions} [options]
   */
  constructor(url, options = {}) {
    super();
    this.#url = url;
    this.#options = options;
    /** What connections are made with. */
    this.connection = options.connection ?? { mtu: 517 };
    this.scanner = new Scanner((method, params) => this.call(method, params));
  }

  /**
   * Calls a method of the protocol; for the classes of this module, and for what Web Bluetooth has no word for.
   *
   * @param {string} method
   * @param {object} params
   * @returns {Promise<any>}
   */
  call(method, params) {
    this.#socket ??= new Socket(
      this.#url,
      this.#options,
      (name, params) => this.#event(name, params),
      (reason) => this.#gone(reason),
    );
    return this.#socket.call(method, params);
  }

  /** Ends all connections and closes the socket. It is opened again when it is needed. */
  async close() {
    await this.#socket?.close();
  }

  /** Whether the server can be reached. */
  async getAvailability() {
    try {
      await this.call('ping', {});
      return true;
    } catch {
      return false;
    }
  }

  /** The devices that requestDevice has given. */
  async getDevices() {
    return [...this.#granted];
  }

  /**
   * Looks for a device. Where a browser asks the person at the screen, the option `choose` decides.
   *
   * @param {RequestDeviceOptions} options
   * @returns {Promise<BluetoothDevice>}
   */
  async requestDevice(options) {
    const filters = checked(options);
    const exclusions = (options.exclusionFilters ?? []).map(written);
    const { promise, resolve, reject } = deferred();
    const asked = new Set();
    const watcher = {
      filters,
      repeated: false,
      /** @param {Advertisement} a */
      heard: async (a) => {
        if (exclusions.some((f) => passes(a, f)) || asked.has(a.device)) return;
        const device = this.#device(a);
        asked.add(a.device);
        try {
          const choose = this.#options.choose ?? (() => true);
          if (await choose(device, new BluetoothAdvertisingEvent('advertisementreceived', device, a))) resolve(device);
        } catch (error) {
          reject(error);
        }
      },
    };
    const timeout = this.#options.timeout ?? 10_000;
    const timer = setTimeout(() => reject(new DOMException(`no device was found in ${timeout} ms`, 'NotFoundError')), timeout);
    try {
      await worded(this.scanner.add(watcher));
      const device = await promise;
      for (const f of filters) f.services?.forEach((s) => device.allowedServices.add(s));
      options.optionalServices?.forEach((s) => device.allowedServices.add(BluetoothUUID.getService(s)));
      this.#granted.add(device);
      return device;
    } finally {
      clearTimeout(timer);
      await this.scanner.remove(watcher).catch(() => {}); // the socket is gone, and the scan with it
    }
  }

  /**
   * Scans, in the shape of the Web Bluetooth Scanning draft: `advertisementreceived` is dispatched at this object.
   *
   * @param {{filters?: LEFilter[], acceptAllAdvertisements?: boolean, keepRepeatedDevices?: boolean}} [options]
   * @returns {Promise<LEScan>}
   */
  async requestLEScan(options = {}) {
    const { filters, acceptAllAdvertisements = false, keepRepeatedDevices = false } = options;
    const list = checked({ filters, acceptAllDevices: acceptAllAdvertisements });
    const watcher = {
      filters: list,
      repeated: keepRepeatedDevices,
      /** @param {Advertisement} a */
      heard: (a) => {
        const device = this.#device(a);
        this.dispatchEvent(new BluetoothAdvertisingEvent('advertisementreceived', device, a));
      },
    };
    await worded(this.scanner.add(watcher));
    return new LEScan(keepRepeatedDevices, acceptAllAdvertisements, () => this.scanner.remove(watcher));
  }

  /** @param {BluetoothDevice} device */
  forget(device) {
    this.#granted.delete(device);
  }

  /**
   * One object for one lock.
   *
   * @param {Advertisement} a
   */
  #device(a) {
    let device = this.#devices.get(a.device);
    if (!device) this.#devices.set(a.device, (device = new BluetoothDevice(this, a)));
    if (a.name) device.name = a.name;
    return device;
  }

  /**
   * @param {string} name
   * @param {any} params
   */
  #event(name, params) {
    switch (name) {
      case 'advertisement':
        this.scanner.heard(params);
        break;
      case 'characteristicValueChanged':
        this.#devices.get(params.device)?.gatt.changed(params);
        break;
      case 'mtuChanged': {
        const gatt = this.#devices.get(params.device)?.gatt;
        if (gatt) gatt.mtu = params.mtu;
        break;
      }
      case 'gattServerDisconnected':
        this.#devices.get(params.device)?.gatt.ended(params.reason);
        break;
    }
  }

  /** @param {Error} reason */
  #gone(reason) {
    this.#socket = null;
    this.scanner.clear();
    for (const d of this.#devices.values()) d.gatt.ended(reason);
    bubble(() => Object.assign(new Event('availabilitychanged'), { value: false }), [this]);
  }

  get onavailabilitychanged() {
    return this.handler('availabilitychanged');
  }
  set onavailabilitychanged(handler) {
    this.setHandler('availabilitychanged', handler);
  }
}

/** A scan that requestLEScan has begun. */
export class LEScan {
  #stop;
  active = true;

  /**
   * @param {boolean} keepRepeatedDevices
   * @param {boolean} acceptAllAdvertisements
   * @param {() => Promise<void>} stop
   */
  constructor(keepRepeatedDevices, acceptAllAdvertisements, stop) {
    this.keepRepeatedDevices = keepRepeatedDevices;
    this.acceptAllAdvertisements = acceptAllAdvertisements;
    this.#stop = stop;
  }

  stop() {
    if (!this.active) return;
    this.active = false;
    this.#stop().catch(() => {}); // the socket is gone, and the scan with it
  }
}

/**
 * @param {RequestDeviceOptions} options
 * @returns {Filter[]}
 */
function checked(options) {
  if (Boolean(options?.acceptAllDevices) === (options?.filters !== undefined)) {
    throw new TypeError('either filters or the wish for all devices, and not both');
  }
  if (options.filters?.length === 0) throw new TypeError('filters are empty');
  return (options.filters ?? []).map(written);
}

/**
 * @param {LEFilter} f
 * @returns {Filter}
 */
function written(f) {
  if (Object.keys(f).length === 0) throw new TypeError('a filter says nothing');
  return {
    ...f,
    services: f.services?.map(BluetoothUUID.getService),
    serviceData: f.serviceData?.map((d) => ({ ...d, service: BluetoothUUID.getService(d.service) })),
  };
}

function deferred() {
  /** @type {(device: BluetoothDevice) => void} */
  let resolve = () => {};
  /** @type {(reason: unknown) => void} */
  let reject = () => {};
  /** @type {Promise<BluetoothDevice>} */
  const promise = new Promise((res, rej) => ([resolve, reject] = [res, rej]));
  promise.catch(() => {}); // whoever waits learns of it
  return { promise, resolve, reject };
}
