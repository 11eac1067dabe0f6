import { Kafka, type KafkaConfig, type LogEntry, logLevel } from 'kafkajs';
import type { BusLogger } from './bus-logger.ts';

/** Where Kafka is and how to get in. */
export interface KafkaAccess {
  /** `host:port` of some brokers; the others are found through them. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: Exclude<KafkaConfig['ssl'], undefined>;
  readonly sasl?: Exclude<KafkaConfig['sasl'], undefined>;
  readonly logger: BusLogger;
}

const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Quick and bounded: about nine seconds, which outlasts the failover of a well set up cluster. */
export const retry = { initialRetryTime: 50, maxRetryTime: 500, multiplier: 2, factor: 0.2, retries: 20 };

/**
 * A client of its own for each use: clients made by one `Kafka` share the offsets of their groups, and a consumer that
 * is made anew must not believe those of the broken one.
 */
export function kafkaClient({ brokers, clientId, ssl, sasl, logger }: KafkaAccess): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry,
    // kafkajs calls errors what it tries again a moment later; what matters in the end is logged by this adapter.
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ namespace, log: { message, timestamp: _, stack: __, ...fields } }: LogEntry) =>
        logger.debug({ ...fields, kafkajs: namespace }, message),
  });
}
