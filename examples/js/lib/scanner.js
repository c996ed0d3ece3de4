import { fromHex } from './hex.js';

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
  /** @type {Set<Watcher>} */
  #watchers = new Set();
  /** @type {(method: string, params: object) => Promise<unknown>} */
  #call;

  /** @param {(method: string, params: object) => Promise<unknown>} call */
  constructor(call) {
    this.#call = call;
  }

  /**
   * @param {Watcher} watcher
   * @returns {Promise<void>}
   */
  async add(watcher) {
    this.#watchers.add(watcher);
    try {
      await this.#call('startScan', this.#params());
    } catch (error) {
      this.#watchers.delete(watcher);
      throw error;
    }
  }

  /**
   * @param {Watcher} watcher
   * @returns {Promise<void>}
   */
  async remove(watcher) {
    if (!this.#watchers.delete(watcher)) return;
    if (this.#watchers.size === 0) await this.#call('stopScan', {});
    else await this.#call('startScan', this.#params());
  }

  clear() {
    this.#watchers.clear();
  }

  /** @param {Advertisement} a */
  heard(a) {
    for (const w of [...this.#watchers]) {
      if (w.filters.length === 0 || w.filters.some((f) => passes(a, f))) w.heard(a);
    }
  }

  /**
   * What everybody wants together. The server knows fewer criteria; the rest is decided here.
   *
   * @returns {ScanParams}
   */
  #params() {
    const watchers = [...this.#watchers];
    const allowDuplicates = watchers.some((w) => w.repeated);
    /** @type {ScanFilter[]} */
    const filters = watchers.flatMap((w) => (w.filters.length === 0 ? [{}] : w.filters)).map(({ services, name, namePrefix, address }) => ({
      ...(services?.length ? { services } : {}),
      ...(name ? { name } : {}),
      ...(namePrefix ? { namePrefix } : {}),
      ...(address ? { address } : {}),
    }));
    const all = filters.length > 16 || filters.some((f) => Object.keys(f).length === 0 || (f.services?.length ?? 0) > 16);
    return all ? { allowDuplicates } : { filters, allowDuplicates };
  }
}

/**
 * @param {Advertisement} a
 * @param {Filter} f
 * @returns {boolean}
 */
export function passes(a, f) {
  if (f.name !== undefined && f.name !== a.name) return false;
  if (f.namePrefix !== undefined && !a.name?.startsWith(f.namePrefix)) return false;
  if (f.address !== undefined && f.address.toLowerCase() !== a.address) return false;
  const shown = servicesOf(a);
  return (
    (f.services ?? []).every((s) => shown.includes(s)) &&
    (f.manufacturerData ?? []).every((m) =>
      (a.manufacturerData ?? []).some((d) => d.companyIdentifier === m.companyIdentifier && begins(d.data, m)),
    ) &&
    (f.serviceData ?? []).every((m) => (a.serviceData ?? []).some((d) => d.service === m.service && begins(d.data, m)))
  );
}

/**
 * The services that an advertisement shows: as such, with service data, or in an iBeacon.
 *
 * @param {Advertisement} a
 * @returns {string[]}
 */
function servicesOf(a) {
  const out = [...(a.services ?? []), ...(a.serviceData ?? []).map((d) => d.service)];
  for (const { companyIdentifier, data } of a.manufacturerData ?? []) {
    const m = /^0215(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(data);
    if (companyIdentifier === 0x004c && m) out.push(m.slice(1).join('-'));
  }
  return out;
}

/**
 * @param {string} digits
 * @param {{dataPrefix?: BufferSource, mask?: BufferSource}} f
 * @returns {boolean}
 */
function begins(digits, { dataPrefix, mask }) {
  if (!dataPrefix) return true;
  const [data, prefix, bits] = [fromHex(digits), view(dataPrefix), mask && view(mask)];
  if (data.byteLength < prefix.byteLength) return false;
  for (let i = 0; i < prefix.byteLength; i++) {
    const m = bits ? bits.getUint8(i) : 0xff;
    if ((data.getUint8(i) & m) !== (prefix.getUint8(i) & m)) return false;
  }
  return true;
}

/** @param {BufferSource} source */
function view(source) {
  return ArrayBuffer.isView(source)
    ? new DataView(source.buffer, source.byteOffset, source.byteLength)
    : new DataView(source);
}
