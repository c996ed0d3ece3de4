// What was done by hand becomes a file that plays to the same end, lines of the story
// lead into scope and memory, and all of it goes without a mouse.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loseThePin, pair, phone, setPin } from './deeds.js';
import { assertClean, newPerson, pinIs, scene, seriousFindings, startBrowser, until } from './rig.js';

/** @typedef {import('./rig.js').Page} Page */

/** A lock that loses its PIN in a hesitant change of cells. */
const weak = { profile: 'rewrite-at-boot', seed: 2411, cells: { kind: 'eneloop', charge: '40%', cycles: 150 }, board: { bulk: '68uF' } };

/** @type {import('./rig.js').Browser} */
let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

/** Where operations of the memory were torn. @param {import('./rig.js').Server} server @param {string} id */
async function torn(server, id) {
  const { events } = await server.request('GET', `/locks/${id}/events?kinds=flash&limit=1000`);
  const all = events.filter((/** @type {any} */ e) => e.name.endsWith('-torn'));
  return all.map((/** @type {any} */ e) => e.flash.address);
}

scene('what was done by hand is saved as a scenario, and played on another lock ends the same', async (start) => {
  const server = await start();
  await server.request('POST', '/locks', { id: 'hand', ...weak });
  const { page, witness } = await newPerson(browser, server.url);
  await page.goto(server.url + '/?lock=hand');
  await page.locator('#part-scope canvas').first().waitFor();
  await pair(page);
  await setPin(page, '4711');
  await loseThePin(page, server, 'hand');
  const before = await torn(server, 'hand');
  assert.ok(before.length > 0);

  // A line of the story leads to the moment in the scope, and to the page in the memory.
  const story = page.locator('#part-story');
  for (const other of ['Power', 'Reset', 'Decision', 'Motor', 'Phone', 'Hand', 'Other']) await story.getByRole('button', { name: other, exact: true }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('#part-story .st-row')].every((r) => r instanceof HTMLElement && r.dataset.topic === 'memory'));
  await story.locator('.st-row').filter({ hasText: /is torn at/ }).last().click();
  await page.waitForURL((u) => u.searchParams.has('at') && u.searchParams.has('from') && (u.searchParams.has('page') || u.searchParams.has('word')));
  await page.locator('#part-scope').getByRole('button', { name: 'Stopped' }).waitFor();
  await page.locator('#part-flash [aria-current="location"]', { hasText: 'Page' }).waitFor();

  await page.locator('#part-bookmarks').getByRole('button', { name: 'Scenario' }).click();
  await page.getByRole('button', { name: /^Save what was done/ }).click();
  const saved = page.locator('dialog.saved');
  await saved.locator('.btn-main:enabled').waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'with a saved scenario');
  const [download] = await Promise.all([page.waitForEvent('download'), saved.locator('.btn-main').click()]);
  const file = await download.path();
  await saved.getByRole('button', { name: 'Close' }).click();

  await page.locator('#part-bookmarks').getByRole('button', { name: 'Scenario' }).click();
  await page.locator('#part-bookmarks input[type=file]').setInputFiles({ name: 'hand.yaml', mimeType: 'application/yaml', buffer: readFileSync(file) });
  await page.waitForURL((u) => !['hand', null].includes(u.searchParams.get('lock')));
  const other = String(new URL(page.url()).searchParams.get('lock'));
  await until('as many torn operations', async () => (await torn(server, other)).length >= before.length);
  await pinIs(server, other, 'unknown');
  assert.deepEqual(await torn(server, other), before, 'other pages are torn');
  assertClean(witness);
});

/**
 * Goes on with the Tab key until the focus is on what is meant.
 * @param {Page} page
 * @param {string} selector
 */
async function tabTo(page, selector) {
  for (let left = 250; left > 0; left--) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
  }
  assert.fail(`the Tab key does not lead to ${selector}`);
}

scene('without a mouse: the phone is paired, a PIN is set, and the cells are taken out and put in', async (start) => {
  const server = await start();
  await server.request('POST', '/locks', { id: 'keys', ...weak });
  const { page, witness } = await newPerson(browser, server.url);
  await page.goto(server.url + '/?lock=keys');
  await phone(page).getByRole('button', { name: 'Add a lock' }).waitFor();
  await tabTo(page, '#part-phone .app-main');
  await page.keyboard.press('Enter');
  await phone(page).getByRole('button', { name: 'Pair', exact: true }).waitFor();
  await tabTo(page, '#part-phone .app-found .app-main');
  await page.keyboard.press('Enter');
  await phone(page).getByText('Settings', { exact: true }).waitFor();
  await tabTo(page, '#part-phone button[data-to="pin"]');
  await page.keyboard.press('Enter');
  await phone(page).locator('.app-digits').waitFor();
  if (!await page.evaluate(() => document.activeElement?.matches('.app-digits'))) await tabTo(page, '#part-phone .app-digits');
  await page.keyboard.type('4711');
  await page.keyboard.press('Enter');
  await pinIs(server, 'keys', 'custom');

  await tabTo(page, '#part-bay .by-move');
  await page.keyboard.press('Enter');
  await page.locator('.standing', { hasText: 'No power' }).waitFor();
  await page.waitForFunction(() => document.querySelector('#part-bay .by-move:enabled'));
  if (!await page.evaluate(() => document.activeElement?.matches('#part-bay .by-move'))) await tabTo(page, '#part-bay .by-move');
  await page.keyboard.press('Space');
  await page.locator('.standing', { hasText: 'No power' }).waitFor({ state: 'detached' });
  const lock = await server.request('GET', '/locks/keys');
  assert.equal(lock.battery.in, true);
  assertClean(witness);
});
