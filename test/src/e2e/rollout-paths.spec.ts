import { randomBytes } from 'node:crypto';
import { Cpe, type CpeOptions, runSession } from '#libs/testing/cpe';
import { ApiClient } from '../harness/api-client.ts';
import { eventually } from '../harness/eventually.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import { RunningRollout } from './running-rollout.ts';

const VERSION = 'Device.DeviceInfo.SoftwareVersion';
const LINE = 'Device.IP.Interface.1.Status';
const READY = 'Device.DeviceInfo.ProvisioningCode';

let acs: Acs;
const api = new ApiClient(() => acs.httpUrl);

beforeAll(async () => {
  acs = await startAcs({ MUSTER_FIRMWARE_ROLLOUT_LOOK_MS: '100' });
});
afterAll(() => acs.stop());

/** A CPE that the ACS knows, and its id there. */
async function known(productClass: string, serialNumber: string, options: CpeOptions = {}) {
  const cpe = new Cpe({ identity: { productClass, serialNumber }, transfers: 'fetch', ...options });
  await call(cpe);
  const [device] = await api.devices({ 'identity.serialNumber': serialNumber });
  if (device === undefined) throw new Error(`The ACS does not know ${serialNumber}.`);
  return { cpe, device: device.id };
}

/** Once, and again for as long as it has something to say; resolves with the keys of the Downloads it was sent until then. */
async function call(cpe: Cpe): Promise<readonly string[]> {
  cpe.periodic();
  do {
    expect((await runSession(cpe, { url: acs.cwmpUrl })).violations).toEqual([]);
  } while (cpe.wantsSession());
  return cpe.ledger.rpcs.flatMap(({ method, key }) => (method === 'Download' ? [key] : []));
}

async function released(productClass: string, version: string, from: object): Promise<string> {
  return (await api.addImage(randomBytes(20_000), { name: productClass, version }, [{ productClass, from }])).id;
}

test('a device comes to the image by way of another one, with its checks before and after each, under one permit', async () => {
  const { cpe, device } = await known('Paths', 'PATH1');
  await released('Paths', '1.5.0', { atMost: '1.4.9' });
  const image = await released('Paths', '2.0.0', { atLeast: '1.5.0' });
  cpe.tree.put(LINE, 'Down');
  const rollout = await RunningRollout.start(api, [device], {
    image,
    preChecks: [{ path: READY, oneOf: ['ready'] }],
    postChecks: [{ path: LINE, oneOf: ['Up'] }],
  });
  const first = rollout.key;
  const second = `F.${rollout.id}.2.1`;

  expect(await call(cpe)).toEqual([]);
  expect(await rollout.on(device)).toMatchObject({ state: 'scheduled', permit: 'none' });
  cpe.tree.put(READY, 'ready');
  expect(await call(cpe)).toEqual([first]);
  expect(cpe.tree.value(VERSION)).toBe('1.5.0');
  expect(await rollout.on(device)).toMatchObject({ state: 'verifying', step: 1, permit: 'inFlight' });

  cpe.tree.put(READY, 'busy');
  cpe.tree.put(LINE, 'Up');
  expect(await call(cpe)).toEqual([first]);
  expect(await rollout.on(device)).toMatchObject({ state: 'waitingRetry', step: 2, permit: 'inFlight' });
  cpe.tree.put(READY, 'ready');
  expect(await call(cpe)).toEqual([first, second]);
  expect([cpe.tree.value(VERSION), await rollout.stateOf(device)]).toEqual(['2.0.0', 'succeeded']);
  expect(await rollout.on(device)).toMatchObject({ permit: 'completed' });
});

test('at a site that lost as many devices as it may, no other one is told to fetch the image; elsewhere they are', async () => {
  const reverts = await Promise.all([1, 2].map((n) => known('Sites', `BERLIN${n}`, { upgrades: 'reverts' })));
  const applies = await known('Sites', 'BONN1');
  for (const { device } of reverts) await api.declare(device, { attributes: { site: 'berlin' } });
  await api.declare(applies.device, { attributes: { site: 'bonn' } });
  const all = [...reverts, applies];
  const rollout = await RunningRollout.start(
    api,
    all.map(({ device }) => device),
    {
      image: await released('Sites', '2.0.0', { atLeast: '1.0.0' }),
      waves: [{ size: { percent: 100 }, successThreshold: 0 }],
      permits: { cap: 9, groups: [{ attribute: 'site', cap: 1 }] },
    },
  );
  await eventually('two of three are finished', async () => {
    for (const { cpe } of all) await call(cpe);
    const states = await Promise.all(all.map(({ device }) => rollout.stateOf(device)));
    return states.toSorted().join() === 'failed: reverted,scheduled,succeeded';
  });
  for (const { cpe } of all) await call(cpe);
  const told = all.map(({ cpe }) => cpe.ledger.rpcs.filter(({ method }) => method === 'Download').length);
  expect(told).toEqual([1, 0, 1]);
  expect(await rollout.on(reverts[0]?.device ?? '')).toMatchObject({ permit: 'failed' });
});
