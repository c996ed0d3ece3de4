/**
 * The messages of the subprotocol locktwin.gatt.v1, as docs/asyncapi.yaml describes them.
 *
 * @typedef {{domain: 'att' | 'hci' | 'gatt', code: number, name: string, message: string}} Failure
 *
 * @typedef {{services?: string[], name?: string, namePrefix?: string, address?: string}} ScanFilter
 * @typedef {{filters?: ScanFilter[], allowDuplicates?: boolean}} ScanParams
 *
 * @typedef {object} ConnectParams
 * @property {string} device id, address or name
 * @property {number} [mtu] 23 to 517
 * @property {number} [intervalMs]
 * @property {number} [latency]
 * @property {number} [supervisionTimeoutMs]
 * @property {boolean} [instant]
 * @property {boolean} [manualConfirmation]
 *
 * @typedef {{device: string, address: string, name: string, mtu: number, timeNs: number}} ConnectResult
 * @typedef {{uuid: string, handle: number}} Descriptor
 * @typedef {{uuid: string, handle: number, properties: string[], descriptors: Descriptor[]}} Characteristic
 * @typedef {{uuid: string, handle: number, endHandle: number, characteristics: Characteristic[]}} Service
 * @typedef {{services: Service[], timeNs: number}} DiscoverResult
 * @typedef {{value: string, timeNs: number}} ValueResult
 *
 * @typedef {object} Advertisement
 * @property {number} seq
 * @property {number} timeNs
 * @property {string} device
 * @property {string} address
 * @property {string} [name]
 * @property {number} rssi dBm
 * @property {number} [txPower] dBm
 * @property {boolean} connectable
 * @property {string[]} [services]
 * @property {{companyIdentifier: number, data: string}[]} [manufacturerData]
 * @property {{service: string, data: string}[]} [serviceData]
 * @property {string} data
 * @property {string} scanResponse
 *
 * @typedef {object} ValueChanged
 * @property {number} seq
 * @property {number} timeNs
 * @property {string} device
 * @property {number} handle
 * @property {string} [characteristic]
 * @property {string} value
 * @property {boolean} indication
 *
 * @typedef {{seq: number, timeNs: number, device: string, reason: Failure}} Disconnected
 */

export const subprotocol = 'locktwin.gatt.v1';
