import { randomBytes } from 'node:crypto';
import type { EventBus } from '#libs/domain';
import type { KafkaBusOptions } from '../kafka-bus-options.ts';
import type { KafkaEventBus } from '../kafka-event-bus.ts';
import { openKafkaEventBus } from '../open-kafka-bus.ts';
import { SystemClock } from '../system-clock.ts';

export interface KafkaPort {
  readonly port: KafkaEventBus;
  readonly options: KafkaBusOptions;
  reopen(): Promise<EventBus>;
  close(): Promise<void>;
}

/** A bus with topics and groups of its own on a Kafka that runs. */
export async function kafkaPort(
  brokers: readonly string[],
  overrides: Partial<KafkaBusOptions> = {},
): Promise<KafkaPort> {
  const topicPrefix = `t${randomBytes(5).toString('hex')}.`;
  const options = { brokers, clock: new SystemClock(), topicPrefix, partitions: 6, ...overrides };
  let bus = await openKafkaEventBus(options);
  return {
    port: bus,
    options,
    async reopen() {
      await bus.close();
      bus = await openKafkaEventBus(options);
      return bus;
    },
    close: () => bus.close(),
  };
}
