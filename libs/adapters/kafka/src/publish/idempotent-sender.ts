import type { Kafka, Producer } from 'kafkajs';
import type { BusLogger } from '../cluster/bus-logger.ts';
import { retry } from '../cluster/kafka-client.ts';
import type { PartitionBatch } from './partition-queue.ts';

const ALL_IN_SYNC = -1;
const ACK_TIMEOUT_MS = 8_000;
/** Sends in a row that left something out, after which the producer is not trusted to get over it. */
const MAX_INCOMPLETE = 5;

/** Offset of the first record of each batch that is durable; a batch that is not in it is not known to be. */
export type SendResult = ReadonlyMap<PartitionBatch, number>;

/**
 * Sends batches with an idempotent producer. kafkajs 2.2.4 may resolve although a partition whose leader changed was
 * left out (tulios/kafkajs#1303, #1798), so its answer is read partition by partition. After a send that failed for good
 * it may give the numbers of lost records to others, which the broker then takes for repetitions and drops: such a
 * producer is thrown away, and the next send has a new one.
 */
export class IdempotentSender {
  readonly #makeClient: () => Kafka;
  readonly #logger: BusLogger;
  readonly #onRebuilt: () => void;
  #current: Promise<Lease> | undefined;
  #incomplete = 0;

  constructor(makeClient: () => Kafka, logger: BusLogger, onRebuilt: () => void) {
    this.#makeClient = makeClient;
    this.#logger = logger;
    this.#onRebuilt = onRebuilt;
  }

  /** Makes the connection that the first send would have to wait for; what goes wrong is left to that. */
  async connect(): Promise<void> {
    this.#current ??= this.#connect();
    const leased = this.#current;
    await leased.catch(() => {
      if (this.#current === leased) this.#current = undefined;
    });
  }

  /** At most one batch per partition, and none of a partition that is on its way already. */
  async send(batches: readonly PartitionBatch[]): Promise<SendResult> {
    this.#current ??= this.#connect();
    const leased = this.#current;
    try {
      const offsets = await (await leased).send(batches);
      this.#incomplete = offsets.size < batches.length ? this.#incomplete + 1 : 0;
      if (this.#incomplete >= MAX_INCOMPLETE) throw new Error('Some partitions are left out again and again.');
      return offsets;
    } catch (error) {
      if (this.#current === leased) this.#retire(leased, error);
      throw error;
    }
  }

  async close(): Promise<void> {
    const leased = this.#current;
    this.#current = undefined;
    await leased?.then((lease) => lease.retire()).catch(() => undefined);
  }

  #retire(leased: Promise<Lease>, error: unknown): void {
    this.#current = undefined;
    this.#incomplete = 0;
    this.#onRebuilt();
    this.#logger.warn({ err: error }, 'a Kafka producer failed and is replaced');
    leased.then((lease) => lease.retire()).catch(() => undefined);
  }

  async #connect(): Promise<Lease> {
    const producer = this.#makeClient().producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      retry,
      // Every record says its partition itself.
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
    await producer.connect();
    return new Lease(producer);
  }
}

/** A producer that is disconnected when it is neither wanted nor in use any more: a send in hand tries on till its end. */
class Lease {
  readonly #producer: Producer;
  #inUse = 0;
  #retired = false;

  constructor(producer: Producer) {
    this.#producer = producer;
  }

  async send(batches: readonly PartitionBatch[]): Promise<SendResult> {
    this.#inUse++;
    try {
      const answers = await this.#producer.sendBatch({
        acks: ALL_IN_SYNC,
        timeout: ACK_TIMEOUT_MS,
        topicMessages: toMessages(batches),
      });
      const offsets = new Map<PartitionBatch, number>();
      for (const { topicName, partition, errorCode, baseOffset = '-1' } of answers) {
        const batch = batches.find((sent) => sent.topic === topicName && sent.partition === partition);
        if (batch !== undefined && errorCode === 0 && Number(baseOffset) >= 0) offsets.set(batch, Number(baseOffset));
      }
      return offsets;
    } finally {
      this.#inUse--;
      await this.#endIfUnused();
    }
  }

  retire(): Promise<void> {
    this.#retired = true;
    return this.#endIfUnused();
  }

  async #endIfUnused(): Promise<void> {
    if (this.#retired && this.#inUse === 0) await this.#producer.disconnect().catch(() => undefined);
  }
}

function toMessages(batches: readonly PartitionBatch[]) {
  return [...Map.groupBy(batches, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    messages: ofTopic.flatMap(({ partition, records }) =>
      records.map(({ key, value, headers }) => ({ partition, key, value, headers })),
    ),
  }));
}
