import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApiClient } from '../harness/api-client.ts';
import { eventually } from '../harness/eventually.ts';
import { ScriptedCpe } from '../harness/scripted-cpe/scripted-cpe.ts';
import { type AcsProcess, spawnAcs } from '../harness/spawn-acs.ts';
import { conformance } from './conformance.ts';

const CODE = 'Device.DeviceInfo.ProvisioningCode';
const folder = mkdtempSync(path.join(tmpdir(), 'muster-outage-'));
let acs: AcsProcess;
let cpe: ScriptedCpe;

beforeAll(async () => {
  acs = await spawnAcs(folder);
  cpe = new ScriptedCpe(() => acs.cwmpUrl, 'hard85');
});
afterAll(async () => {
  cpe.close();
  await acs.kill();
  rmSync(folder, { recursive: true });
});

/** As a disk that is full: no file of the ACS takes a byte beyond its first page. */
function disk(takes: 'nothing' | 'all'): void {
  const most = takes === 'nothing' ? '4096' : 'unlimited';
  execFileSync('prlimit', ['--pid', String(acs.pid), `--fsize=${most}:unlimited`]);
}

/** The CPE says the same again, with the number of its tries (TR-069 §3.2.1.1). */
const call = (retryCount: number) =>
  cpe.inform({
    events: ['0 BOOTSTRAP', '1 BOOT'],
    parameters: [
      ['Device.DeviceInfo.SoftwareVersion', '1.0'],
      [CODE, 'SAID IN VAIN'],
    ],
    retryCount,
  });

conformance([85], 'while the database takes nothing an Inform gets 503, and what it says is not lost', async () => {
  disk('nothing');
  for (let n = 0; n < 3; n++) {
    const { status, headers } = await call(n);
    expect([status, headers['set-cookie'], Number(headers['retry-after']) > 0]).toEqual([503, undefined, true]);
  }
  disk('all');
  expect((await call(3)).status).toBe(200);
  const api = new ApiClient(() => acs.httpUrl);
  await eventually('it is known', async () => (await api.devices({ id: cpe.deviceId })).length === 1);
  expect(await api.value(cpe.deviceId, CODE)).toBe('SAID IN VAIN');
  const types = (await api.events(cpe.deviceId)).map(({ type }) => type);
  expect(types.filter((type) => type === 'device.bootstrapped')).toHaveLength(1);
});
