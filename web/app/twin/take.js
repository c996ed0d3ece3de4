// Takes a file of telemetry, or an exported twin: reads it, makes a twin if there is none
// yet, hands it to the server, and tells what became of its lines.
import { api, ApiError } from '../core/api.js';
import { html, nothing } from '../core/html.js';
import { signal } from '../core/state.js';
import { t } from '../core/text.js';
import { bytes, number } from '../core/units.js';
import { freeName, isExport, nameOf } from './model.js';
import { inWords } from './ask.js';
import { named } from './words.js';

/**
 * @typedef {import('./model.js').Schemas} Schemas
 * @typedef {{ id: string, file: string, report: Schemas['TwinReport'] | null }} Taken
 * @typedef {{ step: 'read' | 'make' | 'send', file: string, size: number } | { error: unknown, file: string, report?: Schemas['TwinReport'] }} Progress
 */

/** What became of the file that was taken last; it is shown at its twin. */
export const lastTaken = signal(/** @type {Taken | null} */ (null));

/** A file of which nothing was taken. */
class NothingTaken extends Error {
  /** @param {Schemas['TwinReport']} report */
  constructor(report) {
    super();
    this.report = report;
  }
}

/**
 * @param {File} file
 * @param {string | null} twin id of the twin that it is for; null: of a new one
 * @param {(p: Progress | null) => void} tell how far it is; null: done
 * @returns {Promise<Taken | null>} null: it was not taken, and tell has said why
 */
export async function take(file, twin, tell) {
  const about = { file: file.name, size: file.size };
  try {
    tell({ step: 'read', ...about });
    const text = await file.text();
    let taken;
    if (twin === null && isExport(text)) taken = await bringBack(text, file.name, () => tell({ step: 'send', ...about }));
    else taken = await hand(text, file.name, twin, (step) => tell({ step, ...about }));
    lastTaken.value = taken;
    tell(null);
    return taken;
  } catch (error) {
    tell({ error, file: file.name, ...(error instanceof NothingTaken ? { report: error.report } : {}) });
    return null;
  }
}

/** @param {string} text @param {string} file @param {() => void} tell @returns {Promise<Taken>} */
async function bringBack(text, file, tell) {
  tell();
  const r = await api.raw('POST', '/twins/import', { body: text, type: 'application/vnd.locktwin.twin+json' });
  return { id: (await r.json()).id, file, report: null };
}

/** @param {string} text @param {string} file @param {string | null} twin @param {(step: 'make' | 'send') => void} tell @returns {Promise<Taken>} */
async function hand(text, file, twin, tell) {
  let id = twin;
  if (id === null) {
    tell('make');
    const names = (await api.get('/twins')).twins.map((/** @type {{ name: string }} */ x) => x.name);
    id = /** @type {string} */ ((await api.post('/twins', { name: freeName(nameOf(file), names) })).id);
  }
  try {
    tell('send');
    const r = await api.raw('POST', `/twins/${encodeURIComponent(id)}/telemetry`, { query: { file: file.slice(-120) }, body: text, type: 'text/plain' });
    const report = /** @type {Schemas['TwinReport']} */ (await r.json());
    if (twin === null && report.taken === 0) throw new NothingTaken(report);
    return { id, file, report };
  } catch (e) {
    // A twin of a file that says nothing would only be in the way.
    if (twin === null) await api.del('/twins/' + encodeURIComponent(id)).catch(() => undefined);
    throw e;
  }
}

/**
 * A button that opens a file.
 * @param {string} text
 * @param {(f: File) => void} take
 * @param {string} [kind] classes
 */
export function pickFile(text, take, kind = '') {
  const change = (/** @type {any} */ e) => {
    const f = e.target.files[0];
    e.target.value = '';
    if (f) take(f);
  };
  return html`<label class=${'btn file-pick ' + kind}>${text}<input type="file" accept=".jsonl,.ndjson,.json,.csv,.log,.txt" class="visually-hidden" @change=${change}></label>`;
}

/** How far a file is, or why it was not taken. @param {Progress | null} p */
export function progress(p) {
  if (p === null) return nothing;
  if ('step' in p) {
    return html`<div class="twin-progress" role="status"><progress></progress><p>${t('twin.take.' + p.step, { file: p.file, size: bytes(p.size) })}</p></div>`;
  }
  if (p.report) return html`<div class="twin-wrong" role="alert"><p>${t('twin.take.nothing', { file: p.file })}</p><p>${t('twin.take.forms')}</p>${findings(p.report)}</div>`;
  return html`<div class="twin-wrong" role="alert"><p>${p.error instanceof ApiError && p.error.kind === 'too-large' ? t('twin.take.too-large') : inWords(p.error)}</p></div>`;
}

/** What became of the lines of a file. @param {Taken} taken */
export function takenNote(taken) {
  const r = taken.report;
  const close = () => { lastTaken.value = null; };
  return html`<section class="twin-taken" role="status">
    <div class="row"><p><strong>${r === null ? t('twin.take.back', { file: taken.file }) : t('twin.take.taken', { n: r.taken, shown: number(r.taken), file: taken.file })}</strong>
      ${r === null ? nothing : ['duplicates', 'late', 'refused'].filter((k) => /** @type {any} */ (r)[k] > 0).map((k) => html` <span class="num">${t('twin.take.' + k, { n: /** @type {any} */ (r)[k] })}</span>`)}</p>
      <span class="spacer"></span><button type="button" class="btn btn-small btn-quiet" @click=${close}>${t('core.close')}</button></div>
    ${r === null ? nothing : findings(r)}</section>`;
}

/** @param {Schemas['TwinReport']} r */
function findings(r) {
  if (r.findings.length === 0) return nothing;
  const all = r.findings.length + r.more_findings;
  return html`<details class="twin-findings" ?open=${r.findings.length <= 6}><summary>${t('twin.take.findings', { n: all })}</summary>
    <div class="table-frame" tabindex="0" role="group" aria-label=${t('twin.take.findings', { n: all })}><table class="twin-table">
      <thead><tr><th scope="col" class="figure">${t('twin.take.line')}</th><th scope="col">${t('twin.take.kind')}</th><th scope="col">${t('twin.take.reason')}</th></tr></thead>
      <tbody>${r.findings.map((f) => html`<tr><td class="figure num">${f.line > 0 ? f.column > 0 ? `${f.line}:${f.column}` : f.line : '–'}</td>
        <td>${named('finding', f.code)}${f.kept ? html` <span class="quiet small">${t('twin.take.kept')}</span>` : nothing}</td><td class="wrap" lang="en">${f.text}</td></tr>`)}</tbody>
    </table></div>
    ${r.more_findings > 0 ? html`<p class="quiet small">${t('twin.take.more', { n: r.more_findings })}</p>` : nothing}</details>`;
}
