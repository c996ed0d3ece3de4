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
