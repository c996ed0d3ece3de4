// Puts a scenario onto the bench: its lock is made, the scope records from the
// beginning, and the story is played to its end or to where it is to stand still.
import { api } from '../core/api.js';
import { navigate } from '../core/route.js';
import { locks } from '../core/registry.js';
import { effect } from '../core/state.js';
import { asDuration, unlike } from './model.js';

/**
 * @typedef {import('../../types/api.js').components['schemas']['LoadedLock']} Loaded
 * @typedef {object} Story
 * @property {string} text of the file
 * @property {string} [file] its name, for messages
 * @property {string} [profile] firmware in place of that in the file
 * @property {string} [speed] how fast it is played; as fast as possible if left out
 * @property {{ step: number, offsetNs: number }} [stop] where it stands still
 */

/** How long to wait for a story to come to where it is to stand still, in milliseconds. */
const patienceMs = 90_000;
/** How fast time runs on from there: slowly enough to see a rail fall. */
const slowly = '0.1x';
/** What the scope shows around the fault: before and after it, in nanoseconds. */
const before = 120e6;
const after = 480e6;

/** A name that no lock has, made of one that may be taken. @param {string} name */
export const freeName = (name) => unlike(name, [...locks.peek().values()].map((l) => l.name));

/**
 * @param {Story} story
 * @returns {Promise<Loaded>}
 */
export async function load({ text, file, profile, speed = 'max', stop }) {
  const r = await api.raw('POST', '/scenarios/load', {
    body: text, type: 'application/yaml',
    query: { file, profile, name: freeName(file?.replace(/\.ya?ml$/, '') ?? 'scenario'), speed: 'paused', then: stop ? slowly : undefined, stop_step: stop?.step, stop_offset: stop ? asDuration(stop.offsetNs) : undefined },
  });
  /** @type {Loaded} */
  const loaded = await r.json();
  // Asking for the scope begins its recording.
  await api.get(`/locks/${loaded.lock.id}/scope`, { query: { points: 100 } });
  await api.patch('/locks/' + loaded.lock.id, { speed });
  return loaded;
}

/**
 * Plays a story on the bench, and shows it there at once.
 * @param {Story} story
 */
export async function playOnBench(story) {
  const { lock, run } = await load(story);
  navigate({ page: 'bench', lock: lock.id, at: null, window: null, selection: null, more: {} });
  return { lock, run };
}

/**
 * Plays a story up to shortly before its fault, and shows the bench with the scope
 * around that.
 * @param {Story & { stop: { step: number, offsetNs: number } }} story
 * @param {number} lead from where it stands still to the fault, nanoseconds
 */
export async function playToFault(story, lead) {
  const { lock } = await load(story);
  const row = await standing(lock.id);
  const fault = row.sim_ns + lead;
  navigate({
    page: 'bench', lock: lock.id, at: fault, window: { from: Math.max(0, fault - before), to: fault + after }, selection: null, view: 'scope', more: {},
  });
  return row;
}

/**
 * Waits until a lock stands still.
 * @param {string} id
 * @returns {Promise<import('../../types/api.js').components['schemas']['Lock']>}
 */
function standing(id) {
  return new Promise((done, failed) => {
    let begun = false;
    const timer = setTimeout(() => finish(() => failed(new Error('late'))), patienceMs);
    const finish = (/** @type {() => void} */ f) => {
      clearTimeout(timer);
      queueMicrotask(() => end());
      f();
    };
    const end = effect(() => {
      const row = locks.value.get(id);
      if (!row) return;
      // It is made standing still; that is not what is waited for.
      if (row.speed !== 'paused') begun = true;
      else if (begun || row.sim_ns > 61e9) finish(() => done(row));
    });
  });
}
