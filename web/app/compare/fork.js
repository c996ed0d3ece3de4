// The choice of a second lock: from which bookmark, with which firmware, and whether
// it gets the same hand.
import { api } from '../core/api.js';
import { html, nothing } from '../core/html.js';
import { navigate, route } from '../core/route.js';
import { signal } from '../core/state.js';
import { t } from '../core/text.js';
import { catalogue, guessOf } from '../shell/catalogue.js';
import { inOrder, instantOf, labelOf, usualFirmware, usualStart } from './model.js';
import { freeName, load } from './play.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {import('../../types/api.js').components['schemas']['SnapshotInfo']} Snapshot
 * @typedef {{ value: Snapshot[] }} Source
 */

/** The key of the address that names the second lock. */
export const withKey = 'with';

/** Opens a lock below the first one, or closes it with null. @param {string | null} id */
export function showSecond(id) {
  const more = { ...route.peek().more };
  if (id === null) delete more[withKey];
  else more[withKey] = id;
  navigate({ more });
}

/** What the scopes show around the loss, before and after it, in nanoseconds. */
const before = 250e6;
const after = 600e6;

/**
 * Lets the scopes show where the first lock lost something after the two parted.
 * @param {Bench} bench
 * @param {import('../../types/api.js').components['schemas']['Lock']} fork
 */
function showLoss(bench, fork) {
  const from = fork.origin?.lock === bench.id ? fork.origin.at_ns : 0;
  const torn = bench.events.all().find((e) => e.kind === 'flash' && e.name.endsWith('-torn') && e.sim_ns > from);
  if (torn) bench.go({ moment: torn.sim_ns, window: { from: Math.max(0, torn.sim_ns - before), to: torn.sim_ns + after } });
}

/** Brings the second lock into sight, once it is drawn. */
function comeToSecond() {
  requestAnimationFrame(() => setTimeout(() => document.querySelector('.second-head')?.scrollIntoView({ behavior: 'smooth', block: 'start' }), 120));
}

/**
 * @param {Bench} bench
 * @param {Source} marks
 */
export function forkForm(bench, marks) {
  const from = signal(/** @type {string | null} */ (null)); // null: what is usual
  const profile = signal(/** @type {string | null} */ (null));
  const repeat = signal(true);
  const busy = signal(false);
  const profiles = signal(/** @type {string[]} */ ([]));
  let asked = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    catalogue().then((c) => { profiles.value = c.profiles.map((p) => p.name); }).catch(() => { asked = false; });
  };
  const now = 'now';
  const again = 'again';
  /** The scenario that the lock was made of, if nothing else was done to it. */
  const story = signal('');
  const askStory = async () => {
    try {
      const { deeds } = await api.get(bench.path + '/record');
      const own = deeds.length === 1 && deeds[0].word === 'scenario' && deeds[0].at_ns === 60e9;
      story.value = own ? deeds[0].text : '';
    } catch {
      story.value = ''; // the bench says what is wrong with the server
    }
  };

  const start = () => from.value ?? usualStart(marks.value)?.id ?? (story.value === '' ? now : again);
  const firmware = () => profile.value ?? usualFirmware(bench.lock.value?.profile ?? '');

  /** @param {() => void} close */
  const make = async (close) => {
    busy.value = true;
    const snapshot = start();
    const wanted = firmware();
    const speed = bench.lock.peek()?.speed ?? '1x';
    const fork = await bench.act(async () => {
      if (snapshot === again) return playAgain(wanted === '' ? undefined : wanted, speed);
      const row = await api.post(bench.path + '/fork', {
        speed: 'paused', name: freeName(`${bench.lock.peek()?.name ?? bench.id} · ${wanted === '' ? bench.lock.peek()?.profile : wanted}`),
        ...(snapshot === now ? {} : { snapshot, repeat: repeat.peek() }),
        ...(wanted === '' ? {} : { profile: wanted }),
      });
      // Asking for the scope begins its recording, before the first thing happens.
      await api.get(`/locks/${row.id}/scope`, { query: { points: 100 } });
      // It catches up with the first lock: then both show the same instant.
      const at = Math.round(bench.nowNs() + (row.origin?.shift_ns ?? 0));
      if (at > row.sim_ns) await api.post(`/locks/${row.id}/time/run`, { at_ns: at });
      if (speed !== 'paused') await api.patch('/locks/' + row.id, { speed });
      return row;
    });
    busy.value = false;
    if (!fork) return;
    close();
    showSecond(fork.id);
    showLoss(bench, fork);
    comeToSecond();
  };

  /**
   * Plays the story of the lock on another one, to the same instant.
   * @param {string | undefined} firmware
   * @param {string} speed
   */
  const playAgain = async (firmware, speed) => {
    const text = await (await api.raw('GET', bench.path + '/scenario')).text();
    const own = bench.lock.peek();
    const { lock } = await load({ text, profile: firmware, file: `${own?.name ?? bench.id} · ${firmware ?? own?.profile ?? ''}` });
    await api.post(`/locks/${lock.id}/time/run`, { at_ns: Math.round(bench.nowNs()) });
    if (speed !== 'max') await api.patch('/locks/' + lock.id, { speed });
    return lock;
  };

  return {
    /** Looks what there is to choose from. */
    look: () => { void askStory(); },
    /** Chooses a bookmark. @param {string} id */
    start: (id) => { from.value = id; },
    /** @param {() => void} close */
    form: (close) => {
      ask();
      const list = inOrder(marks.value);
      const chosen = start();
      const own = bench.lock.value?.profile ?? '';
      const choice = firmware();
      return html`
        <p class="fork-lead">${t('compare.lead')}</p>
        <div class="field"><label for="fork-from">${t('compare.from')}</label>
          <select id="fork-from" @change=${(/** @type {any} */ e) => { from.value = e.target.value; }}>
            ${list.map((s) => html`<option value=${s.id} ?selected=${s.id === chosen}>${labelOf(s)} · ${instantOf(s)}</option>`)}
            ${story.value === '' ? nothing : html`<option value=${again} ?selected=${chosen === again}>${t('compare.again')}</option>`}
            <option value=${now} ?selected=${chosen === now}>${t('compare.now')}</option>
          </select></div>
        <div class="field"><label for="fork-profile">${t('compare.firmware')}</label>
          <select id="fork-profile" @change=${(/** @type {any} */ e) => { profile.value = e.target.value; }}>
            <option value="" ?selected=${choice === ''}>${t('compare.same-firmware', { name: own })}</option>
            ${profiles.value.filter((p) => p !== own).map((p) => html`<option value=${p} ?selected=${p === choice}>${p}</option>`)}
          </select>
          ${choice === '' || guessOf(choice) === '' ? nothing : html`<p class="help">${guessOf(choice)}</p>`}</div>
        <label class="check"><input type="checkbox" .checked=${repeat.value && chosen !== now} ?disabled=${chosen === now || chosen === again}
          @change=${(/** @type {any} */ e) => { repeat.value = e.target.checked; }}> ${t('compare.repeat')}</label>
        <p class="quiet small">${t(chosen === now ? 'compare.repeat-now' : chosen === again ? 'compare.repeat-again' : 'compare.repeat-help')}</p>
        <button type="button" class="btn btn-main" ?disabled=${busy.value} @click=${() => make(close)}>${t(busy.value ? 'compare.making' : 'compare.make')}</button>`;
    },
  };
}
