import { EVENT, type ParameterValue } from '#libs/cwmp';
import { PlayedGateway } from './testing/played-gateway.ts';
import { SmallCpe } from './testing/small-cpe.ts';

const SSID = 'Device.WiFi.SSID.1.SSID';
const TREE = { 'Device.DeviceInfo.SoftwareVersion': '1.0', [SSID]: 'home' };
const PARAMETERS: ParameterValue[] = [{ name: 'Device.DeviceInfo.SoftwareVersion', value: '1.0', type: 'string' }];
const PERIODIC = { events: [EVENT.periodic], parameters: PARAMETERS };
const GET = { kind: 'get', paths: [SSID] } as const;
const SET = { kind: 'set', values: [{ name: SSID, value: 'mine' }] } as const;
const DOWNLOAD = { kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'http://10.0.0.1/' } as const;

let gateway: PlayedGateway;
let cpe: SmallCpe;
beforeEach(async () => {
  gateway = await PlayedGateway.open();
  cpe = new SmallCpe(TREE);
  await gateway.visit(cpe, { events: [EVENT.bootstrap, EVENT.boot], parameters: PARAMETERS });
  gateway.events.length = 0;
  cpe.executed.length = 0;
});
afterEach(() => gateway.close());

test('a command is queued, sent and completed, and each is told once', async () => {
  const command = await gateway.queue(GET);
  await gateway.visit(cpe, PERIODIC);
  expect(await gateway.command(command)).toMatchObject({ state: 'completed', outcome: { status: 'completed' } });
  const told = gateway.events.filter(({ type }) => type.startsWith('command.'));
  expect(told.map(({ id, type }) => [id, type])).toEqual([
    [`${command.id}:queued`, 'command.queued'],
    [`${command.id}:sent`, 'command.sent'],
    [`${command.id}:completed`, 'command.completed'],
  ]);
  expect(told[0]?.data).toEqual({
    commandId: command.id,
    commandKey: command.commandKey,
    kind: 'get',
    origin: 'operator',
  });
});

test('commands are done in the order in which they were queued, one after the other (case 37)', async () => {
  const [first, second] = [await gateway.queue(GET), await gateway.queue(SET)];
  const visit = await gateway.inform(PERIODIC);
  expect((await visit.next())?.commandId).toBe(first.id);
  // Nothing else is to be had before the answer.
  expect((await gateway.adapters.readyCommands.read(first.deviceId))?.command).toBeUndefined();
  await visit.answer(cpe.answer({ method: 'GetParameterValues', parameterNames: [SSID] }));
  expect((await visit.next())?.commandId).toBe(second.id);
});

test('a command whose secrets do not open fails, and the next one is done', async () => {
  const { commandStore } = gateway.adapters;
  const lost = await gateway.queue({ ...DOWNLOAD, password: '' });
  await commandStore.save({ ...lost, unreadable: true });
  const next = await gateway.queue(GET);
  await gateway.visit(cpe, PERIODIC);
  expect((await gateway.command(lost)).outcome).toMatchObject({
    reason: 'internal',
    detail: expect.stringContaining('key'),
  });
  expect((await gateway.command(next)).state).toBe('completed');
  expect(cpe.executed).not.toContain('Download');
});

test('a command that comes while the session waits is done in it', async () => {
  const visit = await gateway.inform({ ...PERIODIC, events: [EVENT.valueChange] });
  const command = await gateway.queue(GET);
  expect((await visit.next())?.commandId).toBe(command.id);
});

test('a fault fails its command, and the next one is sent (case 50)', async () => {
  const [bad, good] = [await gateway.queue({ kind: 'get', paths: ['Device.None'] }), await gateway.queue(GET)];
  await gateway.visit(cpe, PERIODIC);
  expect((await gateway.command(bad)).outcome).toMatchObject({ reason: 'cpe_fault', fault: { faultCode: 9005 } });
  expect((await gateway.command(good)).state).toBe('completed');
  expect(gateway.of('command.failed').map(({ data }) => data.commandId)).toEqual([bad.id]);
});

test('an empty POST in reply fails its command as not supported', async () => {
  const command = await gateway.queue(GET);
  const visit = await gateway.inform(PERIODIC);
  await visit.next();
  await visit.answer({ kind: 'declined' });
  expect((await gateway.command(command)).outcome).toMatchObject({ status: 'failed', reason: 'not_supported' });
});

test('a method the CPE does not list is not sent (case 79)', async () => {
  const command = await gateway.queue({ kind: 'factoryReset' });
  const visit = await gateway.inform(PERIODIC);
  expect(await visit.serve(cpe)).toEqual([]);
  expect((await gateway.command(command)).outcome).toMatchObject({ status: 'failed', reason: 'not_supported' });
  expect(gateway.of('command.sent')).toEqual([]);
});

test('an alias is not sent to a CPE that has none (case 104)', async () => {
  const command = await gateway.queue({ kind: 'get', paths: ['Device.WiFi.SSID.[home].SSID'] });
  await gateway.visit(cpe, PERIODIC);
  expect((await gateway.command(command)).outcome).toMatchObject({ status: 'failed', reason: 'invalid' });
  expect(cpe.executed).toEqual([]);
});

describe('a reboot', () => {
  test('is the last of its session, and done with the boot (case 74)', async () => {
    const reboot = await gateway.queue({ kind: 'reboot' });
    const get = await gateway.queue(GET);
    const visit = await gateway.inform(PERIODIC);
    expect(await visit.serve(cpe)).toEqual(['Reboot']);
    await visit.end('done');
    expect((await gateway.command(reboot)).state).toBe('sent');
    const back = await gateway.inform({
      events: [EVENT.boot, { eventCode: EVENT.mReboot, commandKey: reboot.commandKey }],
      parameters: PARAMETERS,
    });
    expect((await gateway.command(reboot)).state).toBe('completed');
    expect(gateway.of('device.booted').map(({ data }) => data.commandKeys)).toEqual([[reboot.commandKey]]);
    expect(await back.serve(cpe)).toEqual(['GetParameterValues']);
    expect((await gateway.command(get)).state).toBe('completed');
  });

  test('of which the CPE never speaks again times out', async () => {
    const reboot = await gateway.queue({ kind: 'reboot' });
    await gateway.visit(cpe, PERIODIC);
    gateway.clock.advance(24 * 3_600_000);
    expect(await gateway.sweep.run()).toBe(1);
    await gateway.handled();
    expect((await gateway.command(reboot)).outcome).toMatchObject({ status: 'failed', reason: 'timed_out' });
    expect(gateway.of('command.failed')).toHaveLength(1);
  });
});

describe('a lost answer', () => {
  test.each(['timeout', 'superseded', 'protocol_error'] as const)('(%s) has the command sent again', async (reason) => {
    const command = await gateway.queue(GET);
    const visit = await gateway.inform(PERIODIC);
    await visit.next();
    await visit.end(reason);
    expect(await gateway.command(command)).toMatchObject({ state: 'queued', attempts: 1 });
    await gateway.visit(cpe, PERIODIC);
    expect((await gateway.command(command)).state).toBe('completed');
    expect(gateway.of('command.sent')).toHaveLength(1);
  });

  test('that comes late is stale, and changes nothing', async () => {
    const command = await gateway.queue(GET);
    const visit = await gateway.inform(PERIODIC);
    const rpc = await visit.next();
    await visit.end('timeout');
    const data = {
      sessionId: visit.id,
      commandId: command.id,
      step: rpc?.step ?? 0,
      method: 'GetParameterValues' as const,
      gateway: 'gateway-1',
      answer: cpe.answer({ method: 'GetParameterValues', parameterNames: [SSID] }),
      bytes: 1,
      durationMs: 1,
    };
    await gateway.publish('late', 'rpc.answered', data);
    expect(await gateway.command(command)).toMatchObject({ state: 'queued', rpcs: 1 });
  });

  test('to a Reboot, of a session whose end nobody told: the boot tells', async () => {
    const reboot = await gateway.queue({ kind: 'reboot' });
    const visit = await gateway.inform(PERIODIC);
    await visit.next();
    // The gateway died with the session. The CPE rebooted.
    await gateway.inform({
      events: [EVENT.boot, { eventCode: EVENT.mReboot, commandKey: reboot.commandKey }],
      parameters: PARAMETERS,
    });
    expect((await gateway.command(reboot)).state).toBe('completed');
  });

  test('to a Reboot that never happened: it is asked for again', async () => {
    const reboot = await gateway.queue({ kind: 'reboot' });
    await (await gateway.inform(PERIODIC)).next();
    const visit = await gateway.inform(PERIODIC);
    expect((await visit.next())?.request).toEqual({ method: 'Reboot', commandKey: reboot.commandKey });
  });

  test('to a Download that cannot be found out about ends as unknown, not sent again', async () => {
    const command = await gateway.queue(DOWNLOAD);
    const visit = await gateway.inform(PERIODIC);
    await visit.next();
    await visit.end('timeout');
    expect(await (await gateway.inform(PERIODIC)).serve(cpe)).toEqual([]);
    gateway.clock.advance(3 * 3_600_000);
    await gateway.sweep.run();
    await gateway.handled();
    expect((await gateway.command(command)).outcome).toMatchObject({ status: 'failed', reason: 'outcome_unknown' });
  });
});

describe('a download', () => {
  test('is done with its TransferComplete, after the reboot (case 70); a second one changes nothing (case 41)', async () => {
    const command = await gateway.queue(DOWNLOAD);
    await gateway.visit(cpe, PERIODIC);
    expect((await gateway.command(command)).state).toBe('sent');
    const events = [EVENT.boot, EVENT.transferComplete, { eventCode: EVENT.mDownload, commandKey: command.commandKey }];
    const visit = await gateway.inform({ events, parameters: PARAMETERS });
    // The event only announces it.
    expect((await gateway.command(command)).state).toBe('sent');
    await visit.transferComplete(command.commandKey);
    const done = await gateway.command(command);
    expect(done.state).toBe('completed');
    await visit.end('done');
    await (await gateway.inform(PERIODIC)).transferComplete(command.commandKey, 9010);
    expect(await gateway.command(command)).toEqual(done);
    expect(gateway.of('command.completed')).toHaveLength(1);
    expect(gateway.of('command.failed')).toEqual([]);
  });

  test('with an unknown CommandKey is taken note of, and changes nothing (case 40)', async () => {
    const command = await gateway.queue(DOWNLOAD);
    await gateway.visit(cpe, PERIODIC);
    await (await gateway.inform(PERIODIC)).transferComplete('nobody knows it');
    expect((await gateway.command(command)).state).toBe('sent');
  });

  test('keeps a reboot waiting until it is through, but not what does no harm', async () => {
    const download = await gateway.queue(DOWNLOAD);
    await gateway.queue({ kind: 'reboot' });
    await gateway.queue(GET);
    const visit = await gateway.inform(PERIODIC);
    expect(await visit.serve(cpe)).toEqual(['Download', 'GetParameterValues']);
    await visit.transferComplete(download.commandKey);
    expect(await visit.serve(cpe)).toEqual(['Reboot']);
  });
});

describe('commands whose time is over', () => {
  test('that were never sent expire, and are not sent any more', async () => {
    const command = await gateway.queue(GET, 60);
    expect(await gateway.sweep.run()).toBe(0);
    gateway.clock.advance(61_000);
    expect(await gateway.sweep.run()).toBe(1);
    await gateway.handled();
    expect((await gateway.command(command)).state).toBe('expired');
    expect(gateway.of('command.expired').map(({ id }) => id)).toEqual([`${command.id}:expired`]);
    expect(await gateway.sweep.run()).toBe(0);
    expect(await (await gateway.inform(PERIODIC)).serve(cpe)).toEqual([]);
  });

  test('that were made ready are taken back', async () => {
    const visit = await gateway.inform({ ...PERIODIC, events: [EVENT.valueChange] });
    await gateway.queue(GET, 60);
    gateway.clock.advance(61_000);
    await gateway.sweep.run();
    await gateway.handled();
    expect(await visit.next()).toBeUndefined();
  });

  test('that are on the wire, unrepeatable, end as unknown; a late answer changes nothing', async () => {
    const command = await gateway.queue({ kind: 'reboot' }, 60);
    const visit = await gateway.inform(PERIODIC);
    await visit.next();
    gateway.clock.advance(61_000);
    await gateway.sweep.run();
    await gateway.handled();
    const over = await gateway.command(command);
    expect(over.outcome).toMatchObject({ status: 'failed', reason: 'outcome_unknown' });
    await visit.answer({ kind: 'response', response: { method: 'RebootResponse' } });
    expect(await gateway.command(command)).toEqual(over);
  });
});

test('9002 is tried again later, and keeps its place in the line', async () => {
  const first = await gateway.queue(GET);
  await gateway.queue(SET);
  const visit = await gateway.inform(PERIODIC);
  await visit.next();
  const internal = { faultCode: 9002, faultString: 'internal', parameterFaults: [] };
  await visit.answer({ kind: 'fault', fault: internal });
  expect(await visit.next()).toBeUndefined();
  await visit.end('done');
  gateway.clock.advance(60_000);
  expect((await (await gateway.inform(PERIODIC)).next())?.commandId).toBe(first.id);
});
