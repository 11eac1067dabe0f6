import { type Cluster, type Consumer, PartitionAssigners } from 'kafkajs';
import { type KafkaAccess, kafkaClient } from './kafka-client.ts';

/** What this adapter asks of a cluster. kafkajs has no public class for it but hands one to partition assigners. */
export type PlaceInTime = { readonly fromBeginning: boolean } | { readonly fromTimestamp: number };

/**
 * Connections to the brokers for reading topics without a consumer group: a follower has a place of its own, and a group
 * per follower would be work for the coordinator and rubbish in its books.
 */
export class KafkaCluster {
  readonly #consumer: Consumer;
  readonly #cluster: Cluster;

  private constructor(consumer: Consumer, cluster: Cluster) {
    this.#consumer = consumer;
    this.#cluster = cluster;
  }

  static async connect(access: KafkaAccess, topics: readonly string[]): Promise<KafkaCluster> {
    let found: Cluster | undefined;
    // Never run, so that it never joins a group: only its cluster is of use.
    const consumer = kafkaClient(access).consumer({
      groupId: 'unused',
      allowAutoTopicCreation: false,
      partitionAssigners: [
        (config) => {
          found = config.cluster;
          return PartitionAssigners.roundRobin(config);
        },
      ],
    });
    if (found === undefined) throw new Error('kafkajs does not hand its cluster to partition assigners any more.');
    const cluster = new KafkaCluster(consumer, found);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics] });
    } catch (error) {
      await cluster.close();
      throw error;
    }
    return cluster;
  }

  /** Broker that leads each partition, by partition; -1 for one that has none. As of the last `refresh`. */
  leaders(topic: string): readonly number[] {
    const leaders: number[] = [];
    for (const { partitionId, leader } of this.#cluster.findTopicPartitionMetadata(topic))
      leaders[partitionId] = leader;
    return leaders;
  }

  async refresh(): Promise<void> {
    await this.#cluster.refreshMetadata();
  }

  /** Offset of each partition at a place in time; -1 where nothing is as young as the timestamp. */
  async offsets(topic: string, place: PlaceInTime): Promise<readonly number[]> {
    const partitions = this.leaders(topic).map((_, partition) => ({ partition }));
    const [answer] = await this.#cluster.fetchTopicsOffset([{ topic, partitions, ...place } as OffsetQuery]);
    const offsets: number[] = new Array(partitions.length).fill(-1);
    for (const { partition, offset } of answer?.partitions ?? []) offsets[partition] = Number(offset);
    return offsets;
  }

  /** Records of partitions that one broker leads, from the given offsets on; waits for some up to `maxWaitMs`. */
  async fetch({ topic, leader, from, maxBytes, maxWaitMs }: FetchQuery): Promise<readonly FetchedPartition[]> {
    const broker = await this.#cluster.findBroker({ nodeId: String(leader) });
    const { responses } = (await broker.fetch({
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes,
      isolationLevel: 1,
      topics: [
        {
          topic,
          partitions: [...from].map(([partition, offset]) => ({
            partition,
            fetchOffset: String(offset),
            maxBytes,
          })),
        },
      ],
    })) as { responses: { partitions: FetchedPartition[] }[] };
    return responses.flatMap(({ partitions }) => partitions);
  }

  async close(): Promise<void> {
    // What is on its way is of no use any more, and so is its error.
    await this.#consumer.disconnect().catch(() => undefined);
  }
}

type OffsetQuery = Parameters<Cluster['fetchTopicsOffset']>[0][number];

export interface FetchQuery {
  readonly topic: string;
  readonly leader: number;
  /** Offset to read from, by partition. */
  readonly from: ReadonlyMap<number, number>;
  readonly maxBytes: number;
  readonly maxWaitMs: number;
}

export interface FetchedPartition {
  readonly partition: number;
  readonly highWatermark: string;
  readonly messages: readonly FetchedMessage[];
}

export interface FetchedMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
  readonly isControlRecord?: boolean;
}
