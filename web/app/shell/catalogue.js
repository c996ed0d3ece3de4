// What the server can make locks of: fetched once, when somebody asks.
import { api } from '../core/api.js';
import { signal } from '../core/state.js';
import { has, t } from '../core/text.js';

/** @typedef {import('../../types/api.js').components['schemas']} Schemas */
/** @typedef {{ profiles: Schemas['ProfileEntry'][], parts: Schemas['PartEntry'][], cells: Schemas['CellEntry'][] }} Catalogue */

/** What each profile would explain, in the server's words, by the name of the profile. */
const hypotheses = signal(/** @type {Map<string, string>} */ (new Map()));

/** @type {Promise<Catalogue> | null} */
let asked = null;

/** @returns {Promise<Catalogue>} */
export function catalogue() {
  asked ??= Promise.all(['profiles', 'parts', 'cells'].map((what) => api.get('/catalogue/' + what))).then(([profiles, parts, cells]) => {
    hypotheses.value = new Map(profiles.items.map((/** @type {any} */ p) => [p.name, p.hypothesis]));
    return { profiles: profiles.items, parts: parts.items, cells: cells.items };
  }).catch((e) => {
    asked = null; // so that the next one asks again
    throw e;
  });
  return asked;
}

/**
 * What a profile would explain, said as the guess that it is; '' when nobody knows.
 * @param {string} profile
 */
export function guessOf(profile) {
  const key = 'core.profile.' + profile;
  return has(key) ? t(key) : hypotheses.value.get(profile) ?? '';
}
