// The items of the lanes as a table, for those who would rather read it.
import { html, nothing } from '../core/html.js';
import { t } from '../core/text.js';
import { clock } from '../core/units.js';
import { tableRows } from './words.js';

/** Rows of one window. */
const most = 200;

/**
 * @param {import('./model.js').ScopeModel} model
 * @param {import('./time.js').Window} w
 * @param {(item: any, lane: string) => void} pick
 * @param {() => void} save
 */
export function itemsTable(model, w, pick, save) {
  const { rows, more } = tableRows(model, w, most);
  return html`<table>
    <caption>${t('scope.items')} <button type="button" class="btn btn-small btn-quiet" @click=${save}>${t('core.picture.data')}</button></caption>
    <thead><tr><th scope="col">${t('scope.when')}</th><th scope="col">${t('scope.which')}</th><th scope="col">${t('scope.what')}</th></tr></thead>
    <tbody>${rows.map(({ lane, item, text }) => html`<tr>
      <td><button type="button" class="link num" @click=${() => pick(item, lane)}>${clock(item.from_ns, { digits: 6 })}</button></td>
      <td>${t('scope.lane.' + lane)}</td><td>${text}</td></tr>`)}</tbody>
  </table>${more > 0 ? html`<p class="quiet">${t('scope.more-items', { n: more })}</p>` : nothing}
  ${rows.length === 0 ? html`<p class="quiet">${t('scope.no-items')}</p>` : nothing}`;
}
