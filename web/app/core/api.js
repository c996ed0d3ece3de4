// The public API from the page: requests, typed problems in the reader's words,
// and sockets. The page has no other way to reach a lock.
import { signal } from './state.js';
import { has, t } from './text.js';

/** @typedef {import('../../types/api.js').components['schemas']} Schemas */
/** @typedef {Schemas['Problem']} Problem */

/** An answer that is no success, or none at all (status 0). `message` is for the reader. */
export class ApiError extends Error {
  /**
   * @param {number} status HTTP status; 0: nobody answered
   * @param {Problem | null} problem
   */
  constructor(status, problem) {
    super(inWords(status, problem));
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
    /** Last part of the problem's type, such as 'conflict'; '' without one. */
    this.kind = problem?.type?.split('/').pop() ?? '';
  }
}

/**
 * @param {number} status
 * @param {Problem | null} problem
 */
function inWords(status, problem) {
  if (status === 0) return t('core.problem.no-answer');
  const kind = problem?.type?.split('/').pop() ?? '';
  const first = has('core.problem.' + kind) ? t('core.problem.' + kind) : t('core.problem.other', { status });
  const details = [problem?.detail, ...(problem?.errors ?? []).map((e) => e.message)].filter((d) => typeof d === 'string' && d !== '');
  return [first, ...new Set(details.map((d) => sentence(/** @type {string} */ (d))))].join(' ');
}

/** @param {string} text */
const sentence = (text) => text[0].toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? '' : '.');

const storageKey = 'locktwin.token';

/**
 * @typedef {Record<string, string | number | boolean | null | undefined>} Query
 * @typedef {{ query?: Query, signal?: AbortSignal, headers?: Record<string, string> }} Options
 */

/** A way to the API with one token. */
export class Api {
  #token;

  /** @param {{ base?: string, token?: string | null }} [o] */
  constructor({ base = '/api/v1', token = null } = {}) {
    this.base = base;
    this.#token = token;
    /** True after the server asked for a token that it did not get. */
    this.refused = signal(false);
    /** Goes up whenever another token is used. */
    this.tokens = signal(0);
  }

  /** Whether a token is in use. */
  get hasToken() { return this.#token !== null; }

  /** @param {string | null} token */
  setToken(token) {
    if (token === this.#token) return;
    this.#token = token;
    this.refused.value = false;
    this.tokens.value = this.tokens.peek() + 1;
  }

  /**
   * @param {string} path below the base, such as '/locks'
   * @param {Options} [o]
   * @returns {Promise<any>}
   */
  get(path, o) { return this.#json('GET', path, undefined, o); }

  /**
   * @param {string} path
   * @param {unknown} [body]
   * @param {Options} [o]
   * @returns {Promise<any>}
   */
  post(path, body, o) { return this.#json('POST', path, body, o); }

  /**
   * @param {string} path
   * @param {unknown} [body]
   * @param {Options} [o]
   * @returns {Promise<any>}
   */
  put(path, body, o) { return this.#json('PUT', path, body, o); }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {Options} [o]
   * @returns {Promise<any>}
   */
  patch(path, body, o) { return this.#json('PATCH', path, body, o); }

  /**
   * @param {string} path
   * @param {Options} [o]
   * @returns {Promise<any>}
   */
  del(path, o) { return this.#json('DELETE', path, undefined, o); }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} body
   * @param {Options} [o]
   */
  async #json(method, path, body, o = {}) {
    const r = await this.raw(method, path, body === undefined ? o : { ...o, body: JSON.stringify(body), type: 'application/json' });
    if (r.status === 204) return undefined;
    return /json/.test(r.headers.get('Content-Type') ?? '') ? r.json() : r.text();
  }

  /**
   * One request; an answer that is no success is thrown as an ApiError.
   * @param {string} method
   * @param {string} path
   * @param {Options & { body?: BodyInit, type?: string }} [o]
   * @returns {Promise<Response>}
   */
  async raw(method, path, { query, signal, headers = {}, body, type } = {}) {
    const all = { ...headers };
    if (type !== undefined) all['Content-Type'] = type;
    if (this.#token !== null) all.Authorization = 'Bearer ' + this.#token;
    let r;
    try {
      r = await fetch(this.base + path + search(query), { method, headers: all, body, signal, cache: 'no-store' });
    } catch (e) {
      if (signal?.aborted) throw e;
      throw new ApiError(0, null);
    }
    if (r.ok) return r;
    if (r.status === 401) this.refused.value = true;
    /** @type {Problem | null} */
    let problem = null;
    try {
      problem = await r.json();
    } catch {
      // Something between here and the server answered in its own way.
    }
    throw new ApiError(r.status, problem);
  }

  /**
   * Opens a WebSocket, with the token beside the subprotocol.
   * @param {string} path below the base; with base '' from the root, such as '/gatt'
   * @param {string} subprotocol such as 'locktwin.events.v1'
   * @param {{ query?: Query, base?: string }} [o]
   * @returns {WebSocket}
   */
  socket(path, subprotocol, { query, base = this.base } = {}) {
    const at = new URL(base + path + search(query), globalThis.location?.href ?? 'http://localhost');
    at.protocol = at.protocol === 'https:' ? 'wss:' : 'ws:';
    const offers = [subprotocol];
    if (this.#token !== null) offers.push('locktwin.token.' + this.#token);
    return new WebSocket(at, offers);
  }
}

/** @param {Query} [query] */
function search(query = {}) {
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) q.set(key, String(value));
  }
  const text = q.toString();
  return text === '' ? '' : '?' + text;
}

/** The page's own way to the API. */
export const api = new Api();

/**
 * Takes the token from `#token=...`, which then leaves the address, or from what
 * this tab had before.
 */
export function startToken() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const given = fragment.get('token');
  if (given !== null) {
    keepToken(given);
    history.replaceState(history.state, '', location.pathname + location.search);
    return;
  }
  try {
    api.setToken(sessionStorage.getItem(storageKey));
  } catch {
    // Storage is off: the token ends with the page.
  }
}

/**
 * Uses a token from now on, as long as this tab lives.
 * @param {string | null} token
 */
export function keepToken(token) {
  api.setToken(token);
  try {
    if (token === null) sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, token);
  } catch {
    // Storage is off: the token ends with the page.
  }
}
