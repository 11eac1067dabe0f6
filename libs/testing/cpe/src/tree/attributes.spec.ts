import { loadModel } from '../model/models.ts';
import { AttributeTable } from './attributes.ts';
import { DeviceTree } from './device-tree.ts';

const SSID = 'Device.WiFi.SSID.1.SSID';
const makeTable = (): AttributeTable => new AttributeTable(new DeviceTree(loadModel('tr181'), (_kind, base) => base));
const notify = (name: string, notification: number) => ({
  name,
  notificationChange: true,
  notification,
  accessListChange: false,
  accessList: [],
});
const read = (table: AttributeTable, name: string): number | undefined => {
  const found = table.get(name);
  return found.ok ? found.value[0]?.notification : undefined;
};

test('the model says what is active from the start', () => {
  const table = makeTable();
  expect(read(table, 'Device.DeviceInfo.SoftwareVersion')).toBe(2);
  expect(read(table, 'Device.ManagementServer.ConnectionRequestURL')).toBe(2);
  expect(read(table, SSID)).toBe(0);
});

test('a partial path sets what is below it, counters stay as they are', () => {
  const table = makeTable();
  expect(table.set([notify('Device.WiFi.SSID.1.', 2)]).ok).toBe(true);
  expect(read(table, SSID)).toBe(2);
  expect(read(table, 'Device.WiFi.SSID.1.Stats.BytesSent')).toBe(0);
  expect(read(table, 'Device.WiFi.SSID.2.SSID')).toBe(0);
});

test('the access list changes only when asked to', () => {
  const table = makeTable();
  table.set([{ ...notify(SSID, 5), notificationChange: false, accessListChange: true, accessList: [] }]);
  expect(table.get(SSID)).toEqual({ ok: true, value: [{ name: SSID, notification: 0, accessList: [] }] });
});

test.each([
  ['what cannot be active', notify('Device.ManagementServer.ParameterKey', 2), 9009],
  ['a forced one turned off', notify('Device.DeviceInfo.SoftwareVersion', 0), 9009],
  ['an unknown name', notify('Device.Nothing', 1), 9005],
  ['a lightweight notification', notify(SSID, 3), 9003],
])('%s is refused, and nothing of the list is set', (_name, change, faultCode) => {
  const table = makeTable();
  expect(table.set([notify(SSID, 1), change])).toMatchObject({ ok: false, refusal: { faultCode } });
  expect(read(table, SSID)).toBe(0);
});
