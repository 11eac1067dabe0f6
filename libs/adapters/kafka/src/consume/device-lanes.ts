import type { Task } from './task.ts';

export interface Lane {
  readonly name: string;
  /** The one being handled, or to be handled next. */
  head: Task;
  tail: Task;
}

/** One line of tasks per device, and the order in which devices get their turn. */
export class DeviceLanes {
  readonly #lanes = new Map<string, Lane>();
  /** Lanes whose head may be handled. A Set keeps the order of arrival. */
  readonly #ready = new Set<Lane>();

  add(task: Task): void {
    const lane = this.#lanes.get(task.lane);
    if (lane === undefined) {
      const opened = { name: task.lane, head: task, tail: task };
      this.#lanes.set(opened.name, opened);
      this.#ready.add(opened);
      return;
    }
    lane.tail.next = task;
    lane.tail = task;
  }

  /** The lane whose turn it is; nothing else of it is handed out until `advance` or `again`. */
  take(): Lane | undefined {
    for (const lane of this.#ready) {
      this.#ready.delete(lane);
      if (this.#dropRevoked(lane)) return lane;
    }
    return undefined;
  }

  /** The head is done. */
  advance(lane: Lane): void {
    if (lane.head.next === undefined) {
      this.#lanes.delete(lane.name);
      return;
    }
    lane.head = lane.head.next;
    this.#ready.add(lane);
  }

  /** The head is to be tried again. */
  again(lane: Lane): void {
    this.#ready.add(lane);
  }

  /** Goes on to the first task whose partition is still ours; false when the lane is at its end. */
  #dropRevoked(lane: Lane): boolean {
    while (lane.head.progress.revoked) {
      if (lane.head.next === undefined) {
        this.#lanes.delete(lane.name);
        return false;
      }
      lane.head = lane.head.next;
    }
    return true;
  }
}
