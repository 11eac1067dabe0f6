/** How one partition of a topic stands. */
export interface PartitionState {
  readonly partition: number;
  /** The `node.id` of the broker that leads it; -1 while none does. */
  readonly leader: number;
  /** The brokers that have all of it. */
  readonly inSync: readonly number[];
}

export interface TopicWatch {
  /** All partitions by number. Rejects while no broker answers: ask again. */
  partitions(): Promise<readonly PartitionState[]>;
  close(): Promise<void>;
}

/** Asks a Kafka how a topic stands, with the public client and nothing of an adapter. */
export async function watchTopic(brokers: readonly string[], topic: string): Promise<TopicWatch> {
  // Loaded here, so that not every spec that imports this project pays for it.
  const { Kafka, logLevel } = await import('kafkajs');
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  return {
    async partitions() {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return (topics[0]?.partitions ?? [])
        .map(({ partitionId, leader, isr }) => ({ partition: partitionId, leader, inSync: isr }))
        .toSorted((a, b) => a.partition - b.partition);
    },
    close: () => admin.disconnect(),
  };
}
