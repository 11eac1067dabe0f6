import type { BucketCounter } from './permits.ts';
import type { RolloutDocument } from './rollout.ts';
import { sumTallies, type Tally } from './tally.ts';

/** When a rollout stops by itself. Counted per wave; members that are absent have the defaults. */
export interface HaltRules {
  /** Failures that say something about the image. Default: no limit but the permits. */
  readonly maxFailures?: number;
  readonly errorThreshold?: {
    /** Of the devices that are finished, 0 to 1. Default 0.1. */
    readonly share: number;
    /** Not before that many are finished. Default 20. */
    readonly after: number;
  };
  /** Failures one after the other on devices of one model and version. Default 5. */
  readonly maxConsecutive?: number;
  /**
   * Devices that gave no sign of life after the Download. Default 5. Where so many are of one model and version that does
   * badly, while others do well, only that cell is closed, and does not count here any more.
   */
  readonly maxSilent?: number;
  /** Devices that find the image corrupt or wrongly signed (9018, 9019). Default 3. */
  readonly maxCorrupt?: number;
  /** Devices that may not fetch the image (9012, 9016). Default 3. */
  readonly maxUnreachable?: number;
  /** Devices that refuse the arguments of the Download (9003). Default 3. */
  readonly maxRefused?: number;
}

export const DEFAULT_HALT = {
  maxFailures: Number.POSITIVE_INFINITY,
  errorThreshold: { share: 0.1, after: 20 },
  maxConsecutive: 5,
  maxSilent: 5,
  maxCorrupt: 3,
  maxUnreachable: 3,
  maxRefused: 3,
} as const satisfies Required<HaltRules>;

export type HaltRule = keyof HaltRules;

/** quarantine: halt, and the image is sent to nobody any more. closeCell: only devices of that model and version. */
export type HaltAction = 'pause' | 'halt' | 'quarantine' | 'closeCell';

/** What a rule says, also when it does not trip: why a rollout did not halt is as good to know. */
export interface RuleEvaluation {
  readonly rule: HaltRule;
  readonly action: HaltAction;
  readonly value: number;
  readonly limit: number;
  readonly tripped: boolean;
  readonly cell?: string;
}

/** The rules that hold in a wave (from 1): each is the wave's own one, that of all waves, or the default. */
export function haltRulesOf(
  { halt, waves }: Pick<RolloutDocument, 'halt' | 'waves'>,
  wave: number,
): Required<HaltRules> {
  return { ...DEFAULT_HALT, ...halt, ...waves[wave - 1]?.halt };
}

/** All rules against the counters of one wave. */
export function evaluateHalt(
  rules: HaltRules,
  counters: readonly Pick<BucketCounter, 'tally' | 'runs'>[],
  closedCells: readonly string[] = [],
): readonly RuleEvaluation[] {
  const limits = { ...DEFAULT_HALT, ...rules };
  const tally = sumTallies(counters.map((counter) => counter.tally));
  const { share, after } = limits.errorThreshold;
  const finished = tally.completed + tally.failed;
  const errorShare = finished < after ? 0 : Math.min(1, tally.blamed / finished);
  const above = (rule: HaltRule, action: HaltAction, value: number, limit: number): RuleEvaluation => {
    return { rule, action, value, limit, tripped: value >= limit };
  };
  const evaluations: readonly RuleEvaluation[] = [
    above('maxCorrupt', 'quarantine', devicesWith(tally, 9018, 9019), limits.maxCorrupt),
    above('maxRefused', 'halt', devicesWith(tally, 9003), limits.maxRefused),
    above('maxFailures', 'halt', tally.blamed, limits.maxFailures),
    ...silence(tally, closedCells, limits.maxSilent),
    { rule: 'errorThreshold', action: 'halt', value: errorShare, limit: share, tripped: errorShare > share },
    ...consecutive(tally, counters, limits.maxConsecutive),
    above('maxUnreachable', 'pause', devicesWith(tally, 9012, 9016), limits.maxUnreachable),
  ];
  return evaluations;
}

function devicesWith({ faults }: Tally, ...codes: readonly number[]): number {
  return codes.reduce((sum, code) => sum + (faults[code] ?? 0), 0);
}

/**
 * What a closed cell loses afterwards was sent before it was closed, and tells nothing new: it must not stop the others, which
 * have the permits to bound them. A cell that does well all the same is not closed by a few: then nobody goes on.
 */
function silence(tally: Tally, closedCells: readonly string[], limit: number): RuleEvaluation[] {
  const bad = Object.entries(tally.cells).flatMap(([cell, { completed, failed, silent = 0 }]): RuleEvaluation[] => {
    const isAlone = silent >= limit && failed > completed && isElsewhereWell(tally, cell);
    return isAlone ? [{ rule: 'maxSilent', action: 'closeCell', value: silent, limit, tripped: true, cell }] : [];
  });
  const closed = new Set([...closedCells, ...bad.map(({ cell }) => cell)]);
  const elsewhere = Object.entries(tally.cells).filter(([cell]) => !closed.has(cell));
  const value = elsewhere.reduce((sum, [, { silent = 0 }]) => sum + silent, 0);
  return [...bad, { rule: 'maxSilent', action: 'halt', value, limit, tripped: value >= limit }];
}

function isElsewhereWell({ cells }: Tally, cell: string): boolean {
  return Object.entries(cells).some(([name, other]) => name !== cell && other.completed > other.failed);
}

/** A cell fails alone where another one does well: only that one is closed. */
function consecutive(tally: Tally, counters: readonly Pick<BucketCounter, 'runs'>[], limit: number): RuleEvaluation[] {
  const longest = new Map<string, number>();
  for (const { runs } of counters) {
    for (const [cell, run] of Object.entries(runs)) longest.set(cell, Math.max(run, longest.get(cell) ?? 0));
  }
  return [...longest].map(([cell, value]) => {
    const action = isElsewhereWell(tally, cell) ? 'closeCell' : 'halt';
    return { rule: 'maxConsecutive', action, value, limit, tripped: value >= limit, cell };
  });
}

const GRAVITY: Readonly<Record<HaltAction, number>> = { closeCell: 0, pause: 1, halt: 2, quarantine: 3 };

/** The gravest of those that tripped; undefined: it may go on. */
export function verdictOf<R extends RuleEvaluation>(evaluations: readonly R[]): R | undefined {
  return evaluations
    .filter(({ tripped }) => tripped)
    .toSorted((a, b) => GRAVITY[b.action] - GRAVITY[a.action])
    .at(0);
}
