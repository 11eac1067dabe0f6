import {
  type Clock,
  type DeadLetter,
  type EventRecord,
  type SubscribeOptions,
  type Subscription,
  timestamp,
} from '#libs/domain';
import type { DeadLetterTable } from './dead-letter-table.ts';
import { DeviceLanes, type Lane, type Task } from './device-lanes.ts';
import { DonePrefix } from './done-prefix.ts';
import type { EventLog } from './event-log.ts';
import type { GroupOffsets } from './group-offsets.ts';
import { isRetriable, MAX_TRIES, retryDelayMs } from './retry-policy.ts';

/** Events in hand at most: bounds the memory of a slow group, which reads the rest from the log later. */
const MAX_IN_HAND = 4_096;
const PAGE = 512;
const SAVE_EVERY_MS = 100;
const SAVE_EVERY_EVENTS = 500;
const DEFAULT_CONCURRENCY = 64;

export interface GroupSources {
  readonly log: EventLog;
  readonly offsets: GroupOffsets;
  readonly deadLetters: DeadLetterTable;
  readonly clock: Clock;
  /** Position up to which events are committed and may be handed out. */
  readonly committed: () => number;
}

/**
 * One group of the bus. While it keeps up it takes the events from memory as they are committed (live). With its hands
 * full it lets them pass, and reads them from the log page by page once there is room, until it has caught up.
 */
export class ConsumerGroup implements Subscription {
  readonly #name: string;
  readonly #from: GroupSources;
  readonly #handler: (event: EventRecord) => Promise<void>;
  readonly #options: SubscribeOptions;
  readonly #onClosed: () => void;
  readonly #lanes = new DeviceLanes();
  readonly #prefix: DonePrefix;
  readonly #pauses = new Set<() => void>();
  readonly #idle = Promise.withResolvers<void>();
  #live = false;
  #closing: Promise<void> | undefined;
  /** Position of the last event taken over. */
  #taken: number;
  #inHand = 0;
  #running = 0;
  #saved: number;
  #unsaved = 0;
  #cancelSave: (() => void) | undefined;

  constructor(
    name: string,
    from: GroupSources,
    handler: (event: EventRecord) => Promise<void>,
    options: SubscribeOptions,
    onClosed: () => void,
  ) {
    this.#name = name;
    this.#from = from;
    this.#handler = handler;
    this.#options = options;
    this.#onClosed = onClosed;
    this.#saved = from.offsets.load(name) ?? 0;
    this.#taken = this.#saved;
    this.#prefix = new DonePrefix(this.#saved);
    for (const letter of from.deadLetters.replaying(name)) this.#addReplay(letter);
    // Not before `subscribe` has returned: a handler may use the subscription.
    setImmediate(() => this.catchUp());
  }

  /** Everything up to here is done. */
  get position(): number {
    return this.#prefix.position;
  }

  /** Committed events that are not done. */
  get lag(): number {
    const notTaken = this.#live ? 0 : this.#from.committed() - Math.max(this.#taken, this.#from.log.oldest() - 1);
    return notTaken + this.#inHand;
  }

  /** A committed event; they come in order, none left out. */
  offer(event: EventRecord): void {
    if (!this.#live || this.#closing !== undefined) return;
    if (this.#inHand >= MAX_IN_HAND) this.#live = false;
    else this.#take(event);
  }

  /** Starts what was taken over, and reads on where the log is ahead. */
  catchUp(): void {
    if (this.#closing !== undefined) return;
    while (!this.#live && this.#inHand <= MAX_IN_HAND - PAGE) {
      const upTo = this.#from.committed();
      const page = this.#from.log.page(this.#taken, upTo, PAGE);
      for (const event of page) this.#take(event);
      if (page.length === PAGE) continue;
      this.#taken = upTo;
      this.#live = true;
    }
    this.#startReady();
  }

  replay(letter: DeadLetter): void {
    this.#addReplay(letter);
    this.#startReady();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const cancel of this.#pauses) cancel();
    if (this.#running > 0) await this.#idle.promise;
    this.#cancelSave?.();
    try {
      if (this.#prefix.position > this.#saved) await this.#save();
    } finally {
      this.#onClosed();
    }
  }

  #take(event: EventRecord): void {
    this.#taken = event.position;
    const task = newTask(event);
    this.#prefix.add(task);
    this.#add(task);
  }

  #addReplay(letter: DeadLetter): void {
    this.#add({ ...newTask(letter.event), replayOf: letter.id });
  }

  #add(task: Task): void {
    this.#inHand++;
    this.#lanes.add(task);
  }

  #startReady(): void {
    const concurrency = this.#options.concurrency ?? DEFAULT_CONCURRENCY;
    while (this.#closing === undefined && this.#running < concurrency) {
      const lane = this.#lanes.take();
      if (lane === undefined) return;
      this.#running++;
      this.#handle(lane.head.event).then(
        () => this.#done(lane),
        (error: unknown) => this.#failed(lane, error),
      );
    }
  }

  #handle(event: EventRecord): Promise<void> {
    try {
      return this.#handler(event);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #done(lane: Lane): void {
    const { replayOf } = lane.head;
    if (replayOf === undefined) this.#settle(lane);
    else this.#settleAfter(lane, this.#from.deadLetters.remove(replayOf));
  }

  #failed(lane: Lane, error: unknown): void {
    const task = lane.head;
    task.failures++;
    if (!isRetriable(error)) task.hardFailures++;
    if (isRetriable(error) || task.hardFailures < MAX_TRIES) this.#pause(lane);
    else this.#giveUp(lane, error);
  }

  #giveUp(lane: Lane, error: unknown): void {
    const { event } = lane.head;
    const failedAt = timestamp(this.#from.clock.now());
    const kept = this.#from.deadLetters.add(this.#name, event, error, failedAt);
    this.#settleAfter(
      lane,
      kept.then(() => this.#options.onDeadLetter?.(event, error)),
    );
  }

  /** When what must be stored first can't be, the event is handled again: at least once. */
  #settleAfter(lane: Lane, stored: Promise<void>): void {
    stored.then(
      () => this.#settle(lane),
      () => {
        lane.head.failures++;
        this.#pause(lane);
      },
    );
  }

  /** A pause keeps the device waiting, not the slot: one device in trouble does not slow the others. */
  #pause(lane: Lane): void {
    const cancel = this.#from.clock.after(retryDelayMs(lane.head.failures, Math.random()), () => {
      this.#pauses.delete(cancel);
      this.#lanes.again(lane);
      this.#startReady();
    });
    this.#pauses.add(cancel);
    this.#release();
    if (this.#closing !== undefined) cancel();
  }

  #settle(lane: Lane): void {
    const task = lane.head;
    task.done = true;
    this.#inHand--;
    this.#lanes.advance(lane);
    if (task.replayOf === undefined) {
      this.#prefix.advance();
      this.#unsaved++;
      this.#saveSoon();
    }
    this.#release();
  }

  #release(): void {
    this.#running--;
    if (this.#closing === undefined) this.catchUp();
    else if (this.#running === 0) this.#idle.resolve();
  }

  #saveSoon(): void {
    if (this.#closing !== undefined) return;
    if (this.#unsaved >= SAVE_EVERY_EVENTS) {
      this.#cancelSave?.();
      this.#saveInBackground();
    } else {
      this.#cancelSave ??= this.#from.clock.after(SAVE_EVERY_MS, () => this.#saveInBackground());
    }
  }

  #saveInBackground(): void {
    this.#cancelSave = undefined;
    this.#unsaved = 0;
    // A place that could not be saved costs a redelivery at worst; the next save brings it.
    if (this.#prefix.position > this.#saved) this.#save().catch(() => this.#saveSoon());
  }

  async #save(): Promise<void> {
    const { position } = this.#prefix;
    await this.#from.offsets.save(this.#name, position, this.#from.clock.now());
    this.#saved = Math.max(this.#saved, position);
  }
}

function newTask(event: EventRecord): Task {
  return { event, failures: 0, hardFailures: 0, done: false, next: undefined };
}
