// How a hand takes cells out and puts them in, as the API reads it.

/** Manners in which cells are taken out and put in; the words are those of the API. */
export const mannersOut = /** @type {const} */ (['slow', 'quick', 'abrupt']);
export const mannersIn = /** @type {const} */ (['clean', 'firm', 'hesitant', 'bouncy']);

/**
 * A hand as a form holds it. Empty texts are left to the manner.
 * @typedef {object} Hand
 * @property {typeof mannersOut[number]} out
 * @property {string} chatter openings of the contact on the way out
 * @property {typeof mannersIn[number]} in
 * @property {string} bounces openings of the contact on the way in
 * @property {string} gap one long opening, milliseconds
 */

/** @returns {Hand} */
export const handAtFirst = () => ({ out: 'slow', chatter: '', in: 'hesitant', bounces: '', gap: '' });

/** @param {Hand} h */
export function takeBody(h) {
  return { manner: h.out, ...(h.chatter === '' ? {} : { chatter: Number(h.chatter) }) };
}

/**
 * @param {Hand} h
 * @param {import('./sets.js').Cells | undefined} cells
 */
export function putBody(h, cells) {
  return {
    manner: h.in, ...(cells ? { cells } : {}), ...(h.bounces === '' ? {} : { bounces: Number(h.bounces) }),
    ...(h.gap === '' ? {} : { gap: `${Number(h.gap)}ms` }),
  };
}

/** For how long a line can be cut, as the API reads it, and in nanoseconds for people. */
export const cuts = /** @type {const} */ ([['20ms', 20e6], ['100ms', 100e6], ['1s', 1e9], ['5s', 5e9], ['1m', 60e9], ['1h', 3600e9], ['1d', 86400e9]]);

/** A cold night and a room, in degrees Celsius, and how long it takes to get there. */
export const night = { celsius: -10, over: '10m', takesNs: 600e9 };
export const room = { celsius: 21, over: '10m', takesNs: 600e9 };
