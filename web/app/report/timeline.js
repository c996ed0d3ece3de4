// The window of a campaign as a drawing: what a fault at each instant does, above the
// operations of the memory and the rails of the run without a fault.
import { html, svg, nothing } from '../core/html.js';
import { t } from '../core/text.js';
import { duration, volts } from '../core/units.js';
import { bands, curveAt, isLoss, letters, parts, ticks } from './model.js';

/**
 * @typedef {import('./model.js').Variant} Variant
 * @typedef {import('./model.js').Stretch} Stretch
 * @typedef {{ from: number, to: number }} View
 */

export const width = 1080;
const left = 120;
const right = 12;
const bandHeight = 26;
const rowGap = 6;
const operationsHeight = 18;
const railHeight = 110;
/** About how wide a small letter is. */
const letter = 5.4;
/** A loss is never too short to be seen and hit, in units of the drawing; short ones are drawn over long ones. */
const least = 3;

/**
 * @param {Variant} v
 * @param {View} view
 * @param {number} length of the fault, where the plan has several; 0: the only one
 * @param {(w: Stretch) => void} open
 * @param {Stretch | null} busy that is being put on the bench
 */
export function timeline(v, view, length, open, busy) {
  const windows = (v.windows ?? []).filter((w) => (w.for_ns ?? 0) === length);
  const x = (/** @type {number} */ at) => left + ((at - view.from) / (view.to - view.from)) * (width - left - right);
  const inside = (/** @type {number} */ from, /** @type {number} */ to) => to > view.from && from < view.to;
  const shown = parts.filter((p) => p === 'pin' || windows.some((w) => isLoss(w.verdict[p])));
  const operationsAt = 4 + shown.length * (bandHeight + rowGap);
  const railAt = operationsAt + operationsHeight + 10;
  const axisAt = railAt + railHeight;
  const height = axisAt + 26;

  const bandOf = (/** @type {import('./model.js').Part} */ part, /** @type {number} */ i) => {
    const y = 4 + i * (bandHeight + rowGap);
    return svg`
      <text x=${left - 8} y=${y + bandHeight / 2 + 4} class="tl-label" text-anchor="end">${t('report.part.' + part)}</text>
      <rect x=${left} y=${y} width=${width - left - right} height=${bandHeight} class="tl-ground"></rect>
      ${bands(windows, part).filter((b) => isLoss(b.class) && inside(b.from, b.to)).sort((a, b) => b.to - b.from - (a.to - a.from)).map((b) => {
        const from = Math.max(left, x(b.from));
        const wide = Math.max(Math.min(x(b.to), width - right) - from, least);
        const text = t('report.band', { class: t('report.class.' + b.class), from: duration(b.from), to: duration(b.to), length: duration(b.to - b.from) });
        return svg`<g class="tl-loss" data-class=${b.class} role="button" tabindex="0" aria-label=${text} aria-busy=${busy === b.first}
            @click=${() => open(b.first)} @keydown=${(/** @type {KeyboardEvent} */ e) => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); open(b.first); } }}>
          <title>${text}</title>
          <rect x=${from} y=${y} width=${wide} height=${bandHeight}></rect>
          ${wide > 14 ? svg`<text x=${from + wide / 2} y=${y + bandHeight / 2 + 4} text-anchor="middle">${letters[b.class]}</text>` : nothing}
        </g>`;
      })}`;
  };

  const operations = v.survey.operations.filter((o) => inside(o.from_ns, o.to_ns)).slice(0, 400).map((o) => {
    const from = Math.max(left, x(o.from_ns));
    const wide = Math.max(Math.min(x(o.to_ns), width - right) - from, 1);
    const label = `${t('report.kind.' + o.kind)} · ${o.area}`;
    return svg`<rect x=${from} y=${operationsAt} width=${wide} height=${operationsHeight} class="tl-operation" data-kind=${o.kind}>
      <title>${t('report.operation', { kind: t('report.kind.' + o.kind), area: o.area, for: duration(o.to_ns - o.from_ns) })}</title></rect>
      ${wide > 12 + label.length * letter ? svg`<text x=${from + 4} y=${operationsAt + 13} class="tl-small tl-over">${label}</text>` : nothing}`;
  });

  const top = Math.max(4e6, ...(v.survey.vbat ?? []).map((p) => p.microvolts));
  const y = (/** @type {number} */ uv) => railAt + railHeight - 4 - (uv / (top * 1.06)) * (railHeight - 8);
  const curve = (/** @type {import('./model.js').Point[] | undefined} */ points) => {
    if (!points || points.length === 0) return '';
    const corners = points.filter((p) => p.at_ns > view.from && p.at_ns < view.to);
    const all = [{ at_ns: view.from, microvolts: curveAt(points, view.from) }, ...corners, { at_ns: view.to, microvolts: curveAt(points, view.to) }];
    return all.map((p, i) => `${i === 0 ? 'M' : 'L'}${x(p.at_ns).toFixed(1)} ${y(p.microvolts).toFixed(1)}`).join('');
  };
  let edge = width - right - 4;
  const levels = levelsOf(v.survey.levels ?? []).map((l) => {
    const text = `${l.name} ${volts(l.microvolts)}`;
    const at = edge;
    edge -= 16 + text.length * letter;
    return svg`<line x1=${left} x2=${width - right} y1=${y(l.microvolts)} y2=${y(l.microvolts)} class="tl-level"></line>
      <text x=${at} y=${y(l.microvolts) - 3} class="tl-small" text-anchor="end">${text}</text>`;
  });
  let free = 0;
  const moments = v.survey.moments.filter((m) => inside(m.at_ns, m.at_ns + 1) && (m.kind === 'step' || m.kind === 'boot' || m.kind === 'reset')).slice(0, 40).map((m) => {
    const at = x(m.at_ns);
    const text = m.text.length > 22 ? m.text.slice(0, 21) + '…' : m.text;
    const room = at >= free;
    if (room) free = at + 12 + text.length * letter;
    return svg`<line x1=${at} x2=${at} y1=${operationsAt} y2=${axisAt} class="tl-moment"><title>${m.text}</title></line>
      ${room ? svg`<text x=${at + 3} y=${axisAt - 5} class="tl-small">${text}</text>` : nothing}`;
  });
  const end = width - right - 6;

  return html`<svg class="loss-timeline" viewBox="0 0 ${width} ${height}" role="group" aria-label=${t('report.timeline')}>
    ${shown.map(bandOf)}
    <text x=${left - 8} y=${operationsAt + 13} class="tl-label" text-anchor="end">${t('report.memory')}</text>
    ${operations}
    <text x=${left - 8} y=${y(top) + 4} class="tl-label" text-anchor="end">${volts(top)}</text>
    <text x=${left - 8} y=${railAt + railHeight - 2} class="tl-label" text-anchor="end">0 V</text>
    ${levels}${moments}
    <path d=${curve(v.survey.vbat)} class="tl-vbat"></path>
    <path d=${curve(v.survey.vdd)} class="tl-vdd"></path>
    ${(v.survey.vbat ?? []).length > 0 ? svg`<text x=${end} y=${y(curveAt(v.survey.vbat ?? [], view.to)) + 11} class="tl-small tl-vbat-text" text-anchor="end">VBAT</text>` : nothing}
    ${(v.survey.vdd ?? []).length > 0 ? svg`<text x=${end} y=${y(curveAt(v.survey.vdd ?? [], view.to)) - 4} class="tl-small tl-vdd-text" text-anchor="end">VDD</text>` : nothing}
    <line x1=${left} x2=${width - right} y1=${axisAt} y2=${axisAt} class="tl-axis"></line>
    ${ticks(view.from, view.to, 9).map((at) => svg`<line x1=${x(at)} x2=${x(at)} y1=${axisAt} y2=${axisAt + 4} class="tl-axis"></line>
      <text x=${x(at)} y=${axisAt + 17} class="tl-label" text-anchor="middle">${duration(at)}</text>`)}
  </svg>`;
}

/**
 * The levels of the logic rail; those of one voltage are one line.
 * @param {readonly import('./model.js').Level[]} levels
 */
function levelsOf(levels) {
  /** @type {{ name: string, microvolts: number }[]} */
  const out = [];
  for (const l of levels) {
    if (l.rail !== 'VDD') continue;
    const same = out.find((o) => o.microvolts === l.microvolts);
    if (same) same.name += ', ' + l.name;
    else out.push({ name: l.name, microvolts: l.microvolts });
  }
  return out;
}
