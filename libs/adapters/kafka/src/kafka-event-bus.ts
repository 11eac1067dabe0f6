import type { Admin } from 'kafkajs';
import {
  type AnyNewEvent,
  BusUnavailable,
  type Clock,
  type DeadLetter,
  EventBus,
  type EventRecord,
  eventSubject,
  type FollowedEvent,
  type FollowOptions,
  type SubscribeOptions,
  type Subscription,
} from '#libs/domain';
import type { KafkaBusStats } from './bus-stats.ts';
import type { BusLogger } from './cluster/bus-logger.ts';
import { type KafkaAccess, kafkaClient } from './cluster/kafka-client.ts';
import type { KafkaCluster } from './cluster/kafka-cluster.ts';
import { atMost } from './cluster/pause.ts';
import type { ReadyTopic } from './cluster/ready-topics.ts';
import type { Reconnecting } from './cluster/reconnecting.ts';
import { groupId, MAX_RECORD_BYTES } from './cluster/topics.ts';
import { KafkaSubscription } from './consume/kafka-subscription.ts';
import { toDeadLetter } from './dead-letters/dead-letter.ts';
import type { DeadLetterTopic } from './dead-letters/dead-letter-topic.ts';
import { encodeEvent } from './events/encode-event.ts';
import { partitionOf } from './events/murmur2.ts';
import { decodeCursor } from './follow/follow-cursor.ts';
import { followEvents } from './follow/follow-events.ts';
import { followStart } from './follow/follow-start.ts';
import { askLag, GroupLag } from './group-lag.ts';
import type { EventCollector } from './publish/event-collector.ts';
import { EventTooLarge } from './publish/event-too-large.ts';
import type { IdempotentSender } from './publish/idempotent-sender.ts';

const ANSWER_WITHIN_MS = 10_000;

/** Events of a partition that a group has not finished. */
export interface PartitionLag {
  readonly group: string;
  readonly partition: number;
  readonly events: number;
}

/** What a bus is made of; `openKafkaEventBus` puts it together. */
export interface KafkaBusParts {
  readonly access: KafkaAccess;
  readonly clock: Clock;
  readonly logger: BusLogger;
  readonly stats: KafkaBusStats;
  readonly topic: string;
  readonly partitions: number;
  readonly prefix: string;
  /** CloudEvents source. */
  readonly source: Buffer;
  readonly publishTimeoutMs: number;
  readonly collector: EventCollector;
  readonly sender: IdempotentSender;
  readonly admin: Reconnecting<Admin>;
  readonly cluster: Reconnecting<KafkaCluster>;
  /** Where progress of rollouts goes as well. */
  readonly rolloutProgress: ReadyTopic;
  readonly deadLetters: DeadLetterTopic;
}

/**
 * The durable log on Kafka: one topic for all events, keyed by device or rollout, so that the events of one are in one
 * partition and its offsets are their positions.
 *
 * A publish that was rejected may arrive nevertheless, and an event may be there twice, with the same id.
 */
export class KafkaEventBus extends EventBus {
  readonly #parts: KafkaBusParts;
  readonly #lag: GroupLag;
  readonly #groups = new Map<string, KafkaSubscription>();
  /** Last offset whose acknowledgement was seen here, by partition. */
  readonly #acknowledged = new Map<number, number>();
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;
  #checking: Promise<void> | undefined;

  constructor(parts: KafkaBusParts) {
    super();
    this.#parts = parts;
    const ask = (group: string) =>
      parts.admin.askUntilAnswered((admin) => askLag(admin, group, parts.topic), ANSWER_WITHIN_MS);
    this.#lag = new GroupLag(ask, parts.clock);
  }

  /** What happened since the bus was opened, for metrics. */
  get stats(): Readonly<KafkaBusStats> {
    return this.#parts.stats;
  }

  /** How far the groups of this process are behind, in those partitions that this process reads. */
  async lags(): Promise<readonly PartitionLag[]> {
    const ofGroup = async ([group, { partitions }]: readonly [string, KafkaSubscription]) => {
      const lags = await this.#lag.byPartition(groupId(this.#parts.prefix, group));
      return partitions.map((partition) => ({ group, partition, events: lags.get(partition) ?? 0 }));
    };
    return (await Promise.all([...this.#groups].map(ofGroup))).flat();
  }

  /** Rejects with BusUnavailable unless Kafka answers now and has a leader for some of the partitions: for readiness. */
  check(): Promise<void> {
    // One question at a time: a Kafka that is down answers none for a while.
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  /** Rejects also with EventTooLarge, for good, above 8 MiB. */
  async publish(events: readonly AnyNewEvent[]): Promise<number> {
    const { topic, partitions, source, collector, rolloutProgress } = this.#parts;
    if (this.#closing.signal.aborted) throw new BusUnavailable('The bus is closed.');
    const [first] = events;
    if (first === undefined) return 0;
    const subject = eventSubject(first);
    if (events.some((event) => eventSubject(event) !== subject)) {
      throw new TypeError('Events published together must be of one device or rollout.');
    }
    const key = Buffer.from(subject);
    const partition = partitionOf(key, partitions);
    const records = events.map((event) => encodeEvent(event, source));
    const bytes = records.reduce((sum, record) => sum + record.bytes, 0);
    if (bytes > MAX_RECORD_BYTES) throw new EventTooLarge(bytes, MAX_RECORD_BYTES);
    const progress = records.filter((_, index) => events[index]?.type === 'rollout.progressed');
    if (progress.length > 0) {
      await collector.publish(rolloutProgress.name, partitionOf(key, rolloutProgress.partitions), progress);
    }
    const position = await collector.publish(topic, partition, records);
    if (position > (this.#acknowledged.get(partition) ?? -1)) this.#acknowledged.set(partition, position);
    return position;
  }

  subscribe(
    group: string,
    handler: (event: EventRecord) => Promise<void>,
    options: SubscribeOptions = {},
  ): Subscription {
    if (this.#closing.signal.aborted) throw new BusUnavailable('The bus is closed.');
    if (this.#groups.has(group)) throw new Error(`The group ${group} is subscribed already.`);
    const { access, topic, prefix, deadLetters, clock, logger, stats } = this.#parts;
    const subscription = new KafkaSubscription({
      group,
      groupId: groupId(prefix, group),
      topic,
      handler,
      options,
      makeClient: () => kafkaClient(access),
      deadLetters,
      clock,
      logger,
      stats,
      onClosed: () => this.#groups.delete(group),
    });
    this.#groups.set(group, subscription);
    return subscription;
  }

  follow({ after, signal }: FollowOptions): AsyncIterable<FollowedEvent> {
    const { access, clock, logger, topic, partitions } = this.#parts;
    const start = after === undefined ? this.#now() : Promise.resolve(decodeCursor(after, partitions));
    // Nobody may ever read.
    start.catch(() => undefined);
    return followEvents({ access, clock, logger, topic }, start, AbortSignal.any([signal, this.#closing.signal]));
  }

  lag(group: string): Promise<number> {
    return this.#lag.of(groupId(this.#parts.prefix, group));
  }

  async deadLetters(group: string, limit: number): Promise<readonly DeadLetter[]> {
    const letters = await this.#parts.deadLetters.list(limit, group);
    return letters.map(toDeadLetter).filter((letter) => letter !== undefined);
  }

  replay(deadLetterId: string): Promise<boolean> {
    return this.#parts.deadLetters.replay(deadLetterId);
  }

  /** Ends subscriptions (their groups are left at once) and followers; waits for what is being published. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { collector, sender, admin, cluster, clock, publishTimeoutMs } = this.#parts;
    this.#closing.abort();
    await Promise.all([...this.#groups.values()].map((group) => group.close()));
    await atMost(clock, publishTimeoutMs, collector.drained());
    await Promise.all([sender.close(), admin.close(), cluster.close()]);
  }

  async #check(): Promise<void> {
    const { cluster, topic } = this.#parts;
    const leaders = await cluster
      .ask(async (kafka) => {
        await kafka.refresh();
        return kafka.leaders(topic);
      })
      .catch((error: unknown) => {
        throw new BusUnavailable(`Kafka does not answer: ${String(error)}`, { cause: error });
      });
    if (leaders.every((leader) => leader < 0)) throw new BusUnavailable('No partition of the events has a leader.');
  }

  #now(): Promise<ReadonlyMap<number, number>> {
    const { cluster, clock, topic } = this.#parts;
    const since = clock.now();
    const acknowledged = new Map(this.#acknowledged);
    return cluster.askUntilAnswered((kafka) => followStart(kafka, topic, since, acknowledged), ANSWER_WITHIN_MS);
  }
}
