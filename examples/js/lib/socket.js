import { RPCError } from './errors.js';
import { subprotocol } from './protocol.js';

/**
 * What is used of a WebSocket: that of a browser, of Node from version 22 on, and of the package ws fit.
 *
 * @typedef {object} WebSocketLike
 * @property {(data: string) => void} send
 * @property {(code?: number, reason?: string) => void} close
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onerror
 * @property {((event: any) => void) | null} onclose
 *
 * @typedef {new (url: string, protocols: string[]) => WebSocketLike} WebSocketConstructor
 */

/** JSON-RPC over one WebSocket: calls with their answers, and events in their order. */
export class Socket {
  /** @type {WebSocketLike} */
  #ws;
  /** @type {Map<number, {resolve: (result: any) => void, reject: (reason: unknown) => void}>} */
  #waiting = new Map();
  #lastId = 0;
  #lastSeq = 0;
  /** @type {Promise<void>} */
  #opened;
  /** @type {Promise<void>} */
  #closed;
  #open = true;

  /**
   * @param {string} url
   * @param {{WebSocket?: WebSocketConstructor, token?: string}} options
   * @param {(name: string, params: any) => void} onEvent called with each event of the server
   * @param {(reason: Error) => void} onClose called once, when the socket is closed, by whomever
   */
  constructor(url, options, onEvent, onClose) {
    const WebSocket = options.WebSocket ?? /** @type {WebSocketConstructor | undefined} */ (globalThis.WebSocket);
    if (!WebSocket) throw new TypeError('this JavaScript has no WebSocket: hand one in, for example that of the package ws');
    const protocols = [subprotocol];
    if (options.token !== undefined) protocols.push('locktwin.token.' + options.token);
    const ws = new WebSocket(url, protocols);
    this.#ws = ws;
    let failure = '';
    /** @type {() => void} */
    let closed = () => {};
    this.#closed = new Promise((resolve) => (closed = resolve));
    this.#opened = new Promise((resolve, reject) => {
      ws.onopen = () => resolve();
      ws.onmessage = ({ data }) => this.#take(String(data), onEvent);
      ws.onerror = (event) => (failure = event.message ?? failure);
      ws.onclose = ({ code, reason }) => {
        this.#open = false;
        const why = [`the socket is closed, code ${code}`, String(reason ?? ''), failure].filter(Boolean).join(': ');
        const error = new DOMException(why, 'NetworkError');
        reject(error);
        for (const { reject } of this.#waiting.values()) reject(error);
        this.#waiting.clear();
        closed();
        onClose(error);
      };
    });
    this.#opened.catch(() => {}); // whoever calls learns of it
  }

  get open() {
    return this.#open;
  }

  /**
   * Calls a method. The promise is rejected with an RPCError when the server refuses, and with a NetworkError when the
   * socket is closed.
   *
   * @param {string} method
   * @param {object} params
   * @returns {Promise<any>}
   */
  async call(method, params) {
    await this.#opened;
    if (!this.#open) throw new DOMException('the socket is closed', 'NetworkError');
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#ws.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** Says goodbye, which ends all connections in order, and waits until the socket is closed. */
  async close() {
    if (this.#open) this.#ws.close(1000);
    await this.#closed;
  }

  /**
   * @param {string} frame
   * @param {(name: string, params: any) => void} onEvent
   */
  #take(frame, onEvent) {
    const message = JSON.parse(frame);
    if (message.method !== undefined) {
      if (message.params.seq !== ++this.#lastSeq) this.#ws.close(4000, 'an event is missing');
      onEvent(message.method, message.params);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new RPCError(message.error.code, message.error.message, message.error.data));
    else waiting?.resolve(message.result);
  }
}
