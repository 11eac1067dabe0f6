import type { Event } from '#libs/api-contract';
import { type EventRecord, isDeviceEvent } from '#libs/domain';
import { hideSecrets } from './hide-secrets.ts';

/** An event as operators see it: without secrets. */
export function showEvent(event: EventRecord): Event {
  const { id, type, time, position } = event;
  const subject = isDeviceEvent(event) ? { deviceId: event.deviceId } : { rollout: event.rollout };
  return { id, type, ...subject, time, position, data: hideSecrets(event.data) as Event['data'] };
}
