// What the pictures of twins show, as tables to take away: the first row has the names of
// the columns, with units.

/**
 * @typedef {import('./model.js').Schemas} Schemas
 * @typedef {(string | number)[][]} Table
 */

/** @param {Schemas['TwinFit']} f @returns {Table} */
export function fitTable(f) {
  return [['record', 'name', 'unit', 'value', 'low', 'high', 'informed', 'count', 'bias', 'rms', 'ratio'],
    ...f.estimates.map((e) => ['estimate', e.name, e.unit, e.value, e.low, e.high, e.informed, '', '', '', '']),
    ...f.residuals.map((r) => ['residual', r.channel, r.unit, '', '', '', '', r.count, r.bias, r.rms, r.ratio])];
}

/** @param {Schemas['Forecast']} f @returns {Table} */
export function forecastTable(f) {
  const until = /** @type {const} */ ([['first-sign', f.first_sign], ['warning', f.warning], ['critical', f.critical], ['brown-out', f.brown_out], ['empty', f.empty]]);
  return [['record', 'name', 'days', 'value', 'low', 'high', 'unit'],
    ...until.map(([name, u]) => ['event', name, '', u.never ? '' : u.days, u.never ? '' : u.low, u.never || u.high_open ? '' : u.high, 'days']),
    ...[...f.stack, f.total].map((s) => ['drain', s.consumer, '', s.mah_per_day, s.low_mah_per_day, s.high_mah_per_day, 'mAh/day']),
    ...f.curve.map((p) => ['charge', '', p.days, p.charge, p.low, p.high, '1']),
    ...f.curve.map((p) => ['rested', '', p.days, p.volts, '', '', 'V'])];
}

/** @param {Schemas['ForecastExplanation']} x @returns {Table} */
export function explanationTable(x) {
  return [['record', 'name', 'mah_per_day', 'low', 'high', 'life_factor', 'weight', 'explains', 'test'],
    ...x.known.map((s) => ['known', s.consumer, s.mah_per_day, s.low_mah_per_day, s.high_mah_per_day, '', '', '', '']),
    ['hidden', '', x.hidden_mah_per_day.value, x.hidden_mah_per_day.low, x.hidden_mah_per_day.high, '', '', '', ''],
    ...x.candidates.map((c) => ['candidate', c.id, c.mah_per_day, c.low_mah_per_day, c.high_mah_per_day, c.life_factor, c.weight, String(c.explains), c.test])];
}

/** @param {Schemas['FuturesResult']} r @returns {Table} */
export function futuresTable(r) {
  const chance = (/** @type {string} */ name, /** @type {Schemas['FuturesChance']} */ c) => ['chance', name, c.p, c.low, c.high, c.hits, c.count, '', ''];
  return [['record', 'name', 'value', 'low', 'high', 'hits', 'count', 'saved', 'spoiled'],
    chance('pin', r.before.pin), chance('settings', r.before.settings), chance('authorizations', r.before.authorizations),
    ...r.before.pin_classes.map((c) => chance('pin ' + c.class, c.chance)),
    ...[...(r.after ? [r.after] : []), ...r.levers].map((l) => ['difference', l.id || 'variation', l.difference, l.low, l.high, l.after.pin.hits, l.after.pin.count, l.saved, l.spoiled])];
}

/** @param {Schemas['DiagnoseDiagnosis']} d @returns {Table} */
export function diagnosisTable(d) {
  return [['record', 'id', 'title', 'probability', 'low', 'high', 'prior', 'rate', 'plays', 'confirm'],
    ...d.mechanisms.map((m) => ['mechanism', m.id, m.title, m.probability, m.low, m.high, '', '', '', '']),
    ...d.causes.map((c) => ['cause', c.id, c.title, c.probability, c.low, c.high, c.prior, c.rate, c.plays, c.confirm])];
}
