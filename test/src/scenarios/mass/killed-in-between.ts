import { setTimeout as pause } from 'node:timers/promises';
import { until } from '#libs/testing/servers';
import { checkSuccess } from './check-success.ts';
import { EVERYBODY, FLEET, LIMIT_MS, type MassPlay } from './mass-play.ts';
import { MassRollout } from './mass-rollout.ts';
import type { Mortal } from './mass-stage.ts';

const VERSION = '2.1.0';

/** How long each lives at the most, from when it is ready. */
const LIFE_MS = 2_500;

/** Who is killed, one after the other and again from the start. */
const VICTIMS: readonly Mortal[] = ['firmware', 'firmware', 'provisioning', 'firmware'];
/** Where processes take longer to start than they live, the rollout would hardly get on. */
const MOST_KILLS = 10;

/** Registers the test: none is forgotten and none gets two Downloads when processes die while devices are under way. */
export function playKilled(at: () => MassPlay, { cap, waves }: { readonly cap: number; readonly waves: object }): void {
  const killed = async () => {
    const { stage, fleet, tap } = at();
    const about = { target: EVERYBODY, waves };
    const rollout = await MassRollout.start(stage, fleet, { version: VERSION, cap, about });
    const isOver = Promise.withResolvers<void>();
    const upgraded = at()
      .run(rollout, fleet.cpes, VERSION, { isMortal: true })
      .finally(() => isOver.resolve());
    const [phase, kills] = await Promise.all([upgraded, killAgainAndAgain(at(), isOver.promise)]);
    expect(phase).toBe('completed');
    expect(kills).toBeGreaterThanOrEqual(VICTIMS.length);
    expect(fleet.mostUnderway).toBeLessThanOrEqual(cap);
    await checkSuccess(rollout, fleet.cpes, VERSION, tap);
  };
  test(`${FLEET} devices get another one, while processes are killed every few seconds`, killed, LIMIT_MS);
}

/** Resolves with how many were killed. */
async function killAgainAndAgain(play: MassPlay, isOver: Promise<void>): Promise<number> {
  let over = false;
  isOver.then(() => {
    over = true;
  });
  for (let kills = 0; kills < MOST_KILLS; kills++) {
    await Promise.race([pause(LIFE_MS), isOver]);
    await until('more are under way', () => over || play.fleet.underway > 0, LIMIT_MS);
    if (over) return kills;
    await killOne(play, VICTIMS[kills % VICTIMS.length] ?? 'firmware');
  }
  return MOST_KILLS;
}

/** CPEs that find nobody wait until the next one is there. */
async function killOne({ stage, fleet }: MassPlay, role: Mortal): Promise<void> {
  const isBack = Promise.withResolvers<void>();
  fleet.isAway(isBack.promise);
  await stage.kill(role);
  await stage.replace(role);
  isBack.resolve();
}
