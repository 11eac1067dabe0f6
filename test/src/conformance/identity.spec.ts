import { ApiClient, type DeviceView } from '../harness/api-client.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import { conformance } from './conformance.ts';
import { type Identity, type InformOptions, inform, usualParameters } from './envelopes.ts';
import { eventually } from './eventually.ts';
import { ScriptedCpe } from './scripted-cpe.ts';

let acs: Acs;
let api: ApiClient;
let cpe: ScriptedCpe;
beforeAll(async () => {
  acs = await startAcs();
  api = new ApiClient(acs.httpUrl);
  cpe = new ScriptedCpe(acs.cwmpUrl, 'any');
});
afterAll(() => {
  cpe.close();
  return acs.stop();
});

/** Devices of that serial number. */
async function devicesOf(serialNumber: string): Promise<readonly DeviceView[]> {
  const filter = encodeURIComponent(JSON.stringify({ 'identity.serialNumber': serialNumber }));
  return (await api.request<{ readonly devices: readonly DeviceView[] }>('GET', `/devices?filter=${filter}`)).devices;
}

/** Informs, and waits until the device with that serial number is known. */
async function known(identity: Identity, options: InformOptions = {}): Promise<DeviceView> {
  const answer = await cpe.post(inform(identity, options));
  expect(answer.status).toBe(200);
  expect(answer.message.method).toBe('InformResponse');
  const [device] = await eventually(`${identity.serial} is known`, async () => {
    const devices = await devicesOf(identity.serial);
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
    const device = await known({ ...router, serial: `events${index}` }, { events });
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
    const identity = { ...router, productClass: '', serial };
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
  const lower = await known({ ...router, oui: '00d09e', serial: 'case' });
  expect(lower).toMatchObject({ id: '00D09E-Router-case', identity: { oui: '00D09E' } });
  await known({ ...router, oui: '00D09E', serial: 'case' });
  expect(await devicesOf('case')).toHaveLength(1);
});

conformance([26], 'a separator inside a product class makes no other device', async () => {
  const one = await known({ ...router, productClass: 'a-b', serial: 'sep1' });
  const other = await known({ ...router, productClass: 'a', serial: 'b-sep1' });
  expect(one.id).not.toBe(other.id);
});

conformance([103], 'Device:1 is not taken for Device:2', async () => {
  const parameters = [
    ['Device.DeviceSummary', 'Device:1.0[](Baseline:1)'],
    ['Device.DeviceInfo.SoftwareVersion', '3.1'],
    ['Device.ManagementServer.ParameterKey', ''],
  ] as const;
  const device = await known({ ...router, serial: 'device1' }, { parameters });
  expect(device.dataModel).toMatchObject({ kind: 'device1', root: 'Device.' });
  const newer = await known({ ...router, serial: 'device2' }, { parameters: usualParameters() });
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
  const parameters = [...usualParameters(), ...names.map((name) => [name, 'kept'] as const)];
  const { id } = await known({ ...router, serial: 'names' }, { parameters });
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
  const body = inform({ ...router, serial: 'nul' }, { parameters: [['Device.NUL', 'v']] });
  for (const nul of ['&#0;', '&#x0;', '\0']) {
    const { status } = await cpe.post(body.replace('Device.NUL', `Device.a${nul}b`));
    expect([200, 400]).toContain(status);
    expect((await cpe.post(inform({ ...router, serial: 'after' }))).status).toBe(200);
  }
});
