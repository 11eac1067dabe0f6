import {
  type BucketCounter,
  type BucketPermits,
  bucketOf,
  burned,
  cellOf,
  countChange,
  type Execution,
  newCounter,
  newExecution,
  type RolloutDocument,
  sumTallies,
  type Tally,
  timestamp,
  type Wave,
} from '#libs/domain';
import { ROLLOUT, START_MS } from './simulated-rollout.ts';
import { subjectOf, type VirtualDevice } from './virtual-fleet.ts';

/** What stands in the stores: executions and, changed in the same step, the permits of their buckets. */
export class Ledger {
  readonly #executions: (Execution | undefined)[];
  readonly #succeeded: Uint8Array;
  readonly #counters: readonly BucketCounter[][];
  readonly #waveOf: Uint8Array;
  readonly #deadlineAt: string;
  /** By wave. */
  readonly #used: number[] = [];
  #mostPermits = 0;
  #isCounted = true;

  /** There are no permits before the waves are opened. */
  constructor(devices: number, waves: readonly Wave[], { permits, deadlineAt }: RolloutDocument) {
    this.#executions = new Array(devices);
    this.#waveOf = new Uint8Array(devices);
    this.#succeeded = new Uint8Array(devices);
    this.#deadlineAt = deadlineAt;
    this.#counters = waves.map(({ number, buckets }) =>
      Array.from({ length: buckets }, (_, bucket) => newCounter(ROLLOUT, number, bucket, 0, permits.tolerance ?? 0)),
    );
  }

  /** The most permits that were taken or burned at a time, of one wave. */
  get mostPermits(): number {
    return this.#mostPermits;
  }

  /** Whether anything was counted since it was asked the last time. */
  takeCounted(): boolean {
    const isCounted = this.#isCounted;
    this.#isCounted = false;
    return isCounted;
  }

  counters(): readonly BucketCounter[] {
    return this.#counters.flat();
  }

  countersOf(wave: number): readonly BucketCounter[] {
    return this.#counters[wave - 1] ?? [];
  }

  tally(): Tally {
    return sumTallies(this.counters().map(({ tally }) => tally));
  }

  setPermits({ wave, bucket, cap, tolerance }: BucketPermits): void {
    this.#setCounter({ ...this.#counter(wave, bucket), cap, tolerance });
    this.#isCounted = true;
  }

  movePermit(wave: number, from: number, to: number): void {
    const [giver, taker] = [this.#counter(wave, from), this.#counter(wave, to)];
    this.#setCounter({ ...giver, cap: giver.cap - 1 });
    this.#setCounter({ ...taker, cap: taker.cap + 1 });
    this.#isCounted = true;
  }

  /** Counts one that is eligible; its execution is made when something happens to it. */
  enrol(device: VirtualDevice, wave: number): number {
    this.#waveOf[device.index] = wave;
    const bucket = this.#bucketOf(device, wave);
    const counter = this.#counter(wave, bucket);
    const { states } = counter.tally;
    const tally = { ...counter.tally, states: { ...states, eligible: (states.eligible ?? 0) + 1 } };
    this.#setCounter({ ...counter, tally });
    return bucket;
  }

  /** Nothing changes any more: its execution is kept no longer, or a million of them would not fit. */
  hasSucceeded({ index }: VirtualDevice): boolean {
    return this.#succeeded[index] === 1;
  }

  of(device: VirtualDevice): Execution {
    const known = this.#executions[device.index];
    if (known !== undefined) return known;
    const wave = this.#waveOf[device.index] ?? 1;
    const execution = newExecution({
      rollout: ROLLOUT,
      deviceId: device.id,
      wave,
      bucket: this.#bucketOf(device, wave),
      cell: cellOf(subjectOf(device)),
      groups: [],
      now: timestamp(START_MS),
      deadlineAt: this.#deadlineAt,
    });
    this.#executions[device.index] = execution;
    return execution;
  }

  /** False: there was no permit for it, and nothing has happened. */
  save(device: VirtualDevice, before: Execution, after: Execution): boolean {
    if (after === before) return true;
    const counter = this.#counter(after.wave, after.bucket);
    const counted = countChange(counter, before, after);
    if (counted === undefined) return false;
    this.#executions[device.index] = after.state === 'succeeded' ? undefined : after;
    if (after.state === 'succeeded') this.#succeeded[device.index] = 1;
    if (counted !== counter) this.#changed(counter, counted);
    return true;
  }

  #changed(before: BucketCounter, after: BucketCounter): void {
    this.#setCounter(after);
    this.#isCounted = true;
    const used = (this.#used[after.wave] ?? 0) + permitsUsed(after) - permitsUsed(before);
    this.#used[after.wave] = used;
    this.#mostPermits = Math.max(this.#mostPermits, used);
  }

  #bucketOf({ id }: VirtualDevice, wave: number): number {
    return bucketOf(id, this.countersOf(wave).length);
  }

  #counter(wave: number, bucket: number): BucketCounter {
    const counter = this.#counters[wave - 1]?.[bucket];
    if (counter === undefined) throw new Error(`There is no bucket ${bucket} in wave ${wave}.`);
    return counter;
  }

  #setCounter(counter: BucketCounter): void {
    const ofWave = this.#counters[counter.wave - 1];
    if (ofWave !== undefined) ofWave[counter.bucket] = counter;
  }
}

function permitsUsed({ tally, tolerance }: BucketCounter): number {
  return tally.inFlight + burned(tally, tolerance);
}
