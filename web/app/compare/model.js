// What bookmarks, second locks and scenario files are about, without anything drawn.
import { t } from '../core/text.js';
import { clock } from '../core/units.js';

/**
 * @typedef {import('../../types/api.js').components['schemas']['Lock']} Lock
 * @typedef {import('../../types/api.js').components['schemas']['SnapshotInfo']} Snapshot
 * @typedef {import('../../types/api.js').components['schemas']['Fate']} Fate
 * @typedef {import('../../types/api.js').components['schemas']['Run']} Run
 * @typedef {{ key: string, one: string, other: string, differs: boolean, bad: 'one' | 'other' | null }} Difference
 */

/**
 * What a bookmark is called: those that the lock takes by itself are named by what
 * came next.
 * @param {Snapshot} s
 */
export function labelOf(s) {
  if (s.auto) return t(s.label.startsWith('before cut') ? 'compare.before-cut' : 'compare.before-out');
  return s.label === '' ? t('compare.unnamed') : s.label;
}

/** Bookmarks, the latest instant first. @param {readonly Snapshot[]} list */
export function inOrder(list) {
  return [...list].sort((a, b) => b.sim_ns - a.sim_ns || (a.id < b.id ? 1 : -1));
}

/**
 * The bookmark from which a second lock is made unless another is chosen: the last one
 * before cells were taken out, else the last of all.
 * @param {readonly Snapshot[]} list
 */
export function usualStart(list) {
  const sorted = inOrder(list);
  return sorted.find((s) => s.auto) ?? sorted[0] ?? null;
}

/** Firmware that is offered first: one that is meant to be the remedy. @param {string} own */
export const usualFirmware = (own) => (own === 'ab-slots' ? 'rewrite-at-boot' : 'ab-slots');

/**
 * The facts about two locks, row by row.
 * @typedef {{ lock: Lock | null, fate: Fate | null, records: { valid: number, bad: number } | null, minVddUv: number | null, resets: number | null }} Facts
 * @param {Facts} one
 * @param {Facts} other
 * @param {(uv: number) => string} volts
 * @returns {Difference[]}
 */
export function differences(one, other, volts) {
  /** @type {Difference[]} */
  const out = [];
  /**
   * @param {string} key
   * @param {string | null} a
   * @param {string | null} b
   * @param {[number, number] | null} worse how bad each is; the one above the other is marked
   */
  const row = (key, a, b, worse) => {
    if (a === null && b === null) return;
    const differs = a !== null && b !== null && a !== b;
    out.push({
      key, one: a ?? '–', other: b ?? '–', differs,
      bad: !differs || worse === null || worse[0] === worse[1] ? null : worse[0] > worse[1] ? 'one' : 'other',
    });
  };
  const [f, g] = [one.fate, other.fate];
  row('firmware', one.lock?.profile ?? null, other.lock?.profile ?? null, null);
  row('pin', f && pinText(f), g && pinText(g), f && g && [badness(f.pin), badness(g.pin)]);
  row('settings', f && settingsText(f), g && settingsText(g), f && g && [f.settings_lost.length, g.settings_lost.length]);
  row('phones', f && phonesText(f), g && phonesText(g), f && g && [f.phones_paired - f.phones_known, g.phones_paired - g.phones_known]);
  row('records', one.records && recordsText(one.records), other.records && recordsText(other.records),
    one.records && other.records && [one.records.bad, other.records.bad]);
  row('torn', f && String(f.interrupted), g && String(g.interrupted), f && g && [f.interrupted, g.interrupted]);
  row('resets', one.resets === null ? null : String(one.resets), other.resets === null ? null : String(other.resets), one.resets === null || other.resets === null ? null : [one.resets, other.resets]);
  row('min-vdd', one.minVddUv === null ? null : volts(one.minVddUv), other.minVddUv === null ? null : volts(other.minVddUv), null);
  row('usable', f && t(f.usable ? 'compare.yes' : 'compare.no'), g && t(g.usable ? 'compare.yes' : 'compare.no'),
    f && g && [f.usable ? 0 : 1, g.usable ? 0 : 1]);
  return out;
}

/** Classes of a PIN's end, the worst first. */
export const classes = ['bricked', 'unstable', 'exposed', 'wrong', 'default', 'denied', 'stale', 'intact'];

/** @param {string} pin */
const badness = (pin) => classes.length - classes.indexOf(pin);

/** @param {Fate} f */
function pinText(f) {
  if (f.pin === 'intact') return t(f.custom_pin ? 'compare.pin.kept' : 'compare.pin.none');
  return t('compare.pin.' + f.pin);
}

/** @param {Fate} f */
function settingsText(f) {
  const [kept, lost] = [f.settings_kept.length, f.settings_lost.length];
  if (kept + lost === 0) return t('compare.settings.none');
  return lost === 0 ? t('compare.settings.kept', { n: kept }) : t('compare.settings.lost', { n: lost, of: kept + lost });
}

/** @param {Fate} f */
function phonesText(f) {
  return f.phones_paired === 0 ? t('compare.phones.none') : t('compare.phones.known', { n: f.phones_known, of: f.phones_paired });
}

/** @param {{ valid: number, bad: number }} r */
const recordsText = (r) => (r.bad === 0 ? t('compare.records.valid', { n: r.valid }) : t('compare.records.bad', { n: r.valid, bad: r.bad }));

/**
 * How a run stands, in one line.
 * @param {Run} r
 */
export function runText(r) {
  if (r.state === 'running') return t('compare.run.running', { name: r.scenario });
  const met = (r.results ?? []).filter((x) => x.met).length;
  const all = (r.results ?? []).length;
  if (r.state === 'pass' && all === 0) return t('compare.run.over', { name: r.scenario });
  if (r.state === 'pass') return t('compare.run.pass', { n: all });
  if (r.state === 'fail') return t('compare.run.fail', { n: all - met, of: all });
  return t('compare.run.' + r.state, { name: r.scenario });
}

/**
 * The fault that comes last in the text of a scenario, if it has one: the step before
 * it, counted from 1, and how long after that it comes, as the file writes it.
 * @param {string} text as the server writes files: one step after each '- ' at the margin
 * @returns {{ step: number, after: string } | null}
 */
export function faultIn(text) {
  const lines = text.split('\n');
  const begin = lines.findIndex((l) => /^steps:\s*$/.test(l));
  if (begin < 0) return null;
  /** @type {string[]} */
  const steps = [];
  for (const line of lines.slice(begin + 1)) {
    if (/^\s*#/.test(line) || line.trim() === '') continue;
    if (/^( {2})?- /.test(line)) steps.push(line);
    else if (/^\s/.test(line) && steps.length > 0) steps[steps.length - 1] += '\n' + line;
    else break;
  }
  for (let i = steps.length - 1; i > 0; i--) {
    if (!/^\s*(- )?(cut|sag|knock)\b/m.test(steps[i])) continue;
    const after = /^\s*(?:- )?after:\s*['"]?([0-9.a-zµ]+)['"]?\s*$/m.exec(steps[i]);
    if (after) return { step: i, after: after[1] };
  }
  return null;
}

/** Units of times in files, in nanoseconds. @type {Record<string, number>} */
const unitNs = { w: 7 * 86_400e9, d: 86_400e9, h: 3600e9, m: 60e9, s: 1e9, ms: 1e6, us: 1e3, µs: 1e3, ns: 1 };

/**
 * A time as files write it, in nanoseconds; null when it is none.
 * @param {string} text such as '1m29.7s'
 */
export function durationNs(text) {
  let sum = 0;
  let rest = text;
  while (rest !== '') {
    const m = /^(\d+(?:\.\d+)?)(ms|us|µs|ns|w|d|h|m|s)/.exec(rest);
    if (!m) return null;
    sum += Number(m[1]) * unitNs[m[2]];
    rest = rest.slice(m[0].length);
  }
  return text === '' ? null : Math.round(sum);
}

/** A time as files write it. @param {number} ns */
export const asDuration = (ns) => `${Math.max(0, Math.round(ns))}ns`;

/** A name that a scenario may have, of anything. @param {string} text */
export function scenarioName(text) {
  const name = text.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60).replace(/-+$/, '');
  return name === '' ? 'recorded' : name;
}

/** The first part of a story: what the customer says. @param {string} story */
export const firstPart = (story) => story.split(/\n\s*\n/)[0].replace(/\s+/g, ' ').trim();

/** An instant as a bookmark shows it. @param {Snapshot} s */
export const instantOf = (s) => clock(s.sim_ns, { digits: 0 });

/** A name unlike those that are taken: with a number behind it. @param {string} name @param {readonly string[]} taken */
export function unlike(name, taken) {
  const short = name.slice(0, 70);
  let out = short;
  for (let n = 2; taken.includes(out); n++) out = `${short} (${n})`;
  return out;
}
