/**
 * Dispatches an event at a target and then at those above it, as if all were nodes of a document: `target` stays the first
 * of them, and `stopPropagation` is honoured.
 *
 * @param {() => Event} make makes the event anew for each of them: an event object can be dispatched only once at a time
 * @param {EventTarget[]} path the target first
 */
export function bubble(make: () => Event, path: EventTarget[]): void;
/**
 * An EventTarget with attributes such as `onadvertisementreceived` beside its listeners.
 */
export class Target extends EventTarget {
    /**
     * @param {string} type
     * @returns {((event: any) => void) | null}
     */
    handler(type: string): ((event: any) => void) | null;
    /**
     * @param {string} type
     * @param {((event: any) => void) | null} handler
     */
    setHandler(type: string, handler: ((event: any) => void) | null): void;
    #private;
}
