import { randomBytes } from 'node:crypto';
import { acsForTests } from '../harness/acs-for-tests.ts';
import { eventually } from '../harness/eventually.ts';
import { ForwardClock } from '../harness/forward-clock.ts';
import { response } from '../harness/scripted-cpe/envelopes.ts';
import { METHODS } from '../harness/scripted-cpe/factory-settings.ts';
import type { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { type Behaviour, methodsIn, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';

const VERSION = 'Device.DeviceInfo.SoftwareVersion';
const HOUR = 3_600_000;
const clock = new ForwardClock();
const { api, knownCpe } = acsForTests({ MUSTER_FIRMWARE_ROLLOUT_LOOK_MS: '100' }, { clock });

interface ShownRollout {
  readonly id: string;
  readonly status: { readonly phase: string };
}

/** A rollout of an image of version 2.0 that runs on these CPEs, each of which waits for its turn. */
async function upgrading(cpes: readonly SmallCpe[], document: object = {}) {
  const { id: image } = await api.addImage(randomBytes(1_000), { name: 'Router', version: '2.0' });
  const serialNumbers = cpes.map(({ identity }) => identity.serialNumber);
  const whole = {
    image,
    target: { filter: { 'identity.serialNumber': { $in: serialNumbers } }, mode: 'frozen' },
    waves: [{ size: { percent: 100 } }],
    permits: { cap: cpes.length },
    approval: false,
    deadlineAt: new Date(clock.now() + 30 * 24 * HOUR).toISOString(),
    ...document,
  };
  const name = `of ${serialNumbers.join(', ')}`;
  const { id } = await api.request<ShownRollout>('POST', '/rollouts', { name, document: whole, author: 'anna' });
  for (const act of ['submit', 'start']) await api.request('POST', `/rollouts/${id}/${act}`, { by: 'anna' });
  const [first] = cpes;
  await eventually('its wave runs', async () => {
    const { rollout } = await api.request<{
      readonly rollout: { readonly waves: readonly { readonly state: string }[] };
    }>('GET', `/rollouts/${id}`);
    return first !== undefined && rollout.waves[0]?.state === 'running';
  });
  return { id, image, key: `F.${id}.1.1` };
}

/** The states its upgrade has been in, as they were told, once it is in this one. */
async function statesUntil(cpe: SmallCpe, last: string): Promise<readonly unknown[]> {
  return eventually(`it is ${last}`, async () => {
    const told = (await api.events(cpe.deviceId)).filter(({ type }) => type === 'execution.changed');
    const states = told.map(({ data }) => data.to);
    return states.at(-1) === last && states;
  });
}

/** The CPE has taken the image over, and tells all in one Inform. */
function boots(cpe: SmallCpe, key: string, version: string): void {
  cpe.finishTransfer(key);
  cpe.tree.put(VERSION, version);
  cpe.events = [['1 BOOT']];
}

conformance(
  [70],
  'in a rollout, success is the new version in an Inform, and not that the transfer ended well',
  async () => {
    const [good, old] = [await knownCpe('ROLLOUT_70'), await knownCpe('ROLLOUT_70B')];
    const { key } = await upgrading([good, old]);
    for (const cpe of [good, old]) expect(methodsIn(await runSession(cpe))).toEqual(['Download']);
    boots(good, key, '2.0');
    boots(old, key, '1.0.0');
    for (const cpe of [good, old]) await runSession(cpe);
    expect(await statesUntil(good, 'succeeded')).toContain('verifying');
    expect(await statesUntil(old, 'failed')).not.toContain('verifying');
  },
);

conformance([71], 'in a rollout, a device that is not heard of again is given up when its time is over', async () => {
  const cpe = await knownCpe('ROLLOUT_71');
  await upgrading([cpe]);
  const cut: Behaviour = (_rpc, execute) => void execute();
  expect(methodsIn(await runSession(cpe, cut))).toEqual(['Download']);
  expect(methodsIn(await runSession(cpe))).toEqual(['GetAllQueuedTransfers']);
  await statesUntil(cpe, 'transferring');
  clock.putForward(4 * HOUR + 60_000);
  await statesUntil(cpe, 'timedOut');
  expect(cpe.executions('Download')).toBe(1);
});

conformance(
  [42],
  'a rollout whose image three devices find corrupt is halted, and the image goes to nobody any more',
  async () => {
    const cpes = await Promise.all(['A', 'B', 'C', 'D'].map((letter) => knownCpe(`ROLLOUT_42${letter}`)));
    // Else its wave fails before three have said so.
    const waves = [{ size: { percent: 100 }, successThreshold: 0.2 }];
    const { id, image, key } = await upgrading(cpes, { waves });
    const [last, ...others] = cpes;
    for (const cpe of others) {
      expect(methodsIn(await runSession(cpe))).toEqual(['Download']);
      cpe.finishTransfer(key, 9018, 'File corrupted');
      await runSession(cpe);
      await statesUntil(cpe, 'failed');
    }
    await eventually('it is halted', async () => {
      const { rollout } = await api.request<{ readonly rollout: ShownRollout }>('GET', `/rollouts/${id}`);
      return rollout.status.phase === 'halted';
    });
    await eventually('the image is quarantined', async () => {
      return (await api.request<{ readonly state: string }>('GET', `/images/${image}`)).state === 'quarantined';
    });
    // Longer than what was read of a rollout or an image counts.
    clock.putForward(2_000);
    expect(last && methodsIn(await runSession(last))).toEqual([]);
  },
);

conformance(
  [116],
  'a CPE is told its next windows by ScheduleDownload, and its TransferComplete ends them',
  async () => {
    const cpe = await knownCpe('ROLLOUT_116');
    cpe.methods = [...METHODS, 'ScheduleDownload'];
    await api.queue(cpe.deviceId, { kind: 'rpc', request: { method: 'GetRPCMethods' } });
    await runSession(cpe);
    // It opens in six hours, and again a day later.
    const opens = new Date(clock.now() + 6 * HOUR);
    const start = opens.toISOString().slice(11, 16);
    const { key } = await upgrading([cpe], {
      windows: [{ start, minutes: 120, zone: 'UTC' }],
      delivery: { by: 'scheduleDownload', mode: '3 When Idle' },
    });
    const [exchange, ...more] = await runSession(cpe, ({ method }) => response(method));
    const request = exchange?.request;
    expect([request?.method, request?.text('CommandKey'), more]).toEqual(['ScheduleDownload', key, []]);
    const [first = 0, second = 0] = request?.texts('WindowStart').map(Number) ?? [];
    expect(first).toBeGreaterThan((6 * HOUR) / 1_000 - 180);
    expect(first).toBeLessThanOrEqual((6 * HOUR) / 1_000);
    expect(second - first).toBe(24 * 3_600);
    // Of a window that does not begin at a whole second from now, the part that does.
    const ends = request?.texts('WindowEnd').map(Number) ?? [];
    expect(ends.map((end, at) => Math.ceil((end - (at === 0 ? first : second)) / 60))).toEqual([120, 120]);
    expect(request?.texts('WindowMode')).toEqual(['3 When Idle', '3 When Idle']);
    await statesUntil(cpe, 'transferring');
    clock.putForward(7 * HOUR);
    cpe.transfers.push(key);
    cpe.finishTransfer(key, 0, '', 'M ScheduleDownload');
    cpe.tree.put(VERSION, '2.0');
    cpe.events = [['1 BOOT']];
    await runSession(cpe);
    await statesUntil(cpe, 'succeeded');
  },
);
