// Puts a case of a report onto the bench: the fault becomes a step of its scenario, and
// the lock stands still shortly before it.
import { api } from '../core/api.js';
import { durationNs, faultIn } from '../compare/model.js';
import { playToFault } from '../compare/play.js';

/**
 * @typedef {import('./model.js').Result} Result
 * @typedef {import('./model.js').Variant} Variant
 * @typedef {import('./model.js').Fault} Fault
 * @typedef {import('./model.js').Verdict} Verdict
 * @typedef {import('./model.js').Group} Group
 */

/** How long before the fault the lock stands still, in nanoseconds. */
const lead = 50e6;

/**
 * @param {Result} r
 * @param {Variant} v
 * @param {Fault[]} path
 * @param {Verdict | null} verdict
 */
export async function openFault(r, v, path, verdict) {
  const c = await api.post('/scenarios/cases', { spec: r.spec, variant: v.variant, path, ...(verdict === null ? {} : { verdict }) });
  const before = Math.min(lead, c.fault_offset_ns);
  await playToFault({ text: c.scenario, file: c.name + '.yaml', stop: { step: c.stop_step, offsetNs: c.fault_offset_ns - before } }, before);
}

/**
 * The smallest case of a way to fail.
 * @param {Group} g
 * @returns {Promise<boolean>} false: it has none that can be played
 */
export async function openSmallest(g) {
  const text = g.smallest?.scenario;
  if (!text) return false;
  const fault = faultIn(text);
  const offset = fault === null ? null : durationNs(fault.after);
  if (fault === null || offset === null) return false;
  const before = Math.min(lead, offset);
  await playToFault({ text, file: g.smallest?.name + '.yaml', stop: { step: fault.step, offsetNs: offset - before } }, before);
  return true;
}
