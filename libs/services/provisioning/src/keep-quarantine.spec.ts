import { type EmbeddedAdapters, openEmbedded } from '#libs/adapters/embedded';
import { type DeviceEventRecord, type DeviceId, newAccess } from '#libs/domain';
import { createLogger } from '#libs/platform';
import { eventually } from '#libs/testing/port-contracts';
import { KeepQuarantine } from './keep-quarantine.ts';

const MOST = 3;
const device = (n: number) => `00D09E-Box-${n}` as DeviceId;

let adapters: EmbeddedAdapters;
let quarantine: KeepQuarantine;
let log: string[];
beforeEach(async () => {
  adapters = await openEmbedded({ dataDir: ':memory:' });
  log = [];
  const output = { write: (line: string) => void log.push(line) };
  const logger = createLogger('test', { level: 'warn', format: 'json', output });
  quarantine = new KeepQuarantine(adapters.accessStore, adapters.eventBus, adapters.signals, logger, MOST);
});
afterEach(() => adapters.close());

function knock(n: number, at: string): DeviceEventRecord {
  const identity = { manufacturer: 'M', oui: '00D09E', productClass: 'Box', serialNumber: String(n) };
  const data = { identity, address: '192.0.2.1', proof: 'shared' } as const;
  return {
    id: `${device(n)}:knocked:${at}`,
    type: 'security.device.knocked',
    deviceId: device(n),
    time: at,
    data,
    position: 1,
  };
}

test('who knocks is kept with what it said last, and told once', async () => {
  const told: string[] = [];
  adapters.eventBus.subscribe('test', async ({ id, type }) => void told.push(`${type} ${id}`));
  await quarantine.handle(knock(1, 't1'));
  await quarantine.handle(knock(1, 't1'));
  await quarantine.handle(knock(1, 't2'));
  const access = await adapters.accessStore.get(device(1));
  expect(access).toMatchObject({ standing: 'quarantined', knock: { address: '192.0.2.1', at: 't2' } });
  await eventually('it is told', () => told.length === 1);
  expect(told).toEqual([`security.access.changed ${device(1)}:knocked:t1:kept`]);
});

test('what an operator has decided stays', async () => {
  await adapters.accessStore.save(newAccess(device(1), 'refused'));
  await quarantine.handle(knock(1, 't1'));
  expect((await adapters.accessStore.get(device(1)))?.standing).toBe('refused');
});

test('no more are kept than may be', async () => {
  for (let n = 1; n <= 5; n++) await quarantine.handle(knock(n, 't1'));
  expect(await adapters.accessStore.count('quarantined')).toBe(MOST);
  expect([log.length, quarantine.turnedAway]).toEqual([2, 2]);
});
