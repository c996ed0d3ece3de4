/**
 * Dispatches an event at a target and then at those above it, as if all were nodes of a document: `target` stays the first
 * of them, and `stopPropagation` is honoured.
 *
 * @param {() => Event} make makes the event anew for each of them: an event object can be dispatched only once at a time
 * @param {EventTarget[]} path the target first
 */
export function bubble(make, path) {
  for (const node of path) {
    const event = make();
    Object.defineProperty(event, 'target', { value: path[0], configurable: true });
    let stopped = false;
    const stop = event.stopPropagation.bind(event);
    event.stopPropagation = () => {
      stopped = true;
      stop();
    };
    node.dispatchEvent(event);
    if (stopped) return;
  }
}

/**
 * An EventTarget with attributes such as `onadvertisementreceived` beside its listeners.
 */
export class Target extends EventTarget {
  /** @type {Map<string, (event: any) => void>} */
  #handlers = new Map();

  /**
   * @param {string} type
   * @returns {((event: any) => void) | null}
   */
  handler(type) {
    return this.#handlers.get(type) ?? null;
  }

  /**
   * @param {string} type
   * @param {((event: any) => void) | null} handler
   */
  setHandler(type, handler) {
    const old = this.#handlers.get(type);
    if (old) this.removeEventListener(type, old);
    this.#handlers.delete(type);
    if (!handler) return;
    this.#handlers.set(type, handler);
    this.addEventListener(type, handler);
  }
}
