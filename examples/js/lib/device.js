import { bubble, Target } from './events.js';
import { worded } from './errors.js';
import { BluetoothRemoteGATTCharacteristic, BluetoothRemoteGATTService } from './gatt.js';
import { fromHex } from './hex.js';
import { BluetoothUUID } from './uuid.js';

/** @typedef {import('./bluetooth.js').Bluetooth} Bluetooth */
/** @typedef {import('./protocol.js').Advertisement} Advertisement */
/** @typedef {import('./protocol.js').ConnectParams} ConnectParams */
/** @typedef {import('./protocol.js').Disconnected} Disconnected */
/** @typedef {import('./protocol.js').ValueChanged} ValueChanged */

/** One advertisement of a device. */
export class BluetoothAdvertisingEvent extends Event {
  /**
   * @param {string} type
   * @param {BluetoothDevice} device
   * @param {Advertisement} a
   */
  constructor(type, device, a) {
    super(type);
    this.device = device;
    this.name = a.name;
    this.uuids = a.services ?? [];
    this.appearance = undefined;
    this.rssi = a.rssi;
    this.txPower = a.txPower;
    this.manufacturerData = new Map((a.manufacturerData ?? []).map((d) => [d.companyIdentifier, fromHex(d.data)]));
    this.serviceData = new Map((a.serviceData ?? []).map((d) => [d.service, fromHex(d.data)]));
    /** Simulated time of the lock in nanoseconds; not of Web Bluetooth. */
    this.timeNs = a.timeNs;
  }
}

/** A lock that the program may connect to. */
export class BluetoothDevice extends Target {
  #bluetooth;
  /** @type {import('./scanner.js').Watcher | null} */
  #watcher = null;

  /**
   * @param {Bluetooth} bluetooth
   * @param {{device: string, name?: string, address: string}} lock
   */
  constructor(bluetooth, { device, name, address }) {
    super();
    this.#bluetooth = bluetooth;
    this.id = device;
    this.name = name;
    /** The Bluetooth address; not of Web Bluetooth. */
    this.address = address;
    this.gatt = new BluetoothRemoteGATTServer(this, bluetooth);
    /** UUIDs of the services that the program may use. @type {Set<string>} */
    this.allowedServices = new Set();
  }

  get watchingAdvertisements() {
    return this.#watcher !== null;
  }

  /**
   * Begins to dispatch `advertisementreceived`, until the signal aborts or `forget` is called.
   *
   * @param {{signal?: AbortSignal}} [options]
   */
  async watchAdvertisements({ signal } = {}) {
    signal?.throwIfAborted();
    if (this.#watcher) return;
    const watcher = {
      filters: [{ address: this.address }],
      repeated: true,
      /** @param {Advertisement} a */
      heard: (a) =>
        bubble(() => new BluetoothAdvertisingEvent('advertisementreceived', this, a), [this, this.#bluetooth]),
    };
    this.#watcher = watcher;
    try {
      await worded(this.#bluetooth.scanner.add(watcher));
    } catch (error) {
      this.#watcher = null;
      throw error;
    }
    if (signal?.aborted) await this.#unwatch();
    signal?.addEventListener('abort', () => this.#unwatch().catch(() => {}), { once: true });
  }

  async #unwatch() {
    const watcher = this.#watcher;
    this.#watcher = null;
    if (watcher) await this.#bluetooth.scanner.remove(watcher);
  }

  /** Gives up the permission to use the device. */
  async forget() {
    await this.#unwatch();
    this.gatt.disconnect();
    this.#bluetooth.forget(this);
  }

  get onadvertisementreceived() {
    return this.handler('advertisementreceived');
  }
  set onadvertisementreceived(handler) {
    this.setHandler('advertisementreceived', handler);
  }
  get ongattserverdisconnected() {
    return this.handler('gattserverdisconnected');
  }
  set ongattserverdisconnected(handler) {
    this.setHandler('gattserverdisconnected', handler);
  }
}

/** The attribute server of a device. */
export class BluetoothRemoteGATTServer {
  /** The attributes of the present connection; they are the same objects as long as it lasts. @type {Promise<BluetoothRemoteGATTService[]> | null} */
  #services = null;
  /** @type {Map<number, BluetoothRemoteGATTCharacteristic>} */
  #characteristics = new Map();
  #connected = false;
  /** @type {Promise<BluetoothRemoteGATTServer> | null} */
  #connecting = null;
  /** The MTU of the connection in bytes; not of Web Bluetooth. */
  mtu = 0;

  /**
   * @param {BluetoothDevice} device
   * @param {Bluetooth} bluetooth
   */
  constructor(device, bluetooth) {
    this.device = device;
    this.bluetooth = bluetooth;
  }

  get connected() {
    return this.#connected;
  }

  /**
   * Connects. The parameters of the connection, which Web Bluetooth does not have, are those that the `Bluetooth` was
   * given.
   *
   * @returns {Promise<BluetoothRemoteGATTServer>}
   */
  async connect() {
    if (this.#connected) return this;
    this.#connecting ??= (async () => {
      try {
        const result = await worded(this.bluetooth.call('connect', { ...this.bluetooth.connection, device: this.device.id }));
        this.#connected = true;
        this.mtu = result.mtu;
        return this;
      } finally {
        this.#connecting = null;
      }
    })();
    return this.#connecting;
  }

  /** Ends the connection. The event `gattserverdisconnected` follows. */
  disconnect() {
    if (!this.#connected && !this.#connecting) return;
    this.bluetooth.call('disconnect', { device: this.device.id }).catch(() => {}); // it has ended by itself
  }

  /** @param {string | number} uuid @returns {Promise<BluetoothRemoteGATTService>} */
  async getPrimaryService(uuid) {
    const services = await this.getPrimaryServices(uuid);
    return /** @type {BluetoothRemoteGATTService} */ (services[0]);
  }

  /** @param {string | number} [uuid] @returns {Promise<BluetoothRemoteGATTService[]>} */
  async getPrimaryServices(uuid) {
    const wanted = uuid === undefined ? undefined : BluetoothUUID.getService(uuid);
    if (wanted !== undefined && !this.device.allowedServices.has(wanted)) {
      throw new DOMException(`the service ${wanted} is neither in filters nor in optionalServices of requestDevice`, 'SecurityError');
    }
    if (!this.#connected) throw new DOMException('the device is not connected', 'NetworkError');
    this.#services ??= this.#discover();
    const all = await this.#services;
    const found = all.filter((s) => (wanted === undefined ? this.device.allowedServices.has(s.uuid) : s.uuid === wanted));
    if (found.length === 0) throw new DOMException(wanted ? `the device has no service ${wanted}` : 'the device has no service that may be used', 'NotFoundError');
    return found;
  }

  async #discover() {
    try {
      const { services } = await worded(this.bluetooth.call('discover', { device: this.device.id }));
      return /** @type {import('./protocol.js').DiscoverResult['services']} */ (services).map((s) => {
        const service = new BluetoothRemoteGATTService(this, s);
        for (const c of service.characteristics) this.#characteristics.set(c.handle, c);
        return service;
      });
    } catch (error) {
      this.#services = null;
      throw error;
    }
  }

  /**
   * Calls a method about an attribute; for the classes of this module.
   *
   * @param {BluetoothRemoteGATTService} service that the attribute belongs to
   * @param {string} method
   * @param {object} params
   * @returns {Promise<any>}
   */
  async call(service, method, params) {
    if (!this.#connected) throw new DOMException('the device is not connected', 'NetworkError');
    const all = this.#services ? await this.#services : [];
    if (!all.includes(service)) throw new DOMException('the attribute belongs to a connection that has ended', 'InvalidStateError');
    return worded(this.bluetooth.call(method, { device: this.device.id, ...params }));
  }

  /** A value of the device has arrived. @param {ValueChanged} v */
  changed(v) {
    this.#characteristics.get(v.handle)?.changed(fromHex(v.value));
  }

  /**
   * The connection has ended.
   *
   * @param {unknown} reason
   */
  ended(reason) {
    if (!this.#connected) return;
    this.#connected = false;
    this.#services = null;
    this.#characteristics.clear();
    this.mtu = 0;
    bubble(() => Object.assign(new Event('gattserverdisconnected', { bubbles: true }), { reason }), [this.device, this.bluetooth]);
  }
}

