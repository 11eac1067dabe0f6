import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cpe, runSession } from '#libs/testing/cpe';
import { ApiClient } from '../harness/api-client.ts';
import { type AcsProcess, spawnAcs } from '../harness/spawn-acs.ts';

let dataDir: string;
let acs: AcsProcess | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'muster-killed-'));
});
afterEach(async () => {
  await acs?.kill();
  await rm(dataDir, { recursive: true, force: true });
});

test('kill -9 of the ACS in mid-session: the device is finished after the restart', async () => {
  acs = await spawnAcs(dataDir);
  const cpe = new Cpe({ model: 'tr098', identity: { serialNumber: 'KILLED1' } });
  const killed = acs;
  const broken = await runSession(cpe, {
    url: acs.cwmpUrl,
    answer: (_request, turn) => {
      if (turn === 3) process.kill(killed.pid, 'SIGKILL');
      return undefined;
    },
  });
  expect(broken.outcome).toBe('broken');
  expect(broken.violations).toEqual([]);

  acs = await spawnAcs(dataDir);
  const { httpUrl } = acs;
  const api = new ApiClient(() => httpUrl);
  const [device] = await api.devices();
  expect(device?.identity.serialNumber).toBe('KILLED1');

  cpe.periodic();
  const finished = await runSession(cpe, { url: acs.cwmpUrl });
  expect(finished.outcome).toBe('completed');
  expect(finished.violations).toEqual([]);
  expect((await api.device(device?.id ?? '')).discovery.state).toBe('complete');
  const commands = await api.commands(device?.id ?? '');
  expect(commands.map(({ spec, state }) => [spec.kind, state])).toEqual([['discover', 'completed']]);
});

test('SIGTERM lets a session in flight finish, and ends with 0', async () => {
  acs = await spawnAcs(dataDir);
  const cpe = new Cpe({ identity: { serialNumber: 'TERM1' } });
  const terminated = acs;
  let exit: Promise<number | null> | undefined;
  const log = await runSession(cpe, {
    url: acs.cwmpUrl,
    answer: (_request, turn) => {
      if (turn === 2) exit = terminated.terminate();
      return undefined;
    },
  });
  expect(log.outcome).toBe('completed');
  expect(await exit).toBe(0);
});
