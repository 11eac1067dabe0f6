import type { KafkaEntry } from '#libs/adapters/kafka';
import { StartRefused } from './app/start-refused.ts';
import type { PlatformConfig } from './platform.config.ts';

/** The servers of a cluster; without them everything is kept by this one process. */
export interface ClusterSettings {
  readonly kafkaBrokers: readonly string[];
  readonly kafkaEntry?: KafkaEntry;
  readonly kafkaTopicPrefix?: string;
  readonly kafkaPartitions: number;
  readonly kafkaReplicationFactor?: number;
  readonly redisUrls: readonly string[];
  readonly redisPrefix?: string;
  readonly mongoUrl: string;
}

/** Undefined when no server is named. Throws StartRefused when only some are: nothing would hold together. */
export function clusterSettings(config: PlatformConfig): ClusterSettings | undefined {
  const {
    MUSTER_KAFKA_BROKERS: kafkaBrokers,
    MUSTER_KAFKA_TOPIC_PREFIX: kafkaTopicPrefix,
    MUSTER_KAFKA_PARTITIONS: kafkaPartitions,
    MUSTER_KAFKA_REPLICATION_FACTOR: kafkaReplicationFactor,
    MUSTER_REDIS_URL: redisUrls,
    MUSTER_REDIS_PREFIX: redisPrefix,
    MUSTER_MONGO_URL: mongoUrl,
  } = config;
  const missing = [
    ...(kafkaBrokers.length === 0 ? ['MUSTER_KAFKA_BROKERS'] : []),
    ...(redisUrls.length === 0 ? ['MUSTER_REDIS_URL'] : []),
    ...(mongoUrl === undefined ? ['MUSTER_MONGO_URL'] : []),
  ];
  if (missing.length === 3) return undefined;
  if (missing.length > 0 || mongoUrl === undefined) {
    throw new StartRefused(
      `A cluster needs Kafka, Redis and MongoDB: ${missing.join(' and ')} is not set. Set all three, or none to keep everything in this process.`,
    );
  }
  return {
    kafkaBrokers,
    kafkaPartitions,
    redisUrls,
    mongoUrl,
    ...kafkaEntry(config),
    ...(kafkaTopicPrefix === undefined ? {} : { kafkaTopicPrefix }),
    ...(redisPrefix === undefined ? {} : { redisPrefix }),
    ...(kafkaReplicationFactor === undefined ? {} : { kafkaReplicationFactor }),
  };
}

/** Nothing where brokers ask for nothing. */
export function kafkaEntry(config: PlatformConfig): Pick<ClusterSettings, 'kafkaEntry'> {
  const {
    MUSTER_KAFKA_TLS: tls,
    MUSTER_KAFKA_CA_FILE: caFile,
    MUSTER_KAFKA_LOGIN: login,
    MUSTER_KAFKA_USER: username,
    MUSTER_KAFKA_PASSWORD: password,
  } = config;
  const isNamed = username !== undefined && password !== undefined;
  if (login !== 'none' && !isNamed) {
    throw new StartRefused(`MUSTER_KAFKA_LOGIN=${login} needs MUSTER_KAFKA_USER and MUSTER_KAFKA_PASSWORD.`);
  }
  if (login === 'none' && (username !== undefined || password !== undefined)) {
    throw new StartRefused(
      'There is a user or a password for Kafka, but MUSTER_KAFKA_LOGIN is none: say which mechanism the brokers want.',
    );
  }
  if (!tls && login === 'none') return {};
  const ca = caFile === undefined ? {} : { caFile };
  return { kafkaEntry: { tls, login, ...ca, ...(isNamed ? { username, password } : {}) } };
}
