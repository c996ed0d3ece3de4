// The second lock below the first: what differs, its lock and bay, its scope aligned
// with the first one's, its memory, its phone.
import { api } from '../core/api.js';
import { createBench } from '../core/bench.js';
import { html, nothing, render } from '../core/html.js';
import { locks, registryState } from '../core/registry.js';
import { route } from '../core/route.js';
import { batch, computed, effect, signal, untracked } from '../core/state.js';
import { t } from '../core/text.js';
import { clock, duration, volts } from '../core/units.js';
import { saveCsv } from '../core/picture.js';
import { views } from '../shell/views.js';
import { factsOf } from './facts.js';
import { showSecond, withKey } from './fork.js';
import { differences } from './model.js';

/** @typedef {import('../core/bench.js').Bench} Bench */

/** Parts of the second bench, in their order. */
const parts = /** @type {const} */ (['lock', 'bay', 'first', 'scope', 'flash', 'phone']);

/**
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @returns {() => void}
 */
export function mountCompare(host, bench) {
  const wanted = computed(() => route.value.more[withKey] ?? null);
  let leave = () => {};
  const end = effect(() => {
    const id = wanted.value;
    const there = id !== null && (locks.value.has(id) || registryState.value === 'loading');
    const shown = id !== null && id !== bench.id && there ? id : null;
    untracked(() => {
      if (host.dataset.second === (shown ?? '')) return;
      host.dataset.second = shown ?? '';
      leave();
      leave = shown === null ? () => {} : second(host, bench, shown);
    });
  });
  return () => {
    end();
    leave();
    delete host.dataset.second;
  };
}

/**
 * Draws the second lock.
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @param {string} id
 * @returns {() => void} takes it away
 */
function second(host, bench, id) {
  const other = createBench(id);
  const shift = () => (other.lock.value?.origin?.lock === bench.id ? other.lock.value.origin.shift_ns : 0);
  const parted = () => (other.lock.value?.origin?.lock === bench.id ? other.lock.value.origin.at_ns : 0);
  const same = signal(true);
  const one = factsOf(bench, () => parted());
  const two = factsOf(other, () => parted() + shift());
  const heading = document.createElement('div');
  const body = document.createElement('div');
  body.className = 'second';
  host.replaceChildren(heading, body);
  render(html`
    <div class="second-left">${place('lock')}${place('bay')}</div>
    <div class="second-middle">
      ${place('first', true)}${place('scope', true)}${place('flash')}
    </div>
    <div class="second-right">${place('phone')}</div>`, body);

  const table = () => differences(one.facts.value, two.facts.value, volts);
  const csv = () => saveCsv('comparison', [['what', bench.id, id, 'differs'], ...table().map((d) => [t('compare.row.' + d.key), d.one, d.other, d.differs ? 1 : 0])]);
  const close = () => showSecond(null);
  const remove = async () => {
    if (await bench.act(async () => { await api.del('/locks/' + id); return true; })) close();
  };

  /** @type {(() => void)[]} */
  const ends = [
    effect(() => {
      const on = same.value;
      bench.hands.value = on ? [other] : [];
    }),
    effect(() => {
      const o = other.lock.value?.origin;
      const rows = table();
      const apart = rows.filter((r) => r.differs).length;
      const name = other.lock.value?.name ?? id;
      render(html`
        <div class="second-head">
          <h2>${t('compare.title', { name })}</h2>
          <p class="quiet">${o?.lock === bench.id ? t('compare.forked', { at: clock(o.at_ns, { digits: 0 }), profile: other.lock.value?.profile ?? '' }) : t('compare.beside', { profile: other.lock.value?.profile ?? '' })}
            ${o && o.shift_ns > 0 ? t('compare.shift', { by: duration(o.shift_ns) }) : nothing}
            ${o && o.repeats > 0 ? html`<strong>${t('compare.repeats', { n: o.repeats })}</strong>` : nothing}
            ${o && o.left_out > 0 ? t('compare.left-out', { n: o.left_out }) : nothing}</p>
          <label class="check"><input type="checkbox" .checked=${same.value} @change=${(/** @type {any} */ e) => { same.value = e.target.checked; }}> ${t('compare.same-hand')}</label>
          <span class="spacer"></span>
          <button type="button" class="btn btn-quiet" @click=${csv}>${t('compare.csv')}</button>
          <button type="button" class="btn btn-quiet" @click=${remove}>${t('compare.delete')}</button>
          <button type="button" class="btn" @click=${close}>${t('compare.close')}</button>
        </div>
        <table class="differences" aria-label=${t('compare.differences')}>
          <caption>${t('compare.apart', { n: apart, of: rows.length })}</caption>
          <thead><tr><th scope="col" class="visually-hidden">${t('compare.what')}</th><th scope="col">${t('compare.first', { name: bench.lock.value?.name ?? bench.id })}</th>
            <th scope="col">${t('compare.title', { name })}</th></tr></thead>
          <tbody>${rows.map((r) => html`<tr data-differs=${r.differs}>
            <th scope="row">${r.differs ? html`<span class="differs" aria-hidden="true">≠</span><span class="visually-hidden">${t('compare.different')} </span>` : nothing}${t('compare.row.' + r.key)}</th>
            <td class="num" data-bad=${r.bad === 'one'}>${r.one}</td><td class="num" data-bad=${r.bad === 'other'}>${r.other}</td></tr>`)}</tbody>
        </table>`, heading);
    }),
    effect(() => {
      const firmware = { first: bench.lock.value?.profile ?? '', scope: other.lock.value?.profile ?? '' };
      for (const name of parts) {
        const section = /** @type {HTMLElement} */ (body.querySelector(`[data-part="${name}"]`));
        section.setAttribute('aria-label', name === 'first' ? t('compare.of-first', { part: t('core.part.scope') }) : t('compare.of-second', { part: t('core.part.' + name) }));
        const title = section.querySelector('.second-title');
        if (title) title.textContent = t(name === 'first' ? 'compare.first-scope' : 'compare.second-scope', { profile: name === 'first' ? firmware.first : firmware.scope });
      }
    }),
    // A moment that is chosen in one lock is chosen in the other.
    effect(() => {
      const at = bench.moment.value;
      const to = at === null ? null : at + shift();
      if (other.moment.peek() !== to) other.moment.value = to;
    }),
  ];
  let over = false;
  for (const name of parts) {
    const section = /** @type {HTMLElement} */ (body.querySelector(`[data-part="${name}"] > .view`));
    void mount(name, section).then((unmount) => {
      if (unmount === null) return;
      if (over) unmount();
      else ends.push(unmount);
    });
  }

  /**
   * @param {typeof parts[number]} name
   * @param {HTMLElement} section
   */
  async function mount(name, section) {
    if (name !== 'scope' && name !== 'first') {
      const draw = await views[name]();
      return draw ? draw(section, other) : null;
    }
    await known(other);
    try {
      const { mountScope } = await import('../scope/view.js');
      // Both show the window of the scope above, one below the other.
      return name === 'first' ? mountScope(section, bench, { peer: bench, offsetNs: 0 }) : mountScope(section, other, { peer: bench, offsetNs: shift() });
    } catch {
      return null; // the scope is not there yet
    }
  }

  return () => {
    over = true;
    batch(() => {
      bench.hands.value = [];
      for (const e of ends) e();
    });
    one.close();
    two.close();
    other.close();
    render(nothing, heading);
    host.replaceChildren();
  };
}

/** @param {string} name @param {boolean} [titled] */
const place = (name, titled = false) => html`<section class="part" data-part=${name}>${titled ? html`<h3 class="second-title"></h3>` : nothing}<div class="view"></div></section>`;

/**
 * Waits until the row of a lock is known.
 * @param {Bench} bench
 * @returns {Promise<void>}
 */
function known(bench) {
  return new Promise((done) => {
    const end = effect(() => {
      if (bench.lock.value === null) return;
      queueMicrotask(() => end());
      done();
    });
  });
}
