// Which module draws which part of a bench. They are fetched one by one, so that
// one that cannot be had does not take the others with it; the document names them
// all, so that a browser fetches them together.

/** @typedef {import('../core/bench.js').Bench} Bench */
/** @typedef {(host: HTMLElement, bench: Bench) => () => void} Mount */

/** The views of a bench by the part of it that they draw. */
export const views = {
  time: async () => (await import('../time/view.js')).mountTime,
  bookmarks: async () => (await import('../compare/bookmarks.js')).mountBookmarks,
  lock: async () => (await import('../bench/lock.js')).mountLock,
  bay: async () => (await import('../bench/bay.js')).mountBay,
  faults: async () => (await import('../bench/faults.js')).mountFaults,
  scope: async () => (await import('../scope/view.js')).mountScope,
  flash: async () => (await import('../flash/view.js')).mountFlash,
  phone: async () => (await import('../phone/view.js')).mountPhone,
  story: async () => (await import('../bench/story.js')).mountStory,
  compare: async () => (await import('../compare/view.js')).mountCompare,
};

/** @typedef {Record<keyof typeof views, () => Promise<Mount>>} Views */
