// The steps of the tour: which one comes now follows from how the lock and the phone
// are, so that whoever goes ahead, or back, is met where they are.

/**
 * @typedef {'pair' | 'pin' | 'out' | 'drain' | 'in' | 'watch' | 'again' | 'ask' | 'why' | 'other' | 'repeating' | 'kept' | 'stuck'} Step
 *
 * @typedef {object} Facts
 * @property {boolean} paired the phone on the page has a key of the lock
 * @property {'none' | 'custom' | 'unknown' | null} pin what the firmware made of the PIN when it was last up; null: not asked yet
 * @property {boolean} cells whether cells are in
 * @property {boolean} dark the lock has no power, or is held in reset
 * @property {boolean} paused time stands still
 * @property {boolean} changed cells went in after the PIN was set
 * @property {boolean} settled the boot after that is long over
 * @property {boolean} refused the phone was told that the right PIN is wrong
 * @property {boolean} understood the reader has seen why
 * @property {'none' | 'repeating' | 'kept' | 'lost'} fork how the second lock is
 */

/**
 * The step that comes now.
 * @param {Facts} f
 * @returns {Step}
 */
export function stepOf(f) {
  if (f.fork === 'kept') return 'kept';
  if (f.fork === 'repeating') return 'repeating';
  if (f.fork === 'lost') return 'stuck';
  if (f.pin === 'unknown' && f.changed) {
    if (!f.refused) return 'ask';
    return f.understood ? 'other' : 'why';
  }
  if (f.pin === 'unknown') return 'stuck';
  if (!f.paired) return 'pair';
  if (f.pin !== 'custom') return 'pin';
  if (!f.cells) return f.dark ? 'in' : 'drain';
  if (!f.changed) return 'out';
  return f.settled ? 'again' : 'watch';
}

/** In which of the three parts of the tour a step is: set, lose, keep. @type {Record<Step, 1 | 2 | 3>} */
export const partOf = {
  pair: 1, pin: 1, out: 1, drain: 1, in: 1, watch: 1, again: 1, stuck: 1,
  ask: 2, why: 2,
  other: 3, repeating: 3, kept: 3,
};

/** What a step is about: the first of these that can be seen is pointed at. @type {Record<Step, string[]>} */
export const targets = {
  pair: ['#part-phone .app-main', '#part-phone .phone-body'],
  pin: ['#part-phone .app-pin', '#part-phone .app-row [data-to="pin"]', '#part-phone .phone-body'],
  out: ['#part-bay [data-tour="cells"]', '#part-bay .by-move', '#part-bay'],
  drain: ['#part-scope'],
  in: ['#part-bay [data-tour="cells"]', '#part-bay .by-move', '#part-bay'],
  watch: ['#part-scope'],
  again: ['#part-bay [data-tour="cells"]', '#part-bay .by-move', '#part-bay'],
  ask: ['#part-phone .phone-body'],
  why: ['#part-flash'],
  other: [],
  repeating: ['#part-compare table'],
  kept: ['#part-compare table'],
  stuck: [],
};

/** The part of the bench in which a step happens, for screens that show one at a time. @type {Record<Step, string | null>} */
export const viewOf = {
  pair: 'phone', pin: 'phone', out: 'lock', drain: null, in: 'lock', watch: null, again: 'lock', ask: 'phone', why: 'flash', other: null,
  repeating: null, kept: null, stuck: null,
};

/** What a lock for the tour is made of: a hesitant change of cells costs it its PIN. */
export const spec = {
  profile: 'rewrite-at-boot', seed: 2411, cells: { kind: 'eneloop', charge: '40%', cycles: 150 }, board: { bulk: '68uF' },
};

/** The firmware that keeps it. */
export const keeper = 'ab-slots';
