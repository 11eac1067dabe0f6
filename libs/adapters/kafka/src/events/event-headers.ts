/** Headers of a record that carries an event: CloudEvents 1.0, Kafka binding, binary mode. */
export const cloudEvent = {
  specVersion: 'ce_specversion',
  id: 'ce_id',
  source: 'ce_source',
  type: 'ce_type',
  time: 'ce_time',
  subject: 'ce_subject',
  dataSchema: 'ce_dataschema',
  contentType: 'content-type',
} as const;

/** `device.informed` is `muster.device.informed` outside. */
export const TYPE_PREFIX = 'muster.';

export const replayHeader = {
  /** Only this group handles the record, which is the replay of one of its dead letters; all others pass it by. */
  group: 'muster-group',
  /** Position of the event when it was published first. */
  position: 'muster-position',
} as const;
