// Each view in both themes, three languages and three sizes: nothing is wider than the
// screen, no word is missing, and axe has no serious finding.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { assertClean, newPerson, scene, seriousFindings, startBrowser, sweep, telemetry } from './rig.js';

/** @typedef {import('./rig.js').Page} Page */

const sizes = [{ width: 1440, height: 900 }, { width: 1024, height: 768 }, { width: 390, height: 844 }];
const languages = ['en', 'de', 'fr'];
const themes = /** @type {const} */ (['light', 'dark']);

/** @type {import('./rig.js').Browser} */
let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

/** What is wrong with what is shown, in words. @param {Page} page @returns {Promise<string[]>} */
const flaws = (page) => page.evaluate(() => {
  /** @type {string[]} */
  const out = [];
  const name = (/** @type {Element} */ e) => `${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''}.${[...e.classList].join('.')}`;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
    out.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide: ${wide.slice(0, 4).map(name).join(', ')}`);
  }
  for (const e of document.body.querySelectorAll('*')) {
    // What is as wide as it likes on purpose is made to be scrolled, and says so by being in the order of the Tab key.
    if (e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX) && e.getAttribute('tabindex') !== '0') out.push(`${name(e)} has a horizontal scroll bar`);
  }
  const raw = /^(core|bench|phone|scope|flash|time|compare|report|training|tour|twin)\.[a-z][\w.-]*$|\{\{/;
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = words.nextNode(); n; n = words.nextNode()) if (raw.test((n.textContent ?? '').trim()) && n.parentElement?.closest('pre, code, input, textarea') === null) out.push(`a raw key: ${n.textContent}`);
  for (const e of document.body.querySelectorAll('[aria-label], [title], [data-tip], [placeholder]')) {
    for (const a of ['aria-label', 'title', 'data-tip', 'placeholder']) if (raw.test(e.getAttribute(a) ?? '')) out.push(`a raw key: ${e.getAttribute(a)}`);
  }
  return [...new Set(out)];
});

/**
 * Looks at a page as it stands in every size, language and theme; axe takes a while and
 * looks at each size and each theme once.
 * @param {Page} page
 * @param {string} view
 */
async function look(page, view) {
  /** @type {string[]} */
  const found = [];
  for (const [i, language] of languages.entries()) {
    await page.setViewportSize(sizes[0]);
    await page.locator(`.languages [lang="${language}"]`).first().click();
    await page.waitForFunction((l) => document.documentElement.lang === l, language);
    for (const [j, size] of sizes.entries()) {
      await page.setViewportSize(size);
      for (const [k, theme] of themes.entries()) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const where = `${view}, ${language}, ${theme}, ${size.width} px: `;
        for (const f of await flaws(page)) found.push(where + f);
        if (i === (j + k) % languages.length) for (const f of await seriousFindings(page)) found.push(where + f);
      }
    }
  }
  return found;
}

scene('the bench, alone and with a second lock, and its tabs on a small screen', async (start) => {
  const server = await start();
  const weak = { profile: 'rewrite-at-boot', seed: 2411, cells: { kind: 'eneloop', charge: '40%', cycles: 150 }, board: { bulk: '68uF' } };
  await server.request('POST', '/locks', { id: 'one', ...weak });
  await server.request('POST', '/locks', { id: 'two', ...weak, profile: 'ab-slots' });
  const { page, witness } = await newPerson(browser, server.url, { still: true });
  await page.goto(server.url + '/?lock=one');
  await page.locator('#part-scope canvas').first().waitFor();
  const found = await look(page, 'bench');
  for (const tab of ['lock', 'phone', 'scope', 'flash', 'story']) {
    await page.locator(`.tabs [data-view="${tab}"]:visible`).click();
    // The topics of the story are a row that is pushed with the finger.
    for (const f of [...(await flaws(page)).filter((x) => !x.includes('.st-topics ')), ...await seriousFindings(page)]) found.push(`${tab} on a small screen: ${f}`);
  }
  await page.goto(server.url + '/?lock=one&with=two');
  await page.locator('#part-compare table').waitFor();
  found.push(...await look(page, 'two locks'));
  assert.deepEqual(found, []);
  assertClean(witness);
});

scene('training: where it begins, a case, and a class', async (start) => {
  const server = await start();
  const { page, witness } = await newPerson(browser, server.url, { still: true });
  await page.goto(server.url + '/training');
  await page.locator('.cases .btn').first().waitFor();
  const found = await look(page, 'trainings');
  await page.setViewportSize(sizes[0]);
  await page.locator('.languages [lang="en"]').first().click();
  await page.getByRole('button', { name: 'Begin: The PIN is rejected' }).click();
  await page.locator('.case-sheet [role=tab]').first().waitFor();
  found.push(...await look(page, 'case'));

  const teacher = await newPerson(browser, server.url, { still: true });
  await teacher.page.goto(server.url + '/training');
  await teacher.page.getByLabel('Title of the class').fill('Tuesday');
  await teacher.page.getByRole('button', { name: 'Open the class' }).click();
  await teacher.page.locator('[data-code]').waitFor();
  found.push(...await look(teacher.page, 'class'));
  assert.deepEqual(found, []);
  assertClean(witness);
  assertClean(teacher.witness);
});

scene('reports: none yet, and one of two firmwares', async (start) => {
  const server = await start();
  const { page, witness } = await newPerson(browser, server.url, { still: true });
  await page.goto(server.url + '/report');
  await page.locator('.report-empty').waitFor();
  const found = await look(page, 'no report');
  await page.locator('input[type=file]').setInputFiles(sweep(['--window', '5ms', '--compare', 'rewrite-at-boot,ab-slots']));
  await page.locator('.loss-timeline').waitFor();
  found.push(...await look(page, 'report'));
  assert.deepEqual(found, []);
  assertClean(witness);
});

scene('twins: none yet, one that foretells, one that is asked what if, and a diagnosis', async (start) => {
  const server = await start();
  const { page, witness } = await newPerson(browser, server.url, { still: true });
  await page.goto(server.url + '/twin');
  await page.locator('.twin-empty').waitFor();
  const found = await look(page, 'no twin');
  await page.locator('.twin-page .file-pick input').first().setInputFiles(telemetry());
  await page.locator('.twin-taken').waitFor();
  found.push(...await look(page, 'twin'));
  const at = new URL(page.url()).searchParams.get('twin');
  for (const [view, sign] of [['fit', '.twin-frame svg'], ['forecast', '.twin-milestones'], ['explain', '.twin-ranked'], ['whatif', '.twin-question'], ['wayout', 'form select option'], ['keep', '.twin-facts']]) {
    await page.goto(`${server.url}/twin?view=${view}&twin=${at}`);
    await page.locator('.twin-section ' + sign).first().waitFor({ state: 'attached' });
    found.push(...await look(page, view));
  }
  await page.goto(server.url + '/twin?view=diagnose&s-pin=rejected&s-default=rejected&s-settings=lost&s-after=battery-change&s-phones=paired');
  await page.locator('.twin-causes').first().waitFor();
  found.push(...await look(page, 'diagnosis'));
  await page.goto(server.url + '/twin');
  await page.locator('.twin-row').waitFor();
  found.push(...await look(page, 'twins'));
  assert.deepEqual(found, []);
  assertClean(witness);
});
