import type { Task } from './task.ts';

/** What is done of a partition: everything before `upTo`, and some after it. */
export interface DoneRecords {
  readonly upTo: number;
  readonly beyond: ReadonlySet<number>;
}

const NOTHING: DoneRecords = { upTo: 0, beyond: new Set() };

/**
 * How far a group is in one partition. Devices overtake each other, so its place is the end of the gapless run of
 * records that are done: what was done beyond it is handed out again after a crash. Offsets may have gaps.
 */
export class PartitionProgress {
  readonly partition: number;
  readonly #before: DoneRecords;
  #tasks: Task[] = [];
  #head = 0;
  #undone = 0;
  #taken = -1;
  #next: number | undefined;
  /** Another member of the group has the partition now: what is left of it is none of our business. */
  revoked = false;
  /** Nothing more is fetched for now. */
  paused = false;

  /** `before` is what this process has done already, although it may not be committed. */
  constructor(partition: number, before: DoneRecords = NOTHING) {
    this.partition = partition;
    this.#before = before;
  }

  /** Offset of the last record taken; -1 before the first. */
  get taken(): number {
    return this.#taken;
  }

  /** Offset from which on a successor has to go on; undefined while that is not known. */
  get next(): number | undefined {
    return this.#next;
  }

  /** What was done here; for the one who goes on after the connection was lost. */
  get done(): DoneRecords {
    const upTo = Math.max(this.#before.upTo, this.#next ?? 0);
    const after = this.#tasks.slice(this.#head).filter(({ done }) => done);
    const done = [...this.#before.beyond, ...after.map(({ offset }) => offset)];
    return { upTo, beyond: new Set(done.filter((offset) => offset >= upTo)) };
  }

  wasDone(offset: number): boolean {
    return offset < this.#before.upTo || this.#before.beyond.has(offset);
  }

  /** Records taken and not done. */
  get undone(): number {
    return this.#undone;
  }

  /** Records from the first that is not done to the last that was taken. */
  get span(): number {
    return this.#tasks.length - this.#head;
  }

  /** A record, in the order of offsets. */
  take(task: Task): void {
    this.#next ??= task.offset;
    this.#taken = task.offset;
    this.#undone++;
    this.#tasks.push(task);
  }

  finish(task: Task): void {
    task.done = true;
    task.work = undefined;
    this.#undone--;
    let first = this.#tasks[this.#head];
    while (first?.done === true) {
      this.#next = first.offset + 1;
      first = this.#tasks[++this.#head];
    }
    if (this.#head === this.#tasks.length || this.#head >= 1_024) {
      this.#tasks = this.#tasks.slice(this.#head);
      this.#head = 0;
    }
  }
}
