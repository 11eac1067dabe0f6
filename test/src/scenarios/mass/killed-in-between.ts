import { until } from '#libs/testing/servers';
import { checkSuccess } from './check-success.ts';
import { serialOf } from './mass-fleet.ts';
import { LIMIT_MS, type MassPlay } from './mass-play.ts';
import { MassRollout } from './mass-rollout.ts';
import type { Mortal } from './mass-stage.ts';

const SOME = 150;
const VERSION = '2.1.0';

/** Who is killed when so many devices are upgraded. */
const KILLS: readonly (readonly [number, Mortal])[] = [
  [5, 'firmware'],
  [30, 'firmware'],
  [60, 'firmware'],
  [85, 'provisioning'],
  [110, 'firmware'],
];

/** Registers the test: none is forgotten and none gets two Downloads when processes die while devices are under way. */
export function playKilled(at: () => MassPlay, { cap, waves }: { readonly cap: number; readonly waves: object }): void {
  const killed = async () => {
    const { stage, fleet, tap } = at();
    const cpes = fleet.cpes.slice(0, SOME);
    const target = { filter: { 'identity.serialNumber': { $lt: serialOf(SOME) } }, mode: 'frozen' };
    const rollout = await MassRollout.start(stage, fleet, { version: VERSION, cap, about: { target, waves } });
    const upgraded = () => cpes.filter(({ version }) => version === VERSION).length;
    const kills = async () => {
      for (const [when, role] of KILLS) {
        const isTime = () => upgraded() >= when && fleet.underway > 0;
        await until(`${when} are upgraded, and more are under way`, isTime, LIMIT_MS);
        await killOne(at(), role);
      }
    };
    const [phase] = await Promise.all([at().run(rollout, cpes, VERSION, { isMortal: true }), kills()]);
    expect(phase).toBe('completed');
    expect(fleet.mostUnderway).toBeLessThanOrEqual(cap);
    await checkSuccess(rollout, cpes, VERSION, tap);
  };
  test(`${SOME} devices get another one, while processes are killed`, killed, LIMIT_MS);
}

/** CPEs that find nobody wait until the next one is there. */
async function killOne({ stage, fleet }: MassPlay, role: Mortal): Promise<void> {
  const isBack = Promise.withResolvers<void>();
  fleet.isAway(isBack.promise);
  await stage.kill(role);
  await stage.replace(role);
  isBack.resolve();
}
