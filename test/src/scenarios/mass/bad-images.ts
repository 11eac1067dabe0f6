import { until } from '#libs/testing/servers';
import { toldOf } from './check-success.ts';
import type { MassCpe, Transfer } from './mass-cpe.ts';
import { EVERYBODY, LIMIT_MS, type MassPlay, REST } from './mass-play.ts';
import { MassRollout } from './mass-rollout.ts';

const CAP = 8;
/** More than there are permits. */
const FIRST = { size: { devices: 20 } } as const;
const LATER = [{ size: { percent: 20 } }, REST] as const;
const SILENT_MS = 600_000;
/** So long a file server believes what it read of a rollout. */
const FRESH_FOR_MS = 1_000;

/** Registers the tests: an image that does not boot stops by itself, in its first wave. They leave dead devices behind. */
export function playBadImages(at: () => MassPlay): void {
  const fallsBack = async () => {
    const { fleet, stage } = at();
    const { cpes } = fleet;
    const about = { target: EVERYBODY, waves: [FIRST, ...LATER] };
    const rollout = await MassRollout.start(stage, fleet, { version: '3.0.0', isBad: true, cap: CAP, about });
    // Two are so slow that the rollout is halted before they begin to fetch.
    const late: (readonly [MassCpe, Transfer])[] = [];
    const transfer = async (cpe: MassCpe, request: Transfer) => {
      if (late.length >= 2) return fleet.upgrade(cpe, request);
      late.push([cpe, request]);
      return false;
    };
    expect(await at().run(rollout, cpes, '3.0.0', { transfer })).toBe('halted');
    const got = await touched(at(), rollout);
    expect(got.length).toBeLessThanOrEqual(CAP);

    await stage.later(FRESH_FOR_MS);
    for (const [cpe, request] of late) await fleet.upgrade(cpe, request);
    expect(late.map(([cpe]) => cpe.fetched.at(-1)?.status)).toEqual([410, 410]);
    await at().round(rollout, cpes);
    expect((await touched(at(), rollout)).toSorted()).toEqual(got.toSorted());
    const hasImage = (id: string) => cpes.find((cpe) => cpe.id === id)?.fetched.at(-1)?.status === 200;
    const ends = (await rollout.devices()).filter(({ attempts }) => attempts.length > 0);
    for (const { deviceId, state, reason } of ends) {
      const isLate = late.some(([cpe]) => cpe.id === deviceId);
      // One that came to fetch in the very second of the halt: whoever handled its fault had read that the rollout goes on.
      const refused = isLate ? ['cancelled: halted'] : ['cancelled: halted', 'waitingRetry: undefined'];
      expect(hasImage(deviceId) ? ['failed: reverted'] : refused).toContain(`${state}: ${reason}`);
    }
    await rollout.cancel();
  };
  test('an image that devices fall back from is halted, and is not to be had any more', fallsBack, LIMIT_MS);

  const kills = async () => {
    const { fleet, stage } = at();
    const { cpes } = fleet;
    // Their silence stops it before their number does.
    const waves = [{ ...FIRST, successThreshold: 0.5 }, ...LATER];
    const about = { target: EVERYBODY, waves, timeouts: { transferringMs: SILENT_MS } };
    const rollout = await MassRollout.start(stage, fleet, { version: '3.1.0', isBad: true, cap: CAP, about });
    const transfer = async (cpe: MassCpe, request: Transfer) => {
      await cpe.fetch(request, async () => undefined);
      return false;
    };
    expect(await rollout.untilCalled()).toBe('running');
    await at().round(rollout, cpes, { transfer });
    const got = await touched(at(), rollout);
    expect(got).toHaveLength(CAP);

    await stage.later(SILENT_MS);
    await until('it is halted', async () => (await rollout.phase()) === 'halted');
    expect((await rollout.view()).rollout.status.by).toBe('maxSilent');
    const dead = cpes.filter(({ underway }) => underway !== undefined);
    expect(dead.map(({ id }) => id)).toEqual(got);
    const isShut = async () => (await fetch(dead[0]?.underway?.url ?? '')).status === 410;
    await until('the image is not to be had any more', isShut);
    await at().round(
      rollout,
      cpes.filter((cpe) => !dead.includes(cpe)),
    );
    expect(await touched(at(), rollout)).toEqual(got);
  };
  test('an image that no device comes back from is halted when they are silent', kills, LIMIT_MS);
}

/** Devices that took up a Download of the rollout: all of them in its first wave, by what the API says and what was told. */
async function touched({ fleet, tap }: MassPlay, rollout: MassRollout): Promise<readonly string[]> {
  await rollout.look();
  const isOf = (key: string) => key.startsWith(`F.${rollout.id}.`);
  const got = fleet.cpes.filter(({ downloads }) => downloads.some(isOf)).map(({ id }) => id);
  const standing = await rollout.devices();
  const sent = standing.filter(({ attempts }) => attempts.length > 0);
  expect(sent.map(({ deviceId }) => deviceId).toSorted()).toEqual(got.toSorted());
  expect([...new Set(sent.map(({ wave }) => wave))]).toEqual([1]);
  expect(standing.filter(({ wave, permit }) => wave > 1 && permit !== 'none')).toEqual([]);
  await until('it was told of each', () => {
    const told = toldOf(tap, rollout.id);
    return got.every((id) => told.get(id)?.includes('transferring'));
  });
  return got;
}
