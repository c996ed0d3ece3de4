import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import process from 'node:process';

/**
 * A locktwin server of one's own on a free port, and what a test does to its locks over the control API.
 *
 * @typedef {Awaited<ReturnType<typeof startServer>>} Server
 */
export async function startServer() {
  const program = process.env['LOCKTWIN'];
  if (!program) throw new Error('the environment variable LOCKTWIN has to name the program');
  const child = spawn(program, ['serve', '--ephemeral', '--no-demo', '--listen', '127.0.0.1:0', '--noble', 'off', '--json', '--log-level', 'warn'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    new Promise((resolve) => lines.once('line', resolve)),
    ended.then((status) => Promise.reject(new Error(`the server ended with status ${status}`))),
  ]);
  const { api, gatt } = JSON.parse(String(first));

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async function request(method, path, body) {
    const answer = await fetch(api + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  return {
    url: String(gatt),
    request,
    /**
     * Makes a lock whose time runs as fast as it can while anything is under way.
     *
     * @param {string} id
     */
    makeLock: (id) => request('POST', '/locks', { id, speed: 'max', seed: 7 }),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
