import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import readline from 'node:readline';
import type { Readable } from 'node:stream';
import { boundToThisProcess, describeWith } from '#libs/testing/servers';
import { ApiClient } from '../harness/api-client.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { methodsIn, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';

/** Below the ports that servers for tests are given: what is free now is not taken by one of them meanwhile. */
const LOWEST = 12_000;
const HIGHEST = 19_998;

/** Two ports, one after the other, both free a moment ago. */
async function neighbours(): Promise<number> {
  for (;;) {
    const port = LOWEST + 2 * Math.floor((Math.random() * (HIGHEST - LOWEST)) / 2);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

describeWith(['kafka', 'redis', 'mongo'], 'npm run cluster', () => {
  let child: ChildProcessByStdio<null, Readable, null> | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  test('has two of each role, serves CPEs at both gateways, and Ctrl-C ends all of it', async () => {
    const [cwmpPort, httpPort, filePort] = [await neighbours(), await neighbours(), await neighbours()];
    const program = path.join(PROJECT_ROOT, 'dist/test/src/cluster/run-cluster.js');
    const [command, ...args] = boundToThisProcess([process.execPath, program]);
    child = spawn(command, args, {
      env: {
        ...process.env,
        MUSTER_CWMP_PORT: String(cwmpPort),
        MUSTER_HTTP_PORT: String(httpPort),
        MUSTER_FIRMWARE_PORT: String(filePort),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(child, 'exit');
    const lines: string[] = [];
    const output = readline.createInterface({ input: child.stdout });
    await new Promise<void>((resolve, reject) => {
      output.on('line', (line) => {
        lines.push(line);
        if (line.includes('Ctrl-C stops everything')) resolve();
      });
      child?.once('exit', () => reject(new Error(`It ended:\n${lines.join('\n')}`)));
    });
    const http = [httpPort, httpPort + 1].map((port) => `http://127.0.0.1:${port}`);
    for (const [n, port] of [cwmpPort, cwmpPort + 1].entries()) {
      const cpe = new SmallCpe(() => `http://127.0.0.1:${port}/`, `RUN${n}`);
      expect(methodsIn(await runSession(cpe))).toContain('GetParameterValues');
      // Secrets have a key, and either API knows every device.
      for (const url of http) {
        const api = new ApiClient(() => url);
        expect((await api.device(cpe.deviceId)).id).toBe(cpe.deviceId);
        await api.request('PUT', `/declarations/${cpe.deviceId}`, { secrets: { wifi: 'not told' } });
      }
    }
    expect(lines.filter((line) => line.includes('is not a setting'))).toEqual([]);

    child.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
    const [began, ended] = ['stopping', 'stopped'].map((word) => lines.filter((line) => line.includes(` ${word} `)));
    expect([began?.length, ended?.length]).toEqual([8, 8]);
    const servers = /\b127\.0\.0\.1:\d+/.exec(lines.find((line) => line.includes('Redis  ')) ?? '')?.[0];
    for (const url of [
      ...http,
      `http://127.0.0.1:${cwmpPort}`,
      `http://127.0.0.1:${cwmpPort + 1}`,
      `http://${servers}`,
    ]) {
      await expect(fetch(url)).rejects.toThrow('fetch failed');
    }
  }, 300_000);
});
