import type { Timestamp } from '../device/device.ts';
import type { NewEvent } from '../events/events.ts';
import type { Rollout } from './rollout.ts';
import { standingOf } from './rollout-progress.ts';
import type { RolloutChanged } from './rollout-told.ts';

/** A change of a rollout that may not have been told yet; kept with the change, so that none is lost. */
export interface UntoldRolloutChange {
  /** Of the rollout after it. */
  readonly revision: number;
  /** Of the changes of that revision, from 0. */
  readonly number: number;
  readonly at: Timestamp;
  readonly change: RolloutChanged;
}

/** More than that are told by nobody: those that came first are dropped. */
export const MAX_UNTOLD_CHANGES = 200;

type Noted = Pick<RolloutChanged, 'detail' | 'reason' | 'wave' | 'waveState'> & {
  readonly what: NonNullable<RolloutChanged['what']>;
  readonly at: Timestamp;
  /** Default: who brought it into its phase. */
  readonly by?: string;
};

/** The rollout as it stands after the change, with that to be told. */
export function noteChange(rollout: Rollout, { at, ...noted }: Noted): Rollout {
  const untold = rollout.untold ?? [];
  const revision = rollout.revision + 1;
  const number = untold.filter((one) => one.revision === revision).length;
  const { reason: _, ...standing } = standingOf(rollout);
  const change = { name: rollout.name, revision, ...standing, ...noted };
  return { ...rollout, untold: [...untold, { revision, number, at, change }].slice(-MAX_UNTOLD_CHANGES) };
}

/** The rollout without what was told, up to a revision. */
export function withoutTold(rollout: Rollout, toldRevision: number): Rollout {
  const { untold, ...rest } = rollout;
  const left = (untold ?? []).filter(({ revision }) => revision > toldRevision);
  return left.length === (untold?.length ?? 0) ? rollout : { ...rest, ...(left.length > 0 && { untold: left }) };
}

/** Of the last change that is to be told, or was; 0 where there is none. */
export function lastNoted({ untold = [] }: Rollout): number {
  return untold.at(-1)?.revision ?? 0;
}

/** What is to be told of changes after a revision; the same events however often they are made. */
export function untoldRolloutEvents(rollout: Rollout, toldRevision: number): readonly NewEvent<'rollout.changed'>[] {
  const { id, untold = [] } = rollout;
  return untold
    .filter(({ revision }) => revision > toldRevision)
    .map(({ revision, number, at, change }) => {
      return {
        id: `rollout:${id}:${revision}:${number}`,
        type: 'rollout.changed',
        rollout: id,
        time: at,
        data: change,
      };
    });
}
