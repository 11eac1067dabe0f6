import type { Admin } from 'kafkajs';
import type { Clock } from '#libs/domain';
import { newStats } from './bus-stats.ts';
import { type BusLogger, silent } from './cluster/bus-logger.ts';
import { createTopics, expectTopics } from './cluster/ensure-topics.ts';
import { type KafkaAccess, kafkaClient } from './cluster/kafka-client.ts';
import { KafkaCluster } from './cluster/kafka-cluster.ts';
import { Reconnecting } from './cluster/reconnecting.ts';
import { type BusTopics, busTopics } from './cluster/topics.ts';
import { DeadLetterTopic } from './dead-letters/dead-letter-topic.ts';
import { scanPartition } from './follow/scan-topic.ts';
import { KafkaEventBus } from './kafka-event-bus.ts';
import { EventCollector } from './publish/event-collector.ts';
import { IdempotentSender } from './publish/idempotent-sender.ts';
import { PartitionLeaders } from './publish/partition-leaders.ts';

export interface KafkaBusOptions {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[];
  readonly clock: Clock;
  /** What this process is, for CloudEvents `source`: `/muster/<role>`. Default `muster`. */
  readonly role?: string;
  /** Name in Kafka's logs and quotas. Default `muster-<role>`. */
  readonly clientId?: string;
  readonly ssl?: KafkaAccess['ssl'];
  readonly sasl?: KafkaAccess['sasl'];
  /** Before the names of topics and groups, for several installations on one Kafka. */
  readonly topicPrefix?: string;
  /** Of the topic of events; all processes must have the same. Default 96. */
  readonly partitions?: number;
  /** How long events are kept. Default 7 days. */
  readonly retentionMs?: number;
  /** Copies of each topic. Default 3, or as many as there are brokers. */
  readonly replicationFactor?: number;
  /** Copies that acknowledge at least. Default all but one. */
  readonly minInsyncReplicas?: number;
  /** `create` (default) makes topics that are missing; `expect` takes them as an administrator made them. */
  readonly topics?: 'create' | 'expect';
  /** After so long a publish is rejected as BusUnavailable. Default 5 s. */
  readonly publishTimeoutMs?: number;
  /** Events and bytes that may wait; more is refused as BusOverloaded. Default 20,000 and 64 MiB. */
  readonly maxPending?: number;
  readonly maxPendingBytes?: number;
  readonly logger?: BusLogger;
}

const DEFAULT_PARTITIONS = 96;
const DEFAULT_RETENTION_MS = 7 * 24 * 3_600_000;
const DEFAULT_REPLICAS = 3;
const DEFAULT_PUBLISH_TIMEOUT_MS = 5_000;
const DEFAULT_MAX_PENDING = 20_000;
const DEFAULT_MAX_PENDING_BYTES = 64 * 1024 * 1024;
const OPEN_WITHIN_MS = 15_000;

/** Connects, and makes sure of the topics. Rejects with TopicMismatch, or BusUnavailable when Kafka does not answer. */
export async function openKafkaEventBus(options: KafkaBusOptions): Promise<KafkaEventBus> {
  const { clock, logger = silent, role = 'muster', publishTimeoutMs = DEFAULT_PUBLISH_TIMEOUT_MS } = options;
  const access = accessOf(options, role, logger);
  const admin = new Reconnecting(adminConnector(access), clock);
  try {
    const { topics, partitions, deadLetterPartitions } = await readyTopics(admin, options);
    const topicNames = [topics.events.name, topics.deadLetters.name];
    const cluster = new Reconnecting(clusterConnector(access, topicNames), clock);
    const stats = newStats();
    const sender = new IdempotentSender(() => kafkaClient(access), logger);
    const leaders = new PartitionLeaders((topic) => cluster.ask((kafka) => freshLeaders(kafka, topic)), topicNames);
    await leaders.refresh();
    const collector = new EventCollector({
      clock,
      logger,
      stats,
      leaders,
      send: async (batches) => {
        try {
          return await sender.send(batches);
        } finally {
          stats.producersRebuilt = sender.rebuilt;
        }
      },
      publishTimeoutMs,
      maxPending: options.maxPending ?? DEFAULT_MAX_PENDING,
      maxPendingBytes: options.maxPendingBytes ?? DEFAULT_MAX_PENDING_BYTES,
    });
    const source = Buffer.from(`/muster/${role}`);
    const deadLetters = new DeadLetterTopic({
      topic: topics.deadLetters.name,
      eventTopic: topics.events.name,
      partitions: deadLetterPartitions,
      eventPartitions: partitions,
      source,
      clock,
      publish: (topic, partition, records) => collector.publish(topic, partition, records),
      scan: async (topic, partition, visit) => {
        const range = await cluster.askUntilAnswered((kafka) => rangeOf(kafka, topic, partition), OPEN_WITHIN_MS);
        await scanPartition({ access, clock, logger, topic }, { partition, ...range }, visit);
      },
    });
    return new KafkaEventBus({
      access,
      clock,
      logger,
      stats,
      topic: topics.events.name,
      partitions,
      prefix: options.topicPrefix ?? '',
      source,
      publishTimeoutMs,
      collector,
      sender,
      admin,
      cluster,
      deadLetters,
    });
  } catch (error) {
    await admin.close();
    throw error;
  }
}

function accessOf({ brokers, clientId, ssl, sasl }: KafkaBusOptions, role: string, logger: BusLogger): KafkaAccess {
  return {
    brokers,
    clientId: clientId ?? `muster-${role}`,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    logger,
  };
}

interface ReadyTopics {
  readonly topics: BusTopics;
  readonly partitions: number;
  readonly deadLetterPartitions: number;
}

async function readyTopics(admin: Reconnecting<Admin>, options: KafkaBusOptions): Promise<ReadyTopics> {
  const { clock } = options;
  const brokers = await admin.askUntilAnswered((kafka) => kafka.describeCluster(), OPEN_WITHIN_MS);
  const replicas = options.replicationFactor ?? Math.min(DEFAULT_REPLICAS, brokers.brokers.length);
  const topics = busTopics({
    prefix: options.topicPrefix ?? '',
    partitions: options.partitions ?? DEFAULT_PARTITIONS,
    retentionMs: options.retentionMs ?? DEFAULT_RETENTION_MS,
    minInsyncReplicas: options.minInsyncReplicas ?? Math.max(1, replicas - 1),
  });
  const { events, deadLetters } = topics;
  if (options.topics !== 'expect') {
    await admin.ask((kafka) => createTopics(kafka, [events, deadLetters], replicas, clock));
    return { topics, partitions: events.partitions, deadLetterPartitions: deadLetters.partitions };
  }
  const found = await admin.ask((kafka) => expectTopics(kafka, [events.name, deadLetters.name]));
  return { topics, partitions: found.get(events.name) ?? 0, deadLetterPartitions: found.get(deadLetters.name) ?? 0 };
}

async function freshLeaders(kafka: KafkaCluster, topic: string): Promise<readonly number[]> {
  await kafka.refresh();
  return kafka.leaders(topic);
}

async function rangeOf(kafka: KafkaCluster, topic: string, partition: number) {
  const from = await kafka.offsets(topic, { fromBeginning: true });
  const to = await kafka.offsets(topic, { fromBeginning: false });
  return { from: from[partition] ?? 0, to: to[partition] ?? 0 };
}

function adminConnector(access: KafkaAccess) {
  return {
    async connect(): Promise<Admin> {
      const admin = kafkaClient(access).admin();
      await admin.connect();
      return admin;
    },
    close: (admin: Admin) => admin.disconnect(),
  };
}

function clusterConnector(access: KafkaAccess, topics: readonly string[]) {
  return {
    connect: () => KafkaCluster.connect(access, topics),
    close: (cluster: KafkaCluster) => cluster.close(),
  };
}
