// The bench as a person uses it: a PIN is set on the phone, the cells are changed,
// the PIN is gone; the scope shows where, and other firmware keeps it.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enterPin, loseThePin, pair, phone, screen, setPin, typePin } from './deeds.js';
import { assertClean, newPerson, scene, seriousFindings, startBrowser } from './rig.js';

/** @type {import('./rig.js').Browser} */
let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

scene('a PIN that was set is gone after the cells were changed, the scope shows where, and other firmware keeps it', async (start) => {
  const server = await start({ demo: true });
  const { page, witness } = await newPerson(browser, server.url, { still: true });
  await page.goto(server.url + '/?lock=demo');
  await page.locator('#part-scope canvas').first().waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'on the bench');
  await pair(page);
  await setPin(page, '4711');
  await loseThePin(page, server, 'demo');

  // The phone says what a real app would say.
  await phone(page).getByRole('button', { name: 'Enter PIN' }).click();
  await typePin(page, '4711');
  await phone(page).getByText('The PIN that you entered is not right.').waitFor();

  // The scope shows where it was lost.
  await page.locator('#part-scope').getByText(/(erase|write) cut at \d+/).first().waitFor();

  // The same hand, other firmware.
  await page.locator('[data-tour="fork"]').click();
  await page.getByRole('button', { name: 'Open the second lock' }).click();
  await page.locator('#part-compare table').waitFor();
  const fate = (/** @type {number} */ column) => page.locator('#part-compare tr').filter({ has: page.getByRole('rowheader', { name: 'PIN' }) }).locator('td').nth(column);
  await fate(1).getByText('is accepted').waitFor();
  assert.match(await fate(0).innerText(), /rejected, and so is 0000/);
  const other = page.locator('#part-compare [data-part="phone"]');
  await other.getByText('Settings', { exact: true }).click();
  await enterPin(other, '4711');
  assert.deepEqual(await seriousFindings(page), [], 'with two locks');
  assertClean(witness);
});

scene('a reload and a server that is killed and started again leave lock, phone and place as they were', async (start) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'locktwin-page-'));
  let server = await start({ demo: true, dataDir });
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
    server = await start({ demo: true, dataDir, listen: server.listen });
    await page.locator('.strip', { hasText: 'The connection to the server is lost.' }).waitFor({ state: 'detached' });
    await screen(page, 'Settings');
    await enterPin(phone(page), '4711');
    assertClean(witness, /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket connection|ERR_EMPTY_RESPONSE/);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
