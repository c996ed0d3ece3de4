import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import core from '@node-wot/core';
import http from '@node-wot/binding-http';
import { startServer } from './server.js';

let server, servient, lock;
before(async () => {
  server = await startServer();
  await server.makeLock('front');
  servient = new core.Servient();
  servient.addClientFactory(new http.HttpClientFactory());
  const wot = await servient.start();
  const description = await wot.requestThingDescription(`${server.api}/locks/front/thing`);
  lock = await wot.consume(description);
});
after(async () => {
  await servient?.shutdown();
  await server?.stop();
});

/** What a property reads. */
const read = async (name, options) => (await lock.readProperty(name, options)).value();
/** What an action answers. */
const act = async (name, input, options) => (await lock.invokeAction(name, input, options))?.value();

test('the description names the lock', () => {
  const td = lock.getThingDescription();
  assert.equal(td.title, 'Front door');
  assert.equal(td.id, 'urn:locktwin:lock:front');
});

test('a property is read and keeps to its schema', async () => {
  const bay = await read('bay');
  assert.equal(bay.in, true);
  assert.equal(bay.cells.length, 4);
  assert.equal((await read('firmware')).pin, 'none');
});

test('an action takes the cells out, and another puts them in again', async () => {
  const out = await act('takeCellsOut', { manner: 'abrupt' });
  assert.equal(out.changed, true);
  assert.equal((await read('bay')).in, false);
  await act('putCellsIn', { manner: 'clean' });
  assert.equal((await read('bay')).in, true);
});

test('variables of an address are filled in', async () => {
  const { events } = await read('events', { uriVariables: { limit: 3 } });
  assert.equal(events.length, 3);
  const taken = await act('takeSnapshot', { label: 'before' });
  const again = await read('snapshot', { uriVariables: { snapshot: taken.id } });
  assert.equal(again.label, 'before');
});

test('what the server refuses is an error', async () => {
  await assert.rejects(act('takeCellsOut', { manner: 'thoughtful' }));
});
