// The pages beside the bench: fetched when somebody goes there. They find their
// lock themselves.

/** @typedef {(host: HTMLElement) => () => void} MountPage */

/** @type {Record<'training' | 'report', () => Promise<MountPage>>} */
export const pages = {
  training: async () => (await import('../training/view.js')).mountTraining,
  report: async () => (await import('../report/view.js')).mountReport,
};
