// Who the page is in training: nobody in particular, or a trainee with a token of
// his own. A trainee's tab keeps what it was before, for when he leaves.
import { api, keepToken } from '../core/api.js';
import { startRegistry } from '../core/registry.js';
import { navigate } from '../core/route.js';

/** @typedef {import('./types.js').TraineeSelf} TraineeSelf */

const traineeKey = 'locktwin.training.trainee';

/** Whether this tab belongs to a trainee. */
function isTrainee() {
  try {
    return sessionStorage.getItem(traineeKey) !== null;
  } catch {
    return false;
  }
}

/**
 * From now on this tab is a trainee's.
 * @param {string} token
 */
export function become(token) {
  try {
    if (!isTrainee()) sessionStorage.setItem(traineeKey, JSON.stringify({ before: sessionStorage.getItem('locktwin.token') }));
  } catch {
    // Storage is off: he is a trainee as long as the page is not loaded anew.
  }
  keepToken(token);
  startRegistry();
}

/** This tab is what it was before. */
export function leave() {
  let before = null;
  try {
    before = JSON.parse(sessionStorage.getItem(traineeKey) ?? 'null')?.before ?? null;
    sessionStorage.removeItem(traineeKey);
  } catch {
    // Storage is off, or its content is not ours: no token then.
  }
  keepToken(before);
  startRegistry();
  toHome();
}

/** @returns {Promise<TraineeSelf | null>} null: not a trainee, or not any more */
export async function me() {
  if (!isTrainee() || !api.hasToken) return null;
  try {
    return await api.get('/training/me');
  } catch {
    return null;
  }
}

/** @param {Record<string, string>} more */
const to = (more) => navigate({ page: 'training', lock: null, at: null, window: null, selection: null, view: null, more });
export const toHome = () => to({});
/** @param {string} attempt */
export const toDesk = (attempt) => to({ attempt });
/** @param {string} attempt */
export const toDebrief = (attempt) => to({ attempt, debrief: '1' });
/** @param {string} id */
export const toClass = (id) => to({ class: id });
