import { randomBytes } from 'node:crypto';
import type { RolloutDocument } from '#libs/domain';
import { Cpe, type CpeOptions, runSession } from '#libs/testing/cpe';
import { ApiClient } from '../harness/api-client.ts';
import { eventually } from '../harness/eventually.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';

let acs: Acs;
const api = new ApiClient(() => acs.httpUrl);
let fleets = 0;

beforeAll(async () => {
  acs = await startAcs({ MUSTER_FIRMWARE_ROLLOUT_LOOK_MS: '100' });
});
afterAll(() => acs.stop());

interface ShownRollout {
  readonly id: string;
  readonly status: { readonly phase: string; readonly by: string };
  readonly waves: readonly { readonly state: string; readonly size: number }[];
}

/** CPEs that the ACS knows and has nothing to say to, and an image for them. */
class Fleet {
  private constructor(
    readonly cpes: readonly Cpe[],
    readonly filter: object,
    readonly image: string,
  ) {}

  static async of(count: number, options: CpeOptions = {}): Promise<Fleet> {
    const productClass = `Fleet${++fleets}`;
    const cpes = Array.from({ length: count }, (_, index) => {
      const identity = { productClass, serialNumber: `WAVE${index}` };
      return new Cpe({ identity, transfers: 'fetch', ...options });
    });
    const image = await api.addImage(randomBytes(50_000), { name: productClass, version: '2.0.0' });
    const fleet = new Fleet(cpes, { 'identity.productClass': productClass }, image.id);
    await fleet.callIn();
    await fleet.callIn();
    return fleet;
  }

  /** Each of them once, and again as long as it has something to say. */
  async callIn(): Promise<void> {
    for (const cpe of this.cpes) {
      cpe.periodic();
      do {
        await runSession(cpe, { url: acs.cwmpUrl });
      } while (cpe.wantsSession());
    }
  }

  /** Calls in until it is so. */
  async callInUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const giveUpAtMs = performance.now() + 60_000;
    do {
      await this.callIn();
      if (await isSo()) return;
    } while (performance.now() < giveUpAtMs);
    throw new Error(`Called in in vain: ${what}.`);
  }

  async start(document: Partial<RolloutDocument>): Promise<string> {
    const { id } = await api.request<ShownRollout>('POST', '/rollouts', {
      name: `rollout of ${this.image.slice(0, 8)}`,
      author: 'ada',
      document: {
        image: this.image,
        target: { filter: this.filter, mode: 'frozen' },
        waves: [{ size: { percent: 100 } }],
        permits: { cap: 3 },
        approval: false,
        deadlineAt: new Date(Date.now() + 3_600_000).toISOString(),
        ...document,
      },
    });
    for (const action of ['submit', 'start']) await api.request('POST', `/rollouts/${id}/${action}`, { by: 'ada' });
    return id;
  }

  /** How many of them were told to download the image. */
  get told(): number {
    return this.cpes.filter(({ ledger }) => ledger.rpcs.some(({ method }) => method === 'Download')).length;
  }

  get versions(): readonly unknown[] {
    return this.cpes.map(({ tree }) => tree.value('Device.DeviceInfo.SoftwareVersion'));
  }
}

const shown = async (id: string) =>
  (await api.request<{ readonly rollout: ShownRollout }>('GET', `/rollouts/${id}`)).rollout;

test('settled devices are called in wave by wave, and all have the new version in the end', async () => {
  const fleet = await Fleet.of(8);
  const id = await fleet.start({ waves: [{ size: { devices: 2 }, gate: true }, { size: { percent: 100 } }] });
  await eventually('the first wave is open', async () => (await shown(id)).waves[0]?.state === 'running');
  expect((await shown(id)).waves.map(({ size }) => size)).toEqual([2, 6]);
  await fleet.callInUntil('the first wave is over', async () => (await shown(id)).waves[0]?.state === 'passed');
  await fleet.callIn();
  expect(fleet.told).toBe(2);
  await api.request('POST', `/rollouts/${id}/open-gate`, { by: 'ben', wave: 2 });
  await fleet.callInUntil('all are through', async () => (await shown(id)).status.phase === 'completed');
  expect(fleet.versions).toEqual(fleet.versions.map(() => '2.0.0'));
  expect(fleet.told).toBe(8);
}, 120_000);

test('an image from which devices come back halts its rollout, and no more than the cap were told to fetch it', async () => {
  const fleet = await Fleet.of(8, { upgrades: 'reverts' });
  const id = await fleet.start({});
  await fleet.callInUntil('it is halted', async () => (await shown(id)).status.phase === 'halted');
  expect((await shown(id)).status.by).toBe('successThreshold');
  await fleet.callIn();
  expect(fleet.told).toBeLessThanOrEqual(3);
}, 120_000);
