// The pages beside the bench: fetched when somebody goes there, each with the style
// sheet that is called as its folder. They find their lock themselves.

/** @typedef {(host: HTMLElement) => () => void} MountPage */

/** @type {Record<'training' | 'report' | 'twin', () => Promise<MountPage>>} */
export const pages = {
  training: async () => (await styled('training', import('../training/view.js'))).mountTraining,
  report: async () => (await styled('report', import('../report/view.js'))).mountReport,
  twin: async () => (await styled('twin', import('../twin/view.js'))).mountTwins,
};

/** @type {Map<string, Promise<void>>} */
const sheets = new Map();

/**
 * A page once its style is there as well.
 * @template T
 * @param {string} name
 * @param {Promise<T>} page
 * @returns {Promise<T>}
 */
async function styled(name, page) {
  const sheet = sheets.get(name) ?? fetchSheet(name);
  sheets.set(name, sheet);
  sheet.catch(() => sheets.delete(name)); // so that the next one asks again
  const [mount] = await Promise.all([page, sheet]);
  return mount;
}

/** @param {string} name @returns {Promise<void>} */
function fetchSheet(name) {
  return new Promise((done, failed) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL(`../style/${name}.css`, import.meta.url).href;
    link.addEventListener('load', () => done());
    link.addEventListener('error', () => { link.remove(); failed(new Error(`no style sheet for ${name}`)); });
    document.head.append(link);
  });
}
