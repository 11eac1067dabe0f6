/** CloudEvents `type` of an event is this and its own. */
export const CLOUD_EVENT_TYPE_PREFIX = 'muster.';

/** CloudEvents `dataschema` of an event. */
export function dataSchemaOf(type: string): string {
  return `urn:muster:event:${type}:v1`;
}

/** Headers of each record: CloudEvents 1.0 in binary mode (Kafka binding 1.0.2, 3.2), and what they say. */
export const CLOUD_EVENT_HEADERS = {
  ce_specversion: 'Version of CloudEvents: `1.0`.',
  ce_id: 'Names the fact: the same fact has the same id, also when it is published or delivered twice.',
  ce_source: 'Who published it: `/muster/` and the role.',
  ce_type: 'What happened: `muster.` and the type of the event.',
  ce_time: 'When it happened: RFC 3339 in UTC with milliseconds.',
  ce_subject: 'The device, the rollout, or the image; also the key of the record.',
  ce_dataschema: 'Names the schema of the value. Grows to `:v2` only with a topic of its own.',
  'content-type': 'Of the value: `application/json`.',
} as const;
