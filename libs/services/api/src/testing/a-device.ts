import { type Device, deviceIdOf } from '#libs/domain';

const registeredAt = '2026-01-01T00:00:00.000Z';

/** A device that was never saved. Its product class has a blank, so that its id has a percent sign. */
export function aDevice(serialNumber: string, change: Partial<Device> = {}): Device {
  const identity = { manufacturer: 'Acme', oui: '00D09E', productClass: 'Sim 181', serialNumber };
  const id = deviceIdOf(identity);
  if (id === undefined) throw new Error('an OUI makes an identity');
  return {
    id,
    revision: 0,
    identity,
    tags: [],
    dataModel: { kind: 'tr181', root: 'Device.' },
    cwmpVersion: '1.2',
    softwareVersion: '1.0.0',
    hardwareVersion: 'A',
    provisioningCode: '',
    parameterKey: '',
    connectionRequestUrl: 'http://192.0.2.1:7547/',
    aliasBasedAddressing: false,
    discovery: { state: 'none', parameters: 0, objects: 0, unreadable: 0 },
    rebootPending: false,
    attributes: {},
    parameterAttributes: [],
    conditions: [],
    registeredAt,
    lastInformAt: registeredAt,
    lastInform: {
      sessionId: 's1',
      gateway: 'g1',
      eventCodes: ['1 BOOT'],
      eventsFingerprint: '',
      fingerprint: '',
      position: 0,
    },
    ...change,
  };
}

/** Where the API has a device. */
export function pathOf(device: Pick<Device, 'id'>): string {
  return `/api/v1/devices/${encodeURIComponent(device.id)}`;
}
