import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { isAlive } from './process/server-folder.ts';
import { until } from './process/until.ts';

const SLOW_MS = 120_000;
const cli = path.join(import.meta.dirname, 'cli.js');

/** Runs the command until it has said that all servers run. */
async function startAll() {
  const child = spawn(process.execPath, [cli], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until('all servers run', () => said.includes('Running'));
  const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  return { child, said, servers: children.trim().split(' ').map(Number) };
}

describe('the command that starts all servers', () => {
  test(
    'killed with -9, leaves no server behind',
    async () => {
      const { child, said, servers } = await startAll();
      expect(said).toMatch(/MUSTER_TEST_KAFKA_BROKERS=127\.0\.0\.1:\d+\n/);
      expect(said).toMatch(/MUSTER_TEST_MONGO_URL=mongodb:\/\/127\.0\.0\.1:\d+\/\?replicaSet=\w+\n/);
      expect(said).toMatch(/MUSTER_TEST_REDIS_URL=redis:\/\/127\.0\.0\.1:\d+\n/);
      expect(servers).toHaveLength(3);
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      await until('every server is gone', () => !servers.some(isAlive));
    },
    SLOW_MS,
  );

  test(
    'told to end, stops the servers first',
    async () => {
      const { child, servers } = await startAll();
      const gone = once(child, 'exit');
      child.kill('SIGINT');
      expect(await gone).toEqual([0, null]);
      expect(servers.some(isAlive)).toBe(false);
    },
    SLOW_MS,
  );
});
