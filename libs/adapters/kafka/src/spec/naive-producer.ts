import { Kafka, logLevel } from 'kafkajs';
import type { Acknowledged } from './delivery-check.ts';

/**
 * What one would write first: an idempotent kafkajs producer and `sendBatch`, one batch after the other, whose promise is
 * believed. For comparison only.
 */
export async function runNaiveProducer(
  brokers: readonly string[],
  topic: string,
  partitions: number,
  isStopped: () => boolean,
): Promise<readonly Acknowledged[]> {
  const producer = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).producer({
    idempotent: true,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  await producer.connect();
  const acknowledged: Acknowledged[] = [];
  for (let sequence = 1; !isStopped(); sequence++) {
    const batch = Array.from({ length: partitions }, (_, partition) => ({
      id: `naive-${partition}-${sequence}`,
      deviceId: String(partition),
      sequence,
    }));
    const messages = batch.map(({ id, deviceId }) => ({ key: deviceId, partition: Number(deviceId), value: id }));
    const sent = await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages }] }).then(
      () => true,
      () => false,
    );
    if (sent) acknowledged.push(...batch);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await producer.disconnect();
  return acknowledged;
}
