// The rows of the story: the lines that the reader wants to see, those that are
// opened followed by their events. Grows at its end without being made anew.
import { append, topics } from './groups.js';

/** @typedef {import('./groups.js').Line} Line */
/** @typedef {import('./groups.js').Topic} Topic */
/** @typedef {import('../../types/api.js').components['schemas']['Event']} Event */
/** @typedef {{ line: Line, event: Event | null }} Row event: one of an opened line; null: the line itself */

export class Rows {
  /** @type {Line[]} */
  #lines = [];
  /** How many lines are in the rows. */
  #done = 0;
  /** Number of the last event that was taken. */
  #seq = 0;
  /** @type {Set<number>} */
  #opened = new Set();

  constructor() {
    /** @type {Row[]} */
    this.all = [];
    this.shown = new Set(/** @type {Topic[]} */ ([...topics]));
  }

  /**
   * Takes what is new in a log.
   * @param {Event[]} events all that the log keeps
   * @returns {number} how many rows went at the beginning
   */
  take(events) {
    let from = events.length;
    while (from > 0 && events[from - 1].seq > this.#seq) from--;
    const went = this.#forget(events[0]?.seq ?? 0);
    if (from === events.length) return went;
    const touched = Math.max(0, this.#lines.length - 1);
    append(this.#lines, events.slice(from));
    this.#seq = events[events.length - 1].seq;
    // The line that was last may have grown: its rows are made again.
    this.#done = Math.min(this.#done, touched);
    const line = this.#lines[touched];
    while (this.all.length > 0 && this.all[this.all.length - 1].line.id >= line.id) this.all.pop();
    this.#fill();
    return went;
  }

  /** @param {number} first number of the first event that is kept */
  #forget(first) {
    let lines = 0;
    while (lines < this.#lines.length && this.#lines[lines].events[this.#lines[lines].events.length - 1].seq < first) lines++;
    if (lines === 0) return 0;
    const gone = this.#lines[lines - 1].id;
    this.#lines.splice(0, lines);
    this.#done -= lines;
    let rows = 0;
    while (rows < this.all.length && this.all[rows].line.id <= gone) rows++;
    this.all.splice(0, rows);
    return rows;
  }

  #fill() {
    for (; this.#done < this.#lines.length; this.#done++) {
      const line = this.#lines[this.#done];
      if (!this.shown.has(line.topic)) continue;
      this.all.push({ line, event: null });
      if (this.#opened.has(line.id)) for (const event of line.events) this.all.push({ line, event });
    }
  }

  #again() {
    this.all = [];
    this.#done = 0;
    this.#fill();
  }

  /**
   * Shows or hides a topic.
   * @param {Topic} topic
   */
  toggle(topic) {
    if (!this.shown.delete(topic)) this.shown.add(topic);
    this.#again();
  }

  /** @param {Line} line */
  isOpen(line) { return this.#opened.has(line.id); }

  /**
   * Opens or closes a line of several events.
   * @param {Line} line
   * @param {boolean} open
   */
  open(line, open) {
    if (line.events.length < 2 || open === this.#opened.has(line.id)) return;
    if (open) this.#opened.add(line.id);
    else this.#opened.delete(line.id);
    this.#again();
  }

  /**
   * The row for an instant: the last one that is not later.
   * @param {number} ns
   * @returns {number} -1 if all are later
   */
  at(ns) {
    return this.all.findLastIndex((r) => (r.event ?? r.line.events[0]).sim_ns <= ns);
  }
}
