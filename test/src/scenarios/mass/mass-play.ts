import { EventTap } from './event-tap.ts';
import type { MassCpe } from './mass-cpe.ts';
import { type CallOptions, MassFleet, serialOf } from './mass-fleet.ts';
import type { MassRollout } from './mass-rollout.ts';
import type { MassStage } from './mass-stage.ts';

export const FLEET = 500;
/** Of the fleet, where it does not matter how many they are. */
export const SOME = 150;
/** For one test: others may have the machine at the same time. */
export const LIMIT_MS = 360_000;
/** The last wave. */
export const REST = { size: { percent: 100 } } as const;
export const EVERYBODY = { filter: {}, mode: 'frozen' } as const;
export const SOME_OF_THEM = { filter: { 'identity.serialNumber': { $lt: serialOf(SOME) } }, mode: 'frozen' } as const;

const TOLD = ['execution.changed', 'rollout.changed', 'rollout.progressed'] as const;
/** Sessions between two looks at the permits. */
const LOOK_EVERY = 20;

/** An ACS with a fleet that it knows, and all that is told of rollouts. */
export class MassPlay {
  private constructor(
    readonly stage: MassStage,
    readonly fleet: MassFleet,
    readonly tap: EventTap,
  ) {}

  static async start(stage: MassStage): Promise<MassPlay> {
    const fleet = new MassFleet(stage, FLEET);
    await fleet.firstContacts();
    return new MassPlay(stage, fleet, await EventTap.open(() => stage.apiUrl(), TOLD));
  }

  /** Everybody who is not upgraded calls in, again and again, until the rollout does not run any more; resolves with its phase. */
  async run(
    rollout: MassRollout,
    cpes: readonly MassCpe[],
    version: string,
    options: CallOptions = {},
  ): Promise<string> {
    for (;;) {
      const phase = await rollout.untilCalled();
      if (phase !== 'running') return phase;
      const open = cpes.filter((cpe) => cpe.version !== version || !cpe.isHeard);
      await this.round(rollout, open, options);
    }
  }

  /** Each calls in once, and those that got an image again. */
  round(rollout: MassRollout, cpes: readonly MassCpe[], options: CallOptions = {}): Promise<void> {
    let calls = 0;
    const look = async () => {
      if (calls++ % LOOK_EVERY === 0) await rollout.look();
    };
    return this.fleet.callIn(cpes, { look, ...options });
  }

  async stop(): Promise<void> {
    await this.tap.close();
    await this.stage.stop();
  }
}
