import { timestamp } from '../ports/clock.ts';
import { cellText } from './execution.ts';
import { evaluateHalt, haltRulesOf, type RuleEvaluation, verdictOf } from './halt-rules.ts';
import { countedSince, withoutPardoned } from './pardon.ts';
import type { BucketCounter } from './permits.ts';
import type { Rollout, Wave, WaveSpec } from './rollout.ts';
import type { RolloutEffect } from './rollout-effect.ts';
import { movedRollout, stoppedRollout, waveIn, withWaves } from './rollout-moves.ts';
import { enrolled, sumTallies } from './tally.ts';
import { noteChange } from './untold-rollout.ts';
import { isOpenWave, judgeWave, type WaveVerdict } from './waves.ts';

export interface JudgedRule extends RuleEvaluation {
  readonly wave: number;
}

export interface Judged {
  readonly rollout: Rollout;
  /** Also those that did not trip. */
  readonly rules: readonly JudgedRule[];
  readonly effects: readonly RolloutEffect[];
}

/** What halt rules and the wave that is under way make of a rollout that runs. */
export function judgeRollout(rollout: Rollout, counters: readonly BucketCounter[], nowMs: number): Judged {
  const byWave = Map.groupBy(counters, ({ wave }) => wave);
  const rules = rollout.waves
    .filter((wave) => isOpenWave(wave) || wave.state === 'stalled')
    .flatMap((wave) => rulesIn(rollout, wave, byWave.get(wave.number) ?? []));
  const closed = withClosedCells(rollout, rules, nowMs);
  const verdict = verdictOf(rules.filter(({ action }) => action !== 'closeCell'));
  if (verdict !== undefined) return { rules, ...stops(closed, verdict, nowMs) };
  return { rules, rollout: judgedWave(closed, byWave, nowMs), effects: [] };
}

/** What the rules of a wave say, also of one that is over. */
export function rulesIn(
  { document, closedCells }: Pick<Rollout, 'document' | 'closedCells'>,
  wave: Pick<Wave, 'number' | 'pardon'>,
  counters: readonly BucketCounter[],
): readonly JudgedRule[] {
  const rules = evaluateHalt(haltRulesOf(document, wave.number), [countedSince(wave, counters)], closedCells);
  return rules.map((rule) => ({ ...rule, wave: wave.number }));
}

function withClosedCells(rollout: Rollout, rules: readonly JudgedRule[], nowMs: number): Rollout {
  const known = new Set(rollout.closedCells);
  const tripped = rules.filter(({ tripped, action }) => tripped && action === 'closeCell');
  const fresh = new Set(tripped.flatMap(({ cell }) => (cell === undefined || known.has(cell) ? [] : [cell])));
  if (fresh.size === 0) return rollout;
  const closed = { ...rollout, closedCells: [...rollout.closedCells, ...fresh] };
  const detail = [...fresh].map(cellText).join(', ');
  return noteChange(closed, { what: 'closeCell', at: timestamp(nowMs), by: tripped[0]?.rule ?? '', detail });
}

function stops(rollout: Rollout, rule: JudgedRule, nowMs: number): Omit<Judged, 'rules'> {
  const reason = reasonOf(rule);
  const action = { type: rule.action === 'pause' ? 'pause' : 'halt', by: rule.rule, reason } as const;
  const stopped = stoppedRollout(movedRollout(rollout, action, nowMs), rule.rule, nowMs);
  const { image } = rollout.document;
  return {
    rollout: stopped,
    effects: rule.action === 'quarantine' ? [{ do: 'quarantine', image, reason: `${rollout.name}: ${reason}` }] : [],
  };
}

function reasonOf({ rule, value, limit, wave, cell }: JudgedRule): string {
  const where = cell === undefined ? '' : ` on ${cellText(cell)}`;
  return `${rule} is ${Math.round(value * 1_000) / 1_000} (limit ${limit}) in wave ${wave}${where}.`;
}

function judgedWave(rollout: Rollout, byWave: ReadonlyMap<number, readonly BucketCounter[]>, nowMs: number): Rollout {
  const wave = rollout.waves.find(({ state }) => state === 'running' || state === 'soaking' || state === 'stalled');
  const spec = wave && rollout.document.waves[wave.number - 1];
  if (wave === undefined || spec === undefined) return rollout;
  const counters = byWave.get(wave.number) ?? [];
  // Of a target that grows, nobody has to be there yet.
  if (enrolled(sumTallies(counters.map(({ tally }) => tally))) === 0) return rollout;
  const verdict = verdictOn(wave, spec, counters, nowMs);
  const state = stateAfter(wave, verdict);
  const moved = withWaves(rollout, (one) => (one === wave ? waveIn(one, state, nowMs) : one));
  if (verdict.kind !== 'failed') return moved;
  const rule = 'successThreshold';
  const halt = { type: 'halt', by: rule, reason: `Wave ${wave.number}: ${verdict.detail}` } as const;
  return stoppedRollout(movedRollout(moved, halt, nowMs), rule, nowMs);
}

function verdictOn(wave: Wave, spec: WaveSpec, counters: readonly BucketCounter[], nowMs: number): WaveVerdict {
  const left = withoutPardoned(wave, counters);
  return judgeWave(left.wave, spec, left.counters, nowMs);
}

function stateAfter({ state }: Wave, { kind }: WaveVerdict): Wave['state'] {
  switch (kind) {
    case 'soaks':
      return 'soaking';
    case 'passed':
    case 'failed':
    case 'stalled':
      return kind;
    case 'goesOn':
      // A success that came late gave a permit back.
      return state === 'stalled' ? 'running' : state;
  }
}
