import { acsForTests } from '../harness/acs-for-tests.ts';
import type { ShownDevice } from '../harness/api-client.ts';
import { eventually } from '../harness/eventually.ts';
import { type Identity, type InformOptions, inform } from '../harness/scripted-cpe/envelopes.ts';
import { FORCED_VALUES } from '../harness/scripted-cpe/factory-settings.ts';
import { ScriptedCpe } from '../harness/scripted-cpe/scripted-cpe.ts';
import { conformance } from './conformance.ts';

const { acs, api } = acsForTests();
/** Whose connection and cookie serve one device after the other. */
const cpe = new ScriptedCpe(() => acs().cwmpUrl, 'any');
afterAll(() => cpe.close());

/** Devices of that serial number. */
function devicesOf(serialNumber: string): Promise<readonly ShownDevice[]> {
  return api.devices({ 'identity.serialNumber': serialNumber });
}

/** Informs, and waits until the device with that serial number is known. */
async function known(identity: Identity, options: InformOptions = {}): Promise<ShownDevice> {
  const answer = await cpe.post(inform(identity, options));
  expect(answer.status).toBe(200);
  expect(answer.message.method).toBe('InformResponse');
  const [device] = await eventually(`${identity.serialNumber} is known`, async () => {
    const devices = await devicesOf(identity.serialNumber);
    return devices.length > 0 && devices;
  });
  if (device === undefined) throw new Error('no device');
  return device;
}

const router = { manufacturer: 'Example', oui: '00D09E', productClass: 'Router' };

conformance([25], 'events are taken as they come, also none and unknown ones', async () => {
  const lists = [
    [],
    ['99 FOO'],
    ['X 001122 foo', 'X EXAMPLE bar baz'],
    ['1 BOOT', '99 FOO', '4 VALUE CHANGE'],
    ['FOO'],
  ];
  for (const [index, events] of lists.entries()) {
    const device = await known({ ...router, serialNumber: `events${index}` }, { events });
    expect(device).toMatchObject({ lastInform: { eventCodes: events } });
  }
});

conformance([26], 'odd identities are one device each, at every Inform', async () => {
  const serials = [
    '50%',
    'a b',
    'a/b',
    '..',
    'a-b',
    'Ünïcödé-☃-𝒳',
    'a?b#c',
    'a"b<c>&d',
    "a'b\\c",
    '%2F',
    's'.repeat(64),
  ];
  const ids = new Set<string>();
  for (const serial of serials) {
    const identity = { ...router, productClass: '', serialNumber: serial };
    const { id } = await known(identity);
    expect(id).toMatch(/^[\w%-]+$/);
    await known(identity, { events: ['1 BOOT'] });
    const device = await eventually('the second Inform is worked in', async () => {
      const one = await api.device(id);
      return JSON.stringify(one).includes('1 BOOT') && one;
    });
    expect(device.identity).toMatchObject({ serialNumber: serial, productClass: '' });
    expect(await devicesOf(serial)).toHaveLength(1);
    ids.add(id);
  }
  expect(ids.size).toBe(serials.length);
});

conformance([26], 'an OUI in lower case is the same as in upper case', async () => {
  const lower = await known({ ...router, oui: '00d09e', serialNumber: 'case' });
  expect(lower).toMatchObject({ id: '00D09E-Router-case', identity: { oui: '00D09E' } });
  await known({ ...router, oui: '00D09E', serialNumber: 'case' });
  expect(await devicesOf('case')).toHaveLength(1);
});

conformance([26], 'a separator inside a product class makes no other device', async () => {
  const one = await known({ ...router, productClass: 'a-b', serialNumber: 'sep1' });
  const other = await known({ ...router, productClass: 'a', serialNumber: 'b-sep1' });
  expect(one.id).not.toBe(other.id);
});

conformance([103], 'Device:1 is not taken for Device:2', async () => {
  const parameters = [
    ['Device.DeviceSummary', 'Device:1.0[](Baseline:1)'],
    ['Device.DeviceInfo.SoftwareVersion', '3.1'],
    ['Device.ManagementServer.ParameterKey', ''],
  ] as const;
  const device = await known({ ...router, serialNumber: 'device1' }, { parameters });
  expect(device.dataModel).toMatchObject({ kind: 'device1', root: 'Device.' });
  const newer = await known({ ...router, serialNumber: 'device2' }, { parameters: FORCED_VALUES });
  expect(newer.dataModel).toMatchObject({ kind: 'tr181', root: 'Device.' });
});

conformance([109], 'parameter names that mean something to JavaScript mean nothing here', async () => {
  const long = `Device.${'x'.repeat(250)}`;
  expect(long).toHaveLength(257);
  const names = [
    '__proto__.x',
    '__proto__',
    'constructor',
    'constructor.prototype.y',
    'toString',
    'Device.$where',
    'Device..x',
    long,
  ];
  const parameters = [...FORCED_VALUES, ...names.map((name) => [name, 'kept'] as const)];
  const { id } = await known({ ...router, serialNumber: 'names' }, { parameters });
  const values = await eventually('the values are there', async () => {
    const page = await api.parameters(id, '');
    return page.length > 0 && new Map(page.map(({ path, value }) => [path, value]));
  });
  // A name longer than the standard allows may be left out.
  for (const name of names.slice(0, -1)) expect([name, values.get(name)]).toEqual([name, 'kept']);
  expect('x' in {} || 'y' in {}).toBe(false);
  expect(await api.request('GET', `/devices/${id}/parameters?format=tree`)).toMatchObject({ tree: expect.anything() });
  expect('x' in {} || 'y' in {}).toBe(false);
});

conformance([109], 'a NUL in a name is refused or kept, and the next Inform is served', async () => {
  const body = inform({ ...router, serialNumber: 'nul' }, { parameters: [['Device.NUL', 'v']] });
  for (const nul of ['&#0;', '&#x0;', '\0']) {
    const { status } = await cpe.post(body.replace('Device.NUL', `Device.a${nul}b`));
    expect([200, 400]).toContain(status);
    expect((await cpe.post(inform({ ...router, serialNumber: 'after' }))).status).toBe(200);
  }
});
