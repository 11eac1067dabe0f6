import { type EventRecord, eventSubject } from '#libs/domain';

/** An event in the hands of a consumer group. */
export interface Task {
  readonly event: EventRecord;
  /** Id of the dead letter it is the replay of. */
  readonly replayOf?: string;
  /** Failures so far, and those of them that were not retriable. */
  failures: number;
  hardFailures: number;
  done: boolean;
  /** The next one of its subject. */
  next: Task | undefined;
}

export interface Lane {
  readonly subject: string;
  /** The one being handled, or to be handled next. */
  head: Task;
  tail: Task;
}

/** One line of events per subject, and the order in which subjects get their turn. */
export class DeviceLanes {
  readonly #lanes = new Map<string, Lane>();
  /** Lanes whose head may be handled. A Set keeps the order of arrival. */
  readonly #ready = new Set<Lane>();

  add(task: Task): void {
    const subject = eventSubject(task.event);
    const lane = this.#lanes.get(subject);
    if (lane === undefined) {
      const opened = { subject, head: task, tail: task };
      this.#lanes.set(subject, opened);
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
      return lane;
    }
    return undefined;
  }

  /** The head is done. */
  advance(lane: Lane): void {
    if (lane.head.next === undefined) {
      this.#lanes.delete(lane.subject);
      return;
    }
    lane.head = lane.head.next;
    this.#ready.add(lane);
  }

  /** The head is to be tried again. */
  again(lane: Lane): void {
    this.#ready.add(lane);
  }
}
