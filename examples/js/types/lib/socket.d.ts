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
    /**
     * @param {string} url
     * @param {{WebSocket?: WebSocketConstructor, token?: string}} options
     * @param {(name: string, params: any) => void} onEvent called with each event of the server
     * @param {(reason: Error) => void} onClose called once, when the socket is closed, by whomever
     */
    constructor(url: string, options: {
        WebSocket?: WebSocketConstructor;
        token?: string;
    }, onEvent: (name: string, params: any) => void, onClose: (reason: Error) => void);
    get open(): boolean;
    /**
     * Calls a method. The promise is rejected with an RPCError when the server refuses, and with a NetworkError when the
     * socket is closed.
     *
     * @param {string} method
     * @param {object} params
     * @returns {Promise<any>}
     */
    call(method: string, params: object): Promise<any>;
    /** Says goodbye, which ends all connections in order, and waits until the socket is closed. */
    close(): Promise<void>;
    #private;
}
/**
 * What is used of a WebSocket: that of a browser, of Node from version 22 on, and of the package ws fit.
 */
export type WebSocketLike = {
    send: (data: string) => void;
    close: (code?: number, reason?: string) => void;
    onopen: ((event: any) => void) | null;
    onmessage: ((event: any) => void) | null;
    onerror: ((event: any) => void) | null;
    onclose: ((event: any) => void) | null;
};
/**
 * What is used of a WebSocket: that of a browser, of Node from version 22 on, and of the package ws fit.
 */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;
