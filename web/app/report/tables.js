// The figures of a report: how much of the window ends how, and the ways to fail with
// their stories.
import { html, nothing } from '../core/html.js';
import { has, t } from '../core/text.js';
import { duration, percent } from '../core/units.js';
import { partNames, parts, rank } from './model.js';

/**
 * @typedef {import('./model.js').Result} Result
 * @typedef {import('./model.js').Variant} Variant
 * @typedef {import('./model.js').Group} Group
 */

/** How many ways to fail are listed; a file has all of them. */
const mostGroups = 40;

const partText = (/** @type {string} */ name) => {
  const p = parts.find((x) => partNames[x] === name);
  return p ? t('report.part.' + p) : t('report.invariant');
};
const classText = (/** @type {string} */ c) => (has('report.class.' + c) ? t('report.class.' + c) : c);

/**
 * @param {Variant} v
 * @param {any} spec
 */
export function rowsTable(v, spec) {
  const rows = [...v.rows].sort((a, b) => a.faults - b.faults || order(a.part) - order(b.part) || rank(a.class) - rank(b.class));
  if (rows.length === 0) return nothing;
  return html`<section class="report-part"><h2>${t('report.rows')}</h2>
    <div class="table-frame" tabindex="0" role="group" aria-label=${t('report.rows')}><table class="report-table">
      <thead><tr><th scope="col">${t('report.column.of')}</th><th scope="col">${t('report.column.class')}</th>
        ${spec.depth > 1 ? html`<th scope="col" class="figure">${t('report.column.faults')}</th>` : nothing}
        <th scope="col" class="figure">${t('report.column.length')}</th><th scope="col" class="figure">${t('report.column.longest')}</th>
        <th scope="col" class="figure">${t('report.column.windows')}</th><th scope="col" class="figure">${t('report.column.probability')}</th></tr></thead>
      <tbody>${rows.map((r) => html`<tr data-class=${r.class}>
        <th scope="row">${partText(r.part)}</th><td><span class="legend-mark" data-class=${r.class} aria-hidden="true"></span>${classText(r.class)}</td>
        ${spec.depth > 1 ? html`<td class="figure num">${r.faults}</td>` : nothing}
        <td class="figure num">${r.length_ns > 0 ? duration(r.length_ns) : '–'}</td><td class="figure num">${r.longest_ns > 0 ? duration(r.longest_ns) : '–'}</td>
        <td class="figure num">${r.windows > 0 ? r.windows : '–'}</td><td class="figure num">${percent(r.probability)}</td></tr>`)}</tbody>
    </table></div>
    <p class="quiet small">${t('report.probability-help')}${spec.hand?.source ? html` ${t('report.hand', { source: spec.hand.source })}` : nothing}</p></section>`;
}

/** @param {string} part */
const order = (part) => {
  const i = parts.findIndex((p) => partNames[p] === part);
  return i < 0 ? parts.length : i;
};

/**
 * @param {Result} r
 * @param {Variant} v
 * @param {(g: Group) => void} open
 * @param {unknown} busy
 */
export function groupsTable(r, v, open, busy) {
  const groups = r.groups.filter((g) => g.variant === v.variant.index);
  return html`<section class="report-part"><h2>${t('report.groups', { n: groups.length })}</h2>
    ${groups.length === 0 ? html`<p>${t('report.no-groups')}</p>` : html`<ol class="groups">${groups.slice(0, mostGroups).map((g) => html`
      <li class="group" data-class=${g.failure.class}>
        <span class="legend-mark" data-class=${g.failure.class} aria-hidden="true"></span>
        <div><p>${story(g)}</p>
          <p class="quiet small num">${partText(g.failure.part)}: ${classText(g.failure.class)} · ${t('report.group-figures', { length: duration(g.length_ns), share: percent(g.probability), first: duration(g.first_ns) })}</p></div>
        <button type="button" class="btn btn-small no-print" ?disabled=${busy !== null} @click=${() => open(g)}>${t(busy === g ? 'report.opening' : 'report.show')}</button>
      </li>`)}</ol>
      ${groups.length > mostGroups ? html`<p class="quiet small">${t('report.more', { n: groups.length - mostGroups })}</p>` : nothing}`}
  </section>`;
}

/** A way to fail in one sentence. @param {Group} g */
function story(g) {
  const { operation, decision } = g.failure;
  const [kind, area] = operation.split(' of ');
  const torn = operation === '' ? t('report.story.nothing') : t('report.story.torn', { kind: t('report.kind.' + kind), area: area ?? '' });
  return html`${torn} ${t('report.story.decided')} ${decision.split(' ').filter((d) => d !== '').map((d, i) => html`${i > 0 ? ', ' : ''}<code>${d}</code>`)}.`;
}
