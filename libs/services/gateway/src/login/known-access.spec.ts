import { type EmbeddedAdapters, openEmbedded } from '#libs/adapters/embedded';
import { ACCESS_TOPIC, AccessStore, type DeviceId, newAccess, StoreUnavailable, withLogin } from '#libs/domain';
import { createLogger, sealLogin, Vault } from '#libs/platform';
import { ManualClock } from '#libs/testing/port-contracts';
import { KnownAccess } from './known-access.ts';

const DEVICE = '00D09E-Box-1' as DeviceId;
const vault = new Vault([{ id: 'k', key: Buffer.alloc(32, 1) }]);
const basic = (password: string) => ({ scheme: 'basic', username: 'u', password }) as const;

let adapters: EmbeddedAdapters;
let clock: ManualClock;
let reads: number;
let answers: Promise<void>;

/** Counts what is read. */
class CountedStore extends AccessStore {
  override async get(deviceId: DeviceId) {
    reads++;
    await answers;
    return adapters.accessStore.get(deviceId);
  }
  override save(access: Parameters<AccessStore['save']>[0]) {
    return adapters.accessStore.save(access);
  }
  override remove(deviceId: DeviceId) {
    return adapters.accessStore.remove(deviceId);
  }
  override list(query: Parameters<AccessStore['list']>[0]) {
    return adapters.accessStore.list(query);
  }
  override count(standing: Parameters<AccessStore['count']>[0]) {
    return adapters.accessStore.count(standing);
  }
  override sealedByOthers(keyId: string, limit: number) {
    return adapters.accessStore.sealedByOthers(keyId, limit);
  }
}

beforeEach(async () => {
  clock = new ManualClock();
  adapters = await openEmbedded({ dataDir: ':memory:', clock });
  reads = 0;
  answers = Promise.resolve();
});
afterEach(() => adapters.close());

function known(most = 10, log: string[] = []): KnownAccess {
  const output = { write: (line: string) => void log.push(line) };
  const logger = createLogger('test', { level: 'error', format: 'json', output });
  const options = { realm: 'muster', most, keepMs: 60_000, waitsMs: 2_000, mostReads: 1_000 };
  return new KnownAccess(new CountedStore(), vault, adapters.signals, clock, logger, options);
}

async function setPassword(password: string): Promise<void> {
  const access = (await adapters.accessStore.get(DEVICE)) ?? newAccess(DEVICE, 'admitted');
  await adapters.accessStore.save(withLogin(access, sealLogin(vault, DEVICE, { username: 'u', password }, 't')));
}

test('a login is read once, and anew when it was changed or its time is over', async () => {
  await setPassword('one');
  const access = known();
  await access.start();
  const isRight = async (password: string) =>
    (await access.get(DEVICE)).logins.some(({ login }) => login.isMeantBy(basic(password), 'POST'));
  expect([await isRight('one'), await isRight('two'), reads]).toEqual([true, false, 1]);
  await setPassword('two');
  expect([await isRight('two'), reads]).toEqual([false, 1]);
  await adapters.signals.send(ACCESS_TOPIC, DEVICE);
  expect([await isRight('two'), reads]).toEqual([true, 2]);
  clock.advance(60_000);
  expect([await isRight('two'), reads]).toEqual([true, 3]);
  await access.get(DEVICE, 0);
  expect(reads).toBe(4);
  await access.stop();
});

test('of many devices, those seen last are kept', async () => {
  const access = known(3);
  const ids = [1, 2, 3, 4].map((n) => `00D09E-Box-${n}` as DeviceId);
  for (const id of [...ids.slice(0, 3), ...ids.slice(0, 1), ...ids.slice(3)]) await access.get(id);
  expect(reads).toBe(4);
  await access.get(ids[0] ?? DEVICE);
  expect(reads).toBe(4);
  await access.get(ids[1] ?? DEVICE);
  expect(reads).toBe(5);
});

test('a login that does not open lets nobody in, and is told', async () => {
  const lost = new Vault([{ id: 'lost', key: Buffer.alloc(32, 2) }]);
  const sealed = sealLogin(lost, DEVICE, { username: 'u', password: 'p' }, 't');
  await adapters.accessStore.save(withLogin(newAccess(DEVICE, 'admitted'), sealed));
  const log: string[] = [];
  expect((await known(10, log).get(DEVICE)).logins).toEqual([]);
  expect(log.join()).toContain('The key lost');
});

test('a store that does not answer keeps nobody waiting for long, and what it says at last is kept', async () => {
  await setPassword('one');
  const { promise, resolve: answer } = Promise.withResolvers<void>();
  answers = promise;
  const access = known();
  const waiting = [access.get(DEVICE), access.get(DEVICE)].map((one) => expect(one).rejects.toThrow(StoreUnavailable));
  await Promise.resolve();
  clock.advance(2_000);
  await Promise.all(waiting);
  expect(access.load).toEqual({ reads: 1, refused: { busy: 0, slow: 2 } });
  const later = access.get(DEVICE);
  answer();
  expect((await later).logins).toHaveLength(1);
  await access.get(DEVICE);
  expect(reads).toBe(1);
});

test('no more are read at once than may be', async () => {
  const { promise, resolve: answer } = Promise.withResolvers<void>();
  answers = promise;
  const access = known(5_000);
  const reading = Array.from({ length: 1_000 }, (_, n) => access.get(`00D09E-Box-${n}` as DeviceId));
  await expect(access.get('00D09E-Box-one-more' as DeviceId)).rejects.toThrow('Too many logins');
  expect(access.load).toEqual({ reads: 1_000, refused: { busy: 1, slow: 0 } });
  answer();
  await Promise.all(reading);
  expect((await access.get('00D09E-Box-one-more' as DeviceId)).logins).toEqual([]);
});
