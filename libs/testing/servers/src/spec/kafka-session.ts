import { Kafka, logLevel } from 'kafkajs';
import { until } from '../process/until.ts';

/** A client of a Kafka under test, with what the specs need of it. */
export function kafkaSession(brokers: readonly string[]) {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { initialRetryTime: 50 } });
  const admin = kafka.admin();
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  return {
    async connect(): Promise<void> {
      await Promise.all([admin.connect(), producer.connect()]);
    },
    async createTopic(topic: string): Promise<void> {
      await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
      await until(`the topic ${topic} has a leader`, async () => (await this.leaderOf(topic)) > 0);
    },
    /** The `node.id` of the broker that leads the only partition. */
    async leaderOf(topic: string): Promise<number> {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]?.partitions[0]?.leader ?? -1;
    },
    async send(topic: string, value: string): Promise<void> {
      await until(`'${value}' is acknowledged`, async () => {
        const [answer] = await producer.send({ topic, acks: -1, messages: [{ key: 'k', value }] });
        return answer?.errorCode === 0;
      });
    },
    /** Reads the topic from its beginning until it has seen `count` messages. */
    async read(topic: string, count: number): Promise<string[]> {
      const consumer = kafka.consumer({ groupId: `${topic}-${Math.random()}`, maxWaitTimeInMs: 100 });
      const values: string[] = [];
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ message }) => {
          values.push(String(message.value));
        },
      });
      await until(`${count} messages are read`, () => values.length >= count);
      await consumer.disconnect();
      return values;
    },
    async disconnect(): Promise<void> {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}
