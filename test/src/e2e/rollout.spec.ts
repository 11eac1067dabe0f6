import { randomBytes } from 'node:crypto';
import { Cpe, type CpeOptions, runSession, runTransfers, type SessionOptions } from '#libs/testing/cpe';
import { ApiClient } from '../harness/api-client.ts';
import { eventually } from '../harness/eventually.ts';
import { ForwardClock } from '../harness/forward-clock.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import { RunningRollout } from './running-rollout.ts';

/** Longer than what is known of a rollout or an image counts. */
const A_WHILE_MS = 1_500;

const clock = new ForwardClock();
let acs: Acs;
const api = new ApiClient(() => acs.httpUrl);
let serial = 0;

beforeAll(async () => {
  acs = await startAcs({ MUSTER_FIRMWARE_ROLLOUT_LOOK_MS: '100' }, { clock });
});
afterAll(() => acs.stop());

/** A CPE that the ACS knows, and a rollout of an image of its own for it. */
class Upgrade {
  private constructor(
    readonly cpe: Cpe,
    readonly device: string,
    readonly image: string,
    readonly rollout: RunningRollout,
  ) {}

  static async of(options: CpeOptions = {}, document: object = {}): Promise<Upgrade> {
    const serialNumber = `UPGRADE${++serial}`;
    const cpe = new Cpe({ identity: { serialNumber }, transfers: 'fetch', ...options });
    await call(cpe);
    const [device] = await api.devices({ 'identity.serialNumber': serialNumber });
    if (device === undefined) throw new Error(`the ACS does not know ${serialNumber}`);
    const image = await api.addImage(randomBytes(300_000), { name: 'Gateway', version: '2.0.0' });
    const rollout = await RunningRollout.start(api, [device.id], { image: image.id, ...document });
    return new Upgrade(cpe, device.id, image.id, rollout);
  }

  /** Calls in, and again for as long as there is something to say; resolves with all that was asked. */
  async calls(options: SessionOptions = {}): Promise<readonly string[]> {
    this.cpe.periodic();
    return call(this.cpe, options);
  }

  state(): Promise<string> {
    return this.rollout.stateOf(this.device);
  }

  get version(): string | undefined {
    return this.cpe.tree.value('Device.DeviceInfo.SoftwareVersion');
  }

  get downloads(): readonly string[] {
    return this.cpe.ledger.rpcs.flatMap(({ method, key }) => (method === 'Download' ? [key] : []));
  }

  /** States that were told, in their order. */
  async told(): Promise<readonly unknown[]> {
    return eventually('the end is told', async () => {
      const told = (await api.events(this.device)).filter(({ type }) => type === 'execution.changed');
      const states = told.map(({ data }) => data.to);
      return ENDS.includes(String(states.at(-1))) && states;
    });
  }
}

const ENDS = ['succeeded', 'failed', 'skipped', 'cancelled'];

async function call(cpe: Cpe, options: SessionOptions = {}): Promise<readonly string[]> {
  const methods: string[] = [];
  do {
    const log = await runSession(cpe, { url: acs.cwmpUrl, ...options });
    expect(log.violations).toEqual([]);
    methods.push(...log.rpcs.map(({ method }) => method));
    if (log.outcome !== 'completed') return methods;
  } while (cpe.wantsSession());
  return methods;
}

const loses = (how: 'vanish' | 'execute-and-vanish'): SessionOptions => ({
  answer: ({ method }) => (method === 'Download' ? how : undefined),
});

test('a device fetches the image, reboots, and has succeeded when it calls in with the new version', async () => {
  const upgrade = await Upgrade.of();
  await upgrade.calls();
  expect([upgrade.version, await upgrade.state()]).toEqual(['2.0.0', 'succeeded']);
  expect(upgrade.downloads).toEqual([upgrade.rollout.key]);
  expect(await upgrade.told()).toEqual(['scheduled', 'admitted', 'sending', 'transferring', 'verifying', 'succeeded']);
  const fetched = (await api.events(upgrade.device)).filter(({ type }) => type === 'download.ended');
  expect(fetched.map(({ data }) => [data.commandKey, data.how, data.total])).toEqual([
    [upgrade.rollout.key, 'complete', 300_000],
  ]);
  const { bytesServed, attempts } = await upgrade.rollout.on(upgrade.device);
  expect([bytesServed, attempts[0]?.text]).toEqual([300_000, expect.stringContaining('0.3 MB fetched')]);
});

test('a device logs in to fetch the image where its rollout says so', async () => {
  const upgrade = await Upgrade.of({}, { delivery: { by: 'download', login: 'digest' } });
  await upgrade.calls();
  expect([upgrade.version, await upgrade.state()]).toEqual(['2.0.0', 'succeeded']);
});

test('a device that runs the version already is left out', async () => {
  const upgrade = await Upgrade.of({ factoryValues: { 'DeviceInfo.SoftwareVersion': '2.0.0' } });
  expect(await upgrade.calls()).not.toContain('Download');
  expect(await upgrade.state()).toBe('skipped: already');
});

describe('the answer to Download is lost', () => {
  test('and the image was fetched all the same: the version tells', async () => {
    const upgrade = await Upgrade.of();
    await upgrade.calls(loses('execute-and-vanish'));
    await upgrade.calls();
    expect([upgrade.version, await upgrade.state()]).toEqual(['2.0.0', 'succeeded']);
    expect(upgrade.downloads).toEqual([upgrade.rollout.key]);
  });

  test('and the CPE has it in its queue: it is not sent again', async () => {
    const upgrade = await Upgrade.of({ transfers: 'manual' });
    await upgrade.calls(loses('execute-and-vanish'));
    expect(await upgrade.calls()).toEqual(['GetAllQueuedTransfers']);
    expect(await upgrade.state()).toBe('transferring');
    await runTransfers(upgrade.cpe);
    await call(upgrade.cpe);
    expect(await upgrade.state()).toBe('succeeded');
    expect(upgrade.downloads).toEqual([upgrade.rollout.key]);
  });

  test('and it never arrived: the same one goes out again', async () => {
    const upgrade = await Upgrade.of();
    await upgrade.calls(loses('vanish'));
    expect(await upgrade.calls()).toEqual(expect.arrayContaining(['GetAllQueuedTransfers', 'Download']));
    expect(await upgrade.state()).toBe('succeeded');
    expect(upgrade.downloads).toEqual([upgrade.rollout.key]);
  });
});

describe('TransferComplete', () => {
  const complete = (upgrade: Upgrade, commandKey: string, faultCode = 0) => {
    const time = '2026-01-01T00:00:00Z';
    upgrade.cpe.outbox.announce('7 TRANSFER COMPLETE');
    upgrade.cpe.outbox.announce('M Download', commandKey);
    const faultStruct = { faultCode, faultString: '' };
    upgrade.cpe.request({ method: 'TransferComplete', commandKey, faultStruct, startTime: time, completeTime: time });
  };

  test('never comes: the version is enough', async () => {
    const upgrade = await Upgrade.of({ upgrades: 'silent' });
    await upgrade.calls();
    expect(await upgrade.state()).toBe('succeeded');
  });

  test('comes twice, late, and with a key that nobody gave: nothing changes any more', async () => {
    const upgrade = await Upgrade.of();
    await upgrade.calls();
    const before = await upgrade.rollout.on(upgrade.device);
    complete(upgrade, upgrade.rollout.key, 9010);
    complete(upgrade, 'F.0000000000.1.1', 9010);
    expect(await call(upgrade.cpe)).toEqual([]);
    expect(await upgrade.rollout.on(upgrade.device)).toEqual(before);
    expect(before.state).toBe('succeeded');
  });

  test('of a stranger while the image is under way: nothing changes', async () => {
    const upgrade = await Upgrade.of({ transfers: 'manual' });
    await upgrade.calls();
    complete(upgrade, 'F.0000000000.1.1', 9018);
    await call(upgrade.cpe);
    expect(await upgrade.state()).toBe('transferring');
  });
});

test('a device that comes back with its old version has failed', async () => {
  const upgrade = await Upgrade.of({ upgrades: 'reverts' });
  await upgrade.calls();
  expect(await upgrade.state()).toBe('failed: reverted');
  expect(await upgrade.told()).toContain('failed');
});

test('what is declared for a device that lost its configuration is put back before it counts', async () => {
  const upgrade = await Upgrade.of({ upgrades: 'resets' });
  const path = 'Device.ManagementServer.PeriodicInformInterval';
  await api.declare(upgrade.device, { tags: ['resets'] });
  const document = { priority: 1, selector: { tags: 'resets' }, entries: [{ path, value: '4321' }] };
  await api.publish('after-upgrades', document);
  await upgrade.calls();
  expect([upgrade.cpe.tree.value(path), await upgrade.state()]).toEqual(['4321', 'succeeded']);
  await upgrade.told();
  const [last] = (await api.events(upgrade.device)).filter(({ type }) => type === 'execution.changed').slice(-1);
  expect(last?.data.evidence).toContain('configLost');
});

test('a rollout that is halted before the image was fetched: the CPE does not get it, and it is no failure', async () => {
  const upgrade = await Upgrade.of({ transfers: 'manual' });
  await upgrade.calls();
  await upgrade.rollout.act('halt', { reason: 'customers complain' });
  clock.putForward(A_WHILE_MS);
  await runTransfers(upgrade.cpe);
  await call(upgrade.cpe);
  expect([upgrade.version, await upgrade.state()]).toEqual(['1.0.0', 'cancelled: halted']);
  expect(await upgrade.rollout.on(upgrade.device)).toMatchObject({ faults: [9016], permit: 'none' });
});

test('a file that is not the image is tried again, under another key', async () => {
  const upgrade = await Upgrade.of({ transfers: 'manual' });
  await upgrade.calls();
  upgrade.cpe.finishTransfer(upgrade.rollout.key, { faultCode: 9010, faultString: 'the line broke' });
  await call(upgrade.cpe);
  expect(await upgrade.rollout.on(upgrade.device)).toMatchObject({ state: 'waitingRetry', attempt: 2 });
  clock.putForward(24 * 3_600_000);
  await upgrade.calls();
  await runTransfers(upgrade.cpe);
  await call(upgrade.cpe);
  expect(await upgrade.state()).toBe('succeeded');
  expect(upgrade.downloads).toEqual([upgrade.rollout.key, `F.${upgrade.rollout.id}.1.2`]);
});

test('an operator who reboots the device meanwhile has to wait for it', async () => {
  const upgrade = await Upgrade.of({ transfers: 'manual' });
  await upgrade.calls();
  const queued = await api.queue(upgrade.device, { kind: 'reboot' });
  expect(await upgrade.calls()).toEqual([]);
  await runTransfers(upgrade.cpe);
  await call(upgrade.cpe);
  expect(await upgrade.state()).toBe('succeeded');
  expect((await api.finished(queued.id)).state).toBe('completed');
});

test('a device that tells of success and stays as it is is rebooted, when the rollout does that', async () => {
  const timeouts = { transferredMs: 60_000 };
  const upgrade = await Upgrade.of({ upgrades: 'stays' }, { rebootAfterTransfer: true, timeouts });
  await upgrade.calls();
  expect([upgrade.version, await upgrade.state()]).toEqual(['1.0.0', 'transferred']);
  clock.putForward(timeouts.transferredMs);
  await eventually('it is to be rebooted', async () => (await upgrade.state()) === 'rebooting');
  expect(await upgrade.calls()).toContain('Reboot');
  expect([upgrade.version, await upgrade.state()]).toEqual(['2.0.0', 'succeeded']);
  const reboots = upgrade.cpe.ledger.rpcs.filter(({ method }) => method === 'Reboot');
  expect(reboots.map(({ key }) => key)).toEqual([`${upgrade.rollout.key}.r`]);
});

test('a device that dies of the image is given up, and its permit is gone', async () => {
  const timeouts = { transferringMs: 60_000 };
  const upgrade = await Upgrade.of({ upgrades: 'dies' }, { timeouts });
  await upgrade.calls();
  expect(await upgrade.state()).toBe('transferring');
  clock.putForward(timeouts.transferringMs);
  await eventually('it is given up', async () => (await upgrade.state()) === 'timedOut: silent');
  expect(await upgrade.rollout.on(upgrade.device)).toMatchObject({ permit: 'failed', transferOpen: true });
});

test('a CPE that has ScheduleDownload fetches the image in the window it was told', async () => {
  const upgrade = await Upgrade.of({}, { delivery: { by: 'scheduleDownload' } });
  expect(await upgrade.calls()).toContain('ScheduleDownload');
  expect([upgrade.version, await upgrade.state()]).toEqual(['2.0.0', 'succeeded']);
  expect(upgrade.downloads).toEqual([]);
});

test('what is cancelled before the CPE begins is taken back from it', async () => {
  const upgrade = await Upgrade.of({ transfers: 'manual' });
  await upgrade.calls();
  await upgrade.rollout.act('cancel', { reason: 'not this one' });
  await eventually('the CPE is to be asked', async () => {
    const [last] = await upgrade.calls();
    return last === 'CancelTransfer';
  });
  expect(await upgrade.state()).toBe('cancelled: cancelled');
  expect(upgrade.cpe.startTransfers()).toEqual([]);
});
