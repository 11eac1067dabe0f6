import {
  type AnyNewEvent,
  BusOverloaded,
  BusUnavailable,
  type Clock,
  type DeadLetter,
  EventBus,
  type EventRecord,
  type FollowedEvent,
  type FollowOptions,
  InvalidCursor,
  StoreUnavailable,
  type SubscribeOptions,
  type Subscription,
} from '#libs/domain';
import { ConsumerGroup } from './consumer-group.ts';
import { DeadLetterTable } from './dead-letter-table.ts';
import { EventLog } from './event-log.ts';
import { EventRetention } from './event-retention.ts';
import { GroupOffsets } from './group-offsets.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

const FOLLOW_PAGE = 256;
const DEFAULT_MAX_PENDING = 20_000;
const DEFAULT_RETENTION_MS = 24 * 3_600_000;
/** A group that was not here for so long is not coming back, and no longer keeps events from being deleted. */
const GROUP_KEPT_MS = 7 * 24 * 3_600_000;

export interface EventBusOptions {
  /** Events that wait for one commit at most; publishing more is refused as BusOverloaded. */
  readonly maxPending?: number;
  /** How long events are kept at least, for `follow` and new groups. */
  readonly retentionMs?: number;
}

/**
 * The log is a table; an event is handed out once its transaction is committed, from memory to groups that keep up.
 * A slow group or follower reads pages from the table, so that it never holds up publishing and costs no memory.
 */
export class SqliteEventBus extends EventBus {
  readonly #db: SqliteDatabase;
  readonly #log: EventLog;
  readonly #offsets: GroupOffsets;
  readonly #deadLetters: DeadLetterTable;
  readonly #clock: Clock;
  readonly #retention: EventRetention;
  readonly #maxPending: number;
  readonly #groups = new Map<string, ConsumerGroup>();
  readonly #waiting = new Set<() => void>();
  /** Committed events on their way to the groups. */
  #fresh: EventRecord[] = [];
  /** Last position handed to the groups and followers. */
  #delivered: number;
  #pending = 0;
  #pendingBatch = 0;
  #closed = false;

  constructor(db: SqliteDatabase, clock: Clock, options: EventBusOptions = {}) {
    super();
    this.#db = db;
    this.#clock = clock;
    this.#log = new EventLog(db);
    this.#offsets = new GroupOffsets(db);
    this.#deadLetters = new DeadLetterTable(db);
    this.#delivered = this.#log.last;
    this.#maxPending = options.maxPending ?? DEFAULT_MAX_PENDING;
    this.#retention = new EventRetention(
      this.#log,
      () => this.#doneByAll(),
      clock,
      options.retentionMs ?? DEFAULT_RETENTION_MS,
    );
  }

  publish(events: readonly AnyNewEvent[]): Promise<number> {
    if (this.#closed) return Promise.reject(new BusUnavailable('The bus is closed.'));
    if (!this.#admit(events.length)) return Promise.reject(new BusOverloaded('Too many events wait for the disk.'));
    const append = () => this.#log.append(events);
    const written = events.length > 1 ? this.#db.writeAll(append) : this.#db.write(append);
    return written.then(
      (records) => this.#committed(records),
      (error: unknown) => {
        throw error instanceof StoreUnavailable ? new BusUnavailable(error.message, { cause: error }) : error;
      },
    );
  }

  subscribe(
    group: string,
    handler: (event: EventRecord) => Promise<void>,
    options: SubscribeOptions = {},
  ): Subscription {
    if (this.#closed) throw new BusUnavailable('The bus is closed.');
    if (this.#groups.has(group)) throw new Error(`The group ${group} is subscribed already.`);
    const from = {
      log: this.#log,
      offsets: this.#offsets,
      deadLetters: this.#deadLetters,
      clock: this.#clock,
      committed: () => this.#delivered,
    };
    const subscribed = new ConsumerGroup(group, from, handler, options, () => this.#groups.delete(group));
    this.#groups.set(group, subscribed);
    return subscribed;
  }

  follow({ after, signal }: FollowOptions): AsyncIterable<FollowedEvent> {
    return this.#follow(after === undefined ? this.#lastCommitted() : this.#positionOf(after), signal);
  }

  async lag(group: string): Promise<number> {
    const subscribed = this.#groups.get(group);
    if (subscribed !== undefined) return subscribed.lag + this.#fresh.length;
    const done = Math.max(this.#offsets.load(group) ?? 0, this.#log.oldest() - 1);
    return Math.max(0, this.#lastCommitted() - done);
  }

  async deadLetters(group: string, limit: number): Promise<readonly DeadLetter[]> {
    return this.#deadLetters.list(group, limit);
  }

  async replay(deadLetterId: string): Promise<boolean> {
    const letter = await this.#deadLetters.startReplay(deadLetterId);
    if (letter === undefined) return false;
    // A group that is not here finds it when it comes back.
    this.#groups.get(letter.group)?.replay(letter);
    return true;
  }

  /** Closes all subscriptions and ends the followers. The database stays open. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#retention.stop();
    this.#wakeFollowers();
    await Promise.all([...this.#groups.values()].map((group) => group.close()));
  }

  #doneByAll(): number {
    const absent = this.#offsets.least(this.#clock.now() - GROUP_KEPT_MS);
    return Math.min(absent, ...[...this.#groups.values()].map((group) => group.position));
  }

  #admit(count: number): boolean {
    const batch = this.#db.batchNumber;
    if (batch !== this.#pendingBatch) {
      this.#pendingBatch = batch;
      this.#pending = 0;
    }
    if (this.#pending > 0 && this.#pending + count > this.#maxPending) return false;
    this.#pending += count;
    return true;
  }

  /** Writes resolve in the order they were made, so the positions come in order. */
  #committed(records: readonly EventRecord[]): number {
    // In the next turn: whoever published goes first, since a CPE waits for it.
    if (this.#fresh.length === 0 && records.length > 0) setImmediate(() => this.#deliver());
    for (const record of records) this.#fresh.push(record);
    return records.at(-1)?.position ?? this.#lastCommitted();
  }

  #deliver(): void {
    const events = this.#fresh;
    this.#fresh = [];
    this.#delivered = events.at(-1)?.position ?? this.#delivered;
    for (const group of this.#groups.values()) {
      for (const event of events) group.offer(event);
      group.catchUp();
    }
    this.#wakeFollowers();
  }

  #lastCommitted(): number {
    return this.#fresh.at(-1)?.position ?? this.#delivered;
  }

  async *#follow(after: number, signal: AbortSignal): AsyncGenerator<FollowedEvent> {
    let position = after;
    while (!signal.aborted && !this.#closed) {
      const page = this.#log.page(position, this.#delivered, FOLLOW_PAGE);
      if (page.length === 0) await this.#news(signal);
      for (const event of page) {
        if (signal.aborted || this.#closed) return;
        position = event.position;
        yield { cursor: String(position), event };
      }
    }
  }

  /** The place of a cursor; one from another log, beyond the end of this one, starts at the oldest. */
  #positionOf(cursor: string): number {
    const position = /^\d{1,15}$/.test(cursor) ? Number(cursor) : undefined;
    if (position === undefined) throw new InvalidCursor('This is no cursor of the event stream.');
    return position > this.#lastCommitted() ? 0 : position;
  }

  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #wakeFollowers(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
