/**
 * @param {Advertisement} a
 * @param {Filter} f
 * @returns {boolean}
 */
export function passes(a: Advertisement, f: Filter): boolean;
/** @typedef {import('./protocol.js').Advertisement} Advertisement */
/** @typedef {import('./protocol.js').ScanFilter} ScanFilter */
/** @typedef {import('./protocol.js').ScanParams} ScanParams */
/**
 * A filter of Web Bluetooth, with UUIDs written out.
 *
 * @typedef {object} Filter
 * @property {string[]} [services]
 * @property {string} [name]
 * @property {string} [namePrefix]
 * @property {DataFilter[]} [manufacturerData]
 * @property {ServiceDataFilter[]} [serviceData]
 * @property {string} [address] not of Web Bluetooth
 *
 * @typedef {{companyIdentifier: number, dataPrefix?: BufferSource, mask?: BufferSource}} DataFilter
 * @typedef {{service: string, dataPrefix?: BufferSource, mask?: BufferSource}} ServiceDataFilter
 *
 * @typedef {object} Watcher
 * @property {Filter[]} filters none: everything passes
 * @property {boolean} repeated every advertising event, not only news
 * @property {(a: Advertisement) => void} heard
 */
/** Shares the one scan that a socket may have among all who want to hear advertisements. */
export class Scanner {
    /** @param {(method: string, params: object) => Promise<unknown>} call */
    constructor(call: (method: string, params: object) => Promise<unknown>);
    /**
     * @param {Watcher} watcher
     * @returns {Promise<void>}
     */
    add(watcher: Watcher): Promise<void>;
    /**
     * @param {Watcher} watcher
     * @returns {Promise<void>}
     */
    remove(watcher: Watcher): Promise<void>;
    clear(): void;
    /** @param {Advertisement} a */
    heard(a: Advertisement): void;
    #private;
}
export type Advertisement = import("./protocol.js").Advertisement;
export type ScanFilter = import("./protocol.js").ScanFilter;
export type ScanParams = import("./protocol.js").ScanParams;
/**
 * A filter of Web Bluetooth, with UUIDs written out.
 */
export type Filter = {
    services?: string[] | undefined;
    name?: string | undefined;
    namePrefix?: string | undefined;
    manufacturerData?: DataFilter[] | undefined;
    serviceData?: ServiceDataFilter[] | undefined;
    /**
     * not of Web Bluetooth
     */
    address?: string | undefined;
};
/**
 * A filter of Web Bluetooth, with UUIDs written out.
 */
export type DataFilter = {
    companyIdentifier: number;
    dataPrefix?: BufferSource;
    mask?: BufferSource;
};
/**
 * A filter of Web Bluetooth, with UUIDs written out.
 */
export type ServiceDataFilter = {
    service: string;
    dataPrefix?: BufferSource;
    mask?: BufferSource;
};
/**
 * A filter of Web Bluetooth, with UUIDs written out.
 */
export type Watcher = {
    /**
     * none: everything passes
     */
    filters: Filter[];
    /**
     * every advertising event, not only news
     */
    repeated: boolean;
    heard: (a: Advertisement) => void;
};
