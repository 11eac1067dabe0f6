import type { Task } from './device-lanes.ts';

/**
 * Devices overtake each other, so a group's place is the end of the gapless run of done events: everything up to it may
 * be forgotten, and what was done beyond it is handed out again after a restart.
 */
export class DonePrefix {
  #tasks: Task[] = [];
  #head = 0;
  #position: number;

  constructor(position: number) {
    this.#position = position;
  }

  /** Everything handed out up to here is done. */
  get position(): number {
    return this.#position;
  }

  /** Tasks in order of their positions. */
  add(task: Task): void {
    this.#tasks.push(task);
  }

  /** Moves on after a task was marked done. */
  advance(): void {
    let task = this.#tasks[this.#head];
    while (task?.done === true) {
      this.#position = task.event.position;
      task = this.#tasks[++this.#head];
    }
    if (this.#head === this.#tasks.length || this.#head >= 1_024) {
      this.#tasks = this.#tasks.slice(this.#head);
      this.#head = 0;
    }
  }
}
