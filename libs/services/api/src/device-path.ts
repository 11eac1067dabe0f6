import { type DeviceId, parseDeviceId, shown } from '#libs/domain';
import { ProblemError } from './problem-error.ts';

const HOW_WRITTEN =
  'An id is OUI-ProductClass-SerialNumber as the CPE tells them, such as 00D09E-SimGw181-SIM000077, or OUI-SerialNumber of one that has no product class; of each part, every character but letters, digits and _ is percent-encoded.';

/** The device id of a path; what cannot be one is the id of no device. */
export function deviceIdFromPath(text: string): DeviceId {
  const deviceId = parseDeviceId(text);
  if (deviceId === undefined)
    throw new ProblemError('device_not_found', `${shown(text)} is no device id. ${HOW_WRITTEN}`);
  return deviceId;
}

/** The same of a device that need not be there yet. */
export function newDeviceIdFromPath(text: string): DeviceId {
  const deviceId = parseDeviceId(text);
  if (deviceId !== undefined) return deviceId;
  const errors = [{ in: 'path', path: 'deviceId', message: 'must be OUI-ProductClass-SerialNumber' } as const];
  throw new ProblemError('invalid_request', `${shown(text)} is no device id. ${HOW_WRITTEN}`, { errors });
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
