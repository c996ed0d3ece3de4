// Reports of campaigns that the program made: they open on the page, and each case leads
// to the bench.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { assertClean, newPerson, pinIs, scene, seriousFindings, startBrowser, sweep } from './rig.js';

/** @type {import('./rig.js').Browser} */
let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

scene('a click on a loss window puts that case on the bench, shortly before its fault', async (start) => {
  const server = await start();
  const { page, witness } = await newPerson(browser, server.url);
  await page.goto(server.url + '/report');
  await page.locator('input[type=file]').setInputFiles(sweep(['--window', '5ms']));
  const loss = page.locator('.loss-timeline .tl-loss[data-class="wrong"]').first(); // it is short, and can be hit all the same
  await loss.waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'in the report');
  await loss.click();
  await page.waitForURL(/\/\?lock=/);
  await page.locator('#part-scope canvas').first().waitFor();
  await page.locator('.standing', { hasText: 'Paused' }).waitFor();
  const at = new URL(page.url()).searchParams;
  const lock = await server.request('GET', '/locks/' + at.get('lock'));
  assert.ok(lock.sim_ns <= Number(at.get('at')), 'the lock stands still after its fault');
  assert.ok(Number(at.get('from')) < Number(at.get('at')) && Number(at.get('at')) < Number(at.get('to')), 'the scope does not show the fault');

  // The report is still there, and a lock ends as it says.
  await page.goBack();
  await page.locator('.loss-timeline .tl-loss[data-class="denied"]').first().click();
  await page.waitForURL((u) => u.searchParams.has('lock'));
  const denied = new URL(page.url()).searchParams.get('lock');
  assert.notEqual(denied, lock.id);
  await server.request('PATCH', '/locks/' + denied, { speed: 'max' });
  await pinIs(server, denied, 'unknown');
  assertClean(witness);
});

scene('a click on a sag of the shmoo plot puts that case on the bench', async (start) => {
  const server = await start();
  const { page, witness } = await newPerson(browser, server.url);
  await page.goto(server.url + '/report');
  await page.locator('input[type=file]').setInputFiles(sweep(['--sag', '1V..2.5V/4 x 10ms..300ms/3 log', '--at', '50ms']));
  await page.locator('.shmoo .sh-cell[data-class="denied"]').first().waitFor();
  assert.equal(await page.locator('.shmoo .sh-cell').count(), 12);
  assert.deepEqual(await seriousFindings(page), [], 'in the report');
  await page.locator('.shmoo .sh-cell[data-class="denied"]').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/\?lock=/);
  await page.locator('#part-scope canvas').first().waitFor();
  await page.locator('.standing', { hasText: 'Paused' }).waitFor();
  const id = new URL(page.url()).searchParams.get('lock');
  await server.request('PATCH', '/locks/' + id, { speed: 'max' });
  await pinIs(server, id, 'unknown');
  assertClean(witness);
});
