import { timestamp } from '../ports/clock.ts';
import { changeRollout } from './change-rollout.ts';
import type { Rollout, Wave } from './rollout.ts';
import type { RolloutAction } from './rollout-phase.ts';

/** The rollout after an action; as it is where the action is refused. */
export function movedRollout(rollout: Rollout, action: RolloutAction, nowMs: number): Rollout {
  const outcome = changeRollout(rollout, action, nowMs);
  return outcome.status === 'changed' ? outcome.rollout : rollout;
}

/** What stopped it first is what counts. */
export function stoppedRollout(rollout: Rollout, rule: string, nowMs: number): Rollout {
  return rollout.stopped ? rollout : { ...rollout, stopped: { rule, at: timestamp(nowMs) } };
}

/** The same rollout when `change` leaves each wave as it is. */
export function withWaves(rollout: Rollout, change: (wave: Wave) => Wave): Rollout {
  const waves = rollout.waves.map(change);
  return waves.every((wave, index) => wave === rollout.waves[index]) ? rollout : { ...rollout, waves };
}

/** The wave in another state, from now on; the same when it is in it already. */
export function waveIn(wave: Wave, state: Wave['state'], nowMs: number): Wave {
  return wave.state === state ? wave : { ...wave, state, since: timestamp(nowMs) };
}
