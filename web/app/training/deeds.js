// What a trainee does with the phone goes to the lock encrypted, so the server cannot
// see it: the page tells which of the case's actions it was.
import { effect, untracked } from '../core/state.js';
import { phonesOf } from '../phone/index.js';

/** Which action a message of the app stands for. @type {Record<string, string>} */
const byNotice = {
  'done.paired': 'pair', 'done.pin-set': 'set-pin', 'done.pin-changed': 'set-pin', 'done.pin-right': 'enter-pin', 'done.no-pin': 'enter-pin', 'code.x21': 'enter-pin', 'code.x28': 'enter-pin',
};

/**
 * Tells what the phone of a bench does.
 * @param {import('../core/bench.js').Bench} bench
 * @param {(action: string) => void} tell
 * @returns {() => void} ends it
 */
export function followPhone(bench, tell) {
  const { own } = phonesOf(bench);
  /** @param {import('../core/state.js').ReadonlySignal<any>} signal @param {(now: any) => string | undefined} action */
  const follow = (signal, action) => {
    let before = signal.peek();
    return effect(() => {
      const now = signal.value;
      if (now === before || now === null) return;
      before = now;
      const id = action(now);
      if (id !== undefined) untracked(() => tell(id));
    });
  };
  const ends = [
    follow(own.notice, (n) => byNotice[n.key]),
    follow(own.log, () => 'read-log'),
    follow(own.battery, () => 'read-battery'),
  ];
  return () => {
    for (const end of ends) end();
  };
}
