import { type EmbeddedAdapters, IN_MEMORY, openEmbedded } from '#libs/adapters/embedded';
import { aDeviceId, anEvent, aReadyCommand, aSession, eventually, ManualClock } from '#libs/testing/port-contracts';
import { AwaitDecision } from './await-decision.ts';

const WAIT_MS = 5_000;
const MAX_LAG = 2;
const GROUP = 'deciders';

let clock: ManualClock;
let adapters: EmbeddedAdapters;
let decision: AwaitDecision;

beforeEach(async () => {
  clock = new ManualClock();
  adapters = await openEmbedded({ dataDir: IN_MEMORY, clock });
  decision = await started(WAIT_MS);
});
afterEach(async () => {
  await decision.stop();
  await adapters.close();
});

async function started(waitMs: number): Promise<AwaitDecision> {
  const options = { gateway: 'gateway-1', group: GROUP, waitMs, maxLag: MAX_LAG };
  const created = new AwaitDecision(adapters.readyCommands, adapters.signals, adapters.eventBus, clock, options);
  await created.start();
  return created;
}

/** A session whose last event has position 7. */
async function openedSession() {
  const deviceId = aDeviceId();
  const { session } = await adapters.sessionStore.open(aSession({ deviceId, lastPosition: 7 }));
  return session;
}

/** What provisioning does once it has decided. */
async function decide(deviceId: ReturnType<typeof aDeviceId>, upTo: number, signal = true): Promise<void> {
  await adapters.readyCommands.decide(deviceId, { upTo, command: aReadyCommand() });
  if (signal) await adapters.signals.send('gateway.gateway-1', `${deviceId} ${upTo}`);
}

/** Lets all that can go on without the clock go on; then tells whether `promise` is still open. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol();
  const turn = new Promise((resolve) => setImmediate(() => resolve(open)));
  return (await Promise.race([promise, turn])) === open;
}

test('what was decided before is not waited for', async () => {
  const session = await openedSession();
  await decide(session.deviceId, 7, false);
  expect(await decision.decided(session)).toBe(true);
});

test('a decision from before the last event is waited out, and the signal of the next ends the waiting', async () => {
  const session = await openedSession();
  await decide(session.deviceId, 6, false);
  const decided = decision.decided(session);
  expect(await isPending(decided)).toBe(true);
  await decide(session.deviceId, 6);
  expect(await isPending(decided)).toBe(true);
  await decide(session.deviceId, 8);
  expect(await decided).toBe(true);
});

test('a signal for another device wakes nobody', async () => {
  const [session, other] = [await openedSession(), await openedSession()];
  const decided = decision.decided(session);
  expect(await isPending(decided)).toBe(true);
  await decide(session.deviceId, 7, false);
  await decide(other.deviceId, 7);
  expect(await isPending(decided)).toBe(true);
  await adapters.signals.send('gateway.gateway-1', session.deviceId);
  expect(await decided).toBe(true);
});

test('the waiting is bounded', async () => {
  const session = await openedSession();
  const decided = decision.decided(session);
  expect(await isPending(decided)).toBe(true);
  clock.advance(WAIT_MS - 1);
  expect(await isPending(decided)).toBe(true);
  clock.advance(1);
  expect(await decided).toBe(false);
});

test('a decision whose signal was lost is seen when the time is over', async () => {
  const session = await openedSession();
  const decided = decision.decided(session);
  expect(await isPending(decided)).toBe(true);
  await decide(session.deviceId, 7, false);
  clock.advance(WAIT_MS);
  expect(await decided).toBe(true);
});

test('signals that decide nothing do not make the waiting longer', async () => {
  const session = await openedSession();
  const decided = decision.decided(session);
  for (let i = 0; i < 5; i++) {
    expect(await isPending(decided)).toBe(true);
    clock.advance(WAIT_MS / 5);
    await adapters.signals.send('gateway.gateway-1', session.deviceId);
  }
  expect(await decided).toBe(false);
});

test('all sessions of a device that wait are woken', async () => {
  const session = await openedSession();
  const waiting = [decision.decided(session), decision.decided(session)];
  expect(await isPending(Promise.race(waiting))).toBe(true);
  await decide(session.deviceId, 7);
  expect(await Promise.all(waiting)).toEqual([true, true]);
});

test('without a time to wait, nobody waits', async () => {
  await decision.stop();
  decision = await started(0);
  expect(await decision.decided(await openedSession())).toBe(false);
});

test('nobody is kept waiting for deciders that are far behind, until they have caught up', async () => {
  const { promise: caughtUp, resolve: catchUp } = Promise.withResolvers<void>();
  const subscription = adapters.eventBus.subscribe(GROUP, () => caughtUp);
  for (let i = 0; i <= MAX_LAG; i++) await adapters.eventBus.publish([anEvent()]);
  const session = await openedSession();
  clock.advance(1_000);
  await eventually('the lag was noticed', async () => !(await isPending(decision.decided(session))));
  expect(await decision.decided(session)).toBe(false);

  catchUp();
  await eventually('all is handled', async () => (await adapters.eventBus.lag(GROUP)) === 0);
  clock.advance(1_000);
  await eventually('the end of the lag was noticed', () => isPending(decision.decided(session)));
  await subscription.close();
});

test('whoever waits when the gateway stops is let go at once, and no timer is left', async () => {
  const session = await openedSession();
  const decided = decision.decided(session);
  expect(await isPending(decided)).toBe(true);
  const timers = clock.pending;
  await decision.stop();
  expect(await decided).toBe(false);
  // Neither that of the waiting nor that of the look at the lag.
  expect(clock.pending).toBe(timers - 2);
  expect(await isPending(decision.decided(session))).toBe(false);
});
