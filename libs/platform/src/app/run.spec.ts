import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { text } from 'node:stream/consumers';

// A process of its own: exit codes, signals and output are what this is about.
const program = `import { run } from '#libs/platform'; await run('muster', []);`;

let dataDir: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'muster-run-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

function muster(env: Record<string, string>) {
  const started = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { MUSTER_DATA_DIR: dataDir, MUSTER_HTTP_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  return { started, exited: once(started, 'exit'), stderr: text(started.stderr) };
}

test('a process says when it is ready, in JSON, and SIGTERM ends it with 0', async () => {
  const { started, exited } = muster({});
  const entries: Record<string, unknown>[] = [];
  for await (const line of readline.createInterface({ input: started.stdout })) {
    const entry = JSON.parse(line) as Record<string, unknown>;
    entries.push(entry);
    if (entry.msg !== 'ready') continue;
    expect((await fetch(`${String(entry.url)}/readyz`)).status).toBe(200);
    started.kill('SIGTERM');
  }
  expect(await exited).toEqual([0, null]);
  expect(entries.map((entry) => entry.msg)).toEqual(['ready', 'stopping', 'stopped']);
  expect(entries[0]).toMatchObject({ level: 'info', role: 'muster', roles: [], startupMs: expect.any(Number) });
});

test('a bad configuration is refused with all problems, exit code 2 and no stack trace', async () => {
  const { exited, stderr } = muster({ MUSTER_HTTP_PORT: 'x', MUSTER_LOG_LEVEL: 'loud', MUSTER_LOGLEVEL: 'info' });
  expect(await exited).toEqual([2, null]);
  expect(await stderr).toBe(
    [
      'warning: MUSTER_LOGLEVEL is not a setting; did you mean MUSTER_LOG_LEVEL?',
      'The configuration is refused:',
      '  MUSTER_LOG_LEVEL is "loud": it must be one of debug, info, warn, error (default info)',
      '  MUSTER_HTTP_PORT is "x": it must be a port from 0 to 65535 (default 8080)',
      '',
    ].join('\n'),
  );
});
