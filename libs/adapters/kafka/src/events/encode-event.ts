import { type AnyNewEvent, eventSubject } from '#libs/domain';
import { cloudEvent, TYPE_PREFIX } from './event-headers.ts';
import type { OutgoingRecord } from './raw-record.ts';

const SPEC_VERSION = Buffer.from('1.0');
const CONTENT_TYPE = Buffer.from('application/json');
/** Names of the headers, the short values, and what the client puts around them; rather too much than too little. */
const HEADER_OVERHEAD = 240;

/**
 * The record of an event: a CloudEvent in binary mode (CloudEvents Kafka binding 1.0.2, 3.2), its data as JSON, its key
 * the subject. `source` says which role published it, as `/muster/gateway`.
 */
export function encodeEvent(event: AnyNewEvent, source: Buffer): OutgoingRecord {
  const key = Buffer.from(eventSubject(event));
  const value = Buffer.from(JSON.stringify(event.data));
  const id = Buffer.from(event.id);
  const { type, schema } = typeHeaders(event.type);
  return {
    key,
    value,
    headers: {
      [cloudEvent.specVersion]: SPEC_VERSION,
      [cloudEvent.id]: id,
      [cloudEvent.source]: source,
      [cloudEvent.type]: type,
      [cloudEvent.time]: event.time,
      [cloudEvent.subject]: key,
      [cloudEvent.dataSchema]: schema,
      [cloudEvent.contentType]: CONTENT_TYPE,
    },
    bytes: value.length + 2 * key.length + id.length + type.length + schema.length + HEADER_OVERHEAD,
  };
}

interface TypeHeaders {
  readonly type: Buffer;
  readonly schema: Buffer;
}

const known = new Map<string, TypeHeaders>();

/** There are as many as there are types of event, so they are made once. */
function typeHeaders(type: AnyNewEvent['type']): TypeHeaders {
  const headers = known.get(type) ?? {
    type: Buffer.from(`${TYPE_PREFIX}${type}`),
    schema: Buffer.from(`urn:muster:event:${type}:v1`),
  };
  known.set(type, headers);
  return headers;
}
