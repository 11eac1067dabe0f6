import { detectDataModel, UNKNOWN_DATA_MODEL } from './data-model.ts';

test.each([
  ['TR-098', ['InternetGatewayDevice.DeviceSummary', 'InternetGatewayDevice.DeviceInfo.SoftwareVersion'], 'tr098'],
  ['TR-181 by its version', ['Device.RootDataModelVersion', 'Device.DeviceInfo.SoftwareVersion'], 'tr181'],
  ['TR-181 without its version', ['Device.DeviceInfo.SoftwareVersion'], 'tr181'],
  ['Device:1 by its summary', ['Device.DeviceSummary', 'Device.DeviceInfo.SoftwareVersion'], 'device1'],
  ['Device:1 by its summary at the end', ['Device.DeviceInfo.SoftwareVersion', 'Device.DeviceSummary'], 'device1'],
  ['Device:1 by its LAN', ['Device.ManagementServer.ParameterKey', 'Device.LAN.IPAddress'], 'device1'],
  ['nothing known', ['X_ACME.Device.DeviceSummary', 'Devices.A'], 'unknown'],
  ['no parameters', [], 'unknown'],
])('%s', (_, names, kind) => {
  expect(detectDataModel(names).kind).toBe(kind);
});

test('the root is what the paths begin with', () => {
  expect(detectDataModel(['InternetGatewayDevice.DeviceSummary']).root).toBe('InternetGatewayDevice.');
  expect(detectDataModel(['Device.DeviceSummary']).root).toBe('Device.');
  expect(detectDataModel(['Device.A']).root).toBe('Device.');
  expect(detectDataModel(['A'])).toEqual(UNKNOWN_DATA_MODEL);
});
