// What is inside the messages of the lock's protocol: requests are built, records are read. Pure. A record of an older or
// newer lock may be shorter or longer than ours; what is not there is undefined, what is more is left alone.

import { Reader, Writer } from './bytes.js';
import { LogType } from './names.js';

/** @typedef {import('./bytes.js').LockDate} LockDate */

/**
 * Voltages in millivolts, temperatures in degrees Celsius, angles in degrees.
 * @typedef {object} States
 * @property {number} nuki 0 new, 1 pairing mode, 2 in operation, 4 maintenance
 * @property {number} lock a number of names.js lockStates
 * @property {number} trigger
 * @property {LockDate} time the lock's clock, UTC
 * @property {boolean} critical the cells should be changed
 * @property {number} percent 0..100; 0 also from locks that do not tell
 * @property {number} configCount rises with each change of the configuration, modulo 256
 * @property {number} lockNGoSeconds
 * @property {number} lastAction
 * @property {number} lastCompletion
 * @property {number} door 0 no sensor, 1 off, 2 closed, 3 open, 4 unknown
 */

/** @param {number} battery */
const batteryOf = (battery) => ({ critical: (battery & 1) !== 0, charging: (battery & 2) !== 0, percent: (battery >> 2) * 2 });

/** Reads Keyturner States. @param {Uint8Array} payload @returns {States} */
export function readStates(payload) {
  const r = new Reader(payload);
  const [nuki, lock, trigger, time] = [r.u8(), r.u8(), r.u8(), r.date()];
  r.s16();
  const { critical, percent } = batteryOf(r.u8());
  const [configCount, lockNGoSeconds] = [r.u8(), r.u8()];
  const more = () => (r.left > 0 ? r.u8() : 0);
  const lastAction = more();
  more();
  const lastCompletion = more();
  return { nuki, lock, trigger, time, critical, percent, configCount, lockNGoSeconds, lastAction, lastCompletion, door: more() };
}

/**
 * @typedef {object} Config
 * @property {number} nukiId
 * @property {string} name
 * @property {number} latitude
 * @property {number} longitude
 * @property {boolean} autoUnlatch
 * @property {boolean} pairingEnabled
 * @property {boolean} buttonEnabled
 * @property {boolean} ledEnabled
 * @property {number} ledBrightness 0..5
 * @property {LockDate} time
 * @property {number} offsetMinutes
 * @property {number} dst
 * @property {number[]} fobActions
 * @property {boolean} singleLock
 * @property {number} advertisingMode
 * @property {boolean} hasKeypad
 * @property {string} firmware such as 2.12.4
 * @property {string} hardware
 * @property {number} timeZone 0xffff none
 */

/** Reads Config. @param {Uint8Array} payload @returns {Config} */
export function readConfig(payload) {
  const r = new Reader(payload);
  const c = {
    nukiId: r.u32(), name: r.text(32), latitude: r.f32(), longitude: r.f32(), autoUnlatch: r.flag(), pairingEnabled: r.flag(),
    buttonEnabled: r.flag(), ledEnabled: r.flag(), ledBrightness: r.u8(), time: r.date(), offsetMinutes: r.s16(), dst: r.u8(),
  };
  r.flag();
  const fobActions = [r.u8(), r.u8(), r.u8()];
  const [singleLock, advertisingMode, hasKeypad] = [r.flag(), r.u8(), r.flag()];
  const [firmware, hardware] = [[...r.take(3)].join('.'), [...r.take(2)].join('.')];
  r.u8();
  return { ...c, fobActions, singleLock, advertisingMode, hasKeypad, firmware, hardware, timeZone: r.left >= 2 ? r.u16() : 0xffff };
}

/** The fields of Set Config; the challenge and the PIN follow. @param {Config} c */
export function setConfigFields(c) {
  const w = new Writer().text(c.name, 32).f32(c.latitude).f32(c.longitude).flag(c.autoUnlatch).flag(c.pairingEnabled);
  w.flag(c.buttonEnabled).flag(c.ledEnabled).u8(c.ledBrightness).u16(c.offsetMinutes).u8(c.dst).bytes(c.fobActions);
  return w.flag(c.singleLock).u8(c.advertisingMode).u16(c.timeZone).done();
}

/**
 * The advanced configuration. What the phone does not show is kept as it came, so that it goes back unchanged.
 * @typedef {object} Advanced
 * @property {number} totalDegrees
 * @property {Uint8Array} raw the fields behind the total degrees, as they came
 */

/** Where fields lie in Advanced.raw, which is the layout of Set Advanced Config. */
export const AdvancedField = { lockNGoSeconds: 8, unlatchSeconds: 14, autoLockSeconds: 15, nightMode: 18, autoLockOn: 26 };

/** Reads Advanced Config. @param {Uint8Array} payload @returns {Advanced} */
export function readAdvanced(payload) {
  const r = new Reader(payload);
  const totalDegrees = r.u16();
  const raw = r.rest();
  new Reader(raw).take(26);
  return { totalDegrees, raw };
}

/** After how many seconds the lock locks by itself; 0 never. @param {Advanced} a */
export function autoLockSeconds({ raw }) {
  const on = raw.length > AdvancedField.autoLockOn ? raw[AdvancedField.autoLockOn] !== 0 : true;
  const seconds = new Reader(raw.subarray(AdvancedField.autoLockSeconds)).u16();
  return on ? seconds : 0;
}

/** The same configuration with another auto lock; 0 switches it off. @param {Advanced} a @param {number} seconds @returns {Advanced} */
export function withAutoLock(a, seconds) {
  const raw = a.raw.slice();
  raw.set(new Writer().u16(seconds).done(), AdvancedField.autoLockSeconds);
  if (raw.length > AdvancedField.autoLockOn) raw[AdvancedField.autoLockOn] = seconds > 0 ? 1 : 0;
  return { totalDegrees: a.totalDegrees, raw };
}

/**
 * @typedef {object} BatteryReport
 * @property {number} drainMilliwattSeconds of the last action
 * @property {number} millivolts now
 * @property {boolean} critical
 * @property {number} percent
 * @property {number} lastAction 0: none since boot, and the fields below say nothing
 * @property {number} startMillivolts
 * @property {number} lowestMillivolts
 * @property {number} distanceDegrees
 * @property {number} celsius
 * @property {number} maxMilliamps
 * @property {number} milliohms
 */

/** Reads Battery Report. @param {Uint8Array} payload @returns {BatteryReport} */
export function readBattery(payload) {
  const r = new Reader(payload);
  const [drainMilliwattSeconds, millivolts] = [r.u16(), r.u16()];
  const { critical, percent } = batteryOf(r.u8());
  return {
    drainMilliwattSeconds, millivolts, critical, percent, lastAction: r.u8(), startMillivolts: r.u16(), lowestMillivolts: r.u16(),
    distanceDegrees: r.u16(), celsius: r.s8(), maxMilliamps: r.u16(), milliohms: r.u16(),
  };
}

/**
 * @typedef {object} LogEntry
 * @property {number} index
 * @property {LockDate} time UTC
 * @property {number} authId 0: nobody's
 * @property {string} name
 * @property {number} type
 * @property {number} action of types 2 to 5
 * @property {number} trigger
 * @property {number} completion
 * @property {boolean} on of types 1, 6 (the door was closed) and 7
 */

/** Reads Log Entry. @param {Uint8Array} payload @returns {LogEntry} */
export function readLogEntry(payload) {
  const r = new Reader(payload);
  const e = { index: r.u32(), time: r.date(), authId: r.u32(), name: r.text(32), type: r.u8() };
  const data = r.rest();
  const at = (/** @type {number} */ i) => data[i] ?? 0;
  const keypad = e.type === LogType.keypad;
  return { ...e, action: at(0), trigger: at(1), completion: at(keypad ? 2 : 3), on: at(0) === 1 };
}

/** Reads Log Entry Count. @param {Uint8Array} payload */
export function readLogCount(payload) {
  const r = new Reader(payload);
  return { logging: r.flag(), count: r.u16() };
}

/**
 * @typedef {object} User
 * @property {number} authId
 * @property {number} idType
 * @property {string} name
 * @property {boolean} enabled
 * @property {LockDate} created
 * @property {LockDate} lastActive
 * @property {number} lockCount
 */

/** Reads Authorization Entry. @param {Uint8Array} payload @returns {User} */
export function readUser(payload) {
  const r = new Reader(payload);
  const u = { authId: r.u32(), idType: r.u8(), name: r.text(32), enabled: r.flag() };
  r.flag();
  return { ...u, created: r.date(), lastActive: r.date(), lockCount: r.u16() };
}

/**
 * The fields of an invitation without limits in time; the challenge and the PIN follow.
 * @param {{name: string, idType: number, key: Uint8Array}} who key: the secret that the invited phone will hold
 */
export function inviteFields({ name, idType, key }) {
  const never = { year: 2000, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  const w = new Writer().text(name, 32).u8(idType).bytes(key).flag(true).flag(false);
  return w.date(never).date(never).u8(0).u16(0).u16(0).done();
}

/** The fields of a lock action; the challenge follows. @param {number} action @param {number} appId */
export const actionFields = (action, appId) => new Writer().u8(action).u32(appId).u8(0).done();

/** The fields of a request for the newest entries of the log, newest first. @param {number} count */
export const logFields = (count) => new Writer().u32(0).u16(count).u8(1).flag(true).done();

/** The fields of a request for all entries of a list. */
export const listFields = () => new Writer().u16(0).u16(0xffff).done();
