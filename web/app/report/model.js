// A campaign's result as `locktwin sweep --json` writes it: read, checked, and cut
// into what the page draws. Nothing is drawn here.
import { classes } from '../compare/model.js';

/**
 * @typedef {{ kind: string, at_ns: number, for_ns: number, microvolts?: number, times?: number }} Fault
 * @typedef {{ pin: string, settings: string, authorizations: string, broken?: string[], decision: string, samples: number }} Verdict
 * @typedef {{ from_ns: number, to_ns: number, operation: number, for_ns?: number, times?: number, verdict: Verdict, share: number }} Stretch
 * @typedef {{ microvolts: number, for_ns: number, at_ns: number, verdict: Verdict, share: number }} Cell
 * @typedef {{ kind: string, area: string, addr: number, size: number, from_ns: number, to_ns: number }} Operation
 * @typedef {{ at_ns: number, microvolts: number }} Point
 * @typedef {{ name: string, rail: string, microvolts: number }} Level
 * @typedef {{ window_ns: number, operations: Operation[], moments: { at_ns: number, kind: string, text: string }[], vbat?: Point[], vdd?: Point[], levels?: Level[] }} Survey
 * @typedef {{ faults: number, part: string, class: string, length_ns: number, probability: number, windows: number, longest_ns: number }} Row
 * @typedef {{ variant: { index: number, values: string[] }, survey: Survey, counts: any, within: number, windows?: Stretch[], cells?: Cell[], rows: Row[] }} Variant
 * @typedef {{ variant: number, faults: number, failure: { operation: string, decision: string, part: string, class: string }, length_ns: number, probability: number,
 *   findings: number, first_ns: number, smallest?: { name: string, scenario: string, path: Fault[] } | null }} Group
 * @typedef {{ spec: any, variants: Variant[], groups: Group[] }} Result
 * @typedef {'pin' | 'settings' | 'authorizations'} Part
 */

/** The parts of a verdict, in the order of their weight. @type {Part[]} */
export const parts = ['pin', 'settings', 'authorizations'];
/** What the rows of a result call them. @type {Record<Part, string>} */
export const partNames = { pin: 'PIN', settings: 'settings', authorizations: 'authorizations' };
/** The longest result the page takes, in bytes. */
export const longest = 256 << 20;

/**
 * Reads a result.
 * @param {string} text
 * @returns {{ result: Result } | { wrong: 'json' | 'shape' }}
 */
export function read(text) {
  let r;
  try {
    r = JSON.parse(text);
  } catch {
    return { wrong: 'json' };
  }
  const good = r && typeof r === 'object' && r.spec && typeof r.spec === 'object' && Array.isArray(r.variants) && Array.isArray(r.groups)
    && r.variants.every((/** @type {any} */ v) => v?.variant && v.survey && Array.isArray(v.rows) && Array.isArray(v.survey.operations) && Array.isArray(v.survey.moments));
  return good ? { result: r } : { wrong: 'shape' };
}

/** Is this a class in which something is lost? @param {string} c */
export const isLoss = (c) => c !== 'intact';

/** The class of one part of a verdict. @param {Verdict} v @param {Part} part */
export const classOf = (v, part) => v[part] ?? 'intact';

/**
 * Neighbouring stretches that end alike in one part, as one.
 * @typedef {{ from: number, to: number, class: string, first: Stretch, share: number }} Band
 * @param {readonly Stretch[]} windows
 * @param {Part} part
 * @returns {Band[]}
 */
export function bands(windows, part) {
  /** @type {Band[]} */
  const out = [];
  for (const w of windows) {
    const c = classOf(w.verdict, part);
    const last = out.at(-1);
    if (last && last.class === c && last.to === w.from_ns) {
      last.to = w.to_ns;
      if (w.to_ns - w.from_ns > last.first.to_ns - last.first.from_ns) last.first = w;
      last.share = Math.min(last.share, w.share);
    } else {
      out.push({ from: w.from_ns, to: w.to_ns, class: c, first: w, share: w.share });
    }
  }
  return out;
}

/** The stretches of a variant for one length of the fault: plans may have several. @param {Variant} v */
export function lengthsOf(v) {
  return [...new Set((v.windows ?? []).map((w) => w.for_ns ?? 0))];
}

/**
 * What is worth seeing first: the losses with room around them, or everything.
 * @param {Variant} v
 * @returns {{ from: number, to: number }}
 */
export function interesting(v) {
  const whole = { from: 0, to: Math.max(v.survey.window_ns, 1) };
  const lost = (v.windows ?? []).filter((w) => parts.some((p) => isLoss(classOf(w.verdict, p))) || (w.verdict.broken ?? []).length > 0);
  if (lost.length === 0) return whole;
  const from = Math.min(...lost.map((w) => w.from_ns));
  const to = Math.max(...lost.map((w) => w.to_ns));
  // A last loss far away from the others does not hide them.
  const near = lost.filter((w) => w.from_ns - from < 2e9);
  const end = Math.max(...near.map((w) => w.to_ns));
  const span = Math.max((near.length < lost.length ? end : to) - from, 1000);
  return { from: Math.max(0, from - span * 0.12), to: Math.min(whole.to, from + span * 1.15) };
}

/**
 * A view zoomed around an instant, within the window.
 * @param {{ from: number, to: number }} view
 * @param {number} factor below 1: closer
 * @param {number} whole length of the window
 * @param {number} [at]
 */
export function zoomed(view, factor, whole, at = (view.from + view.to) / 2) {
  const span = Math.min(Math.max((view.to - view.from) * factor, 1000), whole);
  const from = Math.min(Math.max(0, at - (at - view.from) * (span / (view.to - view.from))), whole - span);
  return { from, to: from + span };
}

/** Moved by a share of its length. @param {{ from: number, to: number }} view @param {number} share @param {number} whole */
export function moved(view, share, whole) {
  const span = view.to - view.from;
  const from = Math.min(Math.max(0, view.from + share * span), Math.max(0, whole - span));
  return { from, to: from + span };
}

/**
 * The cells of a sag as a grid: one for each voltage and length, the worst of all
 * instants.
 * @param {readonly Cell[]} cells
 * @param {Part} part
 * @param {number | null} at one instant alone; null: all
 */
export function grid(cells, part, at) {
  const volts = [...new Set(cells.map((c) => c.microvolts))].sort((a, b) => b - a);
  const lengths = [...new Set(cells.map((c) => c.for_ns))].sort((a, b) => a - b);
  /** @type {Map<string, Cell>} */
  const worst = new Map();
  for (const c of cells) {
    if (at !== null && c.at_ns !== at) continue;
    const key = `${c.microvolts} ${c.for_ns}`;
    const there = worst.get(key);
    if (!there || rank(classOf(c.verdict, part)) < rank(classOf(there.verdict, part))) worst.set(key, c);
  }
  return { volts, lengths, cell: (/** @type {number} */ uv, /** @type {number} */ ns) => worst.get(`${uv} ${ns}`) ?? null };
}

/** Place of a class, the worst first. @param {string} c */
export const rank = (c) => (classes.includes(c) ? classes.indexOf(c) : classes.length);

/** Letters by which classes are told apart without their colour. @type {Record<string, string>} */
export const letters = { bricked: 'B', unstable: 'U', exposed: 'E', wrong: 'W', default: 'F', denied: 'D', stale: 'S', intact: '' };

/**
 * The fault of a stretch, in its middle.
 * @param {Result} r
 * @param {Stretch} w
 * @returns {Fault}
 */
export function faultOf(r, w) {
  const plan = r.spec.fault;
  return {
    kind: plan.kind, at_ns: Math.floor((w.from_ns + w.to_ns) / 2), for_ns: w.for_ns ?? plan.for_ns?.[0] ?? 250e6,
    ...(w.times || plan.times?.[0] ? { times: w.times ?? plan.times[0] } : {}),
  };
}

/** The fault of a cell. @param {Cell} c @returns {Fault} */
export const sagOf = (c) => ({ kind: 'sag', at_ns: c.at_ns, for_ns: c.for_ns, microvolts: c.microvolts });

/** What a variant is called: its values, or nothing. @param {Result} r @param {Variant} v */
export function variantName(r, v) {
  const axes = r.spec.axes ?? [];
  return v.variant.values.map((value, i) => (axes.length > 1 ? `${axes[i]?.name ?? axes[i]?.key} ${value}` : value)).join(', ');
}

/** The name of a file without the folders it lies in. @param {string} path */
export const baseName = (path) => path.split(/[\\/]/).pop() ?? path;

/**
 * Everything as rows of a table.
 * @param {Result} r
 */
export function table(r) {
  /** @type {(string | number)[][]} */
  const out = [['record', 'variant', 'part', 'class', 'from_ns', 'to_ns', 'at_ns', 'for_ns', 'supply_uv', 'length_ns', 'windows', 'probability', 'share', 'decision']];
  for (const v of r.variants) {
    const i = v.variant.index;
    for (const w of v.windows ?? []) {
      for (const p of parts) if (isLoss(classOf(w.verdict, p))) out.push(['window', i, partNames[p], classOf(w.verdict, p), w.from_ns, w.to_ns, '', w.for_ns ?? '', '', w.to_ns - w.from_ns, '', '', w.share, w.verdict.decision]);
    }
    for (const c of v.cells ?? []) for (const p of parts) out.push(['cell', i, partNames[p], classOf(c.verdict, p), '', '', c.at_ns, c.for_ns, c.microvolts, '', '', '', c.share, c.verdict.decision]);
    for (const x of v.rows) out.push(['class', i, x.part, x.class, '', '', '', '', '', x.length_ns, x.windows, x.probability, '', '']);
  }
  for (const g of r.groups) out.push(['group', g.variant, g.failure.part, g.failure.class, g.first_ns, '', '', '', '', g.length_ns, g.findings, g.probability, '', g.failure.decision]);
  return out;
}

/**
 * Round steps for an axis of time.
 * @param {number} from
 * @param {number} to
 * @param {number} most how many at most
 */
export function ticks(from, to, most) {
  let step = 10 ** Math.floor(Math.log10(Math.max((to - from) / most, 1)));
  for (const f of [2, 2.5, 2]) if ((to - from) / step > most) step *= f;
  /** @type {number[]} */
  const out = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) out.push(at);
  return out;
}

/** A curve given by corners, as it is at an instant. @param {readonly Point[]} points @param {number} at */
export function curveAt(points, at) {
  let i = points.findIndex((p) => p.at_ns > at);
  if (i === 0) return points[0].microvolts;
  if (i < 0) return points.at(-1)?.microvolts ?? 0;
  const [a, b] = [points[i - 1], points[i]];
  return a.microvolts + (b.microvolts - a.microvolts) * ((at - a.at_ns) / Math.max(b.at_ns - a.at_ns, 1));
}
