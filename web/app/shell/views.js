// Which module draws which part of the bench.

/** @typedef {import('../core/bench.js').Bench} Bench */
/** @typedef {(host: HTMLElement, bench: Bench) => () => void} Mount */

/**
 * @param {string} path
 * @param {string} name
 * @returns {() => Promise<Mount | null>} null: the view is not there yet
 */
const from = (path, name) => async () => {
  try {
    return (await import(path))[name];
  } catch (e) {
    console.info(`no view at ${path}`, e);
    return null;
  }
};

/** The views of a bench by the part of it that they draw. */
export const views = {
  time: from('../time/view.js', 'mountTime'),
  bookmarks: from('../compare/bookmarks.js', 'mountBookmarks'),
  lock: from('../bench/lock.js', 'mountLock'),
  bay: from('../bench/bay.js', 'mountBay'),
  faults: from('../bench/faults.js', 'mountFaults'),
  scope: from('../scope/view.js', 'mountScope'),
  flash: from('../flash/view.js', 'mountFlash'),
  phone: from('../phone/view.js', 'mountPhone'),
  story: from('../bench/story.js', 'mountStory'),
  compare: from('../compare/view.js', 'mountCompare'),
};

/** The views of the other pages; they find their lock themselves. */
export const pageViews = {
  training: from('../training/view.js', 'mountTraining'),
  report: from('../report/view.js', 'mountReport'),
};
