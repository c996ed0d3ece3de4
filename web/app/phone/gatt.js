// A client of the server's GATT over WebSockets: JSON-RPC 2.0 with the words of Web Bluetooth. It dials when it is first
// needed and again after the socket was lost.

/** What the air is called in the handshake. */
export const subprotocol = 'locktwin.gatt.v1';

/** A refusal of the server, of the radio or of the lock below its own protocol. */
export class GattError extends Error {
  /**
   * @param {string} message
   * @param {'att' | 'hci' | 'gatt' | 'rpc'} domain whose numbering the code has
   * @param {number} code
   */
  constructor(message, domain, code) {
    super(message);
    this.name = 'GattError';
    this.domain = domain;
    this.code = code;
  }
}

/** The server cannot be reached, or was lost with the request. */
export class ServerLost extends Error {
  constructor() {
    super('the server cannot be reached');
    this.name = 'ServerLost';
  }
}

/**
 * What an advertisement says.
 * @typedef {object} Advertisement
 * @property {number} timeNs simulated
 * @property {string} device id of the lock
 * @property {string} address
 * @property {string} [name]
 * @property {number} rssi in dBm
 * @property {boolean} connectable
 * @property {{service: string, data: string}[]} [serviceData]
 */

/**
 * What is used of a WebSocket.
 * @typedef {object} SocketLike
 * @property {number} readyState
 * @property {(data: string) => void} send
 * @property {(code?: number) => void} close
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 */

const opened = 1;

/** One central, as the server sees it. */
export class Gatt {
  #dial;
  /** @type {SocketLike | null} */
  #socket = null;
  /** @type {Promise<void>} */
  #open = Promise.resolve();
  /** @type {Map<number, {resolve: (result: any) => void, reject: (reason: Error) => void}>} */
  #waiting = new Map();
  /** @type {Map<string, Set<(params: any) => void>>} */
  #listeners = new Map();
  #lastId = 0;

  /** @param {() => SocketLike} dial opens a WebSocket to the server with the subprotocol */
  constructor(dial) {
    this.#dial = dial;
  }

  /**
   * Calls fn with each event of that name; 'closed' when the socket was lost.
   * @param {string} event
   * @param {(params: any) => void} fn
   * @returns {() => void} ends it
   */
  on(event, fn) {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set.add(fn));
    return () => set.delete(fn);
  }

  /**
   * Calls a method. Rejected with a GattError when it is refused, with ServerLost when there is no server.
   * @param {string} method
   * @param {object} [params]
   * @returns {Promise<any>}
   */
  async call(method, params = {}) {
    if (!this.#socket) this.#connect();
    await this.#open;
    const socket = this.#socket;
    if (!socket || socket.readyState !== opened) throw new ServerLost();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** Says goodbye, which ends all connections in order. */
  close() {
    const socket = this.#socket;
    this.#lost();
    socket?.close(1000);
  }

  #connect() {
    const socket = this.#dial();
    this.#socket = socket;
    this.#open = new Promise((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onmessage = ({ data }) => this.#take(String(data));
      socket.onclose = () => {
        reject(new ServerLost());
        if (this.#socket === socket) this.#lost();
      };
    });
    this.#open.catch(() => {}); // whoever calls learns of it
  }

  #lost() {
    if (!this.#socket) return;
    this.#socket = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const w of waiting) w.reject(new ServerLost());
    this.#tell('closed', {});
  }

  /** @param {string} event @param {any} params */
  #tell(event, params) {
    for (const fn of [...(this.#listeners.get(event) ?? [])]) fn(params);
  }

  /** @param {string} frame */
  #take(frame) {
    const m = JSON.parse(frame);
    if (m.method !== undefined) {
      this.#tell(m.method, m.params);
      return;
    }
    const w = this.#waiting.get(m.id);
    this.#waiting.delete(m.id);
    if (m.error) w?.reject(new GattError(m.error.data?.message ?? m.error.message, m.error.data?.domain ?? 'rpc', m.error.data?.code ?? m.error.code));
    else w?.resolve(m.result);
  }
}
