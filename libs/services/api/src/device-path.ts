import { type DeviceId, parseDeviceId } from '#libs/domain';
import { ProblemError } from './problem-error.ts';

/** The device id of a path; what cannot be one is the id of no device. */
export function deviceIdFromPath(text: string): DeviceId {
  const deviceId = parseDeviceId(text);
  if (deviceId === undefined) throw noSuchDevice(text);
  return deviceId;
}

export function noSuchDevice(deviceId: string): ProblemError {
  return new ProblemError(
    'device_not_found',
    `There is no device ${deviceId}. A device appears with its first Inform; a % of its id is written %25 in a URL.`,
  );
}

export function noSuchCommand(commandId: string): ProblemError {
  return new ProblemError('command_not_found', `There is no command ${commandId} here.`);
}

export function commandLocation(deviceId: string, commandId: string): string {
  return `/api/v1/devices/${encodeURIComponent(deviceId)}/commands/${commandId}`;
}
