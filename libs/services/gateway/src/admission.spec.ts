import { type EmbeddedAdapters, IN_MEMORY, openEmbedded } from '#libs/adapters/embedded';
import { BusUnavailable, type DeviceId } from '#libs/domain';
import { aDeviceId, ManualClock } from '#libs/testing/port-contracts';
import { Admission } from './admission.ts';
import { AwaitDecision } from './await-decision.ts';
import { GatewayMetrics } from './gateway-metrics.ts';

const WAIT_MS = 5_000;
const TARGET_MS = 1_000;
/** Of decisions, at a new gateway: a twentieth of the most. */
const LIMIT = 10;

let clock: ManualClock;
let adapters: EmbeddedAdapters;
let decision: AwaitDecision;
let admission: Admission;

beforeEach(async () => {
  clock = new ManualClock();
  adapters = await openEmbedded({ dataDir: IN_MEMORY, clock });
  ({ decision, admission } = await started(WAIT_MS));
});
afterEach(async () => {
  await decision.stop();
  await adapters.close();
});

async function started(waitMs: number) {
  const { readyCommands, signals, eventBus, sessionStore } = adapters;
  const options = { gateway: 'gateway-1', group: 'deciders', waitMs, maxLag: 100 };
  const waiting = new AwaitDecision(readyCommands, signals, eventBus, clock, options);
  await waiting.start();
  const limits = { targetMs: TARGET_MS, mostOpening: LIMIT * 20, waitMs };
  return {
    decision: waiting,
    admission: new Admission(waiting, new GatewayMetrics(sessionStore), clock, limits),
  };
}

/** Informs of as many devices, durable at once. */
async function open(count: number, settled = false): Promise<readonly DeviceId[]> {
  const devices = Array.from({ length: count }, () => aDeviceId());
  for (const device of devices) await admission.open(device, async () => ({ settled }));
  return devices;
}

/** What provisioning does once it has decided. */
function decide(device: DeviceId): Promise<void> {
  return adapters.signals.send('gateway.gateway-1', `${device} 1`);
}

test('Informs of settled devices take no place once they are durable', async () => {
  await open(1_000, true);
  expect(admission.fullStage('read')).toBeUndefined();
});

test('as many sessions as the limit may wait for decisions, and each decision lets the next one in', async () => {
  const [first] = await open(LIMIT);
  expect(admission.fullStage('read')).toBe('decision');
  expect(admission.fullStage('unread')).toBeUndefined();
  await decide(first ?? aDeviceId());
  expect(admission.fullStage('read')).toBeUndefined();
});

test('as many Informs as the limit may be made durable at once', async () => {
  let finish: () => void = () => undefined;
  const durable = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const begin = async () => {
    await durable;
    return { settled: true };
  };
  const { limit } = admission.load.intake;
  const opening = Array.from({ length: limit }, () => admission.open(aDeviceId(), begin));
  expect(admission.fullStage('unread')).toBe('intake');
  finish();
  await Promise.all(opening);
  expect(admission.fullStage('unread')).toBeUndefined();
});

test('decisions that come late let fewer in, and quick ones more again', async () => {
  const late = await open(LIMIT);
  clock.advance(TARGET_MS * 4);
  for (const device of late) await decide(device);
  const limit = admission.load.decision?.limit ?? 0;
  expect(limit).toBeLessThan(LIMIT);
  for (const device of await open(LIMIT)) await decide(device);
  expect(admission.load.decision?.limit).toBeGreaterThan(limit);
});

test('a session that was not decided within the longest wait takes no place any more', async () => {
  const [other] = await open(1);
  await open(LIMIT);
  clock.advance(WAIT_MS - 1);
  await decide(other ?? aDeviceId());
  clock.advance(2);
  expect(admission.fullStage('read')).toBeUndefined();
  expect(admission.load.decision?.pending).toBe(0);
});

test('without one decision in all that time nobody is refused for want of them, until the next one comes', async () => {
  await open(LIMIT);
  clock.advance(WAIT_MS + 1);
  expect(admission.fullStage('read')).toBeUndefined();
  await open(LIMIT * 3);
  expect(admission.fullStage('read')).toBeUndefined();
  await decide(aDeviceId());
  expect(admission.fullStage('read')).toBe('decision');
});

test('where nobody waits for decisions, nobody is refused for want of them', async () => {
  await decision.stop();
  ({ decision, admission } = await started(0));
  await open(LIMIT * 3);
  expect(admission.fullStage('read')).toBeUndefined();
});

test('what fails at once is no sign of room', async () => {
  const before = admission.load.intake.limit;
  const failed = admission.open(aDeviceId(), async () => Promise.reject(new BusUnavailable('Kafka is gone.')));
  await expect(failed).rejects.toThrow('Kafka is gone.');
  expect(admission.load.intake.limit).toBeLessThan(before);
  expect(admission.load.decision?.pending).toBe(0);
});
