// The first visit: the tour leads whoever follows it from its first sentence to a lost
// PIN and, on a second lock, a kept one.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { cells, pair, phone, setPin, typePin } from './deeds.js';
import { assertClean, newPerson, scene, seriousFindings, startBrowser } from './rig.js';

/** @type {import('./rig.js').Browser} */
let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

scene('the tour of a first visit ends with a lost PIN and a kept one, and does not come again', async (start) => {
  const server = await start({ demo: true });
  const { page, witness } = await newPerson(browser, server.url);
  await page.goto(server.url);
  await page.getByText('Set a PIN on the phone, then take the cells out.').waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0, 'a dialog before the first loss');
  assert.deepEqual(await seriousFindings(page), [], 'on a first visit');

  const tour = page.locator('.tour');
  /** What is done at each step; at the others one waits. @type {Record<string, () => Promise<void>>} */
  const deeds = {
    pair: () => pair(page),
    pin: () => setPin(page, '4711'),
    out: () => cells(page).click(),
    in: () => cells(page).click(),
    again: () => cells(page).click(), // the lock was lucky
    ask: async () => {
      await phone(page).getByRole('button', { name: 'Enter PIN' }).click();
      await typePin(page, '4711');
      await phone(page).getByText('The PIN that you entered is not right.').waitFor();
    },
    why: async () => {
      await tour.getByRole('button').first().click();
      await page.waitForURL(/[?&]at=\d+/);
      await tour.getByRole('button').nth(1).click();
    },
    other: () => tour.getByRole('button').first().click(),
  };
  /** @type {string[]} */
  const steps = [];
  for (;;) {
    const step = String(await tour.getAttribute('data-step'));
    steps.push(step);
    if (step === 'kept') break;
    assert.notEqual(step, 'stuck', steps.join(', '));
    assert.ok(steps.length < 60, steps.join(', '));
    await deeds[step]?.();
    await page.waitForFunction((was) => document.querySelector('.tour')?.getAttribute('data-step') !== was, step);
  }
  for (const step of ['pair', 'pin', 'out', 'in', 'ask', 'why', 'other']) assert.ok(steps.includes(step), `${step} is not among ${steps.join(', ')}`);

  // Both are on the page: the lost PIN and the kept one.
  const fate = (/** @type {number} */ column) => page.locator('#part-compare tr').filter({ has: page.getByRole('rowheader', { name: 'PIN' }) }).locator('td').nth(column);
  await fate(0).getByText('rejected').waitFor();
  await fate(1).getByText('is accepted').waitFor();
  await tour.getByRole('button').last().click();
  await tour.waitFor({ state: 'detached' });

  await page.goto(server.url + '/?lock=demo');
  await page.locator('#part-scope canvas').first().waitFor();
  assert.equal(await tour.count(), 0, 'the tour comes again');
  assertClean(witness);
});
