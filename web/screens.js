// Takes the pictures of the page in docs/screens: each view as a person meets it, with
// what really happened to a lock.
//
//   LOCKTWIN=build/locktwin node web/screens.js [name ...]
import { mkdirSync, statSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { loseThePin, pair, phone, setPin, typePin } from './test/browser/deeds.js';
import { newPerson, startBrowser, startServer, sweep, telemetry } from './test/browser/rig.js';

const folder = fileURLToPath(new URL('../docs/screens/', import.meta.url));
/** The largest picture, in bytes. */
const most = 250_000;
/** A lock that loses its PIN in a hesitant change of cells. */
const weak = { profile: 'rewrite-at-boot', seed: 2411, cells: { kind: 'eneloop', charge: '40%', cycles: 150 }, board: { bulk: '68uF' } };

mkdirSync(folder, { recursive: true });
const server = await startServer();
const browser = await startBrowser();

/**
 * @param {import('./test/browser/rig.js').Page} page
 * @param {string} name
 * @param {{ x: number, y: number, width: number, height: number }} [clip]
 */
async function take(page, name, clip) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    document.querySelectorAll('.toast').forEach((e) => e.remove());
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 400))));
  });
  const path = `${folder}${name}.png`;
  await page.screenshot({ path, clip });
  const { size } = statSync(path);
  process.stdout.write(`${name}.png ${(size / 1000).toFixed(0)} kB\n`);
  if (size > most) process.exitCode = 1;
}

/** Another look at the same address. @param {{ dark?: boolean, width?: number, height?: number, locale?: string }} [o] */
const person = async (o = {}) => (await newPerson(browser, server.url, { still: true, ...o })).page;

/** The bench: a lost PIN, on which the phone, the scope, the memory and a second lock are looked at. */
async function bench() {
  await server.request('POST', '/locks', { id: 'front', name: 'Front door', ...weak });
  const page = await person();
  await page.goto(server.url + '/?lock=front');
  await page.locator('#part-scope canvas').first().waitFor();
  await page.evaluate(() => localStorage.setItem('locktwin.tour', 'seen'));
  await pair(page);
  await setPin(page, '4711');
  await loseThePin(page, server, 'front');
  await phone(page).getByRole('button', { name: 'Enter PIN' }).click();
  await typePin(page, '4711');
  await phone(page).getByText('The PIN that you entered is not right.').waitFor();
  await server.request('PATCH', '/locks/front', { speed: 'paused' });
  const { events } = await server.request('GET', '/locks/front/events?kinds=flash&limit=1000');
  const torn = events.filter((/** @type {any} */ e) => e.name === 'erase-torn').at(-1);
  const address = `0x${torn.flash.address.toString(16)}`;
  const around = (/** @type {number} */ before, /** @type {number} */ after) => `at=${torn.sim_ns}&from=${torn.sim_ns - before}&to=${torn.sim_ns + after}`;
  const lost = `/?lock=front&${around(150e6, 350e6)}`;
  const show = async (/** @type {string} */ query) => {
    await page.evaluate((q) => { history.pushState(null, '', q); dispatchEvent(new PopStateEvent('popstate')); }, query);
  };
  await show(lost);
  await take(page, 'bench');
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await take(page, 'bench-dark');
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });

  const box = async (/** @type {string} */ s) => (await page.locator(s).boundingBox()) ?? undefined;
  await take(page, 'phone', await box('.right'));
  await show(`/?lock=front&${around(30e6, 30e6)}`);
  await page.locator('#part-scope').getByText(/erase cut at/).first().waitFor();
  await take(page, 'scope', await box('#part-scope'));
  await page.setViewportSize({ width: 1440, height: 1180 });
  await show(`${lost}&word=${address}`);
  await page.locator('#part-flash').getByRole('button', { name: /ten/i }).first().waitFor();
  await take(page, 'flash', await box('#part-flash'));

  // A small screen.
  await show(lost);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('.tabs [data-view="scope"]:visible').click();
  await take(page, 'small-scope');
  await page.locator('.tabs [data-view="lock"]:visible').click();
  await take(page, 'small-lock');
  await page.locator('.tabs [data-view="phone"]:visible').click();
  await take(page, 'small-phone');

  // The same hand, other firmware.
  await page.setViewportSize({ width: 1440, height: 900 });
  await server.request('PATCH', '/locks/front', { speed: '1x' });
  await page.locator('[data-tour="fork"]').click();
  await page.getByRole('button', { name: 'Open the second lock' }).click();
  await page.locator('#part-compare table').waitFor();
  await page.locator('#part-compare').getByText('is accepted').first().waitFor();
  await page.locator('#part-compare [data-part="scope"] canvas').first().waitFor();
  await page.locator('.second-head').scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector('.second-head')?.scrollIntoView({ block: 'start' }));
  await take(page, 'compare');
}

/** A guided case, its debrief, and a class. */
async function training() {
  const page = await person();
  await page.goto(server.url + '/training');
  await page.getByRole('button', { name: 'Begin: The PIN is rejected' }).click();
  for (let n = 0; ; n++) {
    await page.locator('[data-suggested]:enabled, .case-over').first().waitFor();
    if (await page.locator('.case-over').count() > 0) break;
    if (n === 6) await take(page, 'training');
    const before = await page.locator('.talk > li').count();
    await page.locator('[data-suggested]:enabled').click();
    await page.waitForFunction((n) => document.querySelectorAll('.talk > li:not(.pending, .waiting)').length > n, before);
  }
  await page.locator('[data-choice=debrief]').click();
  await page.locator('.timeline .loss').waitFor();
  await take(page, 'debrief');

  const teacher = await person();
  await teacher.goto(server.url + '/training');
  await teacher.getByLabel('Title of the class').fill('Tuesday');
  await teacher.getByLabel('How much help').selectOption('hints');
  await teacher.getByRole('button', { name: 'Open the class' }).click();
  const code = await teacher.locator('[data-code]').innerText();
  for (let i = 0; i < 3; i++) {
    const trainee = await person();
    await trainee.goto(server.url + '/training');
    await trainee.getByLabel('Code', { exact: true }).fill(code);
    await trainee.getByRole('button', { name: 'Join' }).click();
    await trainee.locator('.mine .cases .btn').first().click();
    await trainee.locator('.case-sheet [role=tab]').first().waitFor();
    for (let n = 0; n <= i; n++) {
      const before = await trainee.locator('.talk > li').count();
      await trainee.locator('[data-choice^="ask "]:enabled').nth(n).click();
      await trainee.waitForFunction((m) => document.querySelectorAll('.talk > li:not(.pending, .waiting)').length > m, before);
    }
  }
  await teacher.locator('.choice-feed li').nth(5).waitFor();
  await teacher.locator('[data-trainee]').nth(1).getByRole('button', { name: 'More' }).click();
  await take(teacher, 'class');
}

/** A campaign with two firmwares. */
async function report() {
  const page = await person();
  await page.goto(server.url + '/report');
  await page.locator('input[type=file]').setInputFiles(sweep(['--window', '200ms', '--compare', 'rewrite-at-boot,ab-slots']));
  await page.locator('.loss-timeline').waitFor();
  await take(page, 'report');
}

/** A twin's forecast, and the diagnosis of the story that users tell. */
async function twin() {
  const page = await person();
  await page.goto(server.url + '/twin');
  await page.locator('.twin-page .file-pick input').first().setInputFiles(telemetry(['--cells=eneloop', '--extra-ua=600']));
  await page.locator('.twin-taken').waitFor();
  const at = new URL(page.url()).searchParams.get('twin');
  await page.goto(`${server.url}/twin?view=forecast&twin=${at}`);
  await page.locator('.twin-frame svg').waitFor();
  await page.setViewportSize({ width: 1280, height: 1290 });
  await take(page, 'twin');
  await page.goto(server.url + '/twin?view=diagnose');
  await page.getByRole('button', { name: /the PIN is gone after a battery change/ }).click();
  await page.locator('.twin-causes li').first().waitFor();
  await page.setViewportSize({ width: 1280, height: 980 });
  await take(page, 'diagnosis');
}

try {
  const all = { bench, training, report, twin };
  for (const [name, draw] of Object.entries(all)) if (process.argv.length < 3 || process.argv.includes(name)) await draw();
} finally {
  await browser.close();
  await server.stop();
}
