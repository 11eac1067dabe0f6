import {
  isInstanceSegment,
  isObjectPath,
  isPartialPath,
  isValidPath,
  parentPath,
  rootOf,
  splitPath,
} from './parameter-path.ts';

test.each([
  ['', [], '', ''],
  ['Device.', ['Device'], '', 'Device'],
  ['Device.WiFi.', ['Device', 'WiFi'], 'Device.', 'Device'],
  ['Device.WiFi.SSID.1.SSID', ['Device', 'WiFi', 'SSID', '1', 'SSID'], 'Device.WiFi.SSID.1.', 'Device'],
  ['Device.A.[a.b].C', ['Device', 'A', '[a.b]', 'C'], 'Device.A.[a.b].', 'Device'],
  ['Uptime', ['Uptime'], '', 'Uptime'],
])('%j has these segments, parent and root', (path, segments, parent, root) => {
  expect(splitPath(path)).toEqual(segments);
  expect(parentPath(path)).toBe(parent);
  expect(rootOf(path)).toBe(root);
});

test.each([
  ['', true, false],
  ['Device.', true, true],
  ['Device.WiFi.SSID.1', false, false],
])('%j: partial %p, object %p', (path, partial, object) => {
  expect(isPartialPath(path)).toBe(partial);
  expect(isObjectPath(path)).toBe(object);
});

test.each(['1', '0', '42', '[cpe-1]', '[my row]'])('%s picks a row', (segment) => {
  expect(isInstanceSegment(segment)).toBe(true);
});
test.each(['*', 'SSID', '1a', '[]', '[a][b]', '', '{i}'])('%j picks no row', (segment) => {
  expect(isInstanceSegment(segment)).toBe(false);
});

test.each([
  '',
  'Device.',
  'Device.WiFi.SSID.*.SSID',
  'Device.NAT.PortMapping.[web server].Enable',
  'InternetGatewayDevice.X_CT-COM_UserInfo.Ünï_1',
  `D.${'x'.repeat(254)}`,
])('%j may be sent', (path) => {
  expect(isValidPath(path)).toBe(true);
});
test.each([
  '.',
  'Device..A',
  '.Device',
  'Device.A B',
  'Device.A\u0000',
  'Device.[a\nb].',
  'Device.[a',
  'Device.a]',
  'Device.1a',
  'Device.<a>',
  'Device.{i}.',
  `Device.[${'x'.repeat(65)}].`,
  `D.${'x'.repeat(255)}`,
])('%j may not', (path) => {
  expect(isValidPath(path)).toBe(false);
});
