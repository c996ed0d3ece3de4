// Where the reader is: page, lock, moment, window, selection and view, all in the
// address, so that a link reproduces what is seen.
import { signal } from './state.js';

/**
 * @typedef {{ kind: 'page' | 'word' | 'record', address: number }} Selection
 * @typedef {object} Route
 * @property {'bench' | 'training' | 'report' | 'twin'} page
 * @property {string | null} lock
 * @property {number | null} at simulated nanoseconds; of a twin, Unix milliseconds
 * @property {{ from: number, to: number } | null} window simulated nanoseconds
 * @property {Selection | null} selection
 * @property {string | null} view the tab that is in front; on the bench only on small screens
 * @property {Record<string, string>} more whatever else stands in the query
 */

/** @type {Record<string, Route['page']>} */
const pages = { '/': 'bench', '/training': 'training', '/report': 'report', '/twin': 'twin' };
const own = ['lock', 'at', 'from', 'to', 'page', 'word', 'record', 'view'];

/**
 * Reads an address.
 * @param {string} path
 * @param {string} query
 * @returns {Route}
 */
export function parse(path, query) {
  const q = new URLSearchParams(query);
  const ns = (/** @type {string} */ key) => {
    const text = q.get(key);
    return text !== null && /^\d{1,18}$/.test(text) ? Number(text) : null;
  };
  const from = ns('from');
  const to = ns('to');
  /** @type {Selection | null} */
  let selection = null;
  for (const kind of /** @type {const} */ (['page', 'word', 'record'])) {
    const text = q.get(kind);
    if (text !== null && /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text)) selection = { kind, address: Number(text) };
  }
  return {
    page: pages[path.replace(/(.)\/+$/, '$1')] ?? pages['/' + (path.split('/')[1] ?? '')] ?? 'bench',
    lock: q.get('lock'),
    at: ns('at'),
    window: from !== null && to !== null && from < to ? { from, to } : null,
    selection,
    view: q.get('view'),
    more: Object.fromEntries([...q].filter(([key]) => !own.includes(key))),
  };
}

/**
 * Writes an address that `parse` reads back.
 * @param {Route} r
 */
export function address(r) {
  const q = new URLSearchParams();
  if (r.lock !== null) q.set('lock', r.lock);
  if (r.at !== null) q.set('at', String(Math.round(r.at)));
  if (r.window) {
    q.set('from', String(Math.round(r.window.from)));
    q.set('to', String(Math.round(r.window.to)));
  }
  if (r.selection) q.set(r.selection.kind, '0x' + r.selection.address.toString(16));
  if (r.view !== null) q.set('view', r.view);
  for (const [key, value] of Object.entries(r.more)) q.set(key, value);
  const path = r.page === 'bench' ? '/' : '/' + r.page;
  const query = q.toString();
  return query === '' ? path : `${path}?${query}`;
}

const here = () => parse(globalThis.location?.pathname ?? '/', globalThis.location?.search ?? '');

/** Where the reader is. Change it with navigate. */
export const route = signal(here());

/**
 * Goes somewhere. What is left out stays as it is.
 * @param {Partial<Route>} change
 * @param {{ replace?: boolean }} [how] replace: without a step for the back button
 */
export function navigate(change, { replace = false } = {}) {
  const next = { ...route.peek(), ...change };
  const to = address(next);
  route.value = next;
  const { location, history } = globalThis;
  if (!location || to === location.pathname + location.search) return;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
}

/** Follows the back and forward buttons, and links to places on this page. */
export function startRoute() {
  globalThis.addEventListener('popstate', () => { route.value = here(); });
  document.addEventListener('click', (e) => {
    const link = e.target instanceof Element ? e.target.closest('a[href^="/"]') : null;
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return;
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    if (!(link.pathname in pages)) return;
    e.preventDefault();
    navigate(parse(link.pathname, link.search));
  });
}
