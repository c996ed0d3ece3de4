/** A primary service of a device. */
export class BluetoothRemoteGATTService extends Target {
    /**
     * @param {BluetoothRemoteGATTServer} server
     * @param {Service} s
     */
    constructor(server: BluetoothRemoteGATTServer, s: Service);
    server: import("./device.js").BluetoothRemoteGATTServer;
    device: import("./device.js").BluetoothDevice;
    uuid: string;
    isPrimary: boolean;
    /** @type {BluetoothRemoteGATTCharacteristic[]} */
    characteristics: BluetoothRemoteGATTCharacteristic[];
    /** @param {string | number} uuid @returns {Promise<BluetoothRemoteGATTCharacteristic>} */
    getCharacteristic(uuid: string | number): Promise<BluetoothRemoteGATTCharacteristic>;
    /** @param {string | number} [uuid] @returns {Promise<BluetoothRemoteGATTCharacteristic[]>} */
    getCharacteristics(uuid?: string | number): Promise<BluetoothRemoteGATTCharacteristic[]>;
    set oncharacteristicvaluechanged(handler: ((event: any) => void) | null);
    get oncharacteristicvaluechanged(): ((event: any) => void) | null;
}
/** A characteristic of a service. */
export class BluetoothRemoteGATTCharacteristic extends Target {
    /**
     * @param {BluetoothRemoteGATTService} service
     * @param {Characteristic} c
     */
    constructor(service: BluetoothRemoteGATTService, c: Characteristic);
    /** The last value that was read, or that the device has sent. @type {DataView | null} */
    value: DataView | null;
    service: BluetoothRemoteGATTService;
    uuid: string;
    /** The handle of the value; not of Web Bluetooth. */
    handle: number;
    properties: Readonly<{
        broadcast: boolean;
        read: boolean;
        writeWithoutResponse: boolean;
        write: boolean;
        notify: boolean;
        indicate: boolean;
        authenticatedSignedWrites: boolean;
        reliableWrite: false;
        writableAuxiliaries: false;
    }>;
    /** @returns {Promise<DataView>} */
    readValue(): Promise<DataView>;
    /** @param {BufferSource} value */
    writeValueWithResponse(value: BufferSource): Promise<void>;
    /** @param {BufferSource} value */
    writeValueWithoutResponse(value: BufferSource): Promise<void>;
    /** Writes with response where that is possible. @param {BufferSource} value */
    writeValue(value: BufferSource): Promise<void>;
    /** @returns {Promise<BluetoothRemoteGATTCharacteristic>} */
    startNotifications(): Promise<BluetoothRemoteGATTCharacteristic>;
    /** @returns {Promise<BluetoothRemoteGATTCharacteristic>} */
    stopNotifications(): Promise<BluetoothRemoteGATTCharacteristic>;
    /** @param {string | number} uuid @returns {Promise<BluetoothRemoteGATTDescriptor>} */
    getDescriptor(uuid: string | number): Promise<BluetoothRemoteGATTDescriptor>;
    /** @param {string | number} [uuid] @returns {Promise<BluetoothRemoteGATTDescriptor[]>} */
    getDescriptors(uuid?: string | number): Promise<BluetoothRemoteGATTDescriptor[]>;
    /** A notification or an indication has arrived. @param {DataView} value */
    changed(value: DataView): void;
    set oncharacteristicvaluechanged(handler: ((event: any) => void) | null);
    get oncharacteristicvaluechanged(): ((event: any) => void) | null;
    #private;
}
/** A descriptor of a characteristic. */
export class BluetoothRemoteGATTDescriptor {
    /**
     * @param {BluetoothRemoteGATTCharacteristic} characteristic
     * @param {Descriptor} d
     */
    constructor(characteristic: BluetoothRemoteGATTCharacteristic, d: Descriptor);
    /** @type {DataView | null} */
    value: DataView | null;
    characteristic: BluetoothRemoteGATTCharacteristic;
    uuid: string;
    /** @returns {Promise<DataView>} */
    readValue(): Promise<DataView>;
    /** @param {BufferSource} value */
    writeValue(value: BufferSource): Promise<void>;
    #private;
}
export type BluetoothRemoteGATTServer = import("./device.js").BluetoothRemoteGATTServer;
export type Service = import("./protocol.js").Service;
export type Characteristic = import("./protocol.js").Characteristic;
export type Descriptor = import("./protocol.js").Descriptor;
import { Target } from './events.js';
