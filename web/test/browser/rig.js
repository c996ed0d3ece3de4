// What the browser tests stand on: a server of their own, a browser, and pages
// that remember everything a person should never meet.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import process from 'node:process';
import { chromium } from 'playwright-core';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Browser} Browser
 * @typedef {Awaited<ReturnType<typeof startServer>>} Server
 * @typedef {object} Witness what a page has done that it must not do
 * @property {string[]} errors messages of the console, exceptions, violated policies
 * @property {string[]} strangers requests to other hosts
 */

/** How long a page may take for what a person waits for, in milliseconds: the machine may be busy with other things. */
const patienceMs = 60_000;
/** Where pictures of pages go that a test failed on. */
const failures = fileURLToPath(new URL('../../../build/page/', import.meta.url));
/** @type {Set<Page>} */
const pages = new Set();

/**
 * Asks again and again until something is so.
 *
 * @template T
 * @param {string} what is waited for, for the message
 * @param {() => Promise<T | false | undefined>} ask
 * @returns {Promise<T>}
 */
export async function until(what, ask) {
  for (const end = Date.now() + patienceMs; Date.now() < end;) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((again) => setTimeout(again, 100));
  }
  throw new Error('in vain waited for: ' + what);
}

/**
 * Waits until the firmware of a lock is up and says this of its PIN.
 *
 * @param {Server} server
 * @param {string | null} id of the lock
 * @param {'none' | 'custom' | 'unknown'} pin
 */
export function pinIs(server, id, pin) {
  return until(`a PIN that is ${pin}`, async () => {
    const f = await server.request('GET', `/locks/${id}/firmware`);
    return f.up && f.pin === pin;
  });
}

/** @typedef {(options?: Parameters<typeof startServer>[0]) => Promise<Server>} Start */

/**
 * A test with pages; one that fails leaves a picture of each.
 *
 * @param {string} name
 * @param {(start: Start) => Promise<void>} play start: a server that ends with the test
 */
export function scene(name, play) {
  test(name, { timeout: 10 * patienceMs }, async () => {
    /** @type {Server[]} */
    const servers = [];
    const start = async (/** @type {Parameters<typeof startServer>[0]} */ options) => {
      const server = await startServer(options);
      servers.push(server);
      return server;
    };
    try {
      await play(start);
    } catch (e) {
      mkdirSync(failures, { recursive: true });
      let n = 0;
      for (const p of pages) await p.screenshot({ path: `${failures}failed-${name.replace(/\W+/g, '-').slice(0, 40)}-${++n}.png`, timeout: patienceMs }).catch(() => undefined);
      throw e;
    } finally {
      await Promise.all([...pages].map((p) => p.context().close().catch(() => undefined)));
      pages.clear();
      await Promise.all(servers.map((s) => s.stop()));
    }
  });
}

/**
 * A server on a free port, or again on the one that it had before it was stopped.
 *
 * @param {{ dataDir?: string, demo?: boolean, listen?: string, args?: string[] }} [options] without dataDir nothing survives
 */
export async function startServer({ dataDir, demo = false, listen = '127.0.0.1:0', args = [] } = {}) {
  const program = process.env['LOCKTWIN'];
  if (!program) throw new Error('the environment variable LOCKTWIN has to name the program');
  const all = ['serve', '--listen', listen, '--noble', 'off', '--json', '--log-level', 'warn', ...args];
  // The page as it lies in a folder, without a program built anew.
  if (process.env['LOCKTWIN_PAGE']) all.push('--web-dir', process.env['LOCKTWIN_PAGE']);
  if (dataDir) all.push('--data', dataDir);
  else all.push('--ephemeral');
  if (!demo) all.push('--no-demo');
  const child = spawn(program, all, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    new Promise((resolve) => lines.once('line', resolve)),
    ended.then((status) => Promise.reject(new Error(`the server ended with status ${status}`))),
  ]);
  const api = String(JSON.parse(String(first)).api);
  const url = new URL(api).origin;

  /**
   * @param {string} method
   * @param {string} path below /api/v1
   * @param {unknown} [body]
   */
  async function request(method, path, body) {
    const answer = await fetch(api + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  return {
    url,
    listen: new URL(url).host,
    request,
    /** Ends the server in order. */
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
    /** Ends the server as a cut of its power would. */
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * The result of a campaign about the story of a battery change, as a file to open.
 *
 * @param {string[]} flags
 */
export function sweep(flags) {
  const story = fileURLToPath(new URL('../../../scenarios/library/pin-denied-after-battery-change.yaml', import.meta.url));
  const buffer = execFileSync(String(process.env['LOCKTWIN']), ['sweep', story, ...flags, '--no-shrink', '--json'], { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 << 20 });
  return { name: 'result.json', mimeType: 'application/json', buffer };
}

/**
 * What a gateway heard of a simulated lock, as a file to open.
 *
 * @param {string[]} [flags] of the command that makes it; the same lock at the same time if left out
 */
export function telemetry(flags = ['--days=60', '--until=2026-06-01T00:00:00Z']) {
  const buffer = execFileSync(String(process.env['LOCKTWIN']), ['twin', 'sample', ...flags], { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20 });
  return { name: 'front_door.jsonl', mimeType: 'text/plain', buffer };
}

/**
 * A readout of the memory after the story about a battery change, and its sidecar, as
 * files to open.
 *
 * @param {string} profile firmware of the lock
 */
export function memory(profile) {
  const story = fileURLToPath(new URL('../../../scenarios/library/pin-denied-after-battery-change.yaml', import.meta.url));
  const folder = mkdtempSync(`${tmpdir()}/locktwin-`);
  try {
    // Whether the story ends as it expects depends on the firmware.
    spawnSync(String(process.env['LOCKTWIN']), ['run', story, '--profile=' + profile, `--flash=${folder}/memory.hex`], { stdio: 'ignore' });
    const file = (/** @type {string} */ name) => ({ name, mimeType: 'application/octet-stream', buffer: readFileSync(`${folder}/${name}`) });
    const [image, side] = [file('memory.hex'), file('memory.hex.side')];
    return { image, side };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns {Promise<Browser>} the machine's own Chromium, or that which CHROMIUM names */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  });
}

/**
 * A page of a person of its own, with a witness.
 *
 * @param {Browser} browser
 * @param {string} origin of the server
 * @param {{ width?: number, height?: number, locale?: string, dark?: boolean, still?: boolean }} [options]
 * @returns {Promise<{ page: Page, witness: Witness }>}
 */
export async function newPerson(browser, origin, { width = 1440, height = 900, locale = 'en-GB', dark = false, still = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, locale, colorScheme: dark ? 'dark' : 'light', reducedMotion: still ? 'reduce' : 'no-preference',
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  pages.add(page);
  page.once('close', () => pages.delete(page));
  /** @type {Witness} */
  const witness = { errors: [], strangers: [] };
  page.on('console', (m) => {
    if (m.type() === 'error') witness.errors.push(`${m.text()} (${m.location().url}, on ${page.url()})`);
  });
  page.on('pageerror', (e) => witness.errors.push(String(e)));
  const host = new URL(origin).host;
  page.on('request', (r) => {
    const u = new URL(r.url());
    if (!['data:', 'blob:'].includes(u.protocol) && u.host !== host) witness.strangers.push(r.url());
  });
  page.on('websocket', (s) => {
    if (new URL(s.url()).host !== host) witness.strangers.push(s.url());
  });
  return { page, witness };
}

/**
 * Nothing went wrong behind the page's back.
 *
 * @param {Witness} witness
 * @param {RegExp} [expected] errors that a test brought about itself, such as those of a server that it ended
 */
export function assertClean(witness, expected) {
  assert.deepEqual(witness.errors.filter((e) => !expected?.test(e)), [], 'errors in the console');
  assert.deepEqual(witness.strangers, [], 'requests to other hosts');
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds that is serious or worse, in words.
 *
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
export async function seriousFindings(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => /** @type {any} */ (window).axe.run(document, { resultTypes: ['violations'] }));
  return result.violations
    .filter((/** @type {any} */ v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((/** @type {any} */ v) => v.nodes.map((/** @type {any} */ n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
}
