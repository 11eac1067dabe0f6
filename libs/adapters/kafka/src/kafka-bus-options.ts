import type { Clock } from '#libs/domain';
import { type BusLogger, silent } from './cluster/bus-logger.ts';
import type { KafkaAccess } from './cluster/kafka-client.ts';

export interface KafkaBusOptions {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[];
  readonly clock: Clock;
  /** What this process is, for CloudEvents `source`: `/muster/<role>`. Default `muster`. */
  readonly role?: string;
  /** Name in Kafka's logs and quotas. Default `muster-<role>`. */
  readonly clientId?: string;
  readonly ssl?: KafkaAccess['ssl'];
  readonly sasl?: KafkaAccess['sasl'];
  /** Before the names of topics and groups, for several installations on one Kafka. */
  readonly topicPrefix?: string;
  /** Of the topic of events; all processes must have the same. Default 96. */
  readonly partitions?: number;
  /** How long events are kept. Default 7 days. */
  readonly retentionMs?: number;
  /** Copies of each topic. Default 3, or as many as there are brokers. */
  readonly replicationFactor?: number;
  /** Copies that acknowledge at least. Default all but one. */
  readonly minInsyncReplicas?: number;
  /** `create` (default) makes topics that are missing; `expect` takes them as an administrator made them. */
  readonly topics?: 'create' | 'expect';
  /** After so long a publish is rejected as BusUnavailable. Default 5 s. */
  readonly publishTimeoutMs?: number;
  /** Events and bytes that may wait; more is refused as BusOverloaded. Default 20,000 and 64 MiB. */
  readonly maxPending?: number;
  readonly maxPendingBytes?: number;
  readonly logger?: BusLogger;
}

/** What the connections need of the options. */
export function accessOf(options: KafkaBusOptions): KafkaAccess {
  const { brokers, role = DEFAULT_ROLE, clientId = `muster-${role}`, ssl, sasl, logger = silent } = options;
  return {
    brokers,
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    logger,
  };
}

export const DEFAULT_ROLE = 'muster';
