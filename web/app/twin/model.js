// What the page of twins works out by itself: addresses, symptoms, questions, the lines
// of an answer that comes bit by bit. Nothing is drawn here, and nothing is worded.

/**
 * @typedef {import('../../types/api.js').components['schemas']} Schemas
 * @typedef {Schemas['ForecastUntil']} Until
 * @typedef {Schemas['ForecastShare']} Share
 * @typedef {Schemas['DiagnoseWord']} Word
 * @typedef {Record<string, string>} Texts by key
 */

/** The parts of a twin's page, in their order. */
export const sections = /** @type {const} */ (['now', 'fit', 'forecast', 'explain', 'whatif', 'wayout', 'keep']);

/** @typedef {typeof sections[number]} Section */

/**
 * The part that an address names; the first without one.
 * @param {string | null} view
 * @returns {Section}
 */
export const sectionOf = (view) => sections.find((s) => s === view) ?? 'now';

/** Keys of symptoms in the groups in which they are asked for. @type {[string, string[]][]} */
export const symptomGroups = [
  ['pin', ['pin', 'default', 'other-phone', 'waited', 'undone']],
  ['rest', ['settings', 'authorizations', 'phones']],
  ['before', ['after', 'resets', 'firmware', 'times', 'changes']],
  ['cells', ['cells', 'battery-type', 'cell-days', 'actions-per-day']],
  ['bench', ['page']],
];

/** The story that users tell: PIN refused, 0000 refused, settings gone, after new cells, phones still paired. */
export const forumStory = { pin: 'rejected', default: 'rejected', settings: 'lost', after: 'battery-change', phones: 'paired' };

/** What a lock that has lost nothing answers to what was seen. */
const wellKept = { pin: 'accepted', default: 'rejected', settings: 'kept', authorizations: 'kept', phones: 'paired', undone: 'no', resets: 'no', 'other-phone': 'same', waited: 'same', page: 'valid', 'battery-type': 'right' };

/**
 * What was told of a loss: something that a lock that is well does not do, nothing that
 * counts, or only what is as it should be.
 * @param {Schemas['DiagnoseSymptoms']} s
 * @returns {'loss' | 'well' | 'nothing'}
 */
export function toldOf(s) {
  const told = /** @type {Record<string, unknown>} */ (s);
  const seen = Object.entries(wellKept).filter(([k]) => told[k]);
  if (seen.some(([k, v]) => told[k] !== v) || told['times']) return 'loss';
  if (seen.length === 0 && !told['after'] && !told['firmware']) return 'nothing';
  return told['pin'] ? 'well' : 'loss';
}

/**
 * The cause whose advice counts: the likeliest of the likeliest kind. One kind may lead
 * with many causes, none of which is the likeliest by itself.
 * @param {Schemas['DiagnoseDiagnosis']} d
 */
export const leadOf = (d) => d.causes.find((c) => c.mechanism === d.mechanisms[0]?.id) ?? null;

/** How an old capacitor is spoken of. @param {number} p how likely it has lost half of its capacitance */
export const agedSays = (p) => (p > 0.8 ? 'old' : p < 0.4 ? 'good' : 'open');

/** Cells that last four weeks at six actions a day. */
export const drainStory = { cells: 'eneloop', 'cell-days': '28', 'actions-per-day': '6' };

/**
 * What stands in the address below a prefix: 's-pin' is 'pin' below 's-'.
 * @param {Texts} more
 * @param {string} prefix
 * @returns {Texts}
 */
export function below(more, prefix) {
  return Object.fromEntries(Object.entries(more).filter(([k]) => k.startsWith(prefix)).map(([k, v]) => [k.slice(prefix.length), v]));
}

/**
 * The rest of an address with other values below a prefix; empty ones are left out.
 * @param {Texts} more
 * @param {string} prefix
 * @param {Texts} values
 * @returns {Texts}
 */
export function withBelow(more, prefix, values) {
  const rest = Object.entries(more).filter(([k]) => !k.startsWith(prefix));
  return Object.fromEntries([...rest, ...Object.entries(values).filter(([, v]) => v !== '').map(([k, v]) => [prefix + k, v])]);
}

/**
 * Symptoms of an address as the API takes them. What it does not know is left out.
 * @param {readonly Word[]} words
 * @param {Texts} said
 * @returns {Record<string, string | number>}
 */
export function symptomsOf(words, said) {
  /** @type {Record<string, string | number>} */
  const out = {};
  for (const w of words) {
    const text = (said[w.key] ?? '').trim();
    if (text === '' || text === 'unknown') continue;
    if (w.kind === 'count' || w.kind === 'number') {
      const n = Number(text.replace(',', '.'));
      if (Number.isFinite(n)) out[w.key] = n;
    } else if (w.kind === 'text' || (w.answers ?? []).some((a) => a.value === text)) {
      out[w.key] = text;
    }
  }
  return out;
}

/**
 * How an event of a forecast is told.
 * @param {Until} u
 * @returns {'reached' | 'never' | 'open' | 'range'} open: nobody knows how late it may be
 */
export function kindOf(u) {
  if (u.reached) return 'reached';
  if (u.never) return 'never';
  return u.high_open ? 'open' : 'range';
}

/**
 * The stack of consumers with the share that each has of the whole.
 * @param {readonly Share[]} stack
 * @param {Share} total
 */
export function stackRows(stack, total) {
  return stack.map((s) => ({ ...s, share: total.mah_per_day > 0 ? s.mah_per_day / total.mah_per_day : 0 }));
}

/** Keys of what is reported whose unit is told by their ending. @type {[RegExp, string, number][]} */
const units = [[/_mv$/, 'V', 1e-3], [/_pct$/, '%', 1], [/_c$/, '°C', 1], [/_mws$/, 'J', 1e-3], [/_ms$/, 's', 1e-3], [/_ma$/, 'A', 1e-3], [/_dbm$/, 'dBm', 1]];

/**
 * A reported value with its unit, as far as its key tells one.
 * @param {string} key
 * @param {string} value
 * @returns {{ value: number, unit: string } | { text: string }}
 */
export function quantity(key, value) {
  const unit = units.find(([ending]) => ending.test(key));
  const n = Number(value);
  if (!unit || value === '' || !Number.isFinite(n)) return { text: value };
  return { value: n * unit[2], unit: unit[1] };
}

/**
 * Rows of what is reported: what the lock tells of its state first, figures of its cells behind.
 * @param {Record<string, Schemas['TwinValue']>} values
 */
export function stateRows(values) {
  const rank = (/** @type {string} */ key) => (/^(lock_state|door_state|level_pct|voltage_mv|critical)$/.test(key) ? 0 : /_raw$/.test(key) ? 2 : 1);
  return Object.entries(values).map(([key, v]) => ({ key, ...v })).sort((a, b) => rank(a.key) - rank(b.key) || a.key.localeCompare(b.key));
}

/**
 * The few reported values that tell most of a lock.
 * @param {Record<string, Schemas['TwinValue']>} values
 * @returns {[string, string][]}
 */
export function foremost(values) {
  return ['lock_state', 'door_state', 'last_action', 'level_pct', 'voltage_mv'].filter((k) => k in values && !(k === 'last_action' && 'lock_state' in values)).map((k) => [k, values[k].value]);
}

/** What a twin of a file is called. @param {string} file */
export function nameOf(file) {
  const base = file.split(/[\\/]/).pop() ?? file;
  return base.replace(/(\.(jsonl?|ndjson|csv|log|txt))+$/i, '').replace(/[_\s]+/g, ' ').trim().slice(0, 70) || 'twin';
}

/**
 * A name that nobody has yet.
 * @param {string} name
 * @param {readonly string[]} taken
 */
export function freeName(name, taken) {
  const there = new Set(taken);
  let free = name;
  for (let n = 2; there.has(free); n++) free = `${name} ${n}`;
  return free;
}

/** Whether a text is an exported twin rather than telemetry. @param {string} text */
export const isExport = (text) => /^\s*\{\s*"format"\s*:\s*"locktwin twin"/.test(text);

/** Settings of a what-if that are numbers, and whether they are whole. @type {Record<string, boolean>} */
const numbers = { celsius: false, gap_s: false, soft_start_ms: true, bulk_uf: false };

/**
 * The question of a what-if from the values of its form.
 * @param {Texts} f
 */
export function whatIfBody(f) {
  /** @type {Record<string, unknown>} */
  const vary = {};
  for (const key of ['cells', 'hand', 'profile', 'when']) if (f[key]) vary[key] = f[key];
  for (const [key, whole] of Object.entries(numbers)) {
    const n = Number((f[key] ?? '').replace(',', '.'));
    if ((f[key] ?? '').trim() !== '' && Number.isFinite(n)) vary[key] = whole ? Math.round(n) : n;
  }
  if (f['no_polling']) vary['no_polling'] = true;
  const count = Math.round(Number(f['count'] || 1000));
  // The things that could be done otherwise are told apart with fewer battery changes.
  return { count, levers: Math.max(10, Math.round(count * 0.3)), ...(Object.keys(vary).length > 0 ? { vary } : {}) };
}

/**
 * Cuts text that comes in pieces into lines of JSON.
 * @param {(value: any) => void} take
 */
export function lineReader(take) {
  let rest = '';
  const line = (/** @type {string} */ l) => { if (l.trim() !== '') take(JSON.parse(l)); };
  return {
    /** @param {string} piece */
    add(piece) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(line);
    },
    end() { line(rest); rest = ''; },
  };
}

/**
 * An instant for a field that asks for date and time, in the reader's own time.
 * @param {number} ms Unix milliseconds
 */
export function toField(ms) {
  const at = new Date(ms);
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What such a field says, in Unix milliseconds; null: nothing. @param {string} text */
export function fromField(text) {
  const ms = new Date(text).getTime();
  return text !== '' && Number.isFinite(ms) ? ms : null;
}
