// The types of training as the API has them, by the names that the page uses.

/**
 * @typedef {import('../../types/api.js').components['schemas']} Schemas
 * @typedef {Schemas['TrainingText']} Text
 * @typedef {Schemas['TrainingAttempt']} Attempt
 * @typedef {Schemas['TrainingEntry']} Entry
 * @typedef {Schemas['TrainingOutcome']} Outcome
 * @typedef {Schemas['TrainingChoice']} Choice
 * @typedef {Schemas['TrainingCaseView']} CaseView
 * @typedef {Schemas['CaseCard']} CaseCard
 * @typedef {Schemas['TrainingClass']} ClassRow
 * @typedef {Schemas['TrainingTraineeRow']} TraineeRow
 * @typedef {Schemas['TrainingTraineeSelf']} TraineeSelf
 * @typedef {Schemas['TrainingDebriefView']} DebriefView
 * @typedef {Schemas['TrainingDebrief']} Debrief
 * @typedef {Schemas['TrainingMessage']} Message
 */

export {};
