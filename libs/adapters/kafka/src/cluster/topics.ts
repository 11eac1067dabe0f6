/** A topic as it is to be made. */
export interface TopicDeclaration {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface TopicSettings {
  readonly prefix: string;
  readonly partitions: number;
  readonly retentionMs: number;
  readonly minInsyncReplicas: number;
}

export interface BusTopics {
  /** Everything about devices and rollouts, keyed by these. */
  readonly events: TopicDeclaration;
  /** How far each rollout is, once more, keyed by rollout; the last record of a key is how it stands. */
  readonly rolloutProgress: TopicDeclaration;
  /** What groups could not handle, keyed by letter; the last record of a key tells how the letter stands. */
  readonly deadLetters: TopicDeclaration;
}

/** The largest record a topic takes; the answer of a CPE with tens of thousands of parameters fits. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;
const ROLLOUT_PROGRESS_PARTITIONS = 8;
const ROLLOUT_PROGRESS_RETENTION_MS = 90 * 24 * 3_600_000;
const DEAD_LETTER_PARTITIONS = 8;
const DEAD_LETTER_RETENTION_MS = 30 * 24 * 3_600_000;
/** A dead letter carries its error and where it came from as well. */
const DEAD_LETTER_EXTRA_BYTES = 64 * 1024;

/** The topics of the bus; docs/adr/0013-kafka-topics.md tells why there is one for all events. */
export function busTopics({ prefix, partitions, retentionMs, minInsyncReplicas }: TopicSettings): BusTopics {
  const common = {
    'min.insync.replicas': String(minInsyncReplicas),
    // Records carry the time of the process that published them; one whose clock is wrong is no reason to refuse them.
    'message.timestamp.type': 'CreateTime',
    'message.timestamp.after.max.ms': '9223372036854775807',
    // A replica that lags must never become the leader: it would cut off what was acknowledged.
    'unclean.leader.election.enable': 'false',
  };
  return {
    events: {
      name: `${prefix}muster.device.v1`,
      partitions,
      config: {
        ...common,
        'cleanup.policy': 'delete',
        'retention.ms': String(retentionMs),
        'max.message.bytes': String(MAX_RECORD_BYTES),
      },
    },
    rolloutProgress: {
      name: `${prefix}muster.rollout-progress.v1`,
      partitions: ROLLOUT_PROGRESS_PARTITIONS,
      config: {
        ...common,
        'cleanup.policy': 'compact,delete',
        'retention.ms': String(ROLLOUT_PROGRESS_RETENTION_MS),
        'max.message.bytes': String(MAX_RECORD_BYTES),
      },
    },
    deadLetters: {
      name: `${prefix}muster.dlq.v1`,
      partitions: DEAD_LETTER_PARTITIONS,
      config: {
        ...common,
        'cleanup.policy': 'compact,delete',
        'retention.ms': String(DEAD_LETTER_RETENTION_MS),
        'max.message.bytes': String(MAX_RECORD_BYTES + DEAD_LETTER_EXTRA_BYTES),
      },
    },
  };
}

/** The consumer group of Kafka behind a group of the bus. */
export function groupId(prefix: string, group: string): string {
  return `muster.${prefix}${group}`;
}
