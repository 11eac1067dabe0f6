import { EVENT, type ParameterValue } from '#libs/cwmp';
import { type DeviceId, deviceIdOf } from '#libs/domain';
import { ID, IDENTITY, PlayedGateway } from './testing/played-gateway.ts';
import { SmallCpe } from './testing/small-cpe.ts';

const TREE = {
  'Device.DeviceInfo.SoftwareVersion': '1.0',
  'Device.DeviceInfo.HardwareVersion': 'A',
  'Device.DeviceInfo.ProvisioningCode': 'p',
  'Device.ManagementServer.ParameterKey': 'k',
  'Device.ManagementServer.ConnectionRequestURL': 'http://10.0.0.1:7547/',
  'Device.WiFi.SSID.1.SSID': 'home',
  'Device.WiFi.AccessPoint.1.Security.KeyPassphrase': 'secret',
};

function informed(over: Readonly<Record<string, string>> = {}): ParameterValue[] {
  const inform = Object.entries(TREE).slice(0, 5);
  return Object.entries({ ...Object.fromEntries(inform), ...over }).map(([name, value]) => ({
    name,
    value,
    type: 'string',
  }));
}

const PARAMETERS = informed();
const FIRST = { events: [EVENT.bootstrap, EVENT.boot], parameters: PARAMETERS };
const PERIODIC = { events: [EVENT.periodic], parameters: PARAMETERS };

let gateway: PlayedGateway;
let cpe: SmallCpe;
beforeEach(async () => {
  gateway = await PlayedGateway.open();
  cpe = new SmallCpe(TREE);
});
afterEach(() => gateway.close());

describe('first contact', () => {
  test('registers the device with what its Inform says', async () => {
    await gateway.inform(FIRST);
    expect(await gateway.device()).toMatchObject({
      identity: IDENTITY,
      dataModel: { kind: 'tr181', root: 'Device.' },
      cwmpVersion: '1.2',
      softwareVersion: '1.0',
      hardwareVersion: 'A',
      provisioningCode: 'p',
      parameterKey: 'k',
      connectionRequestUrl: 'http://10.0.0.1:7547/',
      aliasBasedAddressing: false,
      discovery: { state: 'running' },
    });
    expect(gateway.published()).toEqual([
      'device.registered',
      'device.bootstrapped',
      'device.booted',
      'command.queued',
    ]);
  });

  test('discovers methods, names and values, and then the device is settled', async () => {
    const visit = await gateway.inform(FIRST);
    expect(await visit.serve(cpe)).toEqual(['GetRPCMethods', 'GetParameterNames', 'GetParameterValues']);
    await visit.end('done');
    const device = await gateway.device();
    expect(device.methods).toEqual(cpe.methods);
    expect(device.discovery).toMatchObject({ state: 'complete', parameters: 7, unreadable: 0 });
    expect(await gateway.value('Device.WiFi.SSID.1.SSID')).toBe('home');
    expect(gateway.of('discovery.completed')).toHaveLength(1);
    expect((await gateway.inform(PERIODIC)).isSettled).toBe(true);
  });

  test.each([
    ['TR-098', 'InternetGatewayDevice.DeviceInfo.SoftwareVersion', 'tr098', 'InternetGatewayDevice.'],
    ['TR-181', 'Device.RootDataModelVersion', 'tr181', 'Device.'],
    ['Device:1 (case 103)', 'Device.DeviceSummary', 'device1', 'Device.'],
  ])('of a %s device', async (_, name, kind, root) => {
    const visit = await gateway.inform({ ...FIRST, parameters: [{ name, value: '2.0', type: 'string' }] });
    expect((await gateway.device()).dataModel).toEqual({ kind, root });
    await visit.serve(new SmallCpe({ [name]: '2.0' }));
    expect((await gateway.device()).discovery.state).toBe('complete');
  });

  test('of a device whose Inform names no parameter finds the root by asking', async () => {
    const visit = await gateway.inform({ ...FIRST, parameters: [] });
    expect(await visit.serve(cpe)).toEqual([
      'GetRPCMethods',
      'GetParameterNames',
      'GetParameterNames',
      'GetParameterValues',
    ]);
    expect((await gateway.device()).discovery).toMatchObject({ state: 'complete', parameters: 7 });
  });

  test.each(['a b/c', '100%', '%2F', '-', 'Ünï', '__proto__', "'; DROP TABLE devices; --"])(
    'of a device with the serial %j (case 26)',
    async (serialNumber) => {
      const identity = { ...IDENTITY, productClass: '', serialNumber };
      const visit = await gateway.inform({ ...FIRST, identity });
      await visit.serve(cpe);
      const device = await gateway.device(deviceIdOf(identity) as DeviceId);
      expect(device.identity).toEqual(identity);
      expect(device.discovery.state).toBe('complete');
      await visit.end('done');
      expect((await gateway.inform({ ...PERIODIC, identity })).isSettled).toBe(true);
    },
  );

  test('without 0 BOOTSTRAP registers and discovers just the same', async () => {
    const visit = await gateway.inform(PERIODIC);
    await visit.serve(cpe);
    expect(gateway.of('device.registered')).toHaveLength(1);
    expect(gateway.of('device.bootstrapped')).toEqual([]);
    expect((await gateway.device()).discovery.state).toBe('complete');
  });
});

describe('a settled device', () => {
  beforeEach(() => gateway.visit(cpe, FIRST));

  test('is not written for a periodic Inform', async () => {
    const before = await gateway.device();
    const visit = await gateway.inform(PERIODIC);
    expect(visit.isSettled).toBe(true);
    expect(await visit.next()).toBeUndefined();
    expect(await gateway.device()).toEqual(before);
  });

  test.each([
    ['4 VALUE CHANGE', { events: [EVENT.valueChange], parameters: PARAMETERS }],
    ['1 BOOT', { events: [EVENT.boot], parameters: PARAMETERS }],
    ['an unknown event (case 25)', { events: ['99 FOO'], parameters: PARAMETERS }],
    ['no event (case 25)', { events: [], parameters: PARAMETERS }],
    ['another ParameterKey', { ...PERIODIC, parameters: informed({ 'Device.ManagementServer.ParameterKey': 'x' }) }],
  ])('is looked at after %s, and is settled again afterwards', async (_, inform) => {
    const visit = await gateway.inform(inform);
    expect(visit.isSettled).toBe(false);
    await visit.serve(cpe);
    await visit.end('done');
    expect((await gateway.inform({ ...PERIODIC, parameters: inform.parameters })).isSettled).toBe(true);
  });

  test('is not settled once a command waits for it', async () => {
    await gateway.queue({ kind: 'get', paths: ['Device.WiFi.SSID.1.SSID'] });
    const visit = await gateway.inform(PERIODIC);
    expect(visit.isSettled).toBe(false);
    expect(await visit.serve(cpe)).toEqual(['GetParameterValues']);
    await visit.end('done');
    expect((await gateway.inform(PERIODIC)).isSettled).toBe(true);
  });

  test('is not settled after a session that broke off', async () => {
    const visit = await gateway.inform({ ...PERIODIC, events: [EVENT.boot] });
    await visit.end('timeout');
    expect((await gateway.inform(PERIODIC)).isSettled).toBe(false);
  });
});

describe('values', () => {
  beforeEach(() => gateway.visit(cpe, FIRST));

  test('that changed are stored and told (case 67)', async () => {
    const parameters = informed({ 'Device.WiFi.SSID.1.SSID': 'guest', 'Device.DeviceInfo.UpTime': '5' });
    await gateway.inform({ events: [EVENT.valueChange], parameters });
    expect(await gateway.value('Device.WiFi.SSID.1.SSID')).toBe('guest');
    expect(gateway.of('values.changed').map(({ data }) => data)).toEqual([
      { cause: 'inform', changes: [{ name: 'Device.WiFi.SSID.1.SSID', value: 'guest', previous: 'home' }] },
    ]);
  });

  test('that are secret never stand in an event', async () => {
    const path = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
    await gateway.inform({ events: [EVENT.valueChange], parameters: informed({ [path]: 'new secret' }) });
    const command = await gateway.queue({ kind: 'get', paths: [path] });
    await gateway.visit(cpe, PERIODIC);
    expect((await gateway.command(command)).outcome).toMatchObject({ result: { values: [{ value: 'secret' }] } });
    expect(gateway.of('values.changed').map(({ data }) => data.changes)).toEqual([
      [{ name: path, value: '', previous: '' }],
      [{ name: path, value: '', previous: '' }],
    ]);
    const told = gateway.events.filter(({ type }) => type !== 'device.informed' && type !== 'rpc.answered');
    expect(JSON.stringify(told)).not.toContain('secret"');
  });

  test('that were set are told when they are read back', async () => {
    await gateway.queue({ kind: 'set', values: [{ name: 'Device.WiFi.SSID.1.SSID', value: 'mine' }] });
    await gateway.visit(cpe, PERIODIC);
    expect(gateway.of('values.changed').map(({ data }) => data)).toEqual([
      { cause: 'read', changes: [{ name: 'Device.WiFi.SSID.1.SSID', value: 'mine', previous: 'home' }] },
    ]);
  });
});

describe('a new version', () => {
  test('is told, and the device is discovered again', async () => {
    await gateway.visit(cpe, FIRST);
    cpe.values.delete('Device.WiFi.SSID.1.SSID');
    const parameters = informed({ 'Device.DeviceInfo.SoftwareVersion': '2.0' });
    cpe.values.set('Device.New', { name: 'Device.New', value: 'n', type: 'string' });
    const visit = await gateway.inform({ events: [EVENT.boot], parameters });
    expect(gateway.of('version.changed').map(({ data }) => data)).toEqual([{ from: '1.0', to: '2.0' }]);
    expect(await visit.serve(cpe)).toEqual(['GetRPCMethods', 'GetParameterNames', 'GetParameterValues']);
    expect(await gateway.value('Device.New')).toBe('n');
    expect(await gateway.value('Device.WiFi.SSID.1.SSID')).toBeUndefined();
  });
});

describe('0 BOOTSTRAP', () => {
  const attribute = {
    name: 'Device.WiFi.SSID.1.SSID',
    notificationChange: true,
    notification: 2,
    accessListChange: false,
    accessList: [],
  };

  test('forgets what was known, discovers again and restores the notifications (case 75)', async () => {
    await gateway.visit(cpe, FIRST);
    await gateway.queue({ kind: 'setAttributes', attributes: [attribute] });
    await gateway.visit(cpe, PERIODIC);
    cpe.values.delete('Device.WiFi.AccessPoint.1.Security.KeyPassphrase');
    const visit = await gateway.inform(FIRST);
    expect(await gateway.value('Device.WiFi.SSID.1.SSID')).toBeUndefined();
    expect((await visit.serve(cpe)).sort()).toEqual([
      'GetParameterNames',
      'GetParameterValues',
      'GetRPCMethods',
      'SetParameterAttributes',
    ]);
    expect(cpe.executed).toContainEqual({ method: 'SetParameterAttributes', parameterList: [attribute] });
    expect(await gateway.value('Device.WiFi.AccessPoint.1.Security.KeyPassphrase')).toBeUndefined();
    expect(gateway.of('device.registered')).toHaveLength(1);
    expect(gateway.of('device.bootstrapped')).toHaveLength(2);
  });

  test('together with 1 BOOT, 2 and 4 is each taken in once (case 76)', async () => {
    await gateway.inform({
      events: [EVENT.bootstrap, EVENT.boot, EVENT.periodic, EVENT.valueChange],
      parameters: PARAMETERS,
    });
    expect(gateway.published().filter((type) => type.startsWith('device.'))).toEqual([
      'device.registered',
      'device.bootstrapped',
      'device.booted',
    ]);
  });

  test('sent again, because the answer was lost, is no second one (case 111)', async () => {
    for (const retryCount of [0, 1, 2, 3]) await gateway.inform({ ...FIRST, retryCount });
    expect(gateway.of('device.bootstrapped')).toHaveLength(1);
    expect(gateway.of('device.booted')).toHaveLength(1);
    expect((await gateway.commands()).map(({ spec }) => spec.kind)).toEqual(['discover']);
  });

  test('in an Inform that is new is a new one', async () => {
    await gateway.inform(FIRST);
    await gateway.inform(FIRST);
    expect(gateway.of('device.bootstrapped')).toHaveLength(2);
  });

  test('in the middle of a discovery starts it again', async () => {
    const visit = await gateway.inform(FIRST);
    for (let i = 0; i < 2; i++) {
      const rpc = await visit.next();
      if (rpc) await visit.answer(cpe.answer(rpc.request));
    }
    await visit.end('timeout');
    const again = await gateway.inform(FIRST);
    expect(await again.serve(cpe)).toEqual(['GetRPCMethods', 'GetParameterNames', 'GetParameterValues']);
    expect((await gateway.commands()).map(({ state }) => state)).toEqual(['completed']);
  });
});

test('the id of the device is the one in the events', async () => {
  await gateway.visit(cpe, FIRST);
  expect(new Set(gateway.events.map(({ deviceId }) => deviceId))).toEqual(new Set([ID]));
});
