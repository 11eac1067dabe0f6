import {
  type BucketCounter,
  countChange,
  type Execution,
  type ExecutionChange,
  holdsDevice,
  RevisionConflict,
  type RolloutId,
} from '#libs/domain';
import { executionId } from './bucket-schema.ts';
import type { Outcome } from './gather.ts';

/** A change that somebody asks for, and the name of its write. */
export interface WantedChange {
  readonly execution: Execution;
  readonly groupCaps: Readonly<Record<string, number>>;
  readonly write: string;
}

export interface StoredExecution {
  readonly execution: Execution;
  readonly write: string;
}

/** What is stored of a bucket, as far as a batch of changes is about it. */
export interface BucketState {
  readonly counter: BucketCounter;
  /** By `executionId`. */
  readonly executions: ReadonlyMap<string, StoredExecution>;
  /** Devices in flight by group. */
  readonly inFlight: ReadonlyMap<string, number>;
  /** Who had the devices last that are to be held again. */
  readonly lastHolders: ReadonlyMap<string, RolloutId>;
}

export interface GroupMove {
  /** How many more are in flight. */
  readonly by: number;
  /** The lowest that was asked for. */
  readonly cap: number;
}

/** What is to be stored in one step, and what everybody is told then. */
export interface DecidedChanges {
  readonly counter: BucketCounter;
  readonly saved: readonly (StoredExecution & { readonly holdsAgain: boolean })[];
  readonly groups: ReadonlyMap<string, GroupMove>;
  readonly outcomes: readonly Outcome<ExecutionChange>[];
}

/** Decides changes of one bucket, one after the other, as each of them would be decided alone. */
export function decideChanges(before: BucketState, wanted: readonly WantedChange[]): DecidedChanges {
  const deciding = new Deciding(before);
  const outcomes = wanted.map((change) => deciding.next(change));
  const { counter, saved, groups } = deciding;
  return { counter, saved: [...saved.values()], groups, outcomes };
}

class Deciding {
  readonly saved = new Map<string, StoredExecution & { readonly holdsAgain: boolean }>();
  readonly groups = new Map<string, GroupMove>();
  counter: BucketCounter;
  readonly #before: BucketState;

  constructor(before: BucketState) {
    this.#before = before;
    this.counter = before.counter;
  }

  next({ execution, groupCaps, write }: WantedChange): Outcome<ExecutionChange> {
    const id = executionId(execution);
    const stored = this.saved.get(id) ?? this.#before.executions.get(id);
    // An earlier attempt did it, only its answer was lost.
    if (stored?.write === write) return { result: { status: 'saved', execution: stored.execution } };
    if (stored?.execution.revision !== execution.revision) return { error: changedMeanwhile(execution) };
    const holdsAgain = holdsDevice(execution) && !holdsDevice(stored.execution);
    if (holdsAgain && this.#isTaken(execution)) return { error: changedMeanwhile(execution) };

    const counter = countChange(this.counter, stored.execution, execution);
    if (counter === undefined) return { result: { status: 'noPermit' } };
    const flies = inFlight(execution) - inFlight(stored.execution);
    const full = flies > 0 ? execution.groups.find((group) => this.#isFull(group, groupCaps[group])) : undefined;
    if (full !== undefined) return { result: { status: 'noPermit', group: full } };

    this.counter = counter;
    if (flies !== 0) for (const group of execution.groups) this.#move(group, flies, groupCaps[group]);
    const saved = { ...execution, revision: execution.revision + 1 };
    this.saved.set(id, { execution: saved, write, holdsAgain });
    return { result: { status: 'saved', execution: saved } };
  }

  #isTaken({ deviceId, rollout }: Execution): boolean {
    const last = this.#before.lastHolders.get(deviceId);
    return last !== undefined && last !== rollout;
  }

  #isFull(group: string, cap: number | undefined): boolean {
    if (cap === undefined) return false;
    return (this.#before.inFlight.get(group) ?? 0) + (this.groups.get(group)?.by ?? 0) >= cap;
  }

  #move(group: string, flies: number, asked = Number.POSITIVE_INFINITY): void {
    const { by, cap } = this.groups.get(group) ?? { by: 0, cap: Number.POSITIVE_INFINITY };
    this.groups.set(group, { by: by + flies, cap: flies > 0 ? Math.min(cap, asked) : cap });
  }
}

function inFlight({ account }: Execution): 0 | 1 {
  return account === 'inFlight' ? 1 : 0;
}

function changedMeanwhile({ rollout, deviceId }: Execution): RevisionConflict {
  return new RevisionConflict(`Rollout ${rollout} on ${deviceId} was changed by somebody else.`);
}
