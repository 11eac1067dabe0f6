import type { Admin } from 'kafkajs';
import { newStats } from './bus-stats.ts';
import { type KafkaAccess, kafkaClient } from './cluster/kafka-client.ts';
import { KafkaCluster } from './cluster/kafka-cluster.ts';
import { readyTopics } from './cluster/ready-topics.ts';
import { Reconnecting } from './cluster/reconnecting.ts';
import { DeadLetterTopic } from './dead-letters/dead-letter-topic.ts';
import { scanPartition } from './follow/scan-topic.ts';
import { accessOf, DEFAULT_ROLE, type KafkaBusOptions } from './kafka-bus-options.ts';
import { type KafkaBusParts, KafkaEventBus } from './kafka-event-bus.ts';
import { EventCollector } from './publish/event-collector.ts';
import { IdempotentSender } from './publish/idempotent-sender.ts';
import { PartitionLeaders } from './publish/partition-leaders.ts';

const DEFAULT_PUBLISH_TIMEOUT_MS = 5_000;
const DEFAULT_MAX_PENDING = 20_000;
const DEFAULT_MAX_PENDING_BYTES = 64 * 1024 * 1024;
const ANSWER_WITHIN_MS = 15_000;

/** Connects, and makes sure of the topics. Rejects with TopicMismatch, or BusUnavailable when Kafka does not answer. */
export async function openKafkaEventBus(options: KafkaBusOptions): Promise<KafkaEventBus> {
  return new KafkaEventBus(await openBusParts(options));
}

/** The parts of a bus, connected; a KafkaEventBus made of them closes them. */
export async function openBusParts(options: KafkaBusOptions): Promise<KafkaBusParts> {
  const access = accessOf(options);
  const admin = new Reconnecting(adminConnector(access), options.clock);
  try {
    return await assemble(options, access, admin);
  } catch (error) {
    await admin.close();
    throw error;
  }
}

async function assemble(
  options: KafkaBusOptions,
  access: KafkaAccess,
  admin: Reconnecting<Admin>,
): Promise<KafkaBusParts> {
  const { clock, topicPrefix: prefix = '', publishTimeoutMs = DEFAULT_PUBLISH_TIMEOUT_MS } = options;
  const { logger } = access;
  const { events, rolloutProgress, deadLetters } = await readyTopics(admin, options);
  const names = [events.name, rolloutProgress.name, deadLetters.name];
  const cluster = new Reconnecting(clusterConnector(access, names), clock);
  const leaders = new PartitionLeaders((topic) => cluster.ask((kafka) => freshLeaders(kafka, topic)), names);
  const stats = newStats();
  const onRebuilt = () => {
    stats.producersRebuilt++;
  };
  const sender = new IdempotentSender(() => kafkaClient(access), logger, onRebuilt);
  await Promise.all([leaders.refresh(), sender.connect()]);
  const collector = new EventCollector({
    clock,
    logger,
    stats,
    leaders,
    send: (batches) => sender.send(batches),
    publishTimeoutMs,
    maxPending: options.maxPending ?? DEFAULT_MAX_PENDING,
    maxPendingBytes: options.maxPendingBytes ?? DEFAULT_MAX_PENDING_BYTES,
  });
  const source = Buffer.from(`/muster/${options.role ?? DEFAULT_ROLE}`);
  const letters = new DeadLetterTopic({
    topic: deadLetters.name,
    eventTopic: events.name,
    partitions: deadLetters.partitions,
    eventPartitions: events.partitions,
    source,
    clock,
    publish: (topic, partition, records) => collector.publish(topic, partition, records),
    scan: async (topic, partition, visit) => {
      const range = await cluster.askUntilAnswered((kafka) => rangeOf(kafka, topic, partition), ANSWER_WITHIN_MS);
      await scanPartition({ access, clock, logger, topic }, { partition, ...range }, visit);
    },
  });
  const { name: topic, partitions } = events;
  const settings = { access, clock, logger, stats, topic, partitions, prefix, source, publishTimeoutMs };
  return { ...settings, collector, sender, admin, cluster, rolloutProgress, deadLetters: letters };
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
