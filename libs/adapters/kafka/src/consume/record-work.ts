import { eventSubject } from '#libs/domain';
import { decodeEvent } from '../events/decode-event.ts';
import type { RawRecord } from '../events/raw-record.ts';
import type { Work } from './task.ts';

/** What a record asks of a group, and in which lane. */
export function recordWork(record: RawRecord, group: string): { readonly work: Work; readonly lane: string } {
  const decoded = decodeEvent(record);
  if (!decoded.ok) return { work: { kind: 'undecodable', record: copied(record), reason: decoded.reason }, lane: '' };
  const { event, onlyFor } = decoded;
  if (onlyFor !== undefined && onlyFor !== group) return { work: { kind: 'none' }, lane: '' };
  return { work: { kind: 'event', event, isReplay: onlyFor !== undefined }, lane: eventSubject(event) };
}

/** Without it the record would keep all of what was fetched together with it. */
function copied(record: RawRecord): RawRecord {
  const copy = (bytes: Buffer | null) => bytes && Buffer.from(bytes);
  return { ...record, key: copy(record.key), value: copy(record.value) };
}
