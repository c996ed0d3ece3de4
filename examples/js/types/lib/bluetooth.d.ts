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
    /**
     * @param {string} url of the server, such as ws://127.0.0.1:8420/gatt
     * @param {BluetoothOptions} [options]
     */
    constructor(url: string, options?: BluetoothOptions);
    referringDevice: null;
    /** What connections are made with. */
    connection: Omit<import("./protocol.js").ConnectParams, "device">;
    scanner: Scanner;
    /**
     * Calls a method of the protocol; for the classes of this module, and for what Web Bluetooth has no word for.
     *
     * @param {string} method
     * @param {object} params
     * @returns {Promise<any>}
     */
    call(method: string, params: object): Promise<any>;
    /** Ends all connections and closes the socket. It is opened again when it is needed. */
    close(): Promise<void>;
    /** Whether the server can be reached. */
    getAvailability(): Promise<boolean>;
    /** The devices that requestDevice has given. */
    getDevices(): Promise<BluetoothDevice[]>;
    /**
     * Looks for a device. Where a browser asks the person at the screen, the option `choose` decides.
     *
     * @param {RequestDeviceOptions} options
     * @returns {Promise<BluetoothDevice>}
     */
    requestDevice(options: RequestDeviceOptions): Promise<BluetoothDevice>;
    /**
     * Scans, in the shape of the Web Bluetooth Scanning draft: `advertisementreceived` is dispatched at this object.
     *
     * @param {{filters?: LEFilter[], acceptAllAdvertisements?: boolean, keepRepeatedDevices?: boolean}} [options]
     * @returns {Promise<LEScan>}
     */
    requestLEScan(options?: {
        filters?: LEFilter[];
        acceptAllAdvertisements?: boolean;
        keepRepeatedDevices?: boolean;
    }): Promise<LEScan>;
    /** @param {BluetoothDevice} device */
    forget(device: BluetoothDevice): void;
    set onavailabilitychanged(handler: ((event: any) => void) | null);
    get onavailabilitychanged(): ((event: any) => void) | null;
    #private;
}
/** A scan that requestLEScan has begun. */
export class LEScan {
    /**
     * @param {boolean} keepRepeatedDevices
     * @param {boolean} acceptAllAdvertisements
     * @param {() => Promise<void>} stop
     */
    constructor(keepRepeatedDevices: boolean, acceptAllAdvertisements: boolean, stop: () => Promise<void>);
    active: boolean;
    keepRepeatedDevices: boolean;
    acceptAllAdvertisements: boolean;
    stop(): void;
    #private;
}
export type Advertisement = import("./protocol.js").Advertisement;
export type ConnectParams = import("./protocol.js").ConnectParams;
export type Filter = import("./scanner.js").Filter;
export type WebSocketConstructor = import("./socket.js").WebSocketConstructor;
/**
 * What is asked for in requestDevice. Services are UUIDs, numbers or names.
 */
export type LEFilter = {
    services?: (string | number)[] | undefined;
    name?: string | undefined;
    namePrefix?: string | undefined;
    manufacturerData?: {
        companyIdentifier: number;
        dataPrefix?: BufferSource;
        mask?: BufferSource;
    }[] | undefined;
    serviceData?: {
        service: string | number;
        dataPrefix?: BufferSource;
        mask?: BufferSource;
    }[] | undefined;
};
/**
 * What is asked for in requestDevice. Services are UUIDs, numbers or names.
 */
export type RequestDeviceOptions = {
    filters?: LEFilter[] | undefined;
    exclusionFilters?: LEFilter[] | undefined;
    optionalServices?: (string | number)[] | undefined;
    acceptAllDevices?: boolean | undefined;
};
/**
 * What is asked for in requestDevice. Services are UUIDs, numbers or names.
 */
export type BluetoothOptions = {
    /**
     * needed where there is no global one, as in Node before version 22
     */
    WebSocket?: import("./socket.js").WebSocketConstructor | undefined;
    /**
     * for a server that wants one
     */
    token?: string | undefined;
    /**
     * takes the
     * place of the person at the chooser of a browser; without it, the first device that passes the filters is chosen
     */
    choose?: ((device: BluetoothDevice, heard: BluetoothAdvertisingEvent) => boolean | Promise<boolean>) | undefined;
    /**
     * how long requestDevice looks, in milliseconds; 10000 if left out
     */
    timeout?: number | undefined;
    /**
     * what a browser decides by itself; an MTU of 517 is asked for if left out
     */
    connection?: Omit<import("./protocol.js").ConnectParams, "device"> | undefined;
};
import { Target } from './events.js';
import { Scanner } from './scanner.js';
import { BluetoothDevice } from './device.js';
import { BluetoothAdvertisingEvent } from './device.js';
