import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { Clock } from '#libs/domain';
import type { BusLogger } from '../cluster/bus-logger.ts';
import { retry } from '../cluster/kafka-client.ts';
import { atMost, pause } from '../cluster/pause.ts';
import type { RawRecord } from '../events/raw-record.ts';
import { Breath } from './breath.ts';

const SESSION_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 1_000;
const REBALANCE_TIMEOUT_MS = 20_000;
/** Short, as it is also how long a clean end and the resuming of a paused partition take. */
const MAX_WAIT_MS = 200;
/** Every fetch names all partitions, in the request and in its answer: few of them cost less. */
const PATIENT = { minBytes: 128 * 1024, maxWaitTimeInMs: 500 } as const;
const MAX_BYTES_PER_PARTITION = 256 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
/** All partitions that one answer brings are taken over at once. */
const PARTITIONS_AT_ONCE = 1_000;
/** A consumer from which nothing was heard for so long stands still, whatever it believes. */
const STANDSTILL_MS = 60_000;
const WATCH_EVERY_MS = 5_000;
const FIRST_REBUILD_MS = 200;
const MAX_REBUILD_MS = 10_000;
const END_WITHIN_MS = 5_000;

/** What the consumer tells of. */
export interface ConsumerEvents {
  /** These partitions are ours; `isNewMember` when the group did not know us, so that others may have had them. */
  joined(partitions: readonly number[], isNewMember: boolean): void;
  /** The group is being divided anew; some of our partitions may go. */
  rebalancing(): void;
  /** We are out of the group. */
  lost(): void;
  records(partition: number, records: readonly RawRecord[]): void;
}

export interface GroupConsumerOptions {
  readonly makeClient: () => Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly clock: Clock;
  readonly logger: BusLogger;
  readonly onRebuilt: () => void;
  /** Waits for more than is there. */
  readonly isPatient: boolean;
}

/**
 * A member of a consumer group that stays one: kafkajs gives up after some errors, and has been seen to stand still
 * without one (tulios/kafkajs#1720, #1441); then a new consumer takes the place of the old.
 */
export class GroupConsumer {
  readonly #options: GroupConsumerOptions;
  readonly #events: ConsumerEvents;
  readonly #closing = new AbortController();
  readonly #life: Promise<void>;
  #consumer: Consumer | undefined;
  #memberId = '';
  #lastSign = 0;
  readonly #breath: Breath;
  #breathing: Promise<void> | undefined;

  constructor(options: GroupConsumerOptions, events: ConsumerEvents) {
    this.#options = options;
    this.#events = events;
    this.#breath = new Breath(options.clock.now());
    this.#life = this.#live();
  }

  pause(partition: number): void {
    this.#tell((consumer) => consumer.pause([{ topic: this.#options.topic, partitions: [partition] }]));
  }

  resume(partition: number): void {
    this.#tell((consumer) => consumer.resume([{ topic: this.#options.topic, partitions: [partition] }]));
  }

  /** Stores the group's places; false when that was not possible now. */
  async commit(places: ReadonlyMap<number, number>): Promise<boolean> {
    const consumer = this.#consumer;
    if (consumer === undefined) return false;
    const { topic } = this.#options;
    try {
      await consumer.commitOffsets(
        [...places].map(([partition, offset]) => ({ topic, partition, offset: String(offset) })),
      );
      return this.#consumer === consumer;
    } catch (error) {
      this.#options.logger.debug({ err: error, groupId: this.#options.groupId }, 'places were not committed');
      return false;
    }
  }

  /** Leaves the group, so that the others have our partitions at once. */
  async close(): Promise<void> {
    this.#closing.abort();
    await atMost(this.#options.clock, END_WITHIN_MS, this.#life);
  }

  async #live(): Promise<void> {
    const { clock, logger, groupId, onRebuilt } = this.#options;
    for (let waitMs = FIRST_REBUILD_MS; !this.#closing.signal.aborted; waitMs = Math.min(MAX_REBUILD_MS, waitMs * 2)) {
      const startedAt = clock.now();
      const reason = await this.#liveOnce().catch((error: unknown) => error);
      if (this.#closing.signal.aborted) return;
      this.#events.lost();
      onRebuilt();
      logger.warn({ err: reason, groupId }, 'a Kafka consumer ended and is replaced');
      if (clock.now() - startedAt > STANDSTILL_MS) waitMs = FIRST_REBUILD_MS;
      await pause(clock, waitMs * (0.5 + Math.random() / 2), this.#closing.signal);
    }
  }

  /** The life of one consumer; resolves with why it ended. */
  async #liveOnce(): Promise<unknown> {
    const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
    const consumer = this.#options.makeClient().consumer({
      groupId: this.#options.groupId,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      maxWaitTimeInMs: MAX_WAIT_MS,
      ...(this.#options.isPatient && PATIENT),
      maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
      maxBytes: MAX_BYTES,
      allowAutoTopicCreation: false,
      metadataMaxAge: 60_000,
      retry: { ...retry, restartOnFailure: async () => false },
    });
    this.#consumer = consumer;
    this.#listen(consumer, end);
    const stopWatching = this.#watch(end);
    this.#closing.signal.addEventListener('abort', () => end('closed'));
    this.#start(consumer).catch(end);
    const reason = await ended;
    stopWatching();
    this.#consumer = undefined;
    await atMost(this.#options.clock, END_WITHIN_MS, consumer.disconnect());
    return reason;
  }

  async #start(consumer: Consumer): Promise<void> {
    await consumer.connect();
    await consumer.subscribe({ topics: [this.#options.topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.#onBatch(consumer, payload),
    });
  }

  #listen(consumer: Consumer, end: (reason: unknown) => void): void {
    const current = (listener: () => void) => () => {
      this.#lastSign = this.#options.clock.now();
      if (this.#consumer === consumer) listener();
    };
    const sign = current(() => undefined);
    consumer.on(consumer.events.FETCH, sign);
    consumer.on(consumer.events.HEARTBEAT, sign);
    consumer.on(
      consumer.events.REBALANCING,
      current(() => this.#events.rebalancing()),
    );
    consumer.on(consumer.events.CRASH, ({ payload }) => end(payload.error));
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      current(() => this.#joined(payload.memberId, payload.memberAssignment[this.#options.topic] ?? []))();
    });
  }

  #joined(memberId: string, partitions: readonly number[]): void {
    const isNewMember = memberId !== this.#memberId;
    this.#memberId = memberId;
    this.#events.joined(partitions, isNewMember);
  }

  /** Takes the batch over and returns, so that one that takes long holds up no other partition and no heartbeat. */
  #onBatch(consumer: Consumer, { batch }: EachBatchPayload): Promise<void> {
    const { partition, messages } = batch;
    if (this.#consumer === consumer) this.#events.records(partition, messages.map(toRecord(partition)));
    this.#breathing ??= this.#breathe();
    return this.#breathing ?? Promise.resolve();
  }

  /** Undefined when the next fetch may follow at once. */
  #breathe(): Promise<void> | undefined {
    const { clock } = this.#options;
    const ms = this.#breath.after(clock.now());
    if (ms === 0) return undefined;
    return pause(clock, ms).finally(() => {
      this.#breathing = undefined;
    });
  }

  #watch(end: (reason: unknown) => void): () => void {
    const { clock } = this.#options;
    this.#lastSign = clock.now();
    const look = (): void => {
      if (clock.now() - this.#lastSign > STANDSTILL_MS) end(new Error('The consumer stands still.'));
      cancel = clock.after(WATCH_EVERY_MS, look);
    };
    let cancel = clock.after(WATCH_EVERY_MS, look);
    return () => cancel();
  }

  #tell(order: (consumer: Consumer) => void): void {
    try {
      if (this.#consumer !== undefined) order(this.#consumer);
    } catch {
      // It throws while it is not running. Then it fetches nothing, and is told again when it has joined.
    }
  }
}

function toRecord(partition: number) {
  return ({ offset, key, value, headers = {} }: KafkaMessage): RawRecord => ({
    partition,
    offset: Number(offset),
    key,
    value,
    headers,
  });
}
