// Which of the lock's voltages are drawn as lines, and what stands beside them.
import { t } from '../core/text.js';
import { volts } from '../core/units.js';

/** @typedef {import('./frames.js').Level} Level */
/** @typedef {{ microvolts: number, channel: string, label: string, dash: number[] }} Line */

/** Those that are always shown; the others when they are asked for. */
const main = new Set(['brown-out-reset', 'power-fail-warning', 'flash-program-minimum', 'battery-warning']);

/** Dashes tell them apart without their colour. @type {Record<string, number[]>} */
const dashes = {
  'brown-out-reset': [8, 4], 'power-fail-warning': [2, 3], 'battery-warning': [10, 3, 2, 3], 'flash-program-minimum': [5, 2, 1, 2], 'flash-erase-minimum': [5, 2, 1, 2],
};

/**
 * Lines, from the highest down; levels of one voltage share a line.
 * @param {Level[]} levels
 * @param {boolean} all
 * @returns {Line[]}
 */
export function lines(levels, all) {
  const reset = levels.some((l) => l.name === 'brown-out-reset');
  /** @type {Map<string, { level: Level, names: string[] }>} */
  const byVolts = new Map();
  for (const level of levels) {
    if (!all && !main.has(level.name) && !(level.name === 'power-on' && !reset)) continue;
    const key = level.channel + level.microvolts;
    const found = byVolts.get(key);
    if (found) found.names.push(level.name);
    else byVolts.set(key, { level, names: [level.name] });
  }
  return [...byVolts.values()].sort((a, b) => b.level.microvolts - a.level.microvolts).map(({ level, names }) => ({
    microvolts: level.microvolts, channel: level.channel, dash: dashes[names[0]] ?? [1, 3],
    label: `${[...new Set(names.map((n) => levelName(n, reset)))].join(' · ')} ${volts(level.microvolts)}`,
  }));
}

/** @param {string} name @param {boolean} reset whether the lock has a brown-out reset */
export function levelName(name, reset) {
  return t('scope.level.' + (name === 'power-on' && !reset ? 'logic-stops' : name));
}
