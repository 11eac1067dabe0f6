import { EVENT } from '#libs/cwmp';
import type { WaveState } from '#libs/domain';
import { dying, Fuse } from './testing/dying-gateway.ts';
import { ID, PlayedGateway, type PlayOptions } from './testing/played-gateway.ts';
import { KEY, PlayedRollout, STATUS } from './testing/played-rollout.ts';

let gateway: PlayedGateway;

async function begin(document: Parameters<typeof PlayedRollout.begin>[1] = {}, options: PlayOptions = {}) {
  gateway = await PlayedGateway.open(options);
  return PlayedRollout.begin(gateway, document);
}
afterEach(() => gateway.close());

const WHOLE_WAY = ['scheduled', 'admitted', 'sending', 'transferring', 'verifying', 'succeeded'];

describe.each([{}, { twice: true }])('delivered %j', (options) => {
  test('a device that calls in is sent the image, and has succeeded when it runs it', async () => {
    const played = await begin({}, options);
    const visit = await played.inform();
    const download = await visit.next();
    expect(download?.request).toMatchObject({
      method: 'Download',
      commandKey: KEY,
      fileType: '1 Firmware Upgrade Image',
      fileSize: 1_000,
      url: expect.stringMatching(/^http:\/\/files\.example\.net:7558\/f\//),
    });
    expect(await played.state()).toBe('sending');
    if (download) await visit.answer(played.cpe.answer(download.request));
    expect(await visit.next()).toBeUndefined();
    await visit.end('done');
    expect(await played.state()).toBe('transferring');
    expect(await played.permitsTaken()).toBe(1);
    await played.comesBack('2.0');
    expect(await played.state()).toBe('succeeded');
    expect(await played.permitsTaken()).toBe(0);
    expect(played.told()).toEqual(WHOLE_WAY);
    expect(played.cpe.executed.filter(({ method }) => method === 'Download')).toHaveLength(1);
  });

  test('what must hold before and after is read in the session', async () => {
    const checks = [{ path: STATUS, oneOf: ['Up'] }];
    const played = await begin({ preChecks: checks, postChecks: checks }, options);
    played.cpe.values.set(STATUS, { name: STATUS, value: 'Down', type: 'string' });
    expect(await played.session()).toEqual(['GetParameterValues']);
    expect(await played.execution()).toMatchObject({ state: 'scheduled', account: 'none' });
    expect(await gateway.value(STATUS)).toBe('Down');
    played.cpe.values.set(STATUS, { name: STATUS, value: 'Up', type: 'string' });
    expect(await played.session()).toEqual(['GetParameterValues', 'Download']);
    played.cpe.values.set(STATUS, { name: STATUS, value: 'Down', type: 'string' });
    await played.comesBack('2.0');
    expect(await played.execution()).toMatchObject({
      state: 'verifying',
      evidence: { checkFailed: expect.any(String) },
    });
    played.cpe.values.set(STATUS, { name: STATUS, value: 'Up', type: 'string' });
    await played.session();
    expect(await played.state()).toBe('succeeded');
  });
});

test('a device that waits, or is under way, is never settled', async () => {
  const played = await begin();
  await played.allow(0);
  expect(await played.session()).toEqual([]);
  expect(await played.state()).toBe('scheduled');
  const visit = await played.inform();
  expect(visit.isSettled).toBe(false);
  await visit.end('done');
  await played.allow(1);
  await played.session();
  await played.comesBack('2.0');
  expect((await played.inform()).isSettled).toBe(true);
});

test('what keeps a device waiting is kept, once, and counted by reason as long as it waits', async () => {
  const played = await begin({ preChecks: [{ path: STATUS, oneOf: ['Up'] }] });
  const seen = async () => {
    const { state, revision, waits } = await played.execution();
    const [counter] = await gateway.adapters.executionStore.counters(KEY.split('.')[1] as never);
    return { state, revision, waits: waits?.for, counted: counter?.tally.waits };
  };
  await played.allow(0);
  await played.session();
  const first = await seen();
  expect(first).toMatchObject({ state: 'scheduled', waits: 'noPermit', counted: { noPermit: 1 } });
  await played.session();
  expect(await seen()).toEqual(first);
  await played.change({ status: { phase: 'paused', since: '', by: 'anna' } });
  await played.session();
  expect(await seen()).toMatchObject({ waits: 'notRunning', counted: { notRunning: 1 } });
  await played.change({ status: { phase: 'running', since: '', by: 'anna' } });
  await played.allow(1);
  played.cpe.values.set(STATUS, { name: STATUS, value: 'Down', type: 'string' });
  await played.session();
  expect(await seen()).toMatchObject({ state: 'scheduled', waits: 'preCheck', counted: { preCheck: 1 } });
  played.cpe.values.set(STATUS, { name: STATUS, value: 'Up', type: 'string' });
  await played.session();
  expect(await seen()).toMatchObject({ state: 'transferring', waits: undefined, counted: undefined });
});

test.each(['basic', 'digest'] as const)('the CPE is told the login (%s) that its rollout wants', async (login) => {
  const played = await begin({ delivery: { by: 'download', login } });
  const download = await (await played.inform()).next();
  expect(download?.request).toMatchObject({
    method: 'Download',
    username: KEY,
    password: expect.stringMatching(/^[\w-]{22}$/),
    url: expect.stringMatching(new RegExp(`/f/[\\w-]{26}${login.charAt(0)}`)),
  });
});

test('a device whose wave has not begun is settled like any other', async () => {
  const played = await begin();
  const waves = (state: WaveState) => [{ number: 1, state, since: '', size: 1, buckets: 1, cap: 1 }];
  await played.change({ waves: waves('pending') });
  await played.session();
  expect((await played.inform()).isSettled).toBe(true);
  await played.change({ waves: waves('running') });
  await gateway.adapters.settledMarks.clear(ID);
  expect(await played.session()).toEqual(['Download']);
});

describe('a lost answer to Download', () => {
  test('that arrived: it is found in the queue of the CPE, and not sent again', async () => {
    const played = await begin();
    const visit = await played.inform();
    const download = await visit.next();
    if (download) played.cpe.answer(download.request);
    await visit.end('timeout');
    expect(await played.state()).toBe('unknownSent');
    expect(await played.session()).toEqual(['GetAllQueuedTransfers']);
    expect(await played.state()).toBe('transferring');
    await played.comesBack('2.0');
    expect(await played.state()).toBe('succeeded');
  });

  test('that did not: the same one goes out again in that session', async () => {
    const played = await begin();
    const visit = await played.inform();
    await visit.next();
    await visit.end('timeout');
    expect(await played.session()).toEqual(['GetAllQueuedTransfers', 'Download']);
    const sent = played.cpe.executed.flatMap((request) => (request.method === 'Download' ? [request.commandKey] : []));
    expect(sent).toEqual([KEY]);
    expect(await played.execution()).toMatchObject({ state: 'transferring', attempt: 1 });
  });
});

test('a TransferComplete that never comes: the version is the proof', async () => {
  const played = await begin();
  await played.session();
  played.runs('2.0');
  await played.session([EVENT.boot]);
  expect(await played.state()).toBe('succeeded');
});

test('the old version comes back', async () => {
  const played = await begin();
  await played.session();
  await played.comesBack('1.0');
  expect(await played.state()).toBe('failed: reverted');
});

test('a fault is tried again under another key', async () => {
  const played = await begin();
  await played.session();
  const visit = await played.inform([EVENT.transferComplete]);
  await visit.transferComplete(KEY, 9016);
  await visit.serve(played.cpe);
  await visit.end('done');
  expect(await played.execution()).toMatchObject({ state: 'waitingRetry', attempt: 2, account: 'inFlight' });
  gateway.clock.advance(24 * 3_600_000);
  played.cpe.queued.length = 0;
  expect(await played.session()).toEqual(['Download']);
  expect(played.cpe.queued).toEqual(['F.rollout001.1.2']);
});

test('a CPE that does not list Download is left out, and is asked nothing', async () => {
  const played = await begin();
  const device = await gateway.device();
  await gateway.adapters.deviceStore.save({ ...device, methods: ['GetRPCMethods'] });
  expect(await played.session()).toEqual([]);
  expect(await played.state()).toBe('skipped: unsupported');
});

test('a device that runs the image already is left out', async () => {
  const played = await begin();
  played.runs('2.0');
  await played.session();
  expect(await played.state()).toBe('skipped: already');
});

describe('stopped in between', () => {
  test.each([
    ['the rollout is halted', (played: PlayedRollout) => played.change({ status: HALTED })],
    ['the image is quarantined', (played: PlayedRollout) => played.quarantine()],
  ])('%s while the checks run: no Download, and the permit is free', async (_, stop) => {
    const played = await begin({ preChecks: [{ path: STATUS, oneOf: ['Up'] }] });
    const visit = await played.inform();
    const check = await visit.next();
    await stop(played);
    if (check) await visit.answer(played.cpe.answer(check.request));
    expect(await visit.next()).toBeUndefined();
    expect(await played.execution()).toMatchObject({ state: 'scheduled', account: 'none', attempts: [] });
  });

  test('after the Download was decided on and before it was taken: it is not sent', async () => {
    const played = await begin();
    const visit = await played.inform();
    expect(await played.state()).toBe('sending');
    await played.quarantine();
    // Whatever is decided anew looks again.
    await gateway.queue({ kind: 'get', paths: [STATUS] });
    expect((await visit.next())?.request.method).toBe('GetParameterValues');
    expect(await played.execution()).toMatchObject({ state: 'scheduled', account: 'none', transferOpen: false });
  });
});

describe('one at a time', () => {
  test.each([{ kind: 'reboot' }, { kind: 'factoryReset' }, { kind: 'rpc', request: REBOOT() }] as const)(
    'an operator’s %j waits until the device runs the image',
    async (spec) => {
      const played = await begin();
      await played.session();
      await gateway.queue(spec);
      expect(await played.session()).toEqual([]);
      await played.comesBack('2.0');
      const methods = played.cpe.executed.map(({ method }) => method);
      expect(methods).toContain(spec.kind === 'factoryReset' ? 'FactoryReset' : 'Reboot');
    },
  );

  test('a device that an operator has sent a file is not sent another one', async () => {
    const played = await begin();
    const command = await gateway.queue({
      kind: 'download',
      fileType: '3 Vendor Configuration File',
      url: 'http://a/',
    });
    expect(await played.session()).toEqual(['Download']);
    expect(await played.session()).toEqual([]);
    expect(await played.permitsTaken()).toBe(0);
    const visit = await played.inform([EVENT.transferComplete]);
    await visit.transferComplete(command.commandKey);
    expect(await visit.serve(played.cpe)).toEqual(['Download']);
    expect(played.cpe.queued.at(-1)).toBe(KEY);
  });

  test('what has no effect on an upgrade does not wait', async () => {
    const played = await begin();
    await played.session();
    await gateway.queue({ kind: 'get', paths: [STATUS] });
    expect(await played.session()).toEqual(['GetParameterValues']);
  });
});

test('a device that reports success and stays is rebooted, and nothing follows in the session', async () => {
  const played = await begin({ rebootAfterTransfer: true });
  await played.session();
  const visit = await played.inform([EVENT.transferComplete]);
  await visit.transferComplete(KEY);
  await visit.end('done');
  const transferred = await played.execution();
  expect(transferred.state).toBe('transferred');
  await gateway.adapters.executionStore.change({ ...transferred, state: 'rebooting' });
  const session = await played.inform();
  const reboot = await session.next();
  expect(reboot?.request).toEqual({ method: 'Reboot', commandKey: `${KEY}.r` });
  await gateway.queue({ kind: 'get', paths: [STATUS] });
  if (reboot) await session.answer(played.cpe.answer(reboot.request));
  expect(await session.next()).toBeUndefined();
  await session.end('done');
  played.runs('2.0');
  await played.session([EVENT.boot]);
  expect(await played.state()).toBe('succeeded');
});

test('a TransferComplete for nothing that was sent changes nothing', async () => {
  const played = await begin();
  const visit = await played.inform([EVENT.transferComplete]);
  await visit.transferComplete('F.another001.1.1');
  await visit.transferComplete('M.unknown');
  expect(gateway.of('transfer.unsolicited').map(({ data }) => data.commandKey)).toEqual(['F.another001.1.1']);
  expect(await visit.serve(played.cpe)).toEqual(['Download']);
  expect(await played.state()).toBe('transferring');
});

test('a device that was given up succeeds late, and frees its permit', async () => {
  const played = await begin();
  await played.session();
  const { deadlineAt: _, ...rest } = await played.execution();
  const { executionStore } = gateway.adapters;
  await executionStore.change({ ...rest, state: 'timedOut', reason: 'silent', account: 'failed', transferOpen: true });
  await played.comesBack('2.0');
  expect(await played.execution()).toMatchObject({
    state: 'succeeded',
    account: 'completed',
    evidence: { late: true },
  });
  expect(played.told().at(-1)).toBe('succeeded');
});

test('windows are those of the zone that the device reports', async () => {
  const played = await begin({ windows: [{ start: '03:00', minutes: 60, zone: 'device' }] });
  const zone = 'Device.Time.LocalTimeZone';
  const report = (value: string) =>
    gateway.adapters.reportedStore.mergeValues(
      gateway.of('device.informed')[0]?.deviceId ?? ('' as never),
      [{ name: zone, value, type: 'string' }],
      '2026-01-01T00:00:00.000Z',
    );
  await report('Asia/Tokyo');
  await played.session();
  const { state: before } = await played.execution();
  const untilThree = (27 * 3_600_000 - 9 * 3_600_000 - (gateway.clock.now() % (24 * 3_600_000))) % (24 * 3_600_000);
  gateway.clock.advance((untilThree + 24 * 3_600_000) % (24 * 3_600_000));
  await played.session();
  expect([before, await played.state()]).toEqual(['scheduled', 'transferring']);
});

const HALTED = { phase: 'halted', since: '2026-01-01T00:00:00.000Z', by: 'errorThreshold' } as const;

function REBOOT() {
  return { method: 'Reboot', commandKey: '' } as const;
}

describe('whatever write of an event is the last before the process dies', () => {
  const checks = [{ path: STATUS, oneOf: ['Up'] }];

  async function upgrade(stage: PlayedGateway) {
    const played = await PlayedRollout.begin(stage, { preChecks: checks, postChecks: checks });
    await played.session();
    await played.comesBack('2.0');
    const { state, attempts, account } = await played.execution();
    const methods = played.cpe.executed.map(({ method }) => method).filter((method) => method === 'Download');
    const { isSettled } = await played.inform();
    return { state, account, attempts: attempts.length, methods, told: played.told(), isSettled };
  }

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'it survived %i of them: the image is sent once, and all is told',
    async (survived) => {
      gateway = await dying(new Fuse(), survived);
      expect(await upgrade(gateway)).toEqual({
        state: 'succeeded',
        account: 'completed',
        attempts: 1,
        methods: ['Download'],
        told: WHOLE_WAY,
        isSettled: true,
      });
    },
  );
});
