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
  await until('each end was told', () => cpes.every((cpe) => chainOf(tap, id, cpe.id).at(-1) === 'succeeded'));
  for (const cpe of cpes) {
    const chain = chainOf(tap, id, cpe.id);
    expect([cpe.id, chain[0], chain.filter((state) => state === 'succeeded').length]).toEqual([cpe.id, 'eligible', 1]);
  }
  const waves = tap.of('rollout.changed', id).map(({ data }) => data.wave);
  expect([...new Set(waves)].filter((wave) => wave !== undefined)).toEqual([1, 2, 3]);
  const most = tap.of('rollout.progressed', id).flatMap(({ data }) => data.waves as readonly { inFlight: number }[]);
  expect(Math.max(...most.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(cap);
}

/** The states of a device as they were told, one after the other. Throws where one does not follow from the one before. */
export function chainOf(tap: EventTap, rollout: string, device: string): readonly string[] {
  const changes = tap
    .of('execution.changed', rollout)
    .filter(({ deviceId }) => deviceId === device)
    .toSorted((a, b) => a.position - b.position);
  const states = changes.map(({ data }) => [String(data.from), String(data.to)] as const);
  for (const [index, [from]] of states.entries()) {
    const before = states[index - 1]?.[1] ?? from;
    if (before !== from) throw new Error(`${device}: ${from} was told after ${before}`);
  }
  return states.length === 0 ? [] : [states[0]?.[0] ?? '', ...states.map(([, to]) => to)];
}
