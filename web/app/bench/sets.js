// The cells that go in next: the ones that were taken out, a few sets that people
// have at home, or a set of one's own.

/** @typedef {import('../../types/api.js').components['schemas']['Cells']} Cells */

/** The sets by name, in the order in which they are offered. */
export const choices = /** @type {const} */ (['same', 'alkaline-new', 'eneloop-charged', 'alkaline-drawer', 'eneloop-weak', 'own']);
/** @typedef {typeof choices[number]} Choice */

/** @type {Partial<Record<Choice, Cells>>} */
const ready = {
  'alkaline-new': { kind: 'alkaline', count: 4, charge: '100%' },
  'eneloop-charged': { kind: 'eneloop', count: 4, charge: '100%', cycles: 50 },
  'alkaline-drawer': { kind: 'alkaline', count: 4, charge: '35%', age: '156w', spread: '8%' },
  'eneloop-weak': { kind: 'eneloop', count: 4, charge: '60%', cycles: 300, weak: { cell: 3, charge: '5%', resistance: '4x' } },
};

/**
 * A set of one's own as a form holds it. Empty texts are left to the server.
 * @typedef {object} Own
 * @property {string} kind
 * @property {string} charge percent
 * @property {string} age years
 * @property {string} cycles
 * @property {string} spread percent
 * @property {string} weak which cell, counted from 1; '' for none
 * @property {string} weakCharge percent
 * @property {string} weakResistance factor
 */

/** @returns {Own} */
export const ownAtFirst = () => ({ kind: 'alkaline', charge: '80', age: '', cycles: '', spread: '', weak: '', weakCharge: '10', weakResistance: '3' });

/** Cells that are one, not four, whatever is put in: a pack has its own count. */
const single = new Set(['lipo', 'power-pack']);
const weeksAYear = 52;

/**
 * The set as the API reads it.
 * @param {Choice} choice
 * @param {Own} own
 * @returns {Cells | undefined} undefined for those that were taken out
 */
export function setOf(choice, own) {
  if (choice !== 'own') return ready[choice];
  /** @type {Cells} */
  const set = { kind: own.kind, count: single.has(own.kind) ? 1 : 4 };
  if (own.charge !== '') set.charge = own.charge + '%';
  if (Number(own.age) > 0) set.age = `${Math.round(Number(own.age) * weeksAYear)}w`;
  if (Number(own.cycles) > 0) set.cycles = Math.round(Number(own.cycles));
  if (Number(own.spread) > 0) set.spread = own.spread + '%';
  if (own.weak !== '' && !single.has(own.kind)) {
    set.weak = { cell: Number(own.weak) };
    if (own.weakCharge !== '') set.weak.charge = own.weakCharge + '%';
    if (own.weakResistance !== '') set.weak.resistance = own.weakResistance + 'x';
  }
  return set;
}

/**
 * One cell as it lies on the table or in the bay, as far as it is known.
 * @typedef {object} Face
 * @property {string} kind
 * @property {number | null} charge 0 to 1
 * @property {number | null} openUv
 * @property {number | null} innerUohm
 * @property {number | null} capacityUah
 * @property {number | null} milliCelsius
 */

/** @param {string | undefined} text such as '80%' */
const share = (text) => (text === undefined ? null : Number.parseFloat(text) / 100);

/**
 * What a set looks like before it is put in.
 * @param {Cells} set
 * @returns {Face[]}
 */
export function facesOf(set) {
  return Array.from({ length: set.count ?? 4 }, (_, i) => ({
    kind: set.kind ?? '', charge: set.weak?.cell === i + 1 && set.weak.charge !== undefined ? share(set.weak.charge) : share(set.charge),
    openUv: null, innerUohm: null, capacityUah: null, milliCelsius: null,
  }));
}

/**
 * The cells of a reading of the bay.
 * @param {import('../../types/api.js').components['schemas']['Bay']} bay
 * @returns {Face[]}
 */
export function facesIn(bay) {
  return bay.cells.map((c) => ({
    kind: c.kind ?? '', charge: c.charge_permille / 1000, openUv: c.open_uv, innerUohm: c.inner_uohm, capacityUah: c.capacity_uah, milliCelsius: c.celsius_mc,
  }));
}

/** @param {string} lock */
const keptKey = (lock) => 'locktwin.cells.' + lock;

/**
 * Keeps what was seen of the cells as long as the tab lives: on the table nobody can
 * measure them.
 * @param {string} lock
 * @param {Face[]} faces
 */
export function keepFaces(lock, faces) {
  try {
    globalThis.sessionStorage?.setItem(keptKey(lock), JSON.stringify(faces));
  } catch {
    // Storage is off: after a reload the cells on the table have no face.
  }
}

/**
 * @param {string} lock
 * @returns {Face[]}
 */
export function keptFaces(lock) {
  try {
    const faces = JSON.parse(globalThis.sessionStorage?.getItem(keptKey(lock)) ?? '[]');
    return Array.isArray(faces) && faces.every((f) => typeof f?.kind === 'string') ? faces : [];
  } catch {
    return [];
  }
}
