import type { AnyNewEvent, EventRecord } from '../events/events.ts';

export interface SubscribeOptions {
  /** Devices and rollouts handled at once; the events of one are never handled at the same time. Default 64. */
  readonly concurrency?: number;
  /** Nobody waits for what the group does: events may come up to half a second late, more of them at a time. */
  readonly isPatient?: boolean;
  /** Called when an event was given up after three tries and moved to the dead letters. */
  readonly onDeadLetter?: (event: EventRecord, error: unknown) => void;
  /** Called before the first event, and whenever others may have handled events of the devices whose events come next. */
  readonly onMoved?: () => void;
}

export interface Subscription {
  /** Waits for the events in hand, keeps the position of what is done, takes no more. */
  close(): Promise<void>;
}

export interface FollowOptions {
  /** Cursor of the last event the reader has; only later ones follow. Absent: from now on. */
  readonly after?: string;
  readonly signal: AbortSignal;
}

export interface FollowedEvent {
  readonly cursor: string;
  readonly event: EventRecord;
}

export interface DeadLetter {
  readonly id: string;
  readonly group: string;
  readonly event: EventRecord;
  readonly error: string;
  readonly failedAt: string;
}

/**
 * The durable log. A published event survives the death of every process; each subscribed group gets each event at least
 * once, the events of one device, or of one rollout, in the order of publication.
 */
export abstract class EventBus {
  /**
   * Resolves when all given events (of one device or rollout) are durable, in the order given, with the position of the last.
   * Rejects with BusOverloaded or BusUnavailable; then they may or may not be there.
   */
  abstract publish(events: readonly AnyNewEvent[]): Promise<number>;

  /**
   * Hands each event to the group's handler and keeps the group's place over restarts; a new group starts at the oldest
   * event kept. A handler that throws a `retriable` error is tried again until it works (later events of the device
   * wait); any other error is tried three times, then the event goes to the dead letters.
   */
  abstract subscribe(
    group: string,
    handler: (event: EventRecord) => Promise<void>,
    options?: SubscribeOptions,
  ): Subscription;

  /**
   * All events in order, by page of the reader's pace: a slow reader costs no memory. Ends when `signal` aborts. Where to
   * begin (“from now on”) is fixed when this is called; throws InvalidCursor then.
   */
  abstract follow(options: FollowOptions): AsyncIterable<FollowedEvent>;

  /** Events published that the group has not finished. */
  abstract lag(group: string): Promise<number>;

  abstract deadLetters(group: string, limit: number): Promise<readonly DeadLetter[]>;

  /** Hands a dead letter to its group again; false when there is none with this id. */
  abstract replay(deadLetterId: string): Promise<boolean>;
}
