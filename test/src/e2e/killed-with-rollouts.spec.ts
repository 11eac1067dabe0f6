import { randomBytes } from 'node:crypto';
import { eventually } from '../harness/eventually.ts';
import type { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { methodsIn, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { MortalAcs } from './mortal-acs.ts';
import { RunningRollout } from './running-rollout.ts';

const VERSION = 'Device.DeviceInfo.SoftwareVersion';

let acs: MortalAcs;

beforeAll(async () => {
  acs = await MortalAcs.start();
});
afterAll(() => acs.remove());

interface Stage {
  readonly cpe: SmallCpe;
  readonly key: string;
}

/** A CPE that is in a rollout. */
async function enrolled(serialNumber: string): Promise<Stage> {
  const cpe = await acs.knownCpe(serialNumber);
  const image = await acs.api.addImage(randomBytes(1_000), { name: 'Gateway', version: '2.0' });
  const rollout = await RunningRollout.start(acs.api, [cpe.deviceId], { image: image.id });
  return { cpe, key: rollout.key };
}

/** Runs a session up to the Download and kills the ACS while the CPE has it. */
async function killDuringDownload(cpe: SmallCpe, fate: 'executed' | 'lost'): Promise<void> {
  const rpcs = await runSession(cpe, async (request, execute) => {
    if (request.method !== 'Download') return execute();
    if (fate === 'executed') execute();
    await acs.kill();
    return undefined;
  });
  expect(rpcs.at(-1)?.request.method).toBe('Download');
  await acs.restart();
}

/** It has the image, and reboots into it. */
function installs(cpe: SmallCpe, key: string): void {
  cpe.finishTransfer(key);
  cpe.tree.put(VERSION, '2.0', 'string');
  cpe.events.push(['1 BOOT', '']);
}

/** What was told of the upgrade up to its end, each change once. */
async function told({ cpe }: Stage): Promise<readonly unknown[]> {
  return eventually('the end is told', async () => {
    const changes = (await acs.api.events(cpe.deviceId)).filter(({ type }) => type === 'execution.changed');
    const states = [...new Map(changes.map(({ id, data }) => [id, data.to])).values()];
    return states.at(-1) === 'succeeded' && states;
  });
}

test('killed while the CPE has the Download: it is found in its queue, and sent once', async () => {
  const stage = await enrolled('KILL_ROLLOUT_DONE');
  const { cpe, key } = stage;
  await killDuringDownload(cpe, 'executed');
  expect(methodsIn(await runSession(cpe))).toEqual(['GetAllQueuedTransfers']);
  installs(cpe, key);
  await runSession(cpe);
  expect(await told(stage)).toEqual([
    'scheduled',
    'admitted',
    'sending',
    'unknownSent',
    'transferring',
    'verifying',
    'succeeded',
  ]);
  expect(cpe.executions('Download', key)).toBe(1);
});

test('killed before the CPE had it: the same one goes out again', async () => {
  const stage = await enrolled('KILL_ROLLOUT_LOST');
  const { cpe, key } = stage;
  await killDuringDownload(cpe, 'lost');
  expect(methodsIn(await runSession(cpe))).toEqual(['GetAllQueuedTransfers', 'Download']);
  installs(cpe, key);
  await runSession(cpe);
  expect(await told(stage)).toContain('succeeded');
  expect(cpe.executions('Download', key)).toBe(1);
});

test('killed while the image is fetched, and again before TransferComplete: nothing is forgotten', async () => {
  const stage = await enrolled('KILL_ROLLOUT_FETCHING');
  const { cpe, key } = stage;
  await runSession(cpe);
  await acs.kill();
  await acs.restart();
  expect(methodsIn(await runSession(cpe))).toEqual([]);
  await acs.kill();
  installs(cpe, key);
  await acs.restart();
  await runSession(cpe);
  expect(await told(stage)).toEqual(['scheduled', 'admitted', 'sending', 'transferring', 'verifying', 'succeeded']);
  expect(cpe.executions('Download', key)).toBe(1);
});
