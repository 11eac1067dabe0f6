import type { KafkaBusStats } from '../bus-stats.ts';
import type { RawRecord } from '../events/raw-record.ts';
import type { GroupWork } from './group-work.ts';
import { type DoneRecords, PartitionProgress } from './partition-progress.ts';
import { recordWork } from './record-work.ts';
import type { Task } from './task.ts';

/** Of one partition: what may be in hand, and how far what is done may be ahead of what is not. */
const MAX_UNDONE = 256;
const MAX_SPAN = 10_000;
/** Of all partitions together. */
const MAX_UNDONE_IN_ALL = 10_000;

const NOTHING_TO_DO = { work: { kind: 'none' }, lane: '' } as const;

export interface IntakeOptions {
  readonly group: string;
  readonly work: GroupWork;
  readonly stats: KafkaBusStats;
  /** Stops and restarts fetching from a partition. */
  readonly pause: (partition: number) => void;
  readonly resume: (partition: number) => void;
}

/** The partitions that this member of a group has: takes their records in, and knows what may be committed. */
export class GroupIntake {
  readonly #options: IntakeOptions;
  readonly #partitions = new Map<number, PartitionProgress>();
  readonly #committed = new Map<number, number>();
  /** What was done when the connection was lost, by partition. */
  #doneBefore: ReadonlyMap<number, DoneRecords> = new Map();
  #undone = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** These partitions are ours now. Of those that were before, what is in hand stays so unless `isNewMember`. */
  assign(partitions: readonly number[], isNewMember: boolean): void {
    if (isNewMember) this.lose();
    const gone = [...this.#partitions.keys()].filter((partition) => !partitions.includes(partition));
    for (const partition of gone) this.#revoke(partition);
    for (const partition of partitions) {
      const before = this.#doneBefore.get(partition);
      const progress = this.#partitions.get(partition) ?? new PartitionProgress(partition, before);
      this.#partitions.set(partition, progress);
      // The client may have forgotten or kept what was paused (tulios/kafkajs#1720), so it is told anew.
      if (progress.paused) this.#options.pause(partition);
      else this.#options.resume(partition);
    }
    this.#doneBefore = new Map();
  }

  /**
   * We are out of the group. What is done since the last commit comes again when we are back; whoever had the partition
   * in between, it need not be done twice.
   */
  lose(): void {
    const done = [...this.#partitions.values()].map((progress) => [progress.partition, progress.done] as const);
    this.#doneBefore = new Map([...this.#doneBefore, ...done]);
    for (const partition of [...this.#partitions.keys()]) this.#revoke(partition);
  }

  /** Those that are ours. */
  get partitions(): readonly number[] {
    return [...this.#partitions.keys()];
  }

  /** Records of a partition, in order. What was taken before is passed over: after a rebalance the client starts over. */
  take(partition: number, records: readonly RawRecord[]): void {
    const progress = this.#partitions.get(partition);
    if (progress === undefined) return;
    for (const record of records) if (record.offset > progress.taken) this.#add(progress, record);
    const isFull = progress.undone >= MAX_UNDONE || progress.span >= MAX_SPAN || this.#undone >= MAX_UNDONE_IN_ALL;
    if (isFull && progress.undone > 0 && !progress.paused) {
      progress.paused = true;
      this.#options.pause(partition);
    }
  }

  /** A task is done, whosever it is now. */
  done(task: Task): void {
    const { progress } = task;
    progress.finish(task);
    if (progress.revoked) return;
    this.#count(-1);
    if (progress.paused) this.#resumeIfRoom(progress);
    if (this.#undone === MAX_UNDONE_IN_ALL / 2) {
      for (const other of this.#partitions.values()) if (other.paused) this.#resumeIfRoom(other);
    }
  }

  /** Places to commit, by partition: those that moved since the last commit. */
  uncommitted(): ReadonlyMap<number, number> {
    const places = new Map<number, number>();
    for (const { partition, next } of this.#partitions.values()) {
      if (next !== undefined && next > (this.#committed.get(partition) ?? -1)) places.set(partition, next);
    }
    return places;
  }

  committed(places: ReadonlyMap<number, number>): void {
    for (const [partition, next] of places) if (this.#partitions.has(partition)) this.#committed.set(partition, next);
  }

  #add(progress: PartitionProgress, record: RawRecord): void {
    const { work, lane } = progress.wasDone(record.offset) ? NOTHING_TO_DO : recordWork(record, this.#options.group);
    const task: Task = {
      offset: record.offset,
      progress,
      lane: lane === '' ? `\0${progress.partition}` : lane,
      work,
      failures: 0,
      hardFailures: 0,
      firstFailedAt: undefined,
      done: false,
      next: undefined,
    };
    progress.take(task);
    this.#count(1);
    if (work.kind === 'none') this.done(task);
    else this.#options.work.add(task);
  }

  #resumeIfRoom(progress: PartitionProgress): void {
    const hasRoom = progress.undone <= MAX_UNDONE / 4 && progress.span <= MAX_SPAN / 2;
    if (!hasRoom || this.#undone >= MAX_UNDONE_IN_ALL) return;
    progress.paused = false;
    this.#options.resume(progress.partition);
  }

  #revoke(partition: number): void {
    const progress = this.#partitions.get(partition);
    if (progress === undefined) return;
    progress.revoked = true;
    this.#count(-progress.undone);
    this.#partitions.delete(partition);
    this.#committed.delete(partition);
  }

  #count(change: number): void {
    this.#undone += change;
    this.#options.stats.inHand += change;
  }
}
