import type { Value } from './cpe-messages.ts';

/** What it answers to GetRPCMethods. */
export const METHODS = [
  'GetRPCMethods',
  'GetParameterNames',
  'GetParameterValues',
  'SetParameterValues',
  'SetParameterAttributes',
  'GetParameterAttributes',
  'AddObject',
  'DeleteObject',
  'Reboot',
  'FactoryReset',
  'Download',
  'Upload',
  'ScheduleInform',
  'ChangeDUState',
  'GetAllQueuedTransfers',
] as const;

export const PORT_MAPPINGS = 'Device.NAT.PortMapping.';
export const PARAMETER_KEY = 'Device.ManagementServer.ParameterKey';

/** Parameters of every Inform (TR-181, forced Inform parameters). */
export const FORCED = [
  'Device.RootDataModelVersion',
  'Device.DeviceInfo.HardwareVersion',
  'Device.DeviceInfo.SoftwareVersion',
  'Device.DeviceInfo.ProvisioningCode',
  'Device.ManagementServer.ConnectionRequestURL',
  PARAMETER_KEY,
];

/** What it has after a factory reset. */
export const FACTORY: readonly Value[] = [
  { name: 'Device.RootDataModelVersion', value: '2.17', type: 'string' },
  { name: 'Device.DeviceInfo.HardwareVersion', value: 'A1', type: 'string' },
  { name: 'Device.DeviceInfo.SoftwareVersion', value: '1.0.0', type: 'string' },
  { name: 'Device.DeviceInfo.ProvisioningCode', value: '', type: 'string' },
  { name: 'Device.ManagementServer.ConnectionRequestURL', value: 'http://127.0.0.1:9/cr', type: 'string' },
  { name: PARAMETER_KEY, value: '', type: 'string' },
  { name: 'Device.ManagementServer.PeriodicInformEnable', value: '1', type: 'boolean' },
  { name: 'Device.ManagementServer.PeriodicInformInterval', value: '3600', type: 'unsignedInt' },
  { name: 'Device.ManagementServer.PeriodicInformTime', value: '2026-01-01T00:00:00Z', type: 'dateTime' },
  { name: 'Device.Time.Offset', value: '-5', type: 'int' },
];
