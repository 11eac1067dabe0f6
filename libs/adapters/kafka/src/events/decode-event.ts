import { type EventRecord, subjectMembers } from '#libs/domain';
import { cloudEvent, replayHeader, TYPE_PREFIX } from './event-headers.ts';
import { headerNumber, headerText, type RawRecord } from './raw-record.ts';

export type DecodedEvent =
  | {
      readonly ok: true;
      readonly event: EventRecord;
      /** The only group that is to handle it: the record is the replay of a dead letter. */
      readonly onlyFor?: string;
    }
  | { readonly ok: false; readonly reason: string };

/**
 * The event in a record. Anything may have been written to the topic, so nothing is taken for granted; types and fields
 * that this version does not know are let through, since a newer one may have published them.
 */
export function decodeEvent(record: RawRecord): DecodedEvent {
  const { headers } = record;
  const specVersion = headerText(headers, cloudEvent.specVersion);
  if (specVersion === undefined) return refused('it is no CloudEvent in binary mode');
  if (!specVersion.startsWith('1.')) return refused(`CloudEvents version ${specVersion.slice(0, 20)}`);
  const type = headerText(headers, cloudEvent.type);
  if (type === undefined || !type.startsWith(TYPE_PREFIX)) return refused('its type is not one of ours');
  const id = headerText(headers, cloudEvent.id);
  const subject = headerText(headers, cloudEvent.subject);
  const time = headerText(headers, cloudEvent.time);
  if (!id || !subject || time === undefined) return refused('it has no id, subject or time');
  if (Number.isNaN(Date.parse(time))) return refused('its time is none');
  const data = parseObject(record.value);
  if (data === undefined) return refused('its data is no JSON object');
  const onlyFor = headerText(headers, replayHeader.group);
  const position = onlyFor === undefined ? record.offset : headerNumber(headers, replayHeader.position);
  if (position === undefined) return refused('it is a replay without a position');
  // Whether the data belongs to the type is up to who published it: handlers read what they know.
  const name = type.slice(TYPE_PREFIX.length);
  const event = { id, type: name, ...subjectMembers(name, subject), time, data, position } as unknown as EventRecord;
  return onlyFor === undefined ? { ok: true, event } : { ok: true, event, onlyFor };
}

function refused(reason: string): DecodedEvent {
  return { ok: false, reason };
}

function parseObject(value: Buffer | null): object | undefined {
  try {
    const data: unknown = JSON.parse(value?.toString('utf8') ?? '');
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : undefined;
  } catch {
    return undefined;
  }
}
