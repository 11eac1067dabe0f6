import { until } from '#libs/testing/servers';
import type { EventTap } from './event-tap.ts';
import type { MassCpe } from './mass-cpe.ts';
import type { MassRollout } from './mass-rollout.ts';

/** What the CPEs know, what the API says and what was told agree: each device was upgraded, by one Download. */
export async function checkSuccess(
  rollout: MassRollout,
  cpes: readonly MassCpe[],
  version: string,
  tap: EventTap,
): Promise<void> {
  const { id, image } = rollout;
  const key = `F.${id}.1.1`;
  const ofRollout = ({ downloads }: MassCpe) => downloads.filter((each) => each.startsWith(`F.${id}.`));
  expect(cpes.filter((cpe) => ofRollout(cpe).join() !== key).map(({ id }) => id)).toEqual([]);
  expect(cpes.filter(({ overlaps }) => overlaps > 0)).toEqual([]);
  expect(cpes.filter(({ fetched }) => fetched.at(-1)?.sha256 !== image)).toEqual([]);
  expect(cpes.filter((cpe) => cpe.version !== version)).toEqual([]);

  const standing = await rollout.devices();
  expect(standing.map(({ deviceId }) => deviceId).toSorted()).toEqual(cpes.map(({ id }) => id).toSorted());
  const odd = standing.filter(({ state, permit, attempts, transferOpen }) => {
    return state !== 'succeeded' || permit !== 'completed' || attempts.length !== 1 || transferOpen;
  });
  expect(odd).toEqual([]);
  const { completed, failed, inFlight } = (await rollout.view()).progress.total;
  expect({ completed, failed, inFlight }).toEqual({ completed: cpes.length, failed: 0, inFlight: 0 });
  const tallies = (await rollout.look()).map(({ tally }) => tally);
  expect(tallies.reduce((sum, tally) => sum + tally.completed, 0)).toBe(cpes.length);
  await checkTold(rollout, cpes, tap);
}

async function checkTold({ id, cap }: MassRollout, cpes: readonly MassCpe[], tap: EventTap): Promise<void> {
  await until('the end was told', () => tap.of('rollout.changed', id).at(-1)?.data.phase === 'completed');
  await until('each end was told', () => {
    const told = toldOf(tap, id);
    return cpes.every((cpe) => told.get(cpe.id)?.at(-1) === 'succeeded');
  });
  const odd = [...toldOf(tap, id)].filter(([, states]) => {
    return states[0] !== 'eligible' || states.indexOf('succeeded') !== states.length - 1;
  });
  expect(odd).toEqual([]);
  const waves = tap.of('rollout.changed', id).map(({ data }) => data.wave);
  expect([...new Set(waves)].filter((wave) => wave !== undefined)).toEqual([1, 2, 3]);
  const most = tap.of('rollout.progressed', id).flatMap(({ data }) => data.waves as readonly { inFlight: number }[]);
  expect(Math.max(...most.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(cap);
}

/** The states of each device as they were told, one after the other. Throws where one does not follow from the one before. */
export function toldOf(tap: EventTap, rollout: string): ReadonlyMap<string, readonly string[]> {
  const told = new Map<string, string[]>();
  for (const { deviceId = '', data } of tap.of('execution.changed', rollout)) {
    const states = told.get(deviceId) ?? [String(data.from)];
    told.set(deviceId, states);
    if (states.at(-1) !== data.from) throw new Error(`${deviceId}: ${data.from} was told after ${states.join()}`);
    states.push(String(data.to));
  }
  return told;
}
