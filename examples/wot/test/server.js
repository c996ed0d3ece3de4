import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import process from 'node:process';

/** A locktwin server of one's own on a free port. */
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
  const { api } = JSON.parse(String(first));
  return {
    api: String(api),
    /** Makes a lock whose time runs as fast as it can while anything is under way. */
    async makeLock(id) {
      const answer = await fetch(`${api}/locks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, name: 'Front door', speed: 'max', seed: 7 }),
      });
      if (!answer.ok) throw new Error(`the lock was not made: ${answer.status} ${await answer.text()}`);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
