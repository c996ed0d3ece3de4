// Live feeds: a WebSocket that is opened again when it breaks, and the events of a
// lock from it, in order and without a gap that is not told.
import { api } from './api.js';

/** @typedef {import('../../types/api.js').components['schemas']['Event']} Event */

const subprotocol = 'locktwin.events.v1';
/** How long to wait before the next try, in milliseconds: doubled from the first to the second. */
const waitMs = [400, 8000];
/** Messages are handed on in batches of so many milliseconds. */
const batchMs = 25;

/**
 * Keeps a socket open.
 * @param {() => WebSocket} open
 * @param {{ onMessages: (messages: any[]) => void, onState: (state: 'live' | 'lost') => void }} to
 *   messages are parsed JSON, in order
 * @returns {() => void} ends it
 */
export function keepOpen(open, { onMessages, onState }) {
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {any[]} */
  let batch = [];
  let timer = 0;
  let retry = 0;
  let wait = waitMs[0];
  let ended = false;

  const flush = () => {
    timer = 0;
    const messages = batch;
    batch = [];
    if (!ended && messages.length > 0) onMessages(messages);
  };
  const connect = () => {
    retry = 0;
    const s = open();
    socket = s;
    s.onopen = () => {
      if (socket !== s) return;
      wait = waitMs[0];
      onState('live');
    };
    s.onmessage = (m) => {
      if (socket !== s) return;
      batch.push(JSON.parse(m.data));
      timer ||= Number(setTimeout(flush, batchMs));
    };
    s.onclose = () => {
      if (socket !== s || ended) return;
      flush();
      onState('lost');
      retry = Number(setTimeout(connect, wait));
      wait = Math.min(wait * 2, waitMs[1]);
    };
  };
  const now = () => {
    if (retry === 0 || ended) return;
    clearTimeout(retry);
    wait = waitMs[0];
    connect();
  };
  globalThis.addEventListener?.('online', now);
  connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    clearTimeout(retry);
    globalThis.removeEventListener?.('online', now);
    socket?.close();
  };
}

/**
 * Follows the events of a lock.
 * @param {string} lockId
 * @param {object} o
 * @param {string[]} [o.kinds] only these; all if left out
 * @param {number} [o.after] begins behind the event of this number; 0, which is usual: with all that is remembered
 * @param {(events: Event[]) => void} o.onEvents in order
 * @param {(n: number) => void} [o.onMissed] so many are not there any more
 * @param {(state: 'live' | 'lost') => void} [o.onState]
 * @param {(why: string) => void} [o.onEnd] the lock is gone, or the server stops
 * @param {import('./api.js').Api} [o.via] the page's own if left out
 * @returns {() => void} ends it
 */
export function follow(lockId, { kinds, after = 0, onEvents, onMissed, onState, onEnd, via = api }) {
  let last = after;
  const open = () => via.socket(`/locks/${encodeURIComponent(lockId)}/events`, subprotocol, { query: { after: last, kinds: kinds?.join(',') } });
  return keepOpen(open, {
    onState: (s) => onState?.(s),
    onMessages: (messages) => {
      /** @type {Event[]} */
      let events = [];
      const hand = () => {
        if (events.length > 0) onEvents(events);
        events = [];
      };
      for (const m of messages) {
        if (m.type === 'event') {
          last = m.seq;
          events.push(m);
          continue;
        }
        hand();
        if (m.type === 'missed') onMissed?.(m.count);
        if (m.type === 'end') onEnd?.(m.why);
      }
      hand();
    },
  });
}
