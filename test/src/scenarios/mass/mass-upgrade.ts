import { until } from '#libs/testing/servers';
import { playBadImages } from './bad-images.ts';
import { checkSuccess } from './check-success.ts';
import { playKilled } from './killed-in-between.ts';
import { LIMIT_MS, MassPlay, REST, SOME, SOME_OF_THEM } from './mass-play.ts';
import { IMAGE_BYTES, MassRollout } from './mass-rollout.ts';
import type { MassStage } from './mass-stage.ts';

const CAP = 50;
const WAVES = [{ size: { devices: 10 }, soakMinutes: 1 }, { size: { percent: 20 }, soakMinutes: 1 }, REST] as const;

/** Registers the tests: a fleet is upgraded in waves, then again while processes are killed, then to images that are bad. */
export function playMassUpgrade(start: () => Promise<MassStage>): void {
  let play: MassPlay;
  beforeAll(async () => {
    play = await MassPlay.start(await start());
  }, LIMIT_MS);
  afterAll(() => play?.stop(), LIMIT_MS);

  const inWaves = async () => {
    const { stage, fleet, tap } = play;
    const cpes = fleet.cpes.slice(0, SOME);
    const about = { target: SOME_OF_THEM, waves: WAVES };
    const rollout = await MassRollout.start(stage, fleet, { version: '2.0.0', cap: CAP, about });
    expect(await play.run(rollout, cpes, '2.0.0')).toBe('completed');
    await checkSuccess(rollout, cpes, '2.0.0', tap);

    const { waves } = (await rollout.view()).rollout;
    expect(waves.map(({ size, state }) => [size, state])).toEqual([
      [10, 'passed'],
      [30, 'passed'],
      [110, 'passed'],
    ]);
    expect(fleet.mostUnderway).toBeLessThanOrEqual(CAP);
    // More than there are in the first wave.
    expect(rollout.mostTaken).toBeGreaterThan(10);
    const fetched = cpes.flatMap((cpe) => cpe.fetched);
    const count = (status: number) => fetched.reduce((sum, { answers }) => sum + (answers.get(status) ?? 0), 0);
    expect(count(503)).toBeGreaterThan(0);
    expect(count(206)).toBeGreaterThan(SOME);
    expect(fetched.filter(({ breaks }) => breaks > 0).length).toBeGreaterThan(SOME / 2);
    // By parts, over connections that broke: what was sent to each adds up.
    await until('how much each was sent is known', async () => {
      return (await rollout.devices()).every(({ bytesServed }) => bytesServed >= IMAGE_BYTES);
    });
  };
  test(`${SOME} devices get an image in three waves`, inWaves, LIMIT_MS);

  playKilled(() => play, { cap: 2 * CAP, waves: WAVES });
  playBadImages(() => play);
}
