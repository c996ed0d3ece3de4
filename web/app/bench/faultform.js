// Link faults as a form shows them: which fields a kind has, what they hold at
// first, and what is sent. Kinds and parameters come from the catalogue of the API.

/** @typedef {import('../../types/api.js').components['schemas']['FaultEntry']} FaultEntry */
/** @typedef {import('../../types/api.js').components['schemas']['Fault']} Fault */
/** @typedef {Record<string, string | boolean>} Values by parameter; an empty text is left out */

/**
 * @typedef {object} Field
 * @property {string} name of the parameter
 * @property {'figure' | 'time' | 'choice' | 'text' | 'check'} as
 * @property {string} unit '' for none
 * @property {readonly string[]} choices
 * @property {string} about what the catalogue says
 */

/** What parameters may be where the catalogue only says that they are texts. */
export const textChoices = /** @type {Record<string, readonly string[]>} */ ({
  direction: ['both', 'to-lock', 'to-central'],
  of: ['frame', 'write', 'indication'],
});
const freeTexts = new Set(['uuid']);

/** Units by the end of a parameter's name. @type {[RegExp, string][]} */
const units = [[/_dbm$/, 'dBm'], [/_db$/, 'dB'], [/_ns$/, 'ns'], [/^permille$/, '‰']];

/** What fields hold at first, where a kind needs something. @type {Record<string, Values>} */
const first = {
  latency: { delay: '80ms', jitter: '20ms', direction: 'both' },
  loss: { permille: '200' },
  disconnect: { at: '3', of: 'frame' },
  'duplicate-indication': { every: '2' },
  'late-indication': { by: '300ms' },
  rssi: { level_dbm: '-94' },
  'advertising-pause': { for: '30s' },
};

/**
 * The fields of a kind.
 * @param {FaultEntry} entry
 * @returns {Field[]}
 */
export function fieldsOf(entry) {
  return (entry.parameters ?? []).map((p) => {
    const unit = units.find(([end]) => end.test(p.name))?.[1] ?? '';
    const choices = textChoices[p.name] ?? [];
    /** @type {Field['as']} */
    let as = 'figure';
    if (p.type === 'boolean') as = 'check';
    if (p.type === 'string') as = choices.length > 0 ? 'choice' : freeTexts.has(p.name) ? 'text' : 'time';
    return { name: p.name, as, unit, choices, about: p.about };
  });
}

/**
 * What the fields hold at first.
 * @param {FaultEntry} entry
 * @returns {Values}
 */
export function atFirst(entry) {
  const values = /** @type {Values} */ ({});
  for (const f of fieldsOf(entry)) values[f.name] = first[entry.kind]?.[f.name] ?? (f.as === 'check' ? false : f.as === 'choice' ? f.choices[0] : '');
  return values;
}

/**
 * What the fields hold for a fault that stands.
 * @param {FaultEntry} entry
 * @param {Fault} fault
 * @returns {Values}
 */
export function valuesOf(entry, fault) {
  const given = /** @type {Record<string, unknown>} */ (/** @type {any} */ (fault)[fault.kind] ?? {});
  const values = /** @type {Values} */ ({});
  for (const f of fieldsOf(entry)) {
    const v = given[f.name];
    values[f.name] = f.as === 'check' ? v === true : v === undefined ? (f.as === 'choice' ? f.choices[0] : '') : String(v);
  }
  return values;
}

/**
 * The parameters as the API reads them.
 * @param {FaultEntry} entry
 * @param {Values} values
 */
export function parametersOf(entry, values) {
  const out = /** @type {Record<string, string | number | boolean>} */ ({});
  for (const f of fieldsOf(entry)) {
    const v = values[f.name];
    if (v === '' || v === undefined || v === false) continue;
    out[f.name] = f.as === 'figure' ? Number(v) : v;
  }
  return out;
}

/**
 * A name that no fault has yet.
 * @param {string} kind
 * @param {{ id?: string }[]} faults
 */
export function freshId(kind, faults) {
  const taken = new Set(faults.map((f) => f.id));
  for (let n = 1; ; n++) {
    const id = n === 1 ? kind : `${kind}-${n}`;
    if (!taken.has(id)) return id;
  }
}

/**
 * The line of a fault without what stands beside it anyway.
 * @param {Pick<Fault, 'text' | 'kind'>} fault
 */
export function summary(fault) {
  return fault.text.split(' ').filter((part) => part !== fault.kind && !part.startsWith('id=')).join(' ');
}
