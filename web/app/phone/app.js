// What the app can do: pair, turn the bolt, ask for records, set the PIN and what needs it. Each returns whether it went
// well; what went wrong stands in the notice of the phone.

import { batch } from '../core/state.js';
import { randomBytes } from './crypto.js';
import { LockError } from './keyturner.js';
import { autoLockSeconds, withAutoLock } from './messages.js';
import { Action, ErrorCode } from './names.js';
import { Phone } from './phone.js';
import { Session, pair } from './session.js';

/** @typedef {'unlock' | 'lock' | 'unlatch' | 'lockNGo'} ActionName */
/** @typedef {import('./messages.js').Config} Config */

/** How many entries of the log are asked for. */
const logEntries = 50;

/** An app id that is not 0, which would stand for a new phone each time. */
const newAppId = () => new DataView(randomBytes(4).buffer).getUint32(0) || 1;

export class PhoneApp extends Phone {
  /** Pairs with the lock, which has to be in pairing mode or new. @param {string} name what the phone calls itself */
  async pair(name) {
    const paired = await this.perform('pair', async (link) => {
      const appId = this.credentials.peek()?.appId ?? newAppId();
      const auth = await pair(link, { name, appId });
      batch(() => {
        this.keep({ ...auth, appId, name, pinSet: false });
        this.admin.value = null;
      });
      const s = new Session(link, auth, { appId });
      this.took(await s.states());
      this.config.value = await s.config();
    });
    if (paired) this.done('done.paired');
    return paired;
  }

  /** Turns the bolt. @param {ActionName} name */
  act(name) {
    this.notice.value = null;
    return this.run(name, async (s) => {
      try {
        await s.lockAction(Action[name], (states) => this.took(states));
      } catch (error) {
        // How far it came is worth knowing; the reason is told all the same.
        if (error instanceof LockError && error.code !== ErrorCode.busy) this.took(await s.states());
        throw error;
      }
      this.took(await s.states());
    });
  }

  /** Asks for the battery report. */
  readBattery() {
    return this.run('battery', async (s) => {
      this.battery.value = await s.battery();
    });
  }

  /** Asks for the configuration and the advanced one. */
  readConfig() {
    return this.run('config', async (s) => {
      this.config.value = await s.config();
      this.advanced.value = await s.advanced();
    });
  }

  /**
   * The PIN that a command may go with: the one that was entered, 0 where none is set, null where it has to be entered
   * first.
   * @returns {number | null}
   */
  get pin() {
    return this.admin.value ?? (this.credentials.value?.pinSet ? null : 0);
  }

  /** @param {number} pin */
  #accepted(pin) {
    const c = this.credentials.peek();
    batch(() => {
      this.admin.value = pin;
      this.wrongPins.value = 0;
      this.lockedOutUntilNs.value = 0;
      if (c && c.pinSet !== (pin !== 0)) this.keep({ ...c, pinSet: pin !== 0 });
    });
  }

  /**
   * Runs a task that needs the PIN. A lock that refuses the PIN 0 has one that this phone did not know of.
   * @param {string} name
   * @param {(s: Session, pin: number) => Promise<void>} fn
   */
  async #withPin(name, fn) {
    const pin = this.pin;
    if (pin === null) return false;
    const ok = await this.run(name, async (s) => {
      await fn(s, pin);
      this.#accepted(pin);
    });
    const c = this.credentials.peek();
    if (!ok && pin === 0 && c && this.notice.peek()?.code === ErrorCode.badPin) {
      this.keep({ ...c, pinSet: true });
      this.notice.value = { kind: 'info', key: 'notice.pin-is-set', code: ErrorCode.badPin, atNs: this.bench.nowNs() };
    }
    return ok;
  }

  /** Enters the PIN: the lock says whether it is right. @param {number} pin 0..9999 */
  async enterPin(pin) {
    const ok = await this.run('enter-pin', async (s) => {
      await s.verifyPin(pin);
      this.#accepted(pin);
    });
    if (ok) this.done(pin === 0 ? 'done.no-pin' : 'done.pin-right');
    return ok;
  }

  /**
   * Sets the PIN.
   * @param {number} pin 1..9999; 0 takes it away
   * @param {number} [current] the one that is valid; the one that was entered when left out
   */
  async setPin(pin, current = this.pin ?? 0) {
    const before = this.credentials.peek()?.pinSet;
    const ok = await this.run('set-pin', async (s) => {
      await s.setPin(pin, current);
      this.#accepted(pin);
    });
    if (ok) this.done(pin === 0 ? 'done.pin-removed' : before ? 'done.pin-changed' : 'done.pin-set');
    const c = this.credentials.peek();
    if (!ok && current === 0 && c && this.notice.peek()?.code === ErrorCode.badPin) this.keep({ ...c, pinSet: true });
    return ok;
  }

  /** Changes the configuration. What is not named stays as the lock has it. @param {Partial<Config>} change */
  saveConfig(change) {
    return this.#withPin('save', async (s, pin) => {
      const c = { ...(await s.config()), ...change };
      await s.setConfig(c, pin);
      this.config.value = await s.config();
    });
  }

  /** After how many seconds the lock locks by itself; 0: never. @param {number} seconds */
  saveAutoLock(seconds) {
    return this.#withPin('save', async (s, pin) => {
      const a = await s.advanced();
      if (autoLockSeconds(a) !== seconds) await s.setAdvanced(withAutoLock(a, seconds), pin);
      this.advanced.value = await s.advanced();
    });
  }

  /** Sets the lock's clock to the reader's. */
  setClock() {
    return this.#withPin('save', async (s, pin) => {
      const d = new Date();
      await s.updateTime({
        year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate(), hour: d.getUTCHours(), minute: d.getUTCMinutes(), second: d.getUTCSeconds(),
      }, pin);
      this.config.value = await s.config();
    });
  }

  /** Asks for the newest entries of the activity log. */
  readLog() {
    return this.#withPin('log', async (s, pin) => {
      this.log.value = await s.log(pin, logEntries);
    });
  }

  /** @param {boolean} on */
  enableLogging(on) {
    return this.#withPin('save', async (s, pin) => {
      await s.enableLogging(on, pin);
      this.log.value = await s.log(pin, logEntries);
    });
  }

  /** Asks who is authorized. */
  readUsers() {
    return this.#withPin('users', async (s, pin) => {
      this.users.value = await s.users(pin);
    });
  }

  /** Authorizes another phone, and hands it what it has to keep. @param {string} name */
  invite(name) {
    return this.#withPin('invite', async (s, pin) => {
      const auth = await s.invite(name, pin);
      this.onInvited({ ...auth, appId: newAppId(), name, pinSet: pin !== 0 });
      this.users.value = await s.users(pin);
    });
  }

  /** Takes an authorization away. @param {number} authId */
  removeUser(authId) {
    return this.#withPin('remove', async (s, pin) => {
      await s.removeUser(authId, pin);
      if (authId !== this.credentials.peek()?.authId) this.users.value = await s.users(pin);
    });
  }
}
