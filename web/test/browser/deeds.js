// What a person does on the bench, for tests and pictures.
import { until } from './rig.js';

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

/** So long after the cells are out, in simulated nanoseconds, the capacitors are empty. */
const drainedNs = 5e9;
/** So long after the cells went in, in simulated nanoseconds, the boot is over. */
const settledNs = 3e9;

/**
 * Waits until simulated time has gone on.
 * @param {import('./rig.js').Server} server
 * @param {string} id of the lock
 * @param {number} ns by so much
 */
async function passes(server, id, ns) {
  const { sim_ns: from } = await server.request('GET', '/locks/' + id);
  await until(`${ns / 1e9} s of simulated time`, async () => (await server.request('GET', '/locks/' + id)).sim_ns > from + ns);
}

/**
 * Changes the cells until the lock has lost its PIN: when exactly a hand moves is not in
 * the hand of a test.
 * @param {import('./rig.js').Page} page
 * @param {import('./rig.js').Server} server
 * @param {string} id of the lock
 */
export async function loseThePin(page, server, id) {
  for (let left = 6; left > 0; left--) {
    await cells(page).click();
    await page.locator('.standing', { hasText: /No power|In reset/ }).waitFor();
    await passes(server, id, drainedNs);
    await cells(page).click();
    await until('cells that are in', async () => (await server.request('GET', '/locks/' + id)).battery.in);
    await passes(server, id, settledNs);
    const { pin } = await until('firmware that runs', async () => {
      const f = await server.request('GET', `/locks/${id}/firmware`);
      return f.up && f;
    });
    if (pin === 'unknown') return;
  }
  throw new Error('the lock does not lose its PIN');
}
