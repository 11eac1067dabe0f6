import type { DeviceId } from '../device/device-id.ts';
import { hash32 } from './device-hash.ts';
import type { Execution } from './execution.ts';
import type { GroupLimit } from './rollout.ts';
import type { RolloutId } from './rollout-id.ts';
import { addTally, moveTally, NO_TALLY, type Tally, tallyOf } from './tally.ts';

/**
 * The permits of one bucket of a wave. `inFlight + burned ≤ cap` holds whatever else is dead: the counter is changed in the
 * same step as the execution, and an execution that would break it is not saved.
 */
export interface BucketCounter {
  readonly rollout: RolloutId;
  readonly wave: number;
  readonly bucket: number;
  readonly cap: number;
  /** Of `PermitSpec`. */
  readonly tolerance: number;
  readonly tally: Tally;
  /** Failures one after the other, by cell. */
  readonly runs: Readonly<Record<string, number>>;
}

/** Most devices of a bucket: it has to fit where one owner holds it. */
const BUCKET_DEVICES = 50_000;
const MAX_BUCKETS_BY_CAP = 256;
/** Fewer permits than that in a bucket would often be at the wrong place. */
const PERMITS_PER_BUCKET = 16;

export function newCounter(
  rollout: RolloutId,
  wave: number,
  bucket: number,
  cap: number,
  tolerance = 0,
): BucketCounter {
  return { rollout, wave, bucket, cap, tolerance, tally: NO_TALLY, runs: {} };
}

/** Buckets of a wave: one counter for all would be a queue. */
export function bucketsOf(devices: number, cap: number): number {
  const bySize = Math.ceil(devices / BUCKET_DEVICES);
  const byCap = Math.min(MAX_BUCKETS_BY_CAP, Math.floor(cap / PERMITS_PER_BUCKET));
  return Math.max(bySize, byCap, 1);
}

export function bucketOf(deviceId: DeviceId, buckets: number): number {
  return hash32(deviceId) % buckets;
}

/** Permits of one bucket: those of all together are `cap`. */
export function capOfBucket(cap: number, buckets: number, bucket: number): number {
  return Math.floor(cap / buckets) + (bucket < cap % buckets ? 1 : 0);
}

/** Permits that failures took. Those within the tolerance free themselves as successes arrive. */
export function burned({ completed, failed }: Pick<Tally, 'completed' | 'failed'>, tolerance: number): number {
  return Math.max(0, failed - Math.floor(tolerance * completed));
}

/** Permits that are there to be taken; negative after the cap was cut. */
export function freePermits({ cap, tolerance, tally }: Pick<BucketCounter, 'cap' | 'tolerance' | 'tally'>): number {
  return cap - tally.inFlight - burned(tally, tolerance);
}

/** The counter after an execution became another one (or was added); undefined when it takes a permit that is not there. */
export function countChange(
  counter: BucketCounter,
  before: Execution | undefined,
  after: Execution,
): BucketCounter | undefined {
  const takesOne = after.account === 'inFlight' && before?.account !== 'inFlight';
  if (takesOne && freePermits(counter) < 1) return undefined;
  const tally = before ? moveTally(counter.tally, before, after) : addTally(counter.tally, tallyOf(after));
  const runs = nextRuns(counter.runs, before, after);
  return tally === counter.tally && runs === counter.runs ? counter : { ...counter, tally, runs };
}

function nextRuns(
  runs: BucketCounter['runs'],
  before: Execution | undefined,
  { account, cell }: Execution,
): BucketCounter['runs'] {
  if (before?.account === account) return runs;
  if (account === 'failed') return { ...runs, [cell]: (runs[cell] ?? 0) + 1 };
  if (account !== 'completed' || runs[cell] === undefined) return runs;
  const { [cell]: _, ...rest } = runs;
  return rest;
}

/** The groups in which a device counts: `attribute=value`. */
export function groupsOf(
  attributes: Readonly<Record<string, string>>,
  limits: readonly GroupLimit[],
): readonly string[] {
  return limits.flatMap(({ attribute }) => {
    return Object.hasOwn(attributes, attribute) ? [`${attribute}=${attributes[attribute]}`] : [];
  });
}

/** The cap of a group; undefined when it is none of these limits'. */
export function capOfGroup(group: string, limits: readonly GroupLimit[]): number | undefined {
  return limits.find(({ attribute }) => group.startsWith(`${attribute}=`))?.cap;
}

export interface CapMove {
  readonly from: number;
  readonly to: number;
  readonly permits: number;
}

/**
 * Permits wander from buckets that don't need them to buckets that wait for them; where there are fewer permits than buckets,
 * also from those whose devices don't call in, another one each `turn`. Only free ones are moved; they are to be taken before
 * they are given, so that a crash in between loses one and never makes one.
 */
export function moveCaps(counters: readonly BucketCounter[], turn: number): readonly CapMove[] {
  const waits = counters.filter((counter) => freePermits(counter) < 1 && waiting(counter) > 0);
  if (waits.length === 0) return [];
  const cap = counters.reduce((sum, counter) => sum + counter.cap, 0);
  const spare = counters.flatMap((counter) => {
    const needed = cap < counters.length ? 0 : waiting(counter);
    return Array.from({ length: Math.max(0, freePermits(counter) - needed) }, () => counter.bucket);
  });
  return spare.slice(0, waits.length).flatMap((from, index) => {
    const to = waits[(turn + index) % waits.length];
    return to ? [{ from, to: to.bucket, permits: 1 }] : [];
  });
}

function waiting({ tally: { states } }: BucketCounter): number {
  return (states.scheduled ?? 0) + (states.notified ?? 0) + (states.eligible ?? 0);
}
