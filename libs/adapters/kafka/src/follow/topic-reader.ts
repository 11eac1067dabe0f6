import type { Clock } from '#libs/domain';
import type { BusLogger } from '../cluster/bus-logger.ts';
import type { KafkaAccess } from '../cluster/kafka-client.ts';
import { type FetchedPartition, KafkaCluster } from '../cluster/kafka-cluster.ts';
import { pause } from '../cluster/pause.ts';
import type { RawRecord } from '../events/raw-record.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_WAIT_MS = 500;
const PAUSE_AFTER_ERROR_MS = 200;
const PAUSE_WITHOUT_LEADER_MS = 200;

export interface ReaderOptions {
  readonly access: KafkaAccess;
  readonly clock: Clock;
  readonly logger: BusLogger;
  readonly topic: string;
  /** Ends when there is nothing to read now, rather than wait for more. */
  readonly endWhenEmpty?: boolean;
}

type Answer =
  | { readonly leader: number; readonly partitions: readonly FetchedPartition[] }
  | { readonly error: unknown };

/**
 * Reads a topic from given places on, without a group, at the reader's pace: while it does not ask for more, one answer
 * of each broker is waiting at most.
 */
export class TopicReader {
  readonly #options: ReaderOptions;
  /** Next offset, by partition. */
  readonly #next: Map<number, number>;
  readonly #signal: AbortSignal;
  readonly #asking = new Map<number, Promise<Answer>>();
  #cluster: KafkaCluster | undefined;

  constructor(options: ReaderOptions, places: ReadonlyMap<number, number>, signal: AbortSignal) {
    this.#options = options;
    this.#next = new Map(places);
    this.#signal = signal;
  }

  /** Place after the last record that was given out, by partition. */
  get places(): ReadonlyMap<number, number> {
    return this.#next;
  }

  /** Ends when the signal aborts; errors of Kafka are waited out. */
  async *records(): AsyncGenerator<RawRecord> {
    try {
      while (!this.#signal.aborted) {
        const answer = await this.#answer();
        if ('error' in answer) await this.#recover(answer.error);
        else if (this.#isEnd(answer.partitions)) return;
        else yield* this.#giveOut(answer.partitions);
      }
    } finally {
      await this.#disconnect();
    }
  }

  #isEnd(partitions: readonly FetchedPartition[]): boolean {
    return this.#options.endWhenEmpty === true && partitions.every(({ messages }) => messages.length === 0);
  }

  *#giveOut(partitions: readonly FetchedPartition[]): Generator<RawRecord> {
    for (const { partition, messages } of partitions) {
      for (const { offset: text, key, value, headers = {}, isControlRecord } of messages) {
        const offset = Number(text);
        if (this.#signal.aborted) return;
        // A broker gives whole batches, the beginning of which may be before the place that was asked for.
        if (offset < (this.#next.get(partition) ?? 0)) continue;
        this.#next.set(partition, offset + 1);
        if (isControlRecord !== true) yield { partition, offset, key, value, headers };
      }
    }
  }

  async #answer(): Promise<Answer> {
    try {
      const cluster = await this.#connected();
      this.#askAll(cluster);
    } catch (error) {
      return { error };
    }
    const aborted = Promise.withResolvers<Answer>();
    const onAbort = () => aborted.resolve({ leader: -1, partitions: [] });
    this.#signal.addEventListener('abort', onAbort);
    try {
      const answer = await Promise.race([...this.#asking.values(), aborted.promise]);
      if ('leader' in answer) this.#asking.delete(answer.leader);
      return answer;
    } finally {
      this.#signal.removeEventListener('abort', onAbort);
    }
  }

  #askAll(cluster: KafkaCluster): void {
    const { topic, clock } = this.#options;
    const leaders = cluster.leaders(topic);
    for (const [leader, partitions] of Map.groupBy(this.#next, ([partition]) => leaders[partition] ?? -1)) {
      if (this.#asking.has(leader)) continue;
      const asked = leader < 0 ? this.#withoutLeader(clock) : this.#fetch(cluster, leader, new Map(partitions));
      this.#asking.set(leader, asked);
    }
  }

  async #withoutLeader(clock: Clock): Promise<Answer> {
    await pause(clock, PAUSE_WITHOUT_LEADER_MS, this.#signal);
    return { error: new Error('Some partitions have no leader.') };
  }

  #fetch(cluster: KafkaCluster, leader: number, from: ReadonlyMap<number, number>): Promise<Answer> {
    const { topic } = this.#options;
    return cluster.fetch({ topic, leader, from, maxBytes: MAX_BYTES, maxWaitMs: MAX_WAIT_MS }).then(
      (partitions) => ({ leader, partitions }),
      (error: unknown) => ({ error }),
    );
  }

  /** Starts over with new connections: simple, and right whatever went wrong. */
  async #recover(error: unknown): Promise<void> {
    const { clock, logger, topic } = this.#options;
    await this.#disconnect();
    if (this.#signal.aborted) return;
    const lost = outOfRange(error);
    logger.debug({ err: error, topic }, 'reading a topic was interrupted');
    if (lost === undefined) await pause(clock, PAUSE_AFTER_ERROR_MS, this.#signal);
    else await this.#skipToOldest(lost).catch(() => undefined);
  }

  /** What the place pointed to is deleted, or was never there: the oldest that is kept is next. */
  async #skipToOldest(partition: number): Promise<void> {
    const oldest = await (await this.#connected()).offsets(this.#options.topic, { fromBeginning: true });
    const offset = oldest[partition] ?? -1;
    if (offset >= 0) this.#next.set(partition, offset);
  }

  async #connected(): Promise<KafkaCluster> {
    this.#cluster ??= await KafkaCluster.connect(this.#options.access, [this.#options.topic]);
    return this.#cluster;
  }

  async #disconnect(): Promise<void> {
    const cluster = this.#cluster;
    this.#cluster = undefined;
    this.#asking.clear();
    await cluster?.close();
  }
}

/** The partition whose place is not in the log; undefined for any other error. */
function outOfRange(error: unknown): number | undefined {
  const { name, partition } = error as { readonly name?: unknown; readonly partition?: unknown };
  return name === 'KafkaJSOffsetOutOfRange' && typeof partition === 'number' ? partition : undefined;
}
