import type { ParameterValue } from './envelopes.ts';

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

/** The parameters of every Inform (TR-181, forced Inform parameters), as they leave the factory. */
export const FORCED_VALUES: readonly ParameterValue[] = [
  ['Device.RootDataModelVersion', '2.17'],
  ['Device.DeviceInfo.HardwareVersion', 'A1'],
  ['Device.DeviceInfo.SoftwareVersion', '1.0.0'],
  ['Device.DeviceInfo.ProvisioningCode', ''],
  ['Device.ManagementServer.ConnectionRequestURL', 'http://127.0.0.1:9/cr'],
  [PARAMETER_KEY, ''],
  ['Device.ManagementServer.AliasBasedAddressing', '0', 'boolean'],
];

/** What it has after a factory reset. */
export const FACTORY: readonly ParameterValue[] = [
  ...FORCED_VALUES,
  ['Device.DeviceInfo.UpTime', '12', 'unsignedInt'],
  ['Device.ManagementServer.PeriodicInformEnable', '1', 'boolean'],
  ['Device.ManagementServer.PeriodicInformInterval', '3600', 'unsignedInt'],
  ['Device.ManagementServer.PeriodicInformTime', '2026-01-01T00:00:00Z', 'dateTime'],
  ['Device.Time.Offset', '-5', 'int'],
];
