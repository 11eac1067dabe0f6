import { timestamp } from '../ports/clock.ts';
import { changeRollout } from './change-rollout.ts';
import type { Rollout, Wave } from './rollout.ts';
import type { RolloutAction } from './rollout-phase.ts';
import { noteChange } from './untold-rollout.ts';

/** The rollout after an action; as it is where the action is refused. */
export function movedRollout(rollout: Rollout, action: RolloutAction, nowMs: number): Rollout {
  const outcome = changeRollout(rollout, action, nowMs);
  return outcome.status === 'changed' ? outcome.rollout : rollout;
}

/** What stopped it first is what counts. */
export function stoppedRollout(rollout: Rollout, rule: string, nowMs: number): Rollout {
  return rollout.stopped ? rollout : { ...rollout, stopped: { rule, at: timestamp(nowMs) } };
}

/** The same rollout when `change` leaves each wave as it is. That a wave is in another state is to be told. */
export function withWaves(rollout: Rollout, change: (wave: Wave) => Wave): Rollout {
  const waves = rollout.waves.map(change);
  if (waves.every((wave, index) => wave === rollout.waves[index])) return rollout;
  const moved = waves.filter(({ state }, index) => state !== rollout.waves[index]?.state);
  return moved.reduce<Rollout>(
    (so, { number, state, since }) => noteChange(so, { what: 'wave', at: since, wave: number, waveState: state }),
    { ...rollout, waves },
  );
}

/** The wave in another state, from now on; the same when it is in it already. */
export function waveIn(wave: Wave, state: Wave['state'], nowMs: number): Wave {
  return wave.state === state ? wave : { ...wave, state, since: timestamp(nowMs) };
}
