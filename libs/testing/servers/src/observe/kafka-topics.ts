import { Kafka, logLevel } from 'kafkajs';

/** Topics whose names begin so. */
export async function topicsNamed(brokers: readonly string[], prefix: string): Promise<readonly string[]> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  } finally {
    await admin.disconnect();
  }
}
