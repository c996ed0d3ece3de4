// The firmware's own view of its memory: the records that a boot sees and what it
// makes of each, and what the last boot decided, and why.
import { html, nothing } from '../core/html.js';
import { lang, t, term } from '../core/text.js';
import { clock, duration, hex } from '../core/units.js';
import english from '../text/en.js';
import { areaIn, lastBoot } from './boot.js';
import { storesOf } from './shape.js';
import { whyText } from './why.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {import('../../types/api.js').components['schemas']} Schemas
 * @typedef {Schemas['FlashRecord']} FlashRecord
 * @typedef {Schemas['FlashArea']} FlashArea
 * @typedef {(e: import('../core/bench.js').Event) => string} Say
 */

/** A sign for each state beside its word. @type {Record<string, string>} */
const signs = { current: '✓', 'bad check': '✗', torn: '✗', ignored: '–', superseded: '↺', deleted: '∅', mark: '·' };
/** States that are shown without asking. */
const plain = new Set(['current', 'bad check', 'torn']);
/** What a design without a check says of its content. */
const unchecked = english.flash.why['as-it-is'];
/** So many decisions of a boot are shown. */
const mostDecisions = 14;

/** @param {FlashRecord} r */
function shownFirst(r) {
  return plain.has(r.state) || r.state === 'ignored' && !/^blank header$/.test(r.why ?? '');
}

/**
 * What a record is, in a word or two.
 * @param {FlashRecord} r
 */
export function recordState(r) {
  if (r.state === 'ignored') return t('flash.record.ignored', { why: whyText(r.why) });
  return t('flash.record.' + r.state.replace(' ', '-'));
}

/** @param {FlashRecord} r */
export function recordName(r) {
  if (!r.key) return t('flash.record.header');
  const slot = /^(authorization|keypad code) slot (\d+)$/.exec(r.key);
  if (slot) return t('flash.key.' + slot[1].replace(' ', '-'), { slot: slot[2] });
  const key = 'flash.key.' + r.key.toLowerCase().replaceAll(' ', '-');
  const text = t(key);
  return text === key ? r.key : text;
}

/**
 * That the records of a store are taken without a check, which is worth a line.
 * @param {FlashRecord[]} records
 */
function noCheck(records) {
  const why = records.find((r) => r.state === 'current')?.why;
  return why === unchecked ? whyText(why) : '';
}

/**
 * @param {FlashArea[]} areas
 * @param {number | null} chosen address of the record that is looked at
 * @param {(r: FlashRecord) => void} open
 */
export function recordsList(areas, chosen, open) {
  return storesOf(areas).map((a) => {
    const first = a.records.filter(shownFirst);
    const rest = a.records.filter((r) => !shownFirst(r));
    const same = noCheck(first);
    const line = (/** @type {FlashRecord} */ r) => html`
      <li><button type="button" class="record ${r.state.replace(' ', '-')}" aria-pressed=${r.address === chosen} @click=${() => open(r)}>
        <span class="sign" aria-hidden="true">${signs[r.state] ?? '·'}</span>
        <span class="name">${recordName(r)}</span>
        <span class="what">${recordState(r)}</span>
        <span class="mono at">${hex(r.address).slice(2)}</span>
      </button></li>`;
    return html`<section class="store" aria-label=${t('flash.area.' + a.name)}>
      <h4>${t('flash.area.' + a.name)} <span class="quiet">${a.store}</span></h4>
      ${same === '' ? nothing : html`<p class="small quiet">${same}</p>`}
      ${first.length === 0 ? html`<p class="small quiet">${t('flash.no-record')}</p>` : html`<ul class="records">${first.map(line)}</ul>`}
      ${rest.length === 0 ? nothing : html`<details><summary class="small quiet">${t('flash.other-records', { n: rest.length })}</summary><ul class="records">${rest.map(line)}</ul></details>`}
    </section>`;
  });
}

/**
 * All that is known of the record that is looked at.
 * @param {Schemas['FlashPlace']} r
 */
export function recordDetail(r) {
  const check = r.check;
  return html`<p class="detail small">
    <strong>${recordName(r)}</strong> <span class="record ${r.state.replace(' ', '-')}"><span class="sign" aria-hidden="true">${signs[r.state] ?? '·'}</span> ${recordState(r)}</span>
    ${r.why && r.state !== 'ignored' ? html`<span>${whyText(r.why)}.</span>` : nothing}
    ${check ? html`<span>${term('checksum', check.kind)}: ${check.stored === check.computed
      ? html`<span class="mono">${check.stored}</span> ${t('flash.check-matches')}`
      : html`${t('flash.check-stored')} <span class="mono">${check.stored}</span>, ${t('flash.check-computed')} <span class="mono">${check.computed}</span>`}</span>` : nothing}
  </p>`;
}

/**
 * What the last boot decided.
 * @param {Bench} bench
 * @param {FlashArea[]} areas
 * @param {Say} say an event in the reader's words
 */
export function bootList(bench, areas, say) {
  void bench.events.list.value;
  void lang.value;
  const last = lastBoot(bench.events.all());
  if (!last) return html`<p class="small quiet">${t('flash.no-boot')}</p>`;
  const go = (/** @type {import('../core/bench.js').Event} */ e) => {
    const area = areaIn(e.text ?? '', areas);
    const at = e.kind === 'flash' && e.flash ? e.flash.address : area?.address;
    bench.go(at === undefined ? { moment: e.sim_ns } : { moment: e.sim_ns, selection: { kind: 'page', address: at } });
  };
  const { torn, boot, decisions } = last;
  const when = (/** @type {number} */ ns) => (ns === boot.sim_ns ? '' : (ns > boot.sim_ns ? '+' : '') + duration(ns - boot.sim_ns));
  const line = (/** @type {import('../core/bench.js').Event} */ e, kind = '') => html`
    <li><button type="button" class="moment ${kind}" title=${clock(e.sim_ns)} aria-pressed=${bench.moment.value === e.sim_ns} @click=${() => go(e)}>
      <span class="num at">${when(e.sim_ns)}</span><span>${say(e)}${e === boot ? html` <span class="num quiet">${clock(e.sim_ns)}</span>` : nothing}</span></button></li>`;
  return html`<ol class="decisions">
    ${torn.slice(-3).map((e) => line(e, 'torn'))}
    ${line(boot, 'boot')}
    ${decisions.slice(0, mostDecisions).map((e) => line(e))}
    ${decisions.length > mostDecisions ? html`<li class="small quiet">${t('flash.more-decisions', { n: decisions.length - mostDecisions })}</li>` : nothing}
  </ol>`;
}
