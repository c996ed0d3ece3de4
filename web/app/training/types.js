// The types of training as the API has them, by the names that the page uses.

/**
 * @typedef {import('../../types/api.js').components['schemas']} Schemas
 * @typedef {any} Text
 * @typedef {any} Attempt
 * @typedef {any} Entry
 * @typedef {any} Choice
 * @typedef {any} CaseCard
 * @typedef {any} ClassRow
 * @typedef {any} TraineeRow
 * @typedef {any} TraineeSelf
 * @typedef {any} DebriefView
 * @typedef {any} Message
 */

export {};
