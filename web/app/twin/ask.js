// Something that is asked of the server: whether it is on its way, what came, what went
// wrong; and how each of these looks.
import { ApiError } from '../core/api.js';
import { html, nothing } from '../core/html.js';
import { signal } from '../core/state.js';
import { t } from '../core/text.js';

/**
 * @template T
 * @typedef {{ busy: boolean, value: T | null, error: unknown }} Asked
 */

/** @template T */
export class Asking {
  #now = signal(/** @type {Asked<T>} */ ({ busy: false, value: null, error: null }));
  /** @type {AbortController | null} */
  #last = null;

  /** How it stands; reading it in an effect follows it. */
  get now() { return this.#now.value; }

  /**
   * Asks; an answer to an earlier question no longer counts. What was answered before
   * stays until the new answer is there.
   * @param {(signal: AbortSignal) => Promise<T>} ask
   */
  async run(ask) {
    this.stop();
    const mine = this.#last = new AbortController();
    this.#now.value = { busy: true, value: this.#now.peek().value, error: null };
    try {
      const value = await ask(mine.signal);
      if (this.#last === mine) this.#now.value = { busy: false, value, error: null };
    } catch (error) {
      if (this.#last === mine) this.#now.value = { busy: false, value: null, error };
    }
  }

  /**
   * Puts a newer answer in the place of one that is there.
   * @param {T} value
   */
  renew(value) {
    const now = this.#now.peek();
    if (!now.busy && now.value !== null) this.#now.value = { ...now, value };
  }

  /** Asks no more. */
  stop() {
    this.#last?.abort();
    this.#last = null;
    if (this.#now.peek().busy) this.#now.value = { ...this.#now.peek(), busy: false };
  }
}

/** What went wrong, for the reader. @param {unknown} error */
export function inWords(error) {
  if (error instanceof ApiError) return error.message;
  console.error(error);
  return t('twin.broken');
}

/**
 * What is shown of a question.
 * @template T
 * @param {Asked<T>} now
 * @param {(value: T) => unknown} draw
 * @param {{ busy: string, again?: () => void, wrong?: (error: unknown) => unknown }} how busy: what is said while it is on its way
 */
export function shown(now, draw, { busy, again, wrong }) {
  if (now.error !== null) {
    return wrong?.(now.error) ?? html`<div class="twin-wrong" role="alert"><p>${inWords(now.error)}</p>
      ${again ? html`<button type="button" class="btn" @click=${again}>${t('twin.again')}</button>` : nothing}</div>`;
  }
  if (now.value === null) return now.busy ? html`<p class="twin-busy" role="status">${busy}</p>` : nothing;
  return html`<div class="twin-answer" aria-busy=${now.busy}>${draw(now.value)}</div>`;
}
