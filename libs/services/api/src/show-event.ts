import type { Event } from '#libs/api-contract';
import { type EventRecord, eventSubject, subjectMembers } from '#libs/domain';
import { hideSecrets } from './hide-secrets.ts';

/** An event as operators see it: without secrets. */
export function showEvent(event: EventRecord): Event {
  const { id, type, time, position } = event;
  const subject = subjectMembers(type, eventSubject(event));
  return { id, type, ...subject, time, position, data: hideSecrets(event.data) as Event['data'] };
}
