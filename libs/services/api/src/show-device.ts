import { DEVICE_MEMBERS, type DeepReadonly, type Device as ShownDevice } from '#libs/api-contract';
import { type Device, timestamp } from '#libs/domain';

/** A device as operators see it. `lastSeenMs` is what presence knows; the document may lag behind it. */
export function showDevice(device: Device, lastSeenMs: number | undefined): DeepReadonly<ShownDevice> {
  const { sessionId, eventCodes } = device.lastInform;
  const seenAt = lastSeenMs === undefined ? '' : timestamp(lastSeenMs);
  return {
    // The document may have members that are no one's business; none that the contract names is missing.
    ...(pickMembers(device, DEVICE_MEMBERS) as Device),
    lastInform: { sessionId, eventCodes },
    lastInformAt: seenAt > device.lastInformAt ? seenAt : device.lastInformAt,
  };
}

/** The members asked for, and always the id. */
export function pickMembers<T extends { readonly id: string }>(
  device: T,
  members: readonly (keyof T & string)[] | undefined,
): Partial<T> & Pick<T, 'id'> {
  if (members === undefined) return device;
  const picked = Object.entries(device).filter(([key]) => key === 'id' || members.some((member) => member === key));
  return Object.fromEntries(picked) as Partial<T> & Pick<T, 'id'>;
}
