// What a person does on the bench, for tests and pictures.

export const phone = (/** @type {import('./rig.js').Page} */ page) => page.locator('#part-phone');
export const cells = (/** @type {import('./rig.js').Page} */ page) => page.locator('#part-bay .by-move');

/** @param {import('./rig.js').Page} page */
export async function pair(page) {
  await phone(page).getByRole('button', { name: 'Add a lock' }).click();
  await phone(page).getByRole('button', { name: 'Pair', exact: true }).first().click();
  await phone(page).getByRole('tab', { name: 'Settings' }).or(phone(page).getByRole('button', { name: 'Settings' })).first().waitFor();
}

/** @param {import('./rig.js').Page} page @param {string} pin */
export async function typePin(page, pin) {
  await phone(page).locator('.app-digits').fill(pin);
  await phone(page).locator('.app-key-go').click();
}

/** @param {import('./rig.js').Page} page @param {string} name */
export const screen = (page, name) => phone(page).locator('nav, [role=tablist]').getByText(name, { exact: true }).click();

/** Sets a PIN on a lock that has none: the old one is asked for first. @param {import('./rig.js').Page} page @param {string} pin */
export async function setPin(page, pin) {
  await screen(page, 'Settings');
  await phone(page).getByRole('button', { name: /^Admin PIN/ }).click();
  await typePin(page, pin);
  await phone(page).getByRole('button', { name: /^Admin PIN\s+set/ }).waitFor();
}

/**
 * Enters the PIN that the settings ask for, and is let in.
 * @param {import('playwright-core').Locator} app a phone
 * @param {string} pin
 */
export async function enterPin(app, pin) {
  await app.getByRole('button', { name: 'Enter PIN' }).click();
  await app.locator('.app-digits').fill(pin);
  await app.locator('.app-key-go').click();
  await app.locator('[data-screen="settings"]').waitFor();
  await app.getByRole('button', { name: 'Enter PIN' }).waitFor({ state: 'detached' });
}

/** Takes the cells out, waits until the lock is dark, and puts them in again. @param {import('./rig.js').Page} page */
export async function changeCells(page) {
  await cells(page).click();
  await page.locator('.standing', { hasText: /No power|In reset/ }).waitFor();
  await cells(page).click();
}

/** So long after the cells went in, in simulated nanoseconds, the boot is over. */
const settledNs = 4e9;

/**
 * Changes the cells until the lock has lost its PIN: when exactly a hand moves is not in
 * the hand of a test.
 * @param {import('./rig.js').Page} page
 * @param {string} id of the lock
 */
export async function loseThePin(page, id) {
  for (let left = 10; left > 0; left--) {
    await changeCells(page);
    const begun = await page.evaluate(async (lock) => (await (await fetch('/api/v1/locks/' + lock)).json()).sim_ns, id);
    const pin = await page.waitForFunction(async ([lock, until]) => {
      const [row, f] = await Promise.all(['', '/firmware'].map(async (p) => (await fetch(`/api/v1/locks/${lock}${p}`)).json()));
      return f.up && row.sim_ns > until ? f.pin : '';
    }, /** @type {const} */ ([id, begun + settledNs]), { polling: 250 });
    if (await pin.jsonValue() === 'unknown') return;
  }
  throw new Error('the lock does not lose its PIN');
}
