/** The topics of the Kafka adapter, by default settings, as its users see them. */
export interface EventTopic {
  readonly address: string;
  readonly title: string;
  readonly description: string;
  readonly key: string;
  readonly partitions: number;
  readonly cleanup: readonly ('delete' | 'compact')[];
  readonly retentionMs: number;
  readonly maxMessageBytes: number;
}

const DAY_MS = 24 * 3_600_000;
const MAX_RECORD_BYTES = 8 * 1024 * 1024;

export const EVENT_TOPICS = {
  deviceEvents: {
    address: 'muster.device.v1',
    title: 'Device events',
    description:
      'Everything about devices, rollouts and images, keyed by device, rollout or image: what happens to one is in one partition, in order. The number of partitions is fixed for good, as another number would move devices and break their order.',
    key: 'The device: `OUI-ProductClass-SerialNumber`, each percent-encoded; of `rollout.changed` and `rollout.progressed` the rollout, ten letters and digits; of `image.changed` the image, its SHA-256 in hexadecimal. Also in `ce_subject`.',
    partitions: 96,
    cleanup: ['delete'],
    retentionMs: 7 * DAY_MS,
    maxMessageBytes: MAX_RECORD_BYTES,
  },
  rolloutProgress: {
    address: 'muster.rollout-progress.v1',
    title: 'Progress of rollouts',
    description:
      'How far each rollout is, for dashboards that begin with how it stands: the events `rollout.progressed` once more. The last record of a key is how it stands.',
    key: 'The rollout: ten letters and digits; also in `ce_subject`.',
    partitions: 8,
    cleanup: ['compact', 'delete'],
    retentionMs: 90 * DAY_MS,
    maxMessageBytes: MAX_RECORD_BYTES,
  },
  deadLetters: {
    address: 'muster.dlq.v1',
    title: 'Dead letters',
    description:
      'Events that a consumer group of Muster could not handle in three tries, with all their headers. The last record of a key tells how the letter stands; one without a value takes it back, which happens when its replay has worked.',
    key: 'The letter: group, partition and offset, separated by colons.',
    partitions: 8,
    cleanup: ['compact', 'delete'],
    retentionMs: 30 * DAY_MS,
    maxMessageBytes: MAX_RECORD_BYTES + 64 * 1024,
  },
} as const satisfies Readonly<Record<string, EventTopic>>;

/** Headers that a dead letter has beside those of its event. */
export const DEAD_LETTER_HEADERS = {
  'muster-group': 'The consumer group that gave up.',
  'muster-origin-topic': 'Topic of the record.',
  'muster-origin-partition': 'Partition of the record.',
  'muster-origin-offset': 'Offset of the record.',
  'muster-position': 'Offset at which the event was published first. Absent when the record is no event.',
  'muster-error': 'What went wrong in the last try.',
  'muster-attempts': 'How often it was tried.',
  'muster-first-failed-at': 'When it failed first: RFC 3339 in UTC.',
  'muster-failed-at': 'When it was given up: RFC 3339 in UTC.',
} as const;
