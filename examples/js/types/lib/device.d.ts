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
    constructor(type: string, device: BluetoothDevice, a: Advertisement);
    device: BluetoothDevice;
    name: string | undefined;
    uuids: string[];
    appearance: any;
    rssi: number;
    txPower: number | undefined;
    manufacturerData: Map<number, DataView<ArrayBuffer>>;
    serviceData: Map<string, DataView<ArrayBuffer>>;
    /** Simulated time of the lock in nanoseconds; not of Web Bluetooth. */
    timeNs: number;
}
/** A lock that the program may connect to. */
export class BluetoothDevice extends Target {
    /**
     * @param {Bluetooth} bluetooth
     * @param {{device: string, name?: string, address: string}} lock
     */
    constructor(bluetooth: Bluetooth, { device, name, address }: {
        device: string;
        name?: string;
        address: string;
    });
    id: string;
    name: string | undefined;
    /** The Bluetooth address; not of Web Bluetooth. */
    address: string;
    gatt: BluetoothRemoteGATTServer;
    /** UUIDs of the services that the program may use. @type {Set<string>} */
    allowedServices: Set<string>;
    get watchingAdvertisements(): boolean;
    /**
     * Begins to dispatch `advertisementreceived`, until the signal aborts or `forget` is called.
     *
     * @param {{signal?: AbortSignal}} [options]
     */
    watchAdvertisements({ signal }?: {
        signal?: AbortSignal;
    }): Promise<void>;
    /** Gives up the permission to use the device. */
    forget(): Promise<void>;
    set onadvertisementreceived(handler: ((event: any) => void) | null);
    get onadvertisementreceived(): ((event: any) => void) | null;
    set ongattserverdisconnected(handler: ((event: any) => void) | null);
    get ongattserverdisconnected(): ((event: any) => void) | null;
    #private;
}
/** The attribute server of a device. */
export class BluetoothRemoteGATTServer {
    /**
     * @param {BluetoothDevice} device
     * @param {Bluetooth} bluetooth
     */
    constructor(device: BluetoothDevice, bluetooth: Bluetooth);
    /** The MTU of the connection in bytes; not of Web Bluetooth. */
    mtu: number;
    device: BluetoothDevice;
    bluetooth: import("./bluetooth.js").Bluetooth;
    get connected(): boolean;
    /**
     * Connects. The parameters of the connection, which Web Bluetooth does not have, are those that the `Bluetooth` was
     * given.
     *
     * @returns {Promise<BluetoothRemoteGATTServer>}
     */
    connect(): Promise<BluetoothRemoteGATTServer>;
    /** Ends the connection. The event `gattserverdisconnected` follows. */
    disconnect(): void;
    /** @param {string | number} uuid @returns {Promise<BluetoothRemoteGATTService>} */
    getPrimaryService(uuid: string | number): Promise<BluetoothRemoteGATTService>;
    /** @param {string | number} [uuid] @returns {Promise<BluetoothRemoteGATTService[]>} */
    getPrimaryServices(uuid?: string | number): Promise<BluetoothRemoteGATTService[]>;
    /**
     * Calls a method about an attribute; for the classes of this module.
     *
     * @param {BluetoothRemoteGATTService} service that the attribute belongs to
     * @param {string} method
     * @param {object} params
     * @returns {Promise<any>}
     */
    call(service: BluetoothRemoteGATTService, method: string, params: object): Promise<any>;
    /** A value of the device has arrived. @param {ValueChanged} v */
    changed(v: ValueChanged): void;
    /**
     * The connection has ended.
     *
     * @param {unknown} reason
     */
    ended(reason: unknown): void;
    #private;
}
export type Bluetooth = import("./bluetooth.js").Bluetooth;
export type Advertisement = import("./protocol.js").Advertisement;
export type ConnectParams = import("./protocol.js").ConnectParams;
export type Disconnected = import("./protocol.js").Disconnected;
export type ValueChanged = import("./protocol.js").ValueChanged;
import { Target } from './events.js';
import { BluetoothRemoteGATTService } from './gatt.js';
