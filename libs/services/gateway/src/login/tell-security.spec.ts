import { type EmbeddedAdapters, openEmbedded } from '#libs/adapters/embedded';
import type { DeviceId, EventRecord } from '#libs/domain';
import { createLogger } from '#libs/platform';
import { eventually, ManualClock } from '#libs/testing/port-contracts';
import { TellSecurity } from './tell-security.ts';

const IDENTITY = { manufacturer: 'M', oui: '00D09E', productClass: 'Box', serialNumber: '1' };
const device = (n: number) => `00D09E-Box-${n}` as DeviceId;

let adapters: EmbeddedAdapters;
let clock: ManualClock;
let tell: TellSecurity;
const events: EventRecord[] = [];

beforeEach(async () => {
  clock = new ManualClock();
  adapters = await openEmbedded({ dataDir: ':memory:', clock });
  events.length = 0;
  adapters.eventBus.subscribe('test', async (event) => void events.push(event));
  const output = { write: () => undefined };
  tell = new TellSecurity(adapters.eventBus, clock, createLogger('test', { level: 'error', format: 'json', output }));
});
afterEach(() => adapters.close());

const failure = { reason: 'wrong_login', address: '203.0.113.9', username: 'u'.repeat(100) } as const;

test('of a flood of failures some are told, with how many were not', async () => {
  for (let n = 0; n < 1_000; n++) tell.failed(device(n), failure);
  await eventually('twenty are told', () => events.length === 20);
  clock.advance(3_000);
  tell.failed(device(1), failure);
  await eventually('one more is told', () => events.length === 21);
  expect(events.at(-1)?.data).toEqual({ ...failure, username: 'u'.repeat(64), untold: 980 });
});

test.each(['other_device', 'not_admitted', 'replayed'] as const)(
  'a flood of guesses does not hide %s',
  async (reason) => {
    for (let n = 0; n < 100; n++) tell.failed(device(n), failure);
    tell.failed(device(1), { ...failure, reason });
    await eventually('it is told', () => events.some(({ data }) => JSON.stringify(data).includes(`"${reason}"`)));
    expect(events.at(-1)?.data).toMatchObject({ reason, untold: 0 });
  },
);

test('a device that keeps knocking is told once an hour', async () => {
  for (let n = 0; n < 5; n++) expect(await tell.knocked(device(1), IDENTITY, '192.0.2.1', 'none')).toBe(true);
  clock.advance(3_600_000);
  await tell.knocked(device(1), IDENTITY, '192.0.2.1', 'none');
  await eventually('two are told', () => events.length === 2);
});

test('devices that are made up do not come in any number', async () => {
  const told: boolean[] = [];
  for (let n = 0; n < 300; n++) told.push(await tell.knocked(device(n), IDENTITY, '203.0.113.9', 'none'));
  expect(told.filter((one) => one)).toHaveLength(100);
});
