// The window of a scope as a thing of its own, so that a second scope can show the
// same stretch of time below the first.
import { batch, signal } from '../core/state.js';
import { firstNs, fitSpan, following, moved, nextSpan, placed, zoomed } from './time.js';

/** @typedef {import('./time.js').Window} Window */

export class ScopeTime {
  constructor() {
    /** What is shown; while it follows, as of the last frame. */
    this.window = signal(/** @type {Window} */ (placed(0, firstNs)));
    /** Whether it follows the present. */
    this.following = signal(true);
    /** Length of the window. */
    this.span = signal(firstNs);
    /** Counts what was done by hand, so that others may keep it. */
    this.changes = signal(0);
  }

  /** Moves on with the present. @param {number} now */
  tick(now) {
    if (this.following.peek()) this.window.value = following(now, this.span.peek());
  }

  /** Shows a window and follows no more. @param {Window} w */
  show(w) {
    const span = fitSpan(w.to - w.from);
    batch(() => {
      this.following.value = false;
      this.span.value = span;
      this.window.value = placed(w.from, span);
      this.changes.value++;
    });
  }

  /** Follows the present, or stands still where it is. @param {boolean} on */
  follow(on) {
    batch(() => {
      this.following.value = on;
      this.changes.value++;
    });
  }

  /**
   * One step longer or shorter.
   * @param {1 | -1} direction 1: longer
   * @param {number} [at] instant that stays in its place; left out: the middle, or the present while it follows
   */
  zoom(direction, at) {
    this.stretch(nextSpan(this.span.peek(), direction), at);
  }

  /** @param {number} span @param {number} [at] */
  stretch(span, at) {
    const w = this.window.peek();
    if (this.following.peek()) {
      batch(() => {
        this.span.value = fitSpan(span);
        this.window.value = zoomed(w, span, w.to);
        this.changes.value++;
      });
      return;
    }
    this.show(zoomed(w, span, at ?? (w.from + w.to) / 2));
  }

  /** @param {number} share of the window; above 0: later */
  move(share) { this.show(moved(this.window.peek(), share)); }
}
