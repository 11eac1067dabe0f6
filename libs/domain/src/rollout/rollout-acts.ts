import type { Timestamp } from '../device/device.ts';
import type { Rollout } from './rollout.ts';
import type { RolloutAction } from './rollout-phase.ts';
import { noteChange } from './untold-rollout.ts';

export const ROLLOUT_ACTS = [
  'create',
  'submit',
  'approve',
  'reject',
  'edit',
  'start',
  'pause',
  'halt',
  'resume',
  'cancel',
  'complete',
  'expire',
  'openGate',
  'lowerCap',
] as const satisfies readonly (RolloutAction['type'] | 'create' | 'openGate' | 'lowerCap')[];
export type RolloutActName = (typeof ROLLOUT_ACTS)[number];

/** What somebody, or a rule, did to a rollout. */
export interface RolloutAct {
  readonly what: RolloutActName;
  /** The name of a person, or of a rule. */
  readonly by: string;
  readonly at: Timestamp;
  readonly reason?: string;
  /** One sentence, where the name of the act does not say all. */
  readonly detail?: string;
}

export const MAX_KEPT_ACTS = 200;

/** The rollout, in which it was done already, with one more act, which is to be told; the oldest are forgotten. */
export function withAct(rollout: Rollout, act: RolloutAct): Rollout {
  const acts = [...(rollout.acts ?? []), act].slice(-MAX_KEPT_ACTS);
  return noteChange({ ...rollout, acts }, act);
}
