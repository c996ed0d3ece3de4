// An hour in the life of a busy lock leaves the page as large as it was.
import assert from 'node:assert/strict';
import { assertClean, newPerson, scene, startBrowser } from './rig.js';

/** What may differ between two looks: the collector is not exact, and the story is remembered up to a bound. */
const noiseMiB = 2;
/** The heap is looked at that often; the first part of the hour fills what is bounded. */
const partNs = 900e9;

scene('an hour of simulated load does not let the page grow', async (start) => {
  const server = await start();
  const browser = await startBrowser();
  try {
    const lock = await server.request('POST', '/locks', { id: 'busy', profile: 'rewrite-at-boot', seed: 3, speed: '120x' });
    const { page, witness } = await newPerson(browser, server.url);
    await page.goto(`${server.url}/?lock=${lock.id}`);
    await page.locator('#part-scope canvas').first().waitFor();
    const session = await page.context().newCDPSession(page);
    const heapMiB = async () => {
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      return (metrics.find((m) => m.name === 'JSHeapUsedSize')?.value ?? 0) / (1 << 20);
    };
    await session.send('Performance.enable');

    // Hands at work: the bolt goes back and forth, the cells are shaken and changed.
    const things = /** @type {const} */ ([
      ['turn-key', { degrees: 360 }], ['turn-key', { degrees: -360 }], ['press-button', { for: '200ms' }], ['knock', {}],
      ['cells-out', {}], ['cells-in', {}],
    ]);
    const sizes = [];
    const begin = (await server.request('GET', '/locks/busy')).sim_ns;
    for (let n = 0; sizes.length < 4; n++) {
      const [what, body] = things[n % things.length];
      await server.request('POST', `/locks/busy/hands/${what}`, body).catch(() => undefined); // a movement may not suit what the lock does
      await server.request('POST', '/locks/busy/time/run', { for: '20s' }).catch(() => undefined);
      const { sim_ns: now } = await server.request('GET', '/locks/busy');
      if (now - begin >= (sizes.length + 1) * partNs) sizes.push(await heapMiB());
    }
    const [, second, , last] = sizes;
    assert.ok(last - second < noiseMiB, `the heap grows: ${sizes.map((m) => m.toFixed(1)).join(', ')} MiB, each a quarter of an hour later`);
    assertClean(witness);
  } finally {
    await browser.close();
  }
});
