// The control API of locktwin, as far as an app's tests want it, and a server of
// one's own to test against.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Server is a running `locktwin serve`, somebody else's or one's own. */
export class Server {
  constructor(url) {
    this.url = url;
  }

  async call(method, path, body) {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      const problem = JSON.parse(text);
      throw new Error(`${method} ${path}: ${problem.title}: ${problem.detail}`);
    }
    return text ? JSON.parse(text) : undefined;
  }

  /** create makes a lock; spec as POST /locks wants it. */
  async create(spec) {
    return new Lock(this, await this.call('POST', '/locks', spec));
  }

  /** lock is one that is there, by id, name or address. */
  async lock(name) {
    return new Lock(this, await this.call('GET', `/locks/${name}`));
  }
}

/** Lock is a virtual lock as its owner has it: hands, batteries, time. */
class Lock {
  #server;

  constructor(server, row) {
    this.#server = server;
    this.id = row.id;
    this.name = `Nuki_${row.nuki_id.toString(16).toUpperCase().padStart(8, '0')}`; // as it is advertised
    this.address = row.address;
  }

  #call(method, path, body) {
    return this.#server.call(method, `/locks/${this.id}${path}`, body);
  }

  look() {
    return this.#call('GET', '');
  }

  speed(speed) {
    return this.#call('PATCH', '', { speed });
  }

  /** run lets simulated time pass as fast as it can: { for: '1m' }, { at_ns } or { event: 'erase-begin' }. */
  run(until) {
    return this.#call('POST', '/time/run', until);
  }

  /** events are those after a number. */
  async events(after) {
    return (await this.#call('GET', `/events?after=${after}`)).events;
  }

  pause() {
    return this.#call('POST', '/time/pause');
  }

  resume() {
    return this.#call('POST', '/time/resume');
  }

  cellsOut(how = {}) {
    return this.#call('POST', '/hands/cells-out', how);
  }

  cellsIn(how = {}) {
    return this.#call('POST', '/hands/cells-in', how);
  }

  /** pairingMode holds the button until the lock may be paired with. */
  async pairingMode() {
    await this.#call('POST', '/hands/press-button', { for: '5s' });
    await this.run({ for: '6s' });
  }

  remove() {
    return this.#call('DELETE', '');
  }
}

/**
 * loseThePin changes the batteries so that a firmware which rewrites its settings
 * at boot loses the PIN: the new cells come out again 20 ms into the erase, and
 * what is left in a capacitor that has dried out does not reach to its end.
 */
export async function loseThePin(lock, cells) {
  await lock.pause();
  await lock.cellsOut({ manner: 'slow' });
  await lock.run({ for: '2m' });
  await lock.cellsIn({ manner: 'clean', cells });
  await lock.run({ event: 'erase-begin' });
  await lock.run({ for: '20ms' });
  await lock.cellsOut({ manner: 'abrupt' });
  await lock.run({ for: '2m' });
  await lock.cellsIn({ manner: 'clean' });
  await lock.run({ for: '1m' });
  await lock.resume();
}

/**
 * start starts a server that forgets everything at its end. It listens where noble
 * dials; if that port is taken, on a free one: nobles then says where.
 */
export async function start(binary = process.env.LOCKTWIN ?? fileURLToPath(new URL('../../../build/locktwin', import.meta.url))) {
  const first = await launch(binary, 'on');
  if (first.nobles.length > 0) return first;
  await first.stop();
  return launch(binary, '127.0.0.1:0');
}

async function launch(binary, noble) {
  const child = spawn(binary, ['serve', '--ephemeral', '--no-demo', '--json', '--listen', '127.0.0.1:0', '--noble', noble, '--log-level', 'error'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  const line = new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const early = ended.then((code) => { throw new Error(`${binary} serve ended at once: ${code}`); });
  const at = JSON.parse(await Promise.race([line, early]));
  const server = new Server(at.url);
  server.nobles = at.noble ?? [];
  server.ended = ended;
  server.stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return server;
}
