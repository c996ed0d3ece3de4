// How much work the page gives the browser's main thread in a frame, on ten minutes
// of live data that are recorded first and then replayed to the page ten times as
// fast as they came: no less than what a person's page has to do.
//
//   LOCKTWIN=build/locktwin node web/bench/smooth.js
import process from 'node:process';
import { newPerson, startBrowser, startServer } from '../test/browser/rig.js';

/** Simulated time of the recording, and how fast the replay is. */
const recordedNs = 600e9;
const hurry = 10;
/** What a frame's work may be, in milliseconds, in 95 of 100 frames. */
const limitMs = 8;
/** A frame at 60 a second, in microseconds. */
const frameUs = 16_667;

/** @typedef {{ at: number, feed: string, text: string }} Message what came, when (simulated ms since the beginning), from which feed */

/** A feed by its address, without where it goes on. @param {string} url */
function feedOf(url) {
  const u = new URL(url);
  u.searchParams.delete('after');
  return u.pathname + u.search;
}

/**
 * Plays ten minutes of an ordinary, busy day and keeps what the feeds said.
 * @param {import('../test/browser/rig.js').Browser} browser
 * @param {import('../test/browser/rig.js').Server} server
 */
async function record(browser, server) {
  await server.request('POST', '/locks', { id: 'day', profile: 'rewrite-at-boot', seed: 5, speed: '20x' });
  const { page } = await newPerson(browser, server.url);
  /** @type {Message[]} */
  const messages = [];
  let begun = 0;
  page.on('websocket', (socket) => {
    const feed = feedOf(socket.url());
    socket.on('framereceived', ({ payload }) => { messages.push({ at: (Date.now() - begun) * 20, feed, text: String(payload) }); });
  });
  begun = Date.now();
  await page.goto(server.url + '/?lock=day');
  await page.locator('#part-scope canvas').first().waitFor();
  const shown = (Date.now() - begun) * 20;
  const things = /** @type {const} */ ([['turn-key', { degrees: 360 }], ['turn-key', { degrees: -360 }], ['knock', {}], ['cells-out', {}], ['cells-in', {}], ['press-button', { for: '200ms' }]]);
  const { sim_ns: from } = await server.request('GET', '/locks/day');
  for (let n = 0; ; n++) {
    const [what, body] = things[n % things.length];
    await server.request('POST', '/locks/day/hands/' + what, body).catch(() => undefined);
    await new Promise((done) => setTimeout(done, 250));
    const { sim_ns: now } = await server.request('GET', '/locks/day');
    if (now - from >= recordedNs) break;
  }
  await page.context().close();
  return { messages, shown };
}

/**
 * Replays it, and measures the main thread.
 * @param {import('../test/browser/rig.js').Browser} browser
 * @param {import('../test/browser/rig.js').Server} server
 * @param {{ messages: Message[], shown: number }} recording shown: when the page stood
 */
async function replay(browser, server, { messages, shown }) {
  const { page } = await newPerson(browser, server.url);
  /** @type {Map<string, (text: string) => void>} */
  const open = new Map();
  await page.routeWebSocket(/.*/, (socket) => {
    const feed = feedOf(socket.url());
    open.set(feed, (text) => socket.send(text));
    for (const m of messages) if (m.feed === feed && m.at < shown) socket.send(m.text);
  });
  await page.goto(server.url + '/?lock=day');
  await page.locator('#part-scope canvas').first().waitFor();
  const session = await page.context().newCDPSession(page);
  /** @type {any[]} */
  const trace = [];
  session.on('Tracing.dataCollected', ({ value }) => { trace.push(...value); });
  const ended = new Promise((done) => session.once('Tracing.tracingComplete', done));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', '__metadata'] } });
  const begun = Date.now();
  for (const m of messages) {
    if (m.at < shown) continue;
    const wait = (m.at - shown) / hurry - (Date.now() - begun);
    if (wait > 2) await new Promise((done) => setTimeout(done, wait));
    open.get(m.feed)?.(m.text);
  }
  await session.send('Tracing.end');
  await ended;
  return trace;
}

/**
 * Main-thread work of each frame, in milliseconds of processor time, so that what
 * else the machine does is not counted: all tasks of the page's main thread, put into
 * slots as long as a frame.
 * @param {any[]} trace
 */
function frames(trace) {
  const mains = new Map();
  for (const e of trace) if (e.name === 'thread_name' && e.args.name === 'CrRendererMain') mains.set(`${e.pid} ${e.tid}`, 0);
  const tasks = trace.filter((e) => e.ph === 'X' && e.tdur !== undefined && /RunTask$/.test(e.name) && mains.has(`${e.pid} ${e.tid}`));
  for (const e of tasks) mains.set(`${e.pid} ${e.tid}`, mains.get(`${e.pid} ${e.tid}`) + e.tdur);
  const busiest = [...mains].sort((a, b) => b[1] - a[1])[0]?.[0];
  /** @type {Map<number, number>} */
  const slots = new Map();
  let first = Infinity;
  let last = 0;
  for (const e of tasks) {
    if (`${e.pid} ${e.tid}` !== busiest) continue;
    const slot = Math.floor(e.ts / frameUs);
    slots.set(slot, (slots.get(slot) ?? 0) + e.tdur);
    first = Math.min(first, slot);
    last = Math.max(last, slot);
  }
  if (last === 0) throw new Error('the trace tells no processor time');
  return Array.from({ length: last - first + 1 }, (_, i) => (slots.get(first + i) ?? 0) / 1000).sort((a, b) => a - b);
}

const server = await startServer();
const browser = await startBrowser();
try {
  process.stderr.write('recording ten minutes at 20 times speed\n');
  const recording = await record(browser, server);
  const { messages } = recording;
  process.stderr.write(`replaying ${messages.length} messages ${hurry} times as fast as they came\n`);
  const work = frames(await replay(browser, server, recording));
  const at = (/** @type {number} */ share) => work[Math.min(work.length - 1, Math.floor(share * work.length))].toFixed(2);
  const out = { frames: work.length, messages: messages.length, p50_ms: Number(at(0.5)), p95_ms: Number(at(0.95)), p99_ms: Number(at(0.99)), most_ms: Number(at(1)), limit_p95_ms: limitMs };
  process.stdout.write(JSON.stringify(out) + '\n');
  if (out.p95_ms > limitMs) process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
}
