import type { Event } from '#libs/api-contract';
import type { EventRecord } from '#libs/domain';
import { hideSecrets } from './hide-secrets.ts';

/** An event as operators see it: without secrets. */
export function showEvent(event: EventRecord): Event {
  const { id, type, deviceId, time, position } = event;
  return { id, type, deviceId, time, position, data: hideSecrets(event.data) as Event['data'] };
}
