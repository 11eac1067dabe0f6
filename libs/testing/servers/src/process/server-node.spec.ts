import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAlive } from './server-folder.ts';
import { ServerNode } from './server-node.ts';
import { until } from './until.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'server-node-'));
});
afterAll(() => rm(folder, { recursive: true }));

const start = (script: string): Promise<ServerNode> =>
  ServerNode.start({
    name: 'server',
    command: ['sh', '-c', script],
    folder,
    isReady: async (logFile) => (await readFile(logFile, 'utf8')).includes('ready'),
  });

/** The letter of the process state in Linux: S sleeping, T stopped. */
async function stateOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}

describe('ServerNode', () => {
  test('is killed and comes back as another process', async () => {
    const node = await start('echo ready; exec sleep 600');
    const first = node.pid ?? 0;
    await node.kill();
    expect(node.pid).toBeUndefined();
    expect(isAlive(first)).toBe(false);
    await node.kill();
    await node.restart();
    expect(node.pid).not.toBe(first);
    await node.stop();
    expect(node.pid).toBeUndefined();
  });

  test('is frozen, goes on, and can be stopped while it is frozen', async () => {
    const node = await start('echo ready; exec sleep 600');
    const pid = node.pid ?? 0;
    node.pause();
    await until('it is stopped', async () => (await stateOf(pid)) === 'T');
    node.resume();
    await until('it goes on', async () => (await stateOf(pid)) === 'S');
    node.pause();
    await node.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('a start that fails says what the server said last', async () => {
    await expect(start('echo "the port is taken" >&2; exit 3')).rejects.toThrow(/did not start.*\nthe port is taken/);
  });
});
