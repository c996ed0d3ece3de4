// Training as people go through it: one case alone to its debrief, and a class with
// two trainees.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { assertClean, newPerson, scene, seriousFindings, startBrowser, startServer } from './rig.js';

/** @type {import('./rig.js').Server} */
let server;
/** @type {import('./rig.js').Browser} */
let browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/**
 * Follows the suggestions of a guided case to its end.
 * @param {import('./rig.js').Page} page
 */
async function followSuggestions(page) {
  for (let left = 60; left > 0; left--) {
    await page.locator('[data-suggested]:enabled, .case-over').first().waitFor();
    if (await page.locator('.case-over').count() > 0) return;
    const before = await page.locator('.talk > li').count();
    await page.locator('[data-suggested]:enabled').click();
    await page.waitForFunction((n) => document.querySelectorAll('.talk > li:not(.pending, .waiting)').length > n, before);
  }
  assert.fail('the case does not come to an end');
}

scene('a guided case is played to its debrief, which tells what happened and pays in full', async () => {
  const { page, witness } = await newPerson(browser, server.url);
  await page.goto(server.url + '/training');
  await page.getByRole('button', { name: 'Begin: The PIN is rejected' }).click();
  await page.getByText('Scope: covered at this stage.').waitFor();
  assert.equal(await page.locator('#part-scope canvas').count(), 0, 'the scope shows behind its cover');
  assert.deepEqual(await seriousFindings(page), [], 'at the first stage');
  await followSuggestions(page);
  await page.locator('#part-scope canvas').first().waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'at the last stage');
  await page.locator('[data-choice=debrief]').click();
  await page.locator('.points-table').waitFor();
  assert.equal(await page.locator('.verdict strong').innerText(), '100');
  await page.locator('.timeline .loss').waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'in the debrief');
  assertClean(witness);
  await page.context().close();
});

scene('a factory reset before anything was read destroys the evidence, and can be played again from before it', async () => {
  const { page, witness } = await newPerson(browser, server.url);
  await page.goto(server.url + '/training');
  await page.getByLabel('Exam').check();
  await page.getByRole('button', { name: 'Begin: The PIN is rejected' }).click();
  const choice = (/** @type {string} */ name) => page.locator(`[data-choice="${name}"]:enabled`);
  await choice('stage').click();
  await page.locator('.stages li:nth-child(2)[aria-current]').waitFor();
  await page.getByRole('tab', { name: 'Examine and act' }).click();
  await choice('do factory-reset').click();
  await choice('do factory-reset').click();
  await page.locator('.bubble.finding').last().waitFor();
  await page.getByRole('tab', { name: 'Conclude' }).click();
  await choice('finish').click();
  await page.locator('[data-choice=debrief]').click();
  await page.locator('.verdict[data-passed=false]').waitFor();
  await page.locator('.acts tr.bad').first().waitFor();
  await page.locator('[data-choice="what-if"]').click();
  await page.locator('#part-flash .panel-title').waitFor();
  assert.match(page.url(), /\/\?lock=/);
  assertClean(witness);
  await page.context().close();
});

scene('an instructor sees two trainees live, stops one, sends a message, injects a fault and hands the results out', async () => {
  const teacher = await newPerson(browser, server.url);
  const { page } = teacher;
  await page.goto(server.url + '/training');
  await page.getByLabel('Title of the class').fill('Tuesday');
  await page.getByLabel('How much help').selectOption('hints');
  await page.getByRole('button', { name: 'Open the class' }).click();
  const code = await page.locator('[data-code]').innerText();
  assert.deepEqual(await seriousFindings(page), [], 'in an empty class');

  const trainees = [];
  for (let i = 0; i < 2; i++) {
    const t = await newPerson(browser, server.url);
    await t.page.goto(server.url + '/training');
    await t.page.getByLabel('Code', { exact: true }).fill(code.toLowerCase());
    await t.page.getByRole('button', { name: 'Join' }).click();
    await t.page.locator('.mine .cases .btn').first().click();
    await t.page.locator('.case-sheet [role=tab]').first().waitFor();
    trainees.push(t);
  }
  const [first, second] = trainees;
  await page.locator('[data-trainee]').nth(1).waitFor();
  assert.equal(await page.locator('[data-trainee]').count(), 2);

  // Choices are seen live.
  await first.page.locator('[data-choice^="ask "]').first().click();
  await page.locator('.choice-feed li').first().waitFor();

  // One is stopped, the other goes on.
  await page.locator('[data-trainee]').first().getByRole('button', { name: 'Freeze' }).click();
  await first.page.getByText('The instructor has stopped the lock.').first().waitFor();
  assert.equal(await first.page.locator('[data-choice^="ask "]:enabled').count(), 0);
  await second.page.locator('[data-choice^="ask "]:enabled').first().click();
  await page.locator('.choice-feed li').nth(1).waitFor();

  // A message reaches both.
  await page.getByLabel('Message to everybody').fill('Have a look at the ring of light.');
  await page.getByRole('button', { name: 'Send' }).first().click();
  for (const t of trainees) await t.page.locator('.bubble.instructor', { hasText: 'ring of light' }).waitFor();
  await page.locator('[data-trainee]').first().getByRole('button', { name: 'Let go on' }).click();
  await first.page.locator('[data-choice^="ask "]:enabled').first().waitFor();

  // A fault on the lock of the second: the cells come out behind his back.
  await page.locator('[data-trainee]').nth(1).getByRole('button', { name: 'More' }).click();
  await page.getByLabel('On this lock:').selectOption('cells-out');
  await page.getByRole('button', { name: 'Inject' }).click();
  await page.getByText('Done on the trainee’s lock').waitFor();

  // The first cannot reach the lock of the second.
  const other = await page.evaluate(async () => (await (await fetch('/api/v1/locks')).json()).locks.map((/** @type {any} */ l) => l.id));
  const token = await first.page.evaluate(() => sessionStorage.getItem('locktwin.token'));
  const reached = await Promise.all(other.map(async (/** @type {string} */ id) => (await fetch(`${server.url}/api/v1/locks/${id}`, { headers: { Authorization: 'Bearer ' + token } })).status));
  assert.deepEqual(reached.filter((status) => status !== 404), [200], 'a trainee reaches his own lock only');

  await page.getByRole('button', { name: 'Hand out the results' }).click();
  await page.getByText('The results are handed out.').waitFor();
  await page.getByRole('button', { name: 'End the class' }).click();
  await page.getByRole('button', { name: 'End it for everybody?' }).click();
  for (const t of trainees) await t.page.locator('.case-over').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'xAPI statements' }).first().click()]);
  assert.match(download.suggestedFilename(), /\.jsonl$/);
  await second.page.locator('[data-choice=debrief]').click();
  await second.page.locator('.points-table').waitFor();
  for (const t of [teacher, ...trainees]) {
    assertClean(t.witness);
    await t.page.context().close();
  }
});
