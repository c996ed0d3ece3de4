// Quantities as people read them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setLang } from '../../app/core/text.js';
import { amps, bytes, celsius, clock, duration, hex, percent, si, volts } from '../../app/core/units.js';

/** @param {string} text with ordinary blanks in place of those that do not break */
const plain = (text) => text.replaceAll('\u00a0', ' ');

test('a quantity has three significant figures and a prefix', () => {
  for (const [got, want] of [
    [volts(2_812_345), '2.81 V'], [volts(2_800_000), '2.80 V'], [volts(43_210), '43.2 mV'], [volts(0), '0 V'], [volts(-1_500_000), '-1.50 V'],
    [amps(412), '412 µA'], [amps(3_321_000), '3.32 A'], [amps(0.5), '500 nA'],
    [si(999.9e-3, 'V'), '1 V'], [si(999.4e-6, 's'), '999 µs'], [si(12345, 'Hz'), '12.3 kHz'], [si(Number.NaN, 'V'), '–'],
    [percent(0.4321), '43.2 %'], [percent(1), '100 %'],
    [bytes(512), '512 B'], [bytes(4096), '4 KiB'], [hex(0x7c010), '0x7c010'], [hex(0x10), '0x00010'], [celsius(-10_500), '-10.5 °C'],
  ]) assert.equal(plain(got), want);
});

test('a length of time is told in the units that fit it', () => {
  const s = 1e9;
  for (const [ns, want] of /** @type {[number, string][]} */ ([
    [89_700_000, '89.7 ms'], [43_000_000, '43 ms'], [1234, '1.23 µs'], [0, '0 s'], [59.99 * s, '1 min'], [125 * s, '2 min 5 s'],
    [3600 * s, '1 h'], [3599.9 * s, '1 h'], [90_000 * s, '1 d 1 h'], [86_399 * s, '1 d'], [14 * 86_400 * s, '14 d'], [-5_000_000, '−5 ms'],
  ])) assert.equal(plain(duration(ns)), want);
});

test('an instant is told in days and on the clock, never rounded up', () => {
  for (const [got, want] of [
    [clock(0), '00:00:00.000'], [clock(36_906_903_729), '00:00:36.906'], [clock(999_999_999, { digits: 0 }), '00:00:00'],
    [clock(12 * 86_400e9 + 4 * 3600e9 + 7 * 60e9 + 31.482e9), '12 d 04:07:31.482'], [clock(1_234_567_890, { digits: 9 }), '00:00:01.234567890'],
    [clock(-5), '00:00:00.000'],
  ]) assert.equal(plain(got), want);
});

test('the decimal sign is that of the language', async () => {
  await setLang('de');
  assert.equal(plain(volts(2_812_345)), '2,81 V');
  await setLang('en');
});
