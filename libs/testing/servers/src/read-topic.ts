import { randomUUID } from 'node:crypto';
import type { KafkaConfig, KafkaMessage } from 'kafkajs';

/** A record of a topic, read as text. */
export interface TopicRecord {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** Visits all that a topic has now, in the order of each partition, with the public client and nothing of an adapter. */
export async function readTopic(
  where: readonly string[] | Pick<KafkaConfig, 'brokers' | 'ssl' | 'sasl'>,
  topic: string,
  visit: (record: TopicRecord) => void,
): Promise<void> {
  // Loaded here, so that not every spec that imports this project pays for it.
  const { Kafka, logLevel } = await import('kafkajs');
  const kafka = new Kafka({ ...('brokers' in where ? where : { brokers: [...where] }), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  /** The end of each partition that is not read yet. */
  const ends = new Map(
    offsets.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, Number(high)]),
  );
  if (ends.size === 0) return;
  const { promise: allRead, resolve } = Promise.withResolvers<void>();
  const consumer = kafka.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch: { partition, messages } }) => {
      const end = ends.get(partition) ?? 0;
      const known = messages.filter(({ offset }) => Number(offset) < end);
      for (const message of known) visit(asText(message));
      if (Number(messages.at(-1)?.offset ?? -1) >= end - 1) ends.delete(partition);
      if (ends.size === 0) resolve();
    },
  });
  await allRead;
  await consumer.disconnect();
}

function asText({ key, value, headers = {} }: KafkaMessage): TopicRecord {
  return {
    key: String(key),
    value: String(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)])),
  };
}
