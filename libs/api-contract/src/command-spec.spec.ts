import { NewCommand } from './command-spec.ts';

/** What is wrong with a body: path to message; empty when nothing is. */
function refusals(body: unknown): Record<string, string> {
  const result = NewCommand.safeParse(body);
  if (result.success) return {};
  return Object.fromEntries(result.error.issues.map((issue) => [issue.path.join('.'), issue.message]));
}

const bool = { name: 'Device.Time.Enable', value: 'true' };

describe('what can be asked of a device', () => {
  test.each([
    [{ kind: 'get', paths: ['Device.DeviceInfo.', 'InternetGatewayDevice.DeviceInfo.UpTime'] }],
    [{ kind: 'set', values: [{ ...bool, type: 'boolean' }], parameterKey: 'k' }],
    [{ kind: 'add', objectName: 'Device.NAT.PortMapping.', values: [{ name: 'Enable', value: '1' }] }],
    [{ kind: 'delete', objectName: 'Device.NAT.PortMapping.12.' }],
    [{ kind: 'refresh', paths: ['Device.'] }],
    [{ kind: 'reboot' }],
    [{ kind: 'factoryReset' }],
    [{ kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'https://files.example.net/f/1' }],
    [{ kind: 'upload', fileType: 'X 00D09E Diagnostics', url: 'ftp://192.0.2.1/x', username: 'u', password: 'p' }],
    [{ kind: 'scheduleInform', delaySeconds: 1 }],
    [{ kind: 'getRpcMethods', expiresInS: 2_592_000 }],
    [{ kind: 'set', values: [{ name: 'Device.X_ACME-COM_Label', value: 'a<b & "c"\n' }] }],
  ])('takes %j', (body) => {
    expect(refusals(body)).toEqual({});
  });

  test('expires after a day unless told otherwise', () => {
    expect(NewCommand.parse({ kind: 'reboot' }).expiresInS).toBe(86_400);
  });

  test.each([
    ['an unknown kind', { kind: 'explode' }, 'kind'],
    ['a kind of the prototype', { kind: 'constructor' }, 'kind'],
    ['what only the ACS itself queues', { kind: 'discover' }, 'kind'],
    ['an unknown member', { kind: 'reboot', force: true }, ''],
    ['a life of no time', { kind: 'reboot', expiresInS: 0 }, 'expiresInS'],
    ['a life of more than 30 days', { kind: 'reboot', expiresInS: 2_592_001 }, 'expiresInS'],
    ['no value to set', { kind: 'set', values: [] }, 'values'],
    ['more than 500 values', { kind: 'set', values: many(501) }, 'values'],
    ['one name twice (it would be fault 9003)', { kind: 'set', values: [bool, bool] }, 'values.1.name'],
    ['an object to set', { kind: 'set', values: [{ name: 'Device.Time.', value: '' }] }, 'values.0.name'],
    ['an alias', { kind: 'set', values: [{ name: 'Device.IP.Interface.[wan].Enable', value: '1' }] }, 'values.0.name'],
    ['a wildcard', { kind: 'get', paths: ['Device.IP.Interface.*.Enable'] }, 'paths.0'],
    ['an empty path', { kind: 'get', paths: [''] }, 'paths.0'],
    ['a path with two dots', { kind: 'get', paths: ['Device..Time'] }, 'paths.0'],
    ['markup in a path', { kind: 'get', paths: ['Device.<x>'] }, 'paths.0'],
    ['a path of 257 characters', { kind: 'get', paths: [`Device.${'x'.repeat(250)}`] }, 'paths.0'],
    [
      'a value of another type',
      { kind: 'set', values: [{ ...bool, value: 'yes', type: 'boolean' }] },
      'values.0.value',
    ],
    ['a number as a value', { kind: 'set', values: [{ ...bool, value: 1 }] }, 'values.0.value'],
    ['NUL in a value', { kind: 'set', values: [{ ...bool, value: 'a\u0000' }] }, 'values.0.value'],
    ['half a character in a value', { kind: 'set', values: [{ ...bool, value: '\ud800' }] }, 'values.0.value'],
    ['a table without its dot', { kind: 'add', objectName: 'Device.NAT.PortMapping' }, 'objectName'],
    ['a row as a table', { kind: 'add', objectName: 'Device.NAT.PortMapping.1.' }, 'objectName'],
    ['a table as a row', { kind: 'delete', objectName: 'Device.NAT.PortMapping.' }, 'objectName'],
    ['an Inform in no time', { kind: 'scheduleInform', delaySeconds: 0 }, 'delaySeconds'],
    ['notification 7', { kind: 'setAttributes', attributes: [attribute(7)] }, 'attributes.0.notification'],
    ['a file type without its number', download({ fileType: 'Firmware' }), 'fileType'],
    ['a file type of 65 characters', download({ fileType: `1 ${'x'.repeat(63)}` }), 'fileType'],
    ['a URL of 257 characters', download({ url: `https://a.example/${'x'.repeat(239)}` }), 'url'],
    ['credentials in a URL', download({ url: 'https://user:pw@a.example/f' }), 'url'],
    ['no URL', download({ url: 'firmware.bin' }), 'url'],
    ['a URL of a script', download({ url: 'javascript:alert(1)' }), 'url'],
    ['a negative size', download({ fileSize: -1 }), 'fileSize'],
  ])('refuses %s', (_, body, path) => {
    expect(Object.keys(refusals(body))).toEqual([path]);
  });

  test('says what to do instead', () => {
    expect(refusals({ kind: 'set', values: [bool, bool] })['values.1.name']).toBe('Device.Time.Enable is given twice');
    expect(refusals({ kind: 'get', paths: ['Device.IP.*.'] })['paths.0']).toContain('give rows by number');
  });
});

function many(count: number) {
  return Array.from({ length: count }, (_, index) => ({ name: `Device.A.${index}.B`, value: '' }));
}

function attribute(notification: number) {
  return { name: 'Device.Time.', notificationChange: true, notification, accessListChange: false, accessList: [] };
}

function download(change: object) {
  return { kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'https://a.example/f', ...change };
}
