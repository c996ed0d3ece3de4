// The tour: one line above the bench that says what to do next, and a ring around
// the thing to do it with. It waits until the real thing has happened.
import { api, ApiError } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { navigate, route } from '../core/route.js';
import { computed, effect, signal } from '../core/state.js';
import { t } from '../core/text.js';
import { announce } from '../core/toast.js';
import { watch } from './facts.js';
import { keeper, partOf, spec, stepOf, targets, viewOf } from './steps.js';

/** @typedef {import('../core/bench.js').Bench} Bench */

const storageKey = 'locktwin.tour';
/** How often the ring looks for its thing, in milliseconds. */
const ringMs = 300;
/** What of the trace is shown around the torn operation, in nanoseconds. */
const aroundNs = { before: 150e6, after: 100e6 };

/** Whether the tour is on. */
export const touring = signal(false);

/** Whether somebody has been here before. */
export function beenHere() {
  try {
    return globalThis.localStorage?.getItem(storageKey) !== null;
  } catch {
    return true; // storage is off: the tour would begin on every visit
  }
}

function remember() {
  try {
    globalThis.localStorage?.setItem(storageKey, 'seen');
  } catch {
    // Storage is off: the tour can be begun by hand.
  }
}

/**
 * Begins the tour on a lock that still has a PIN to lose; makes one where there is none.
 * @param {Bench | null} bench
 */
export async function beginTour(bench) {
  const fresh = async (/** @type {string} */ id) => {
    const [row, firmware] = await Promise.all([api.get('/locks/' + encodeURIComponent(id)), api.get(`/locks/${encodeURIComponent(id)}/firmware`)]);
    return row.profile === spec.profile && row.battery.in && firmware.pin === 'none';
  };
  const go = async () => {
    if (bench && await fresh(bench.id)) return;
    const lock = await api.post('/locks', spec);
    navigate({ page: 'bench', lock: lock.id, at: null, window: null, selection: null, more: {} });
  };
  if (bench) await bench.act(go);
  else await go();
  touring.value = true;
}

/** Ends it. */
export function leaveTour() {
  touring.value = false;
  remember();
}

/**
 * Draws the tour of a lock.
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @returns {() => void}
 */
export function mountTour(host, bench) {
  const w = watch(bench);
  const step = computed(() => stepOf(w.facts.value));
  const busy = signal(false);
  let ringed = /** @type {Element | null} */ (null);

  const ring = () => {
    const found = targets[step.peek()].map((s) => document.querySelector(s)).find((el) => el instanceof HTMLElement && el.offsetParent !== null);
    const target = found ?? tabOf(step.peek());
    if (target === ringed) return;
    ringed?.removeAttribute('data-toured');
    target?.setAttribute('data-toured', '');
    ringed = target;
  };
  const show = () => {
    const e = w.torn.peek();
    if (!e) return;
    bench.go({
      moment: e.sim_ns, window: { from: e.sim_ns - aroundNs.before, to: e.sim_ns + aroundNs.after },
      ...(e.flash ? { selection: { kind: e.name === 'erase-torn' ? 'page' : 'word', address: e.flash.address } } : {}),
    });
  };
  const other = async () => {
    busy.value = true;
    await bench.act(async () => {
      const { snapshots } = await api.get(bench.path + '/snapshots');
      const from = snapshots.filter((/** @type {any} */ s) => s.auto).at(-1);
      const fork = await api.post(bench.path + '/fork', { snapshot: from?.id, profile: keeper, repeat: true, speed: '10x' });
      w.forked(fork.id);
      navigate({ more: { ...route.peek().more, with: fork.id } });
    });
    busy.value = false;
  };
  const again = async () => {
    try {
      await beginTour(bench);
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
    }
  };

  let said = '';
  const ends = [
    effect(() => {
      const now = step.value;
      const part = partOf[now];
      const what = t('tour.now.' + now, { profile: keeper });
      render(html`<div class="tour" role="region" aria-label=${t('tour.title')} data-step=${now}>
        <span class="tour-part num quiet">${part}/3</span>
        ${now === 'stuck' ? nothing : html`<strong>${t('tour.goal.g' + part)}</strong>`}
        <span class="tour-now">${what}</span>
        ${now === 'why' ? html`<button type="button" class="btn btn-small" @click=${show}>${t('tour.show')}</button>
          <button type="button" class="btn btn-small" @click=${w.understood}>${t('tour.next')}</button>` : nothing}
        ${now === 'other' ? html`<button type="button" class="btn btn-small" ?disabled=${busy.value} @click=${other}>${t(busy.value ? 'tour.trying' : 'tour.try')}</button>` : nothing}
        ${now === 'kept' || now === 'stuck' ? html`<button type="button" class="btn btn-small" @click=${again}>${t('tour.restart')}</button>` : nothing}
        <span class="spacer"></span>
        <button type="button" class="btn btn-small" @click=${leaveTour}>${t(now === 'kept' ? 'tour.end' : 'tour.leave')}</button>
      </div>`, host);
      if (what !== said) {
        if (said !== '') announce(what);
        if (now === 'repeating') document.querySelector('#part-compare')?.scrollIntoView({ block: 'end' });
        said = what;
      }
      if (now === 'kept') remember();
      ring();
    }),
  ];
  const timer = setInterval(ring, ringMs);
  return () => {
    clearInterval(timer);
    for (const end of ends) end();
    w.close();
    ringed?.removeAttribute('data-toured');
    render(nothing, host);
  };
}

/**
 * The tab behind which the thing of a step lies on small screens.
 * @param {import('./steps.js').Step} step
 */
function tabOf(step) {
  const view = viewOf[step];
  const tabs = view === null ? [] : [...document.querySelectorAll(`.tabs [data-view="${view}"]`)];
  return tabs.find((el) => el instanceof HTMLElement && el.offsetParent !== null) ?? null;
}
