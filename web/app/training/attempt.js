// An attempt as its trainee sees it: kept up to date by the server, with choices
// made one at a time.
import { api, ApiError } from '../core/api.js';
import { keepOpen } from '../core/feed.js';
import { batch, signal } from '../core/state.js';
import { t } from '../core/text.js';
import { announce, toast } from '../core/toast.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Attempt} Attempt */
/** @typedef {import('./types.js').Entry} Entry */
/** @typedef {import('./types.js').Choice} Choice */

/** Path of an attempt below the API. @param {string} id */
export const attemptPath = (id) => '/training/attempts/' + encodeURIComponent(id);

export class AttemptStore {
  #end;

  /** @param {string} id */
  constructor(id) {
    this.id = id;
    this.attempt = signal(/** @type {Attempt | null} */ (null));
    /** The choice that the server works on. */
    this.busy = signal(/** @type {Choice | null} */ (null));
    this.connection = signal(/** @type {'loading' | 'live' | 'lost' | 'gone'} */ ('loading'));
    this.#end = keepOpen(() => api.socket(attemptPath(id) + '/events', 'locktwin.events.v1'), {
      onState: (s) => { if (this.connection.peek() !== 'gone') this.connection.value = s; },
      onMessages: (messages) => { batch(() => { for (const m of messages) this.#hear(m); }); },
    });
    this.refresh();
  }

  /** @param {any} m */
  #hear(m) {
    const now = this.attempt.peek();
    if (m.type === 'attempt') {
      this.attempt.value = m.attempt;
    } else if (m.type === 'message') {
      announce(t('training.from-instructor', { text: m.message.text }));
      if (now && !now.messages.some((/** @type {any} */ x) => x.n === m.message.n)) this.attempt.value = { ...now, messages: [...now.messages, m.message] };
    } else if (m.type === 'entry') {
      if (now && !now.entries.some((/** @type {Entry} */ e) => e.n === m.entry.n)) this.attempt.value = { ...now, entries: [...now.entries, m.entry] };
    } else if (m.type === 'frozen') {
      if (now) this.attempt.value = { ...now, frozen: m.frozen };
    } else if (m.type === 'end') {
      this.refresh();
    }
  }

  /** Asks the server how the attempt stands. */
  async refresh() {
    try {
      this.attempt.value = await api.get(attemptPath(this.id));
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      if (e.status === 404 || e.status === 403) this.connection.value = 'gone';
      else if (e.status !== 0) toast(e.message, { kind: 'error' });
    }
  }

  /**
   * Makes a choice; one is made at a time.
   * @param {Choice} choice
   * @returns {Promise<Entry | undefined>} undefined when it was refused
   */
  async choose(choice) {
    if (this.busy.peek() !== null) return undefined;
    this.busy.value = choice;
    try {
      const chosen = await api.post(attemptPath(this.id) + '/choices', choice);
      this.attempt.value = chosen.attempt;
      const heard = say(chosen.entry.outcome.text);
      if (heard) announce(heard);
      return chosen.entry;
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      toast(e.message, { kind: 'error' });
      return undefined;
    } finally {
      this.busy.value = null;
    }
  }

  close() { this.#end(); }
}
