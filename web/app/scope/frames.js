// What the server says to the scope: types of its windows, frames and lanes.

/** @typedef {import('../../types/api.js').components['schemas']} Schemas */

/**
 * @typedef {object} Rail
 * @property {number} from_ns
 * @property {number} to_ns
 * @property {number} every_ns
 * @property {number} now_ns
 * @property {number} [oldest_ns]
 * @property {boolean} exact
 * @property {(number | null)[]} vbat_min_uv
 * @property {(number | null)[]} vbat_max_uv
 * @property {(number | null)[]} vdd_min_uv
 * @property {(number | null)[]} vdd_max_uv
 * @property {(number | null)[]} motor_min_ua
 * @property {(number | null)[]} motor_max_ua
 * @property {(number | null)[]} key_min_mdeg
 * @property {(number | null)[]} key_max_mdeg
 *
 * @typedef {{ from_ns: number, to_ns: number, n: number, open?: boolean }} Part
 * @typedef {Part & { state: string }} CoreState
 * @typedef {Part & { op: string, state: string, address: number, bytes: number, permille: number }} Operation
 * @typedef {Part & { kind: string, name: string }} Air
 * @typedef {Part & { end: string }} Run
 * @typedef {Part & { cause: string }} Reset
 * @typedef {{ at_ns: number, kind: string, name: string, text: string, n: number }} Decision
 *
 * @typedef {object} Lanes
 * @property {CoreState[]} cpu
 * @property {Operation[]} flash
 * @property {Air[]} radio
 * @property {Run[]} motor
 * @property {Reset[]} resets
 * @property {Part[]} warnings
 * @property {Decision[]} decisions
 * @property {Operation[]} lost_writes
 *
 * @typedef {{ name: string, channel: string, microvolts: number, text: string }} Level
 * @typedef {{ reset_ns?: number, lost_write_ns?: number }} Beyond
 * @typedef {Rail & { lanes: Lanes, levels: Level[], before: Beyond, after: Beyond }} WindowAnswer
 *
 * @typedef {Rail & { type: 'frame', lanes_from_ns?: number, lanes?: Lanes }} Frame
 * @typedef {{ type: 'missed', from_ns: number, to_ns: number }} Missed
 * @typedef {{ type: 'rewound', now_ns: number }} Rewound
 * @typedef {{ type: 'end', why: string }} End
 * @typedef {Frame | Missed | Rewound | End} Message
 */

/** Names of the lanes whose items have a begin and an end. */
export const spanLanes = /** @type {const} */ (['cpu', 'flash', 'radio', 'motor', 'resets', 'warnings', 'lost_writes']);

/** @returns {Lanes} */
export function noLanes() {
  return { cpu: [], flash: [], radio: [], motor: [], resets: [], warnings: [], decisions: [], lost_writes: [] };
}
