// The timeline of a debrief: what the lock really did before the trainee came, the
// moment at which something was lost, and what the trainee then did. Each is on a
// scale of its own: the story takes milliseconds or weeks, the training minutes.
import { html, nothing, svg } from '../core/html.js';
import { clock, duration } from '../core/units.js';
import { t } from '../core/text.js';
import { say, spent } from './words.js';

const width = 960;
const left = 12;
const right = width - 12;
const rowY = { story: 46, acts: 128 };

/**
 * @param {any} debrief
 * @param {(n: number | null, simNs: number) => void} pick an action by its number, or a moment of the story
 */
export function timeline(debrief, pick) {
  const told = debrief.hidden;
  const marks = places(told.map((/** @type {any} */ m) => m.at_ns), debrief.decisive?.at_ns);
  const acts = debrief.actions;
  const last = Math.max(1, ...acts.map((/** @type {any} */ a) => a.at_ns));
  const x = (/** @type {number} */ ns) => left + (right - left) * ns / last;
  const decisive = debrief.decisive;
  return html`
    <svg class="timeline" viewBox="0 0 ${width} 168" role="img" aria-label=${t('training.debrief.timeline')}>
      <text x=${left} y="14" class="axis-title">${t('training.debrief.story')}</text>
      <line x1=${left} x2=${right} y1=${rowY.story} y2=${rowY.story} class="axis"/>
      ${told.map((/** @type {any} */ m, /** @type {number} */ i) => svg`<g class="mark" data-kind=${m.kind} @click=${() => pick(null, m.at_ns)}>
        <line x1=${marks.x[i]} x2=${marks.x[i]} y1=${rowY.story - 7} y2=${rowY.story + 7}/><title>${clock(m.at_ns, { digits: 3 })}: ${m.text}</title></g>`)}
      ${marks.gaps.map((g) => svg`<g class="gap"><path d="M${g.x - 4} ${rowY.story + 5} l4 -10 M${g.x + 1} ${rowY.story + 5} l4 -10"/><text x=${g.x} y=${rowY.story + 22} text-anchor="middle">${duration(g.ns)}</text></g>`)}
      ${decisive ? svg`<g class="loss"><line x1=${marks.of} x2=${marks.of} y1=${rowY.story - 20} y2=${rowY.story + 14}/>
        <text x=${Math.min(marks.of + 6, right - 4)} y=${rowY.story - 14} text-anchor=${marks.of > width * 0.7 ? 'end' : 'start'}>${t(decisive.kind === 'loss' ? 'training.debrief.lost-here' : 'training.debrief.here')}</text></g>` : nothing}
      <text x=${left} y=${rowY.acts - 30} class="axis-title">${t('training.debrief.yours')}</text>
      <line x1=${left} x2=${right} y1=${rowY.acts} y2=${rowY.acts} class="axis"/>
      ${acts.map((/** @type {any} */ a) => svg`<g class="act ${(a.destroyed ?? []).length > 0 ? 'bad' : ''}" data-kind=${a.choice.kind} @click=${() => pick(a.n, a.sim_ns)}>
        ${shape(a.choice.kind, x(a.at_ns), rowY.acts)}<title>${spent(a.at_ns)}: ${say(a.name)}</title></g>`)}
      <text x=${right} y=${rowY.acts + 24} text-anchor="end" class="num">${spent(last)}</text>
    </svg>
    <p class="legend small quiet">${['ask', 'do', 'tell', 'diagnose'].map((k) => html`<span><svg class="key" viewBox="-8 -8 16 16" aria-hidden="true"><g class="act" data-kind=${k}>${shape(k, 0, 0)}</g></svg>${t('training.kind.' + k)}</span>`)}</p>`;
}

/**
 * Each kind of choice has a shape, since colour is not enough.
 * @param {string} kind
 * @param {number} x
 * @param {number} y
 */
function shape(kind, x, y) {
  if (kind === 'ask') return svg`<circle cx=${x} cy=${y} r="6"/>`;
  if (kind === 'do') return svg`<rect x=${x - 6} y=${y - 6} width="12" height="12"/>`;
  if (kind === 'tell') return svg`<path d="M${x - 7} ${y + 6} h14 l-7 -13 z"/>`;
  if (kind === 'diagnose') return svg`<path d="M${x} ${y - 8} l8 8 l-8 8 l-8 -8 z"/>`;
  return svg`<line x1=${x} x2=${x} y1=${y - 6} y2=${y + 6}/>`;
}

/** A wait that is this much longer than the others is drawn as a gap. */
const breakRatio = 12;

/**
 * Places moments along the line: long waits are cut short, so that the milliseconds
 * of a fault are seen beside the weeks before it.
 * @param {number[]} ns in order
 * @param {number | undefined} decisive
 * @returns {{ x: number[], of: number, gaps: { x: number, ns: number }[] }}
 */
export function places(ns, decisive) {
  const all = [...new Set(decisive === undefined ? ns : [...ns, decisive])].sort((a, b) => a - b);
  const steps = all.slice(1).map((v, i) => v - all[i]);
  const ordinary = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 1;
  const weight = steps.map((s) => Math.log2(2 + s / Math.max(1, ordinary)));
  const total = weight.reduce((a, b) => a + b, 0) || 1;
  /** @type {Map<number, number>} */
  const at = new Map();
  const gaps = /** @type {{ x: number, ns: number }[]} */ ([]);
  let x = left + 8;
  const room = right - left - 16;
  all.forEach((v, i) => {
    at.set(v, all.length === 1 ? (left + right) / 2 : x);
    if (i >= steps.length) return;
    const step = room * weight[i] / total;
    if (steps[i] > breakRatio * ordinary && step > 60) gaps.push({ x: x + step / 2, ns: steps[i] });
    x += step;
  });
  return { x: ns.map((v) => /** @type {number} */ (at.get(v))), of: decisive === undefined ? 0 : /** @type {number} */ (at.get(decisive)), gaps };
}
