import { type EmbeddedAdapters, openEmbedded } from '#libs/adapters/embedded';
import type { EventRecord, Session } from '#libs/domain';
import { createLogger } from '#libs/platform';
import { aDeviceId, aSession, eventually, ManualClock } from '#libs/testing/port-contracts';
import { TellSecurity } from './tell-security.ts';
import { WatchDoubles } from './watch-doubles.ts';

const [HOME, AWAY] = ['192.0.2.1', '203.0.113.9'];

let adapters: EmbeddedAdapters;
let clock: ManualClock;
let doubles: WatchDoubles;
/** Of another gateway. */
let other: WatchDoubles;
const events: EventRecord[] = [];

beforeEach(async () => {
  clock = new ManualClock();
  adapters = await openEmbedded({ dataDir: ':memory:', clock });
  events.length = 0;
  adapters.eventBus.subscribe('test', async (event) => void events.push(event));
  const output = { write: () => undefined };
  const logger = createLogger('test', { level: 'error', format: 'json', output });
  const gateway = () => new WatchDoubles(new TellSecurity(adapters.eventBus, clock, logger), adapters.signals, clock);
  doubles = gateway();
  other = gateway();
  await other.start();
});
afterEach(async () => {
  await other.stop();
  await adapters.close();
});

const deviceId = aDeviceId();
const from = (network: string): Session => ({ ...aSession({ deviceId }), network });

/** What was told until now, each as evidence and addresses. */
async function told() {
  await adapters.eventBus.publish([
    {
      id: 'end',
      type: 'device.bootstrapped',
      deviceId: aDeviceId(),
      time: '2026-01-01T00:00:00Z' as never,
      data: { sessionId: '' },
    },
  ]);
  await eventually('all is told', () => events.some(({ id }) => id === 'end'));
  return events.filter(({ type }) => type === 'security.device.doubled').map(({ data }) => data);
}

test('a device that comes back from another address, or again from the same, is one', async () => {
  const [first, second, third] = [from(HOME), from(HOME), from(AWAY)];
  doubles.superseded(first, second);
  doubles.superseded(second, third);
  doubles.wentOn([first.id, third.id], AWAY);
  clock.advance(3_600_000);
  doubles.superseded(third, from(HOME));
  expect(await told()).toEqual([]);
});

test('two are told of when the one that was cut short goes on', async () => {
  const older = from(HOME);
  doubles.superseded(older, from(AWAY));
  doubles.wentOn([older.id], AWAY);
  for (let n = 0; n < 3; n++) doubles.wentOn([older.id], HOME);
  expect(await told()).toEqual([{ evidence: 'went_on', address: AWAY, otherAddress: HOME }]);
});

test('or when they cut each other short, and then once an hour', async () => {
  const [one, two] = [from(HOME), from(AWAY)];
  doubles.superseded(one, two);
  clock.advance(300_000);
  for (let n = 0; n < 5; n++) doubles.superseded(two, one);
  expect(await told()).toEqual([{ evidence: 'again', address: HOME, otherAddress: AWAY }]);
});

test('also where the one that was cut short goes on at another gateway', async () => {
  const older = from(HOME);
  doubles.superseded(older, from(AWAY));
  await eventually('the other gateway knows', () => other.size > 0);
  other.wentOn([older.id], HOME);
  expect(await told()).toEqual([{ evidence: 'went_on', address: AWAY, otherAddress: HOME }]);
});

test('it remembers no more than it may', () => {
  for (let n = 0; n < 30_000; n++) doubles.superseded({ ...from(HOME), id: `${n}` }, from(AWAY));
  expect(doubles.size).toBe(10_001);
});
