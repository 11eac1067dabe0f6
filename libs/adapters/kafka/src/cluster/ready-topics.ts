import type { Admin } from 'kafkajs';
import type { KafkaBusOptions } from '../kafka-bus-options.ts';
import { createTopics, expectTopics } from './ensure-topics.ts';
import type { Reconnecting } from './reconnecting.ts';
import { busTopics } from './topics.ts';

const DEFAULT_PARTITIONS = 96;
const DEFAULT_RETENTION_MS = 7 * 24 * 3_600_000;
const DEFAULT_REPLICAS = 3;
const ANSWER_WITHIN_MS = 15_000;

/** A topic that is there, and how many partitions it has. */
export interface ReadyTopic {
  readonly name: string;
  readonly partitions: number;
}

export interface ReadyTopics {
  readonly events: ReadyTopic;
  readonly rolloutProgress: ReadyTopic;
  readonly deadLetters: ReadyTopic;
}

/** Creates the topics that are missing, or only looks for them, as the options say. Throws TopicMismatch. */
export async function readyTopics(admin: Reconnecting<Admin>, options: KafkaBusOptions): Promise<ReadyTopics> {
  const { brokers } = await admin.askUntilAnswered((kafka) => kafka.describeCluster(), ANSWER_WITHIN_MS);
  const replicas = options.replicationFactor ?? Math.min(DEFAULT_REPLICAS, brokers.length);
  const topics = busTopics({
    prefix: options.topicPrefix ?? '',
    partitions: options.partitions ?? DEFAULT_PARTITIONS,
    retentionMs: options.retentionMs ?? DEFAULT_RETENTION_MS,
    minInsyncReplicas: options.minInsyncReplicas ?? Math.max(1, replicas - 1),
  });
  const { events, rolloutProgress, deadLetters } = topics;
  if (options.topics !== 'expect') {
    const created = await admin.ask((kafka) =>
      createTopics(kafka, [events, rolloutProgress, deadLetters], replicas, options.clock),
    );
    // Nobody changes the number of copies later without noticing; too few are easily made by a cluster half up.
    if (created.length > 0) options.logger?.info({ topics: created, replicas }, 'topics were created');
    return topics;
  }
  const names = [events.name, rolloutProgress.name, deadLetters.name];
  const found = await admin.ask((kafka) => expectTopics(kafka, names));
  const ready = ({ name }: ReadyTopic) => ({ name, partitions: found.get(name) ?? 0 });
  return { events: ready(events), rolloutProgress: ready(rolloutProgress), deadLetters: ready(deadLetters) };
}
