// The pages beside the bench: fetched when somebody goes there. They find their
// lock themselves.

/** @typedef {(host: HTMLElement) => () => void} MountPage */

/** @type {Record<'training' | 'report' | 'twin', () => Promise<MountPage>>} */
export const pages = {
  training: async () => (await import('../training/view.js')).mountTraining,
  report: async () => (await import('../report/view.js')).mountReport,
  twin: async () => (await import('../twin/view.js')).mountTwins,
};
