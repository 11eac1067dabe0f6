import type { BucketPermits } from '../ports/execution-store.ts';
import { type JudgedRule, judgeRollout } from './judge-rollout.ts';
import { pardonedPermits, pardonOf } from './pardon.ts';
import { type BucketCounter, capOfBucket, moveCaps } from './permits.ts';
import type { Rollout, Wave } from './rollout.ts';
import type { RolloutEffect } from './rollout-effect.ts';
import { movedRollout, stoppedRollout, waveIn, withWaves } from './rollout-moves.ts';
import { isFinal } from './rollout-phase.ts';
import { sumTallies } from './tally.ts';
import { isDone, isOpenWave, nextWave, unfinished } from './waves.ts';

export interface RolloutDecision {
  /** To be saved; the same object when there is nothing to save. */
  readonly rollout: Rollout;
  readonly effects: readonly RolloutEffect[];
  readonly rules: readonly JudgedRule[];
}

/**
 * What becomes of a rollout by what was counted of its devices. Level-triggered: it is asked every few seconds, of whatever is
 * stored, and says what is missing; what was not carried out before a crash is said again.
 */
export function decideRollout(rollout: Rollout, counters: readonly BucketCounter[], nowMs: number): RolloutDecision {
  const now = expired(rollout, nowMs);
  const { phase, by } = now.status;
  const decided = (so: Rollout, ...effects: readonly RolloutEffect[]) => ({ rollout: so, effects, rules: [] });
  if (isFinal(phase)) {
    return unfinished(sumOf(counters)) === 0 ? decided(now) : decided(now, { do: 'endExecutions', by });
  }
  if (phase === 'halted') return decided(stoppedRollout(now, 'halted', nowMs));
  if (phase !== 'running') return decided(now);
  if (now.enrolment?.completedAt === undefined) return decided(now, { do: 'enrol' });
  return runs(now, counters, nowMs);
}

function expired(rollout: Rollout, nowMs: number): Rollout {
  if (nowMs < Date.parse(rollout.document.deadlineAt)) return rollout;
  return movedRollout(rollout, { type: 'expire' }, nowMs);
}

function runs(before: Rollout, counters: readonly BucketCounter[], nowMs: number): RolloutDecision {
  const resumed = before.stopped === undefined ? before : pardoned(before, counters, nowMs);
  const judged = judgeRollout(resumed, counters, nowMs);
  const { phase } = judged.rollout.status;
  const advanced = phase === 'running' ? nextWaves(judged.rollout, counters, nowMs) : judged.rollout;
  const rollout = withWaves(advanced, (wave) => withCap(wave, advanced));
  const permits = newPermits(before, rollout, counters);
  const effects = [...permits, ...judged.effects];
  if (rollout.status.phase === 'running') effects.push(...goesOn(rollout, permits.length > 0 ? [] : counters, nowMs));
  return { rollout, effects, rules: judged.rules };
}

/** Somebody resumed it, knowing what had been counted: waves that failed of it go on, with as many permits as at first. */
function pardoned({ stopped: _, ...rollout }: Rollout, counters: readonly BucketCounter[], nowMs: number): Rollout {
  return withWaves({ ...rollout, pardons: (rollout.pardons ?? 0) + 1 }, (wave) => {
    if (wave.state === 'pending') return wave;
    const pardon = pardonOf(counters.filter((counter) => counter.wave === wave.number));
    const isBack = wave.state === 'failed' || wave.state === 'stalled';
    return { ...(isBack ? waveIn(wave, 'running', nowMs) : wave), ...(pardon && { pardon }) };
  });
}

/** The next wave begins when it may; one that nobody is in is over at once. */
function nextWaves(rollout: Rollout, counters: readonly BucketCounter[], nowMs: number): Rollout {
  const { document, openedWave } = rollout;
  const number = nextWave(rollout.waves, document.waves, openedWave);
  if (number === undefined) {
    const isOver = isDone(rollout.waves, sumOf(counters), document.target.mode);
    return isOver ? movedRollout(rollout, { type: 'complete' }, nowMs) : rollout;
  }
  const begun = withWaves(rollout, (wave) => {
    if (wave.number !== number) return wave;
    return waveIn(wave, wave.size === 0 && document.target.mode === 'frozen' ? 'passed' : 'running', nowMs);
  });
  return nextWaves(begun, counters, nowMs);
}

function withCap(wave: Wave, { document }: Rollout): Wave {
  const cap = document.permits.cap + pardonedPermits(wave);
  return wave.cap === cap ? wave : { ...wave, cap };
}

/** Of waves that begin, and where the document or a pardon gives another number. */
function newPermits(before: Rollout, after: Rollout, counters: readonly BucketCounter[]): readonly RolloutEffect[] {
  const { tolerance = 0 } = after.document.permits;
  const permits = after.waves.flatMap((wave, index) => {
    if (wave.state === 'pending') return [];
    const { state, cap, pardon } = before.waves[index] ?? wave;
    const isOther = state === 'pending' || cap !== wave.cap || pardon !== wave.pardon;
    const isOtherwise = counters.some((counter) => counter.wave === wave.number && counter.tolerance !== tolerance);
    return isOther || isOtherwise ? permitsOf(after, wave) : [];
  });
  return permits.length === 0 ? [] : [{ do: 'setPermits', permits }];
}

function permitsOf({ id, document }: Rollout, { number, buckets, pardon }: Wave): readonly BucketPermits[] {
  const { cap, tolerance = 0 } = document.permits;
  return Array.from({ length: buckets }, (_, bucket) => {
    const pardonedHere = pardon?.burned[bucket] ?? 0;
    return { rollout: id, wave: number, bucket, cap: capOfBucket(cap, buckets, bucket) + pardonedHere, tolerance };
  });
}

/** Where there are fewer permits than buckets, each of those that wait has its turn. */
const TURN_MS = 10_000;

function goesOn(rollout: Rollout, counters: readonly BucketCounter[], nowMs: number): readonly RolloutEffect[] {
  const open = rollout.waves.filter(isOpenWave).map(({ number }) => number);
  const turn = Math.floor(nowMs / TURN_MS);
  const moves = open.flatMap((number) => {
    const own = counters.filter(({ wave }) => wave === number);
    return moveCaps(own, turn).map(({ from, to }) => ({ do: 'movePermit', wave: number, from, to }) as const);
  });
  return [
    ...moves,
    ...open.map((wave) => ({ do: 'callIn', wave }) as const),
    ...(rollout.closedCells.length > 0 ? [{ do: 'leaveCells' } as const] : []),
    ...(rollout.document.target.mode === 'growing' ? [{ do: 'enrol' } as const] : []),
  ];
}

function sumOf(counters: readonly BucketCounter[]) {
  return sumTallies(counters.map(({ tally }) => tally));
}
