import {
  type BucketCounter,
  countChange,
  countInGroup,
  type Execution,
  type ExecutionChange,
  type GroupCounter,
  type GroupPermits,
  holdsDevice,
  NOBODY_IN_GROUP,
  RevisionConflict,
  type RolloutId,
  usedByGroup,
} from '#libs/domain';
import { executionId } from './bucket-schema.ts';
import type { Outcome } from './gather.ts';

/** A change that somebody asks for, and the name of its write. */
export interface WantedChange {
  readonly execution: Execution;
  readonly groups: GroupPermits;
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
  readonly groups: ReadonlyMap<string, GroupCounter>;
  /** Who had the devices last that are to be held again. */
  readonly lastHolders: ReadonlyMap<string, RolloutId>;
}

/** A group of which something is counted. */
export interface GroupMove {
  /** As it was read; absent: nobody was counted in it yet. */
  readonly before?: GroupCounter;
  readonly after: GroupCounter;
  /** Undefined: it takes no permit that is limited. */
  readonly needs?: {
    /** Of permits, in between; more than that the others may not have left. */
    readonly most: number;
    readonly cap: number;
    readonly tolerance: number;
  };
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

  next({ execution, groups, write }: WantedChange): Outcome<ExecutionChange> {
    const id = executionId(execution);
    const stored = this.saved.get(id) ?? this.#before.executions.get(id);
    // An earlier attempt did it, only its answer was lost.
    if (stored?.write === write) return { result: { status: 'saved', execution: stored.execution } };
    if (stored?.execution.revision !== execution.revision) return { error: changedMeanwhile(execution) };
    const holdsAgain = holdsDevice(execution) && !holdsDevice(stored.execution);
    if (holdsAgain && this.#isTaken(execution)) return { error: changedMeanwhile(execution) };

    const counter = countChange(this.counter, stored.execution, execution);
    if (counter === undefined) return { result: { status: 'noPermit' } };
    const moves = new Map<string, GroupMove>();
    for (const group of execution.account === stored.execution.account ? [] : execution.groups) {
      const move = this.#moved(group, stored.execution, execution, groups);
      if (move === undefined) return { result: { status: 'noPermit', group } };
      moves.set(group, move);
    }

    this.counter = counter;
    for (const [group, move] of moves) this.groups.set(group, move);
    const saved = { ...execution, revision: execution.revision + 1 };
    this.saved.set(id, { execution: saved, write, holdsAgain });
    return { result: { status: 'saved', execution: saved } };
  }

  #isTaken({ deviceId, rollout }: Execution): boolean {
    const last = this.#before.lastHolders.get(deviceId);
    return last !== undefined && last !== rollout;
  }

  #moved(group: string, before: Execution, after: Execution, permits: GroupPermits): GroupMove | undefined {
    const read = this.#before.groups.get(group);
    const { after: now = read ?? NOBODY_IN_GROUP, needs } = this.groups.get(group) ?? {};
    const counted = countInGroup(now, group, before, after, permits);
    if (counted === undefined) return undefined;
    const { [group]: cap } = permits.caps;
    const takes = cap === undefined || after.account !== 'inFlight' ? undefined : { cap, counted, permits };
    const needed = takes ? needsOf(takes.counted, takes.cap, takes.permits, needs) : needs;
    return { ...(read && { before: read }), after: counted, ...(needed && { needs: needed }) };
  }
}

function needsOf(counted: GroupCounter, cap: number, { tolerance = 0 }: GroupPermits, before: GroupMove['needs']) {
  const most = Math.max(usedByGroup(counted, tolerance), before?.most ?? 0);
  return { most, cap: Math.min(cap, before?.cap ?? cap), tolerance };
}

function changedMeanwhile({ rollout, deviceId }: Execution): RevisionConflict {
  return new RevisionConflict(`Rollout ${rollout} on ${deviceId} was changed by somebody else.`);
}
