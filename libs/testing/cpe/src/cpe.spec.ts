import type { AcsRequest, Download, InformEvent } from '#libs/cwmp';
import { FakeClock } from './clock.ts';
import { Cpe } from './cpe.ts';
import type { CpeOptions } from './cpe-options.ts';

const MS = 'Device.ManagementServer.';
const FIRMWARE: Download = {
  method: 'Download',
  commandKey: 'fw-1',
  fileType: '1 Firmware Upgrade Image',
  url: 'http://files.example/SimGw-2.4.1.bin',
  username: '',
  password: '',
  fileSize: 0,
  targetFileName: '',
  delaySeconds: 0,
  successUrl: '',
  failureUrl: '',
};

const makeCpe = (options: CpeOptions = {}): { readonly cpe: Cpe; readonly clock: FakeClock } => {
  const clock = new FakeClock();
  return { cpe: new Cpe({ clock, firstContact: 'none', ...options }), clock };
};
const codes = (events: readonly InformEvent[]): readonly string[] =>
  events.map(({ eventCode, commandKey }) => (commandKey ? `${eventCode} ${commandKey}` : eventCode));

/** A session in which the ACS sends `requests` and everything goes well, or which breaks after `requests`. */
function session(cpe: Cpe, requests: readonly AcsRequest[] = [], isSuccess = true): readonly string[] {
  const begun = cpe.beginSession();
  cpe.informed(begun.inform);
  for (const request of begun.requests) cpe.outbox.answered(request);
  for (const request of requests) cpe.execute(request);
  cpe.endSession(isSuccess);
  return codes(begun.inform.event);
}

test('the first contact is 0 BOOTSTRAP and 1 BOOT with the forced parameters', () => {
  const { cpe } = makeCpe({ firstContact: 'bootstrap' });
  const { inform } = cpe.beginSession();
  expect(codes(inform.event)).toEqual(['0 BOOTSTRAP', '1 BOOT']);
  expect(inform).toMatchObject({ retryCount: 0, maxEnvelopes: 1, currentTime: '2026-01-01T00:00:00Z' });
  expect(inform.parameterList.map((each) => each.name)).toEqual(cpe.tree.model.informParameters);
});

test('Reboot is obeyed after the session', () => {
  const { cpe } = makeCpe();
  session(cpe, [{ method: 'Reboot', commandKey: 'r1' }]);
  expect(cpe.wantsSession()).toBe(true);
  expect(session(cpe)).toEqual(['1 BOOT', 'M Reboot r1']);
});

test('FactoryReset forgets the configuration and what was to tell', () => {
  const { cpe } = makeCpe();
  const path = 'Device.WiFi.SSID.1.SSID';
  cpe.changeValue('Device.DeviceInfo.ProvisioningCode', 'x');
  session(cpe, [
    {
      method: 'SetParameterValues',
      parameterKey: 'k1',
      parameterList: [{ name: path, type: 'string', value: 'mine' }],
    },
    { method: 'ScheduleInform', delaySeconds: 60, commandKey: 's' },
  ]);
  expect(cpe.tree.value(`${MS}ParameterKey`)).toBe('k1');
  session(cpe, [{ method: 'FactoryReset' }]);
  expect(cpe.tree.value(path)).toBe('SimGw-2G');
  expect(cpe.tree.value(`${MS}ParameterKey`)).toBe('');
  expect(session(cpe)).toEqual(['0 BOOTSTRAP', '1 BOOT']);
});

test('a firmware download reboots into the version of the image, then tells of the transfer until that is acknowledged', () => {
  const { cpe } = makeCpe();
  session(cpe, [FIRMWARE]);
  expect(cpe.tree.value('Device.DeviceInfo.SoftwareVersion')).toBe('2.4.1');
  const { inform, requests } = cpe.beginSession();
  expect(codes(inform.event)).toEqual(['1 BOOT', '4 VALUE CHANGE', '7 TRANSFER COMPLETE', 'M Download fw-1']);
  expect(requests).toMatchObject([{ method: 'TransferComplete', commandKey: 'fw-1', faultStruct: { faultCode: 0 } }]);
  cpe.informed(inform);
  cpe.endSession(false);
  cpe.boot();
  expect(session(cpe)).toEqual(['7 TRANSFER COMPLETE', 'M Download fw-1', '1 BOOT']);
  expect(cpe.outbox.events).toEqual([]);
  expect(cpe.outbox.requests).toEqual([]);
});

test.each([
  ['applies', '2.4.1', ['1 BOOT', '4 VALUE CHANGE', '7 TRANSFER COMPLETE', 'M Download fw-1']],
  ['silent', '2.4.1', ['1 BOOT', '4 VALUE CHANGE']],
  ['reverts', '1.0.0', ['1 BOOT', '7 TRANSFER COMPLETE', 'M Download fw-1']],
  ['stays', '1.0.0', ['7 TRANSFER COMPLETE', 'M Download fw-1']],
  ['resets', '2.4.1', ['0 BOOTSTRAP', '1 BOOT']],
] as const)('firmware that arrived: the device %s', (upgrades, version, events) => {
  const { cpe } = makeCpe({ upgrades });
  session(cpe, [FIRMWARE]);
  expect(cpe.tree.value('Device.DeviceInfo.SoftwareVersion')).toBe(version);
  expect(session(cpe)).toEqual(events);
  cpe.boot();
  const afterBoot = upgrades === 'reverts' ? '1.0.0' : '2.4.1';
  expect(cpe.tree.value('Device.DeviceInfo.SoftwareVersion')).toBe(afterBoot);
});

test('a device that dies of its firmware is never heard of again', () => {
  const { cpe } = makeCpe({ upgrades: 'dies' });
  session(cpe, [FIRMWARE]);
  cpe.periodic();
  expect([cpe.wantsSession(), cpe.nextDueAt()]).toEqual([false, Number.POSITIVE_INFINITY]);
});

test('a failed download leaves the version alone', () => {
  const { cpe } = makeCpe({ transfers: 'manual' });
  session(cpe, [FIRMWARE]);
  expect(cpe.wantsSession()).toBe(false);
  cpe.finishTransfer('fw-1', { faultCode: 9018, faultString: 'corrupted' });
  expect(cpe.tree.value('Device.DeviceInfo.SoftwareVersion')).toBe('1.0.0');
  expect(codes(cpe.outbox.events)).toEqual(['7 TRANSFER COMPLETE', 'M Download fw-1']);
  expect(() => cpe.finishTransfer('fw-1')).toThrow(RangeError);
});

test('a delayed transfer is queued, listed and can be cancelled', () => {
  const { cpe, clock } = makeCpe();
  session(cpe, [
    { ...FIRMWARE, delaySeconds: 100 },
    { ...FIRMWARE, commandKey: 'fw-2', delaySeconds: 200 },
  ]);
  expect(cpe.execute({ method: 'GetAllQueuedTransfers' })).toMatchObject({
    message: { transferList: [{ commandKey: 'fw-1', state: 1, isDownload: true }, { commandKey: 'fw-2' }] },
  });
  session(cpe, [{ method: 'CancelTransfer', commandKey: 'fw-1' }]);
  clock.advance(200_000);
  cpe.advance();
  expect(codes(cpe.outbox.events)).toContain('M Download fw-2');
  expect(codes(cpe.outbox.events)).not.toContain('M Download fw-1');
});

test('scheduled Informs come after their delay and survive a reboot', () => {
  const { cpe, clock } = makeCpe();
  session(cpe, [
    { method: 'ScheduleInform', delaySeconds: 30, commandKey: 'a' },
    { method: 'ScheduleInform', delaySeconds: 40, commandKey: 'b' },
  ]);
  cpe.boot();
  session(cpe);
  expect(cpe.nextDueAt()).toBe(clock.now() + 30_000);
  clock.advance(45_000);
  cpe.advance();
  expect(session(cpe)).toEqual(['3 SCHEDULED', 'M ScheduleInform a', 'M ScheduleInform b']);
  expect(cpe.execute({ method: 'ScheduleInform', delaySeconds: 0, commandKey: '' })).toMatchObject({
    fault: { faultCode: 9003 },
  });
});

describe('value changes', () => {
  const path = 'Device.Hosts.Host.1.IPAddress';
  const notify = (notification: number): AcsRequest => ({
    method: 'SetParameterAttributes',
    parameterList: [{ name: path, notificationChange: true, notification, accessListChange: false, accessList: [] }],
  });

  test.each([
    [2, ['4 VALUE CHANGE'], true],
    [1, [], true],
    [0, [], false],
  ])('with notification %i', (notification, events, isReported) => {
    const { cpe } = makeCpe();
    session(cpe, [notify(notification)]);
    cpe.changeValue(path, '10.0.0.9');
    expect(codes(cpe.outbox.events)).toEqual(events);
    const { inform } = cpe.beginSession();
    expect(inform.parameterList.some((each) => each.name === path && each.value === '10.0.0.9')).toBe(isReported);
  });

  test('are reported until the Inform that reports them was answered', () => {
    const { cpe } = makeCpe();
    cpe.changeValue('Device.DeviceInfo.ProvisioningCode', 'x');
    cpe.beginSession();
    cpe.endSession(false);
    expect(codes(cpe.beginSession().inform.event)).toEqual(['4 VALUE CHANGE']);
  });

  test('by the ACS itself are not', () => {
    const { cpe } = makeCpe();
    const name = 'Device.DeviceInfo.ProvisioningCode';
    session(cpe, [
      { method: 'SetParameterValues', parameterKey: '', parameterList: [{ name, type: 'string', value: 'x' }] },
    ]);
    expect(cpe.outbox.events).toEqual([]);
  });
});

describe('retries', () => {
  test('a failed session is tried again after the wait of the table, with a count', () => {
    const { cpe, clock } = makeCpe();
    cpe.boot();
    cpe.beginSession();
    cpe.endSession(false);
    expect(cpe.wantsSession()).toBe(false);
    expect(cpe.nextDueAt()).toBe(clock.now() + 7_500);
    clock.advance(7_500);
    expect(cpe.wantsSession()).toBe(true);
    expect(cpe.beginSession().inform).toMatchObject({ retryCount: 1, event: [{ eventCode: '1 BOOT' }] });
    cpe.endSession(false);
    expect(cpe.nextDueAt()).toBe(clock.now() + 15_000);
  });

  test('something new is told at once, and success or a reboot starts the count again', () => {
    const { cpe } = makeCpe();
    session(cpe, [], false);
    cpe.requestConnection();
    expect(cpe.wantsSession()).toBe(true);
    expect(cpe.retryCount).toBe(1);
    session(cpe);
    expect(cpe.retryCount).toBe(0);
    session(cpe, [], false);
    cpe.boot();
    expect(cpe.retryCount).toBe(0);
  });

  test('a session that failed after the InformResponse is tried again without the events it delivered', () => {
    const { cpe } = makeCpe();
    cpe.boot();
    session(cpe, [], false);
    expect(cpe.beginSession().inform).toMatchObject({ event: [], retryCount: 1 });
  });
});

describe('periodic Informs', () => {
  const set = (name: string, type: 'boolean' | 'unsignedInt' | 'dateTime', value: string): AcsRequest => ({
    method: 'SetParameterValues',
    parameterKey: '',
    parameterList: [{ name: `${MS}${name}`, type, value }],
  });

  test('follow the interval the ACS sets, and stop when it turns them off', () => {
    const { cpe, clock } = makeCpe();
    session(cpe, [set('PeriodicInformInterval', 'unsignedInt', '60')]);
    expect(cpe.nextDueAt()).toBe(clock.now() + 60_000);
    clock.advance(150_000);
    cpe.advance();
    expect(session(cpe)).toEqual(['2 PERIODIC']);
    expect(cpe.nextDueAt()).toBe(clock.now() + 30_000);
    session(cpe, [set('PeriodicInformEnable', 'boolean', '0')]);
    expect(cpe.nextDueAt()).toBe(Number.POSITIVE_INFINITY);
  });

  test('keep the phase of PeriodicInformTime', () => {
    const { cpe } = makeCpe();
    session(cpe, [
      set('PeriodicInformInterval', 'unsignedInt', '3600'),
      set('PeriodicInformTime', 'dateTime', '2020-05-05T00:20:00Z'),
    ]);
    expect(new Date(cpe.nextDueAt()).toISOString()).toBe('2026-01-01T00:20:00.000Z');
  });
});

test('diagnostics run after the session and end with event 8', () => {
  const { cpe, clock } = makeCpe({ diagnosticMs: 2_000 });
  const ping = 'Device.IP.Diagnostics.IPPing.';
  const request = (host: string): AcsRequest => ({
    method: 'SetParameterValues',
    parameterKey: '',
    parameterList: [
      { name: `${ping}DiagnosticsState`, type: 'string', value: 'Requested' },
      { name: `${ping}Host`, type: 'string', value: host },
    ],
  });
  session(cpe, [request('192.0.2.9')]);
  expect(cpe.tree.value(`${ping}DiagnosticsState`)).toBe('Requested');
  clock.advance(2_000);
  cpe.advance();
  expect(cpe.tree.value(`${ping}DiagnosticsState`)).toBe('Complete');
  expect(cpe.tree.value(`${ping}SuccessCount`)).toBe('4');
  expect(session(cpe, [request('nowhere.invalid')])).toEqual(['8 DIAGNOSTICS COMPLETE']);
  clock.advance(2_000);
  cpe.advance();
  expect(cpe.tree.value(`${ping}DiagnosticsState`)).toBe('Error_CannotResolveHostName');
  session(cpe, [
    { ...request('x'), parameterList: [{ name: `${ping}Host`, type: 'string', value: 'x' }] } as AcsRequest,
  ]);
  expect(cpe.tree.value(`${ping}DiagnosticsState`)).toBe('None');
});

test('ChangeDUState is reported with a result for each operation, in their order', () => {
  const { cpe } = makeCpe();
  session(cpe, [
    {
      method: 'ChangeDUState',
      commandKey: 'du',
      operations: [
        { operation: 'install', url: 'http://x/app', uuid: 'u1' },
        { operation: 'uninstall', uuid: 'u2' },
      ],
    },
  ]);
  expect(codes(cpe.outbox.events)).toEqual(['11 DU STATE CHANGE COMPLETE', 'M ChangeDUState du']);
  expect(cpe.outbox.requests).toMatchObject([
    {
      commandKey: 'du',
      results: [
        { uuid: 'u1', currentState: 'Installed' },
        { uuid: 'u2', currentState: 'Uninstalled' },
      ],
    },
  ]);
});

test('a new ACS URL means 0 BOOTSTRAP', () => {
  const { cpe } = makeCpe();
  session(cpe, [
    {
      method: 'SetParameterValues',
      parameterKey: '',
      parameterList: [{ name: `${MS}URL`, type: 'string', value: 'http://other/' }],
    },
  ]);
  expect(codes(cpe.outbox.events)).toEqual(['0 BOOTSTRAP']);
});

test('InformParameter adds parameters for its events', () => {
  const { cpe } = makeCpe();
  const row = `${MS}InformParameter.1.`;
  session(cpe, [
    { method: 'AddObject', objectName: `${MS}InformParameter.`, parameterKey: '' },
    {
      method: 'SetParameterValues',
      parameterKey: '',
      parameterList: [
        { name: `${row}Enable`, type: 'boolean', value: '1' },
        { name: `${row}ParameterName`, type: 'string', value: 'Device.DeviceInfo.UpTime' },
        { name: `${row}EventList`, type: 'string', value: '2 PERIODIC,6 CONNECTION REQUEST' },
      ],
    },
  ]);
  const reported = (): boolean => {
    const { inform } = cpe.beginSession();
    cpe.informed(inform);
    cpe.endSession(true);
    return inform.parameterList.some((each) => each.name.endsWith('.UpTime'));
  };
  cpe.periodic();
  expect(reported()).toBe(true);
  cpe.boot();
  expect(reported()).toBe(false);
});

describe('refusals', () => {
  const read = (...parameterNames: readonly string[]): AcsRequest => ({ method: 'GetParameterValues', parameterNames });

  test('an unsupported method is 9000 and not listed', () => {
    const { cpe } = makeCpe({ unsupported: ['Upload'] });
    expect(cpe.execute({ method: 'GetOptions', optionName: '' })).toHaveProperty('message');
    expect(cpe.execute({ method: 'GetRPCMethods' })).toMatchObject({
      message: { methodList: expect.not.arrayContaining(['Upload']) },
    });
    expect(
      cpe.execute({
        method: 'Upload',
        commandKey: '',
        fileType: '',
        url: '',
        username: '',
        password: '',
        delaySeconds: 0,
      }),
    ).toMatchObject({ fault: { faultCode: 9000 } });
  });

  test('a broken subtree is refused by leaf and by every partial path that contains it', () => {
    const { cpe } = makeCpe();
    cpe.faults.add({ method: 'GetParameterValues', subtree: 'Device.WiFi.', faultCode: 9005 });
    for (const path of ['', 'Device.', 'Device.WiFi.', 'Device.WiFi.SSID.1.SSID'])
      expect(cpe.execute(read(path))).toMatchObject({ fault: { faultCode: 9005 } });
    expect(cpe.execute(read('Device.Time.', 'Device.DeviceInfo.UpTime'))).toHaveProperty('message');
  });

  test('a rule may count: paths of a request, and times', () => {
    const { cpe } = makeCpe();
    cpe.faults.add({ method: 'GetParameterValues', moreThan: 1, faultCode: 9004 });
    cpe.faults.add({ method: 'GetParameterValues', faultCode: 9002, times: 1 });
    expect(cpe.execute(read('Device.Time.', 'Device.NAT.'))).toMatchObject({ fault: { faultCode: 9004 } });
    expect(cpe.execute(read('Device.Time.'))).toMatchObject({ fault: { faultCode: 9002 } });
    expect(cpe.execute(read('Device.Time.'))).toHaveProperty('message');
  });

  test.each([
    ['http://user:pw@files/x', 9003],
    ['nonsense', 9003],
    ['ftp://files/x', 9013],
  ])('a download from %s', (url, faultCode) => {
    expect(makeCpe().cpe.execute({ ...FIRMWARE, url })).toMatchObject({ fault: { faultCode } });
  });
});

test('the ledger keeps what was executed, what was refused and what was acknowledged', () => {
  const { cpe, clock } = makeCpe();
  cpe.boot();
  session(cpe, [
    { method: 'Reboot', commandKey: 'r' },
    { method: 'AddObject', objectName: 'Device.', parameterKey: 'p' },
  ]);
  expect(cpe.ledger.rpcs).toMatchObject([
    { session: 1, at: clock.now(), method: 'Reboot', key: 'r', faultCode: 0 },
    { method: 'AddObject', key: 'p', faultCode: 9005 },
  ]);
  expect(cpe.ledger.executed('AddObject')).toEqual([]);
  expect(cpe.ledger.informs).toEqual([
    { session: 1, at: clock.now(), events: [{ eventCode: '1 BOOT', commandKey: '' }] },
  ]);
});
