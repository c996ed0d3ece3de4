// The bench as a person uses it: a PIN is set on the phone, the cells are changed,
// the PIN is gone; the scope shows where, and other firmware keeps it.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertClean, newPerson, scene, seriousFindings, startBrowser, startServer } from './rig.js';

/** @typedef {import('./rig.js').Page} Page */

/** @type {import('./rig.js').Browser} */
let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

const phone = (/** @type {Page} */ page) => page.locator('#part-phone');
const cells = (/** @type {Page} */ page) => page.locator('#part-bay .by-move');

/** @param {Page} page */
async function pair(page) {
  await phone(page).getByRole('button', { name: 'Add a lock' }).click();
  await phone(page).getByRole('button', { name: 'Pair', exact: true }).first().click();
  await phone(page).getByRole('tab', { name: 'Settings' }).or(phone(page).getByRole('button', { name: 'Settings' })).first().waitFor();
}

/** @param {Page} page @param {string} pin */
async function typePin(page, pin) {
  await phone(page).locator('.app-digits').fill(pin);
  await phone(page).locator('.app-key-go').click();
}

/** @param {Page} page @param {string} name */
const screen = (page, name) => phone(page).locator('nav, [role=tablist]').getByText(name, { exact: true }).click();

/** Sets a PIN on a lock that has none: the old one is asked for first. @param {Page} page @param {string} pin */
async function setPin(page, pin) {
  await screen(page, 'Settings');
  await phone(page).getByRole('button', { name: /^Admin PIN/ }).click();
  await typePin(page, pin);
  await phone(page).getByRole('button', { name: /^Admin PIN\s+set/ }).waitFor();
}

/** Takes the cells out, waits until the lock is dark, and puts them in again. @param {Page} page */
async function changeCells(page) {
  await cells(page).click();
  await page.locator('.standing', { hasText: /No power|In reset/ }).waitFor();
  await cells(page).click();
}

scene('a PIN that was set is gone after the cells were changed, the scope shows where, and other firmware keeps it', async () => {
  const server = await startServer({ demo: true });
  try {
    const { page, witness } = await newPerson(browser, server.url, { still: true });
    await page.goto(server.url + '/?lock=demo');
    await page.locator('#part-scope canvas').first().waitFor();
    assert.deepEqual(await seriousFindings(page), [], 'on the bench');
    await pair(page);
    await setPin(page, '4711');
    await changeCells(page);

    // The phone says what a real app would say.
    await phone(page).getByRole('button', { name: 'Enter PIN' }).click();
    await typePin(page, '4711');
    await phone(page).getByText('The PIN that you entered is not right.').waitFor();

    // The scope shows where it was lost.
    await page.locator('#part-scope').getByText(/erase cut at \d+/).first().waitFor();

    // The same hand, other firmware.
    await page.locator('[data-tour="fork"]').click();
    await page.getByRole('button', { name: 'Open the second lock' }).click();
    await page.locator('#part-compare table').waitFor();
    const fate = (/** @type {number} */ column) => page.locator('#part-compare tr').filter({ has: page.getByRole('rowheader', { name: 'PIN' }) }).locator('td').nth(column);
    await fate(1).getByText('is accepted').waitFor();
    assert.match(await fate(0).innerText(), /rejected, and so is 0000/);
    const other = page.locator('#part-compare [data-part="phone"]');
    await other.getByText('Settings', { exact: true }).click();
    await other.getByRole('button', { name: 'Enter PIN' }).click();
    await other.locator('.app-digits').fill('4711');
    await other.locator('.app-key-go').click();
    await other.getByText('New admin PIN').waitFor();
    assert.deepEqual(await seriousFindings(page), [], 'with two locks');
    assertClean(witness);
  } finally {
    await server.stop();
  }
});

scene('a reload and a server that is killed and started again leave lock, phone and place as they were', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'locktwin-page-'));
  let server = await startServer({ demo: true, dataDir });
  try {
    const { page, witness } = await newPerson(browser, server.url);
    await page.goto(server.url + '/?lock=demo');
    await pair(page);
    await setPin(page, '4711');

    // A line of the story moves all views, and the address with them.
    await page.locator('#part-story').getByText(/asks for set/).first().click();
    await page.waitForURL(/[?&]at=\d+/);
    const there = page.url();

    await page.reload();
    await phone(page).getByText('Settings', { exact: true }).waitFor();
    assert.equal(page.url(), there);
    assert.equal(await phone(page).getByRole('button', { name: 'Add a lock' }).count(), 0, 'the phone has forgotten the lock');

    await server.kill();
    await page.getByText('The connection to the server is lost.').first().waitFor();
    server = await startServer({ demo: true, dataDir, listen: server.listen });
    await page.locator('.strip', { hasText: 'The connection to the server is lost.' }).waitFor({ state: 'detached' });
    await screen(page, 'Settings');
    await phone(page).getByRole('button', { name: 'Enter PIN' }).click();
    await typePin(page, '4711');
    await phone(page).getByText('New admin PIN').waitFor();
    assertClean(witness, /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket connection|ERR_EMPTY_RESPONSE/);
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
