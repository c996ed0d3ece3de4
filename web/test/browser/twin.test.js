// Twins of real locks: from a file of telemetry to answers; and a diagnosis, which needs none.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { assertClean, memory, newPerson, scene, seriousFindings, startBrowser, telemetry } from './rig.js';

/** @typedef {import('./rig.js').Page} Page */

/** @type {import('./rig.js').Browser} */
let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

const twins = async (/** @type {import('./rig.js').Server} */ server) => (await server.request('GET', '/twins')).twins;
const openFile = (/** @type {Page} */ page) => page.locator('.twin-page .file-pick input').first();
const tab = (/** @type {Page} */ page, /** @type {string} */ name) => page.locator('.twin-tabs').getByRole('link', { name, exact: true });

scene('a file of telemetry becomes a twin that is fitted, foretells, and is asked what if', async (start) => {
  const server = await start();
  const { page, witness } = await newPerson(browser, server.url);
  await page.goto(server.url + '/twin');
  await page.locator('.twin-empty').waitFor();
  assert.match(await page.locator('.twin-empty').innerText(), /locktwin twin sample/);
  await openFile(page).setInputFiles(telemetry());
  await page.locator('.twin-taken').getByText(/records taken from front_door\.jsonl/).waitFor();
  assert.equal((await twins(server))[0].name, 'front door');
  await page.locator('.twin-table th', { hasText: 'voltage_mv' }).waitFor();

  // What had been reported by an earlier instant.
  await page.getByRole('slider', { name: /Instant between/ }).fill('20');
  await page.getByRole('heading', { name: /What it had reported by/ }).waitFor();
  const then = Number(new URL(page.url()).searchParams.get('at'));
  const { from_ms: from, to_ms: to } = (await twins(server))[0];
  assert.ok(from < then && then < to, `${then} is not between ${from} and ${to}`);
  await page.getByRole('button', { name: 'Now', exact: true }).click();
  await page.getByLabel('Key', { exact: true }).fill('lock_state');
  await page.getByLabel('Value', { exact: true }).fill('locked');
  await page.getByRole('button', { name: 'Keep the wish' }).click();
  await page.locator('.twin-wishes li', { hasText: 'lock_state' }).waitFor();

  await tab(page, 'Fit').click();
  await page.locator('.twin-frame svg').waitFor();
  assert.equal(await page.locator('.twin-table').first().locator('tbody tr').count(), 9, 'numbers of the lock');
  await page.getByText('They stand in for recorded real locks').first().waitFor();
  await page.getByText('Passed.').waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'in the fit');

  await tab(page, 'Forecast').click();
  await page.locator('.twin-milestones').waitFor();
  assert.match(await page.locator('[data-event="warning"]').innerText(), /\d+ days\s+\d+ to \d+ in 9 of 10/);
  assert.match(await page.locator('[data-event="first-sign"]').innerText(), /^Asked right after an action/);
  const numbers = await page.locator('.twin-stack tbody td:nth-child(2)').allInnerTexts();
  const total = Number(await page.locator('.twin-stack tfoot td').first().innerText());
  assert.ok(Math.abs(numbers.reduce((sum, n) => sum + Number(n), 0) - total) < 0.02 * total + 0.1, `${numbers} do not add up to ${total}`);
  const mild = await page.locator('[data-event="warning"] strong').innerText();
  await page.getByLabel('Temperature, °C').fill('-10');
  await page.getByLabel('Temperature, °C').press('Enter');
  await page.waitForFunction((before) => document.querySelector('[data-event="warning"] strong')?.textContent !== before && document.querySelector('.twin-answer[aria-busy="false"]'), mild);
  assert.equal(new URL(page.url()).searchParams.get('f-celsius'), '-10');

  // Its picture follows the theme of the page, and can be taken away.
  const ground = () => page.locator('.twin-frame svg .bg').evaluate((e) => getComputedStyle(e).fill);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'scope');
  assert.notEqual(await ground(), light);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save SVG' }).click();
  assert.match(readFileSync(await (await saved).path(), 'utf8'), /^<svg /);
  const table = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Data as CSV' }).click();
  assert.match(readFileSync(await (await table).path(), 'utf8'), /^event,warning,,\d/m);

  await tab(page, 'Explain').click();
  await page.locator('.twin-ranked li').first().waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'in the explanation');

  await tab(page, 'What if').click();
  await page.locator('select[name=hand]').selectOption('careful');
  await page.getByLabel('Battery changes').selectOption('100');
  await page.getByRole('button', { name: 'Play them' }).click();
  await page.getByText(/In 100 battery changes as things are, the PIN is lost in/).waitFor();
  await page.locator('.twin-variation').waitFor();
  assert.ok(await page.locator('.twin-table tbody tr').count() > 5, 'what would help');
  assert.deepEqual(await seriousFindings(page), [], 'in the what-if');

  await tab(page, 'Way out').click();
  await page.locator('input[name=image]').setInputFiles(memory('ab-slots').image);
  await page.getByLabel('Memory part').selectOption('nrf52832');
  await page.getByRole('button', { name: 'Look for a way out' }).click();
  await page.getByText(/The lock takes 4711 at 100/).waitFor();
  const { image, side } = memory('rewrite-at-boot');
  await page.locator('input[name=image]').setInputFiles(image);
  await page.locator('input[name=side]').setInputFiles(side);
  await page.getByLabel('Seed of the run').fill('2411');
  const sent = page.waitForRequest((r) => r.method() === 'PUT');
  await page.getByRole('button', { name: 'Look in another image' }).click();
  assert.equal(new URL((await sent).url()).searchParams.get('sidecar_bytes'), String(side.buffer.length));
  await page.getByText('Only a factory reset is left.').waitFor();
  assert.equal((await server.request('GET', '/twins/' + (await twins(server))[0].id)).image.sidecar, true);
  assert.match(await page.locator('.twin-reset').innerText(), /the PIN: none is set afterwards/);
  assert.deepEqual(await seriousFindings(page), [], 'in the way out');

  // What is kept goes away with one file, and comes back from it.
  await tab(page, 'Export and delete').click();
  await page.getByLabel('Name', { exact: true }).fill('back door');
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('heading', { name: 'back door' }).waitFor();
  assert.equal((await twins(server))[0].name, 'back door');
  const exported = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the file' }).click();
  const file = await (await exported).path();
  await page.getByRole('button', { name: 'Delete the twin' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await twins(server)).length, 1);
  await page.getByRole('button', { name: 'Delete the twin' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the twin' }).click();
  await page.locator('.twin-empty').waitFor();
  assert.equal((await twins(server)).length, 0);
  await openFile(page).setInputFiles({ name: 'twin.json', mimeType: 'application/json', buffer: readFileSync(file) });
  await page.locator('.twin-taken').getByText('The twin in twin.json is here again.').waitFor();
  assert.equal((await twins(server))[0].name, 'back door');
  assertClean(witness);
});

scene('what is wrong with a file is told with its line, and nothing is left behind', async (start) => {
  const server = await start();
  const { page, witness } = await newPerson(browser, server.url);
  await page.goto(server.url + '/twin');
  await page.locator('.twin-empty').waitFor();
  await openFile(page).setInputFiles({ name: 'notes.jsonl', mimeType: 'text/plain', buffer: Buffer.from('{"v":1,\n{"this is not": "telemetry"}\n') });
  await page.getByRole('alert').getByText('Nothing was taken from notes.jsonl.').waitFor();
  assert.ok(await page.locator('.twin-findings tbody tr').count() > 0);
  assert.equal((await twins(server)).length, 0);

  const few = telemetry().buffer.toString('utf8').split('\n').slice(0, 6);
  few.splice(2, 0, 'nonsense');
  await openFile(page).setInputFiles({ name: 'few.jsonl', mimeType: 'text/plain', buffer: Buffer.from(few.join('\n')) });
  await page.locator('.twin-taken').waitFor();
  assert.match(await page.locator('.twin-findings tbody tr').first().innerText(), /^3/);

  // Too little telemetry has no forecast, and the page says what would help.
  await tab(page, 'Forecast').click();
  await page.locator('.twin-refused').waitFor();
  assert.match(await page.locator('.twin-refused').innerText(), /battery report|record/);
  assert.deepEqual(await seriousFindings(page), [], 'where the fit is refused');
  await page.goto(server.url + '/twin?twin=nobody');
  await page.getByText('This twin is not there.').waitFor();
  assertClean(witness, /status of (404|409)/);
});

scene('the story that users tell is diagnosed, and its link tells it again', async (start) => {
  const server = await start();
  const { page, witness } = await newPerson(browser, server.url);
  await page.goto(server.url + '/twin?view=diagnose');
  await page.getByRole('button', { name: /the PIN is gone after a battery change/ }).press('Enter');
  await page.locator('.twin-causes li').first().waitFor();
  assert.match(await page.locator('.twin-found .twin-lead').innerText(), /Probably .*rewritten in place/);
  // For somebody on the phone: what happened, what to say, what helps, what harms; then the next question.
  assert.deepEqual(await page.locator('.twin-advice > [data-advice]').evaluateAll((list) => list.map((e) => e.getAttribute('data-advice'))), ['happened', 'tell', 'now', 'avoid']);
  assert.match(await page.locator('[data-advice=tell]').innerText(), /You have not forgotten your PIN/);
  assert.equal(await page.locator('.twin-kinds li').first().getAttribute('data-kind'), 'in-place');
  await page.locator('.twin-capacitor').waitFor();
  await page.locator('.twin-frame svg').waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'in the diagnosis');

  // An answer to the next question is a symptom more.
  const next = page.locator('.twin-next').first();
  const key = String(await next.getAttribute('data-key'));
  const answer = next.locator('button').first();
  const value = String(await answer.getAttribute('data-answer'));
  await answer.click();
  await page.waitForURL((u) => u.searchParams.get('s-' + key) === value);
  await page.waitForFunction((k) => document.querySelector('.twin-next')?.getAttribute('data-key') !== k, key);
  assert.equal(await page.locator('#symptom-' + key).inputValue(), value);
  const first = await page.locator('.twin-causes li').first().innerText();

  const other = await newPerson(browser, server.url);
  await other.page.goto(page.url());
  await other.page.locator('.twin-causes li').first().waitFor();
  assert.equal(await other.page.locator('.twin-causes li').first().innerText(), first);
  assert.equal(await other.page.locator('#symptom-pin').inputValue(), 'rejected');
  await other.page.locator('#symptom-pin').selectOption('');
  await other.page.waitForURL((u) => !u.searchParams.has('s-pin'));
  await other.page.getByRole('button', { name: 'Clear' }).click();
  await other.page.locator('.twin-nothing').waitFor();

  // What is not likely enough is told to nobody.
  await other.page.goto(server.url + '/twin?view=diagnose&s-pin=rejected');
  await other.page.locator('.twin-causes li').first().waitFor();
  assert.match(await other.page.locator('.twin-found .twin-lead').innerText(), /Not clear yet/);
  assert.deepEqual(await other.page.locator('.twin-advice > [data-advice]').evaluateAll((list) => list.map((e) => e.getAttribute('data-advice'))), ['tell']);
  assert.match(await other.page.locator('.twin-advice').innerText(), /We do not know yet/);
  assert.ok(await other.page.locator('.twin-then').count() > 1, 'where each answer would lead');
  // An answer that goes badly with the others is asked for again.
  await other.page.goto(server.url + '/twin?view=diagnose&s-pin=accepted&s-default=rejected&s-settings=lost&s-authorizations=lost&s-phones=paired');
  await other.page.locator('.twin-doubts li').first().waitFor();
  // Where all is as it should be, nothing is said to be lost.
  await other.page.goto(server.url + '/twin?view=diagnose&s-pin=accepted&s-default=rejected');
  await other.page.locator('.twin-causes li').first().waitFor();
  assert.match(await other.page.locator('.twin-found .twin-lead').innerText(), /Nothing that was told is a loss/);
  assert.equal(await other.page.locator('.twin-advice').count(), 0);

  // Cells that do not last are a question of their own.
  await other.page.getByRole('button', { name: /cells last four weeks/ }).click();
  await other.page.locator('.twin-ranked li').first().waitFor();
  assertClean(witness);
  assertClean(other.witness);
});
