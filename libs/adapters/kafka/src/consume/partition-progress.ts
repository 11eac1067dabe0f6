import type { Task } from './task.ts';

/**
 * How far a group is in one partition. Devices overtake each other, so its place is the end of the gapless run of
 * records that are done: what was done beyond it is handed out again after a crash. Offsets may have gaps.
 */
export class PartitionProgress {
  readonly partition: number;
  #tasks: Task[] = [];
  #head = 0;
  #undone = 0;
  #taken = -1;
  #next: number | undefined;
  /** Another member of the group has the partition now: what is left of it is none of our business. */
  revoked = false;
  /** Nothing more is fetched for now. */
  paused = false;

  constructor(partition: number) {
    this.partition = partition;
  }

  /** Offset of the last record taken; -1 before the first. */
  get taken(): number {
    return this.#taken;
  }

  /** Offset from which on a successor has to go on; undefined while that is not known. */
  get next(): number | undefined {
    return this.#next;
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
