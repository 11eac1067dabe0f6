import { timestamp } from '../ports/clock.ts';
import type { Rollout, Wave } from './rollout.ts';
import { withAct } from './rollout-acts.ts';
import { moveRollout, type RolloutAction, type RolloutFacts, type RolloutStatus } from './rollout-phase.ts';

/** What `moveRollout` asks about a rollout. */
export function rolloutFacts({ author, generation, document }: Rollout, nowMs: number): RolloutFacts {
  return { author, generation, needsApproval: document.approval !== false, now: timestamp(nowMs) };
}

/** The rollout after an action; as it is where the action is refused. */
export function movedRollout(rollout: Rollout, action: RolloutAction, nowMs: number): Rollout {
  const move = moveRollout(rollout.status, action, rolloutFacts(rollout, nowMs));
  return move.ok ? withMove(rollout, action, move.status, nowMs) : rollout;
}

/** The rollout in a status to which an action led, which it remembers. */
export function withMove(rollout: Rollout, action: RolloutAction, status: RolloutStatus, nowMs: number): Rollout {
  const reason = 'reason' in action ? action.reason : undefined;
  const act = { what: action.type, by: status.by, at: timestamp(nowMs), ...(reason !== undefined && { reason }) };
  return withAct({ ...rollout, status }, act);
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
