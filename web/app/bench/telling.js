// What a line of the story says: the sentence of one event, or one sentence for a
// run of them.
import english from '../text/en.js';
import { has, lang, t } from '../core/text.js';
import { bytes, duration, hex } from '../core/units.js';
import { operations } from './groups.js';
import { Words } from './words.js';

/** @typedef {import('./groups.js').Line} Line */
/** @typedef {import('../../types/api.js').components['schemas']['Event']} Event */

const words = new Words(/** @type {any} */ (english.bench), t);

/**
 * The sentence of one event.
 * @param {Event} e
 */
export function sentence(e) {
  const said = words.of(e, lang.value);
  if (said !== '') return said;
  const key = 'bench.silent.' + e.name;
  if (has(key)) return t(key, { address: hex(e.flash?.address ?? 0), bytes: bytes(e.flash?.bytes ?? 0) });
  return `${e.kind}: ${e.name}`;
}

/**
 * The sentence of a line.
 * @param {Line} line
 */
export function lineSentence(line) {
  const { events, join } = line;
  const first = events[0];
  if (events.length === 1) return sentence(first);
  const time = duration(events[events.length - 1].sim_ns - first.sim_ns);
  switch (join) {
    case 'contact': return t('bench.run.contact', { n: events.filter((e) => e.name === 'contact-opens').length, time });
    case 'light': return t('bench.run.light', { n: events.length });
    case 'flash': return flashSentence(events, time);
    default: return sentence(first);
  }
}

/**
 * @param {Event[]} events
 * @param {string} time
 */
function flashSentence(events, time) {
  const { erases, writes, bytes: size, begun } = operations(events);
  const first = events[0];
  if (erases === 1 && writes === 0 && !begun) return t('bench.run.erased', { address: hex(first.flash?.address ?? 0), time });
  const parts = [];
  if (erases > 0) parts.push(t('bench.run.erases', { n: erases }));
  if (writes > 0) parts.push(t('bench.run.writes', { n: writes, bytes: bytes(size) }));
  const done = parts.length > 0 ? t('bench.run.within', { what: parts.join(', '), time }) : '';
  if (!begun) return done;
  const last = events[events.length - 1];
  const begins = t('bench.run.begins', { address: hex(last.flash?.address ?? 0) });
  return done === '' ? begins : `${done}; ${begins}`;
}

/**
 * The story as a table.
 * @param {Event[]} events
 * @returns {(string | number | null)[][]}
 */
export function table(events) {
  return [
    ['number', 'sim_ns', 'kind', 'name', 'text', 'core_state', 'flash_operation', 'flash_address', 'flash_bytes', 'flash_permille'],
    ...events.map((e) => [e.seq, e.sim_ns, e.kind, e.name, e.text ?? '', e.state ?? '', e.flash?.op ?? '', e.flash ? hex(e.flash.address) : '', e.flash?.bytes ?? null, e.flash?.permille ?? null]),
  ];
}
