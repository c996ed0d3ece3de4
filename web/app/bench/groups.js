// The events of a lock as lines of a story: what belongs together becomes one line,
// what matters stands out.

/** @typedef {import('../../types/api.js').components['schemas']['Event']} Event */

/** The kinds as readers choose them. */
export const topics = /** @type {const} */ (['power', 'reset', 'memory', 'decision', 'motor', 'phone', 'hand', 'rest']);
/** @typedef {typeof topics[number]} Topic */

/** @type {Record<string, Topic>} */
const topicOfKind = {
  contact: 'power', cells: 'power', supervisor: 'power', rail: 'power', lab: 'power', reset: 'reset', boot: 'reset', flash: 'memory',
  decision: 'decision', phone: 'phone', motor: 'motor', bolt: 'motor', light: 'motor', hand: 'hand',
};

/** What a hand does is told by its name, though the contact feels it. */
const byHand = new Set(['cells-out', 'cells-in', 'knock', 'cut', 'cut-over', 'reset-pin', 'programmer']);

/**
 * The topic of an event.
 * @param {Pick<Event, 'kind' | 'name'>} e
 * @returns {Topic}
 */
export function topicOf(e) {
  if (e.kind !== 'reset' && byHand.has(e.name)) return 'hand';
  if (e.kind === 'decision' && (e.name.startsWith('link-') || e.name.startsWith('pairing') || ['paired', 'request', 'refused', 'unsent', 'unconfirmed'].includes(e.name))) return 'phone';
  if (e.kind === 'decision' && e.name.startsWith('motor-')) return 'motor';
  if (e.kind === 'fleet' && (e.name === 'connected' || e.name === 'disconnected')) return 'phone';
  return topicOfKind[e.kind] ?? 'rest';
}

/** @typedef {'lost' | 'reset' | 'verdict' | ''} Weight */

const lost = /^(erase-torn|program-torn|wild-write|corrupted-word|hung|save-failed|save-unverified|store-corrupt|store-unusable|identity-lost|time-control-lost|book-lost|wipe-planned|wiped|pin-unknown|pin-wipe|failed|layout-word-failed|cells-refused)$/;
const verdict = /^(pin-|config-|advanced-|store-(recovered|ambiguous)|defaults-written|suspect|settled|settle-failed|layout-(foreign|ignored|postponed)|migrate|noinit-lost|save-|warning|pof-falling|glitch|motor-(stalled|timeout|cut|stuck|refused)|refused|keypad-stage)/;

/**
 * How much an event matters: 'lost' for what tears or loses data, 'reset' for
 * resets, 'verdict' for what the firmware decided about it.
 * @param {Pick<Event, 'kind' | 'name'>} e
 * @returns {Weight}
 */
export function weightOf(e) {
  if (e.kind === 'reset') return 'reset';
  if (lost.test(e.name)) return 'lost';
  return verdict.test(e.name) ? 'verdict' : '';
}

/**
 * One line: an event, or a run of events that belong together.
 * @typedef {object} Line
 * @property {number} id number of its first event
 * @property {string} join what a further event must be to belong to it; '' for none
 * @property {Event[]} events
 * @property {Topic} topic
 * @property {Weight} weight
 */

/** Events that are further apart than this are told apart, in simulated nanoseconds. */
const nearNs = 1e9;

/**
 * What joins events to one line.
 * @param {Pick<Event, 'kind' | 'name'>} e
 */
export function joinOf(e) {
  if (weightOf(e) !== '') return '';
  if (e.kind === 'contact') return e.name.startsWith('contact-') ? 'contact' : '';
  if (e.kind === 'flash') return 'flash';
  if (e.kind === 'light') return 'light';
  if (e.name === 'link-up' || e.name === 'connected') return 'link-up';
  if (e.name === 'link-down' || e.name === 'disconnected') return 'link-down';
  return '';
}

/** What is known of the events of a name, since there are few names and many events. @type {Map<string, { join: string, topic: Topic, weight: Weight }>} */
const sorts = new Map();

/** @param {Event} e */
function sortOf(e) {
  const key = `${e.kind}/${e.name}`;
  let s = sorts.get(key);
  if (!s) sorts.set(key, (s = { join: joinOf(e), topic: topicOf(e), weight: weightOf(e) }));
  return s;
}

/**
 * Adds events to lines, in their order. The last line may grow; then it is a new
 * object in the same place.
 * @param {Line[]} lines changed
 * @param {Event[]} events
 */
export function append(lines, events) {
  for (const e of events) {
    const last = lines.at(-1);
    const before = last?.events.at(-1);
    const sort = sortOf(e);
    if (last && before && last.join !== '' && last.join === sort.join && e.sim_ns >= before.sim_ns && e.sim_ns - before.sim_ns <= nearNs) {
      last.events.push(e);
    } else {
      lines.push({ id: e.seq, ...sort, events: [e] });
    }
  }
}

/**
 * Counts what a line of flash operations holds.
 * @param {Event[]} events
 * @returns {{ erases: number, writes: number, bytes: number, begun: boolean }} begun: the last one is still under way
 */
export function operations(events) {
  let erases = 0;
  let writes = 0;
  let bytes = 0;
  for (const e of events) {
    if (e.name === 'erase-done') erases++;
    if (e.name === 'program-done') {
      writes++;
      bytes += e.flash?.bytes ?? 0;
    }
  }
  return { erases, writes, bytes, begun: events.at(-1)?.name === 'erase-begin' };
}

/**
 * What all views shall show for an event or a run of them.
 * @param {Event[]} events in order, at least one
 * @returns {{ moment: number, window: { from: number, to: number }, selection?: { kind: 'page' | 'word', address: number } }}
 */
export function placeOf(events) {
  const first = events[0];
  const last = events[events.length - 1];
  const length = last.sim_ns - first.sim_ns;
  const around = Math.max(length, spanOf(first));
  const at = events.length === 1 ? first.sim_ns : first.sim_ns + length / 2;
  const window = { from: Math.max(0, Math.round(at - around * 0.75)), to: Math.round(at + around * 0.75) };
  const op = events.findLast((e) => e.flash !== undefined)?.flash;
  /** @type {'page' | 'word'} */
  const kind = op?.op === 'program' ? 'word' : 'page';
  return { moment: first.sim_ns, window, ...(op ? { selection: { kind, address: op.address } } : {}) };
}

/**
 * A width in which the neighbourhood of an event is seen, in nanoseconds.
 * @param {Event} e
 */
function spanOf(e) {
  switch (topicOf(e)) {
    case 'memory': return 0.25e9;
    case 'power': case 'reset': case 'decision': return 0.6e9;
    case 'hand': return 1.5e9;
    default: return 4e9;
  }
}
