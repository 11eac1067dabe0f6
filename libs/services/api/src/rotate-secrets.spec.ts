import type { DeviceId, SecretOwner } from '#libs/domain';
import {
  type Adapters,
  createLogger,
  loadConfig,
  openAdapters,
  platformConfig,
  SystemClock,
  start,
  Vault,
} from '#libs/platform';
import { ManualClock } from '#libs/testing/port-contracts';
import { apiConfig } from './api.config.ts';
import { apiRole } from './api.role.ts';
import { ResealLogins } from './reseal-logins.ts';
import { RotateSecrets } from './rotate-secrets.ts';
import { SecretRotation } from './secret-rotation.ts';

const [old, current] = [key('old', 1), key('new', 2)];
const [before, both] = [new Vault([old]), new Vault([current, old])];
const device = '00A0B1-Box-1' as DeviceId;
const changedAt = '2026-01-01T00:00:00.000Z';

let adapters: Adapters;
beforeEach(async () => {
  adapters = await openAdapters({ dataDir: ':memory:', clock: new SystemClock() });
});
afterEach(() => adapters.close());

function key(id: string, byte: number) {
  return { id, key: Buffer.alloc(32, byte) };
}

const put = (vault: Vault, owner: SecretOwner, name: string, text: string) =>
  adapters.secretStore.put(owner, { [name]: { ...vault.seal(text, owner, name), changedAt } });
const rotate = (vault: Vault) => new RotateSecrets(adapters.secretStore, vault).execute();

test('what the old key sealed is sealed with the new one, and stays what it was', async () => {
  await put(before, device, 'wifi', 'one');
  await put(before, device, 'wifi', 'two');
  await put(before, 'fleet', 'admin', 'three');
  await put(both, device, 'pppoe', 'four');
  const untouched = (await adapters.secretStore.read(device)).pppoe;
  expect(await rotate(both)).toEqual({ resealed: 2, unreadable: 0, complete: true, contested: false });
  const { wifi, pppoe } = await adapters.secretStore.read(device);
  expect(wifi).toMatchObject({ keyId: 'new', version: 2, changedAt });
  expect(pppoe).toEqual(untouched);
  // The old key can be taken away.
  expect(wifi && new Vault([current]).open(wifi, device, 'wifi')).toBe('two');
  expect(await rotate(both)).toEqual({ resealed: 0, unreadable: 0, complete: true, contested: false });
});

test('of many owners none is left out', async () => {
  const owners = Array.from({ length: 350 }, (_, n) => `00A0B1-Box-${n}` as DeviceId);
  for (const owner of owners) await put(before, owner, 'wifi', owner);
  expect((await rotate(both)).resealed).toBe(350);
  expect(await adapters.secretStore.sealedByOthers('new', 1)).toEqual([]);
});

test('what can not be opened is passed over and counted, and keeps nothing else from being done', async () => {
  const lost = new Vault([key('lost', 3)]);
  for (let n = 0; n < 150; n++) await put(lost, `00A0B1-Lost-${n}` as DeviceId, 'wifi', 'x');
  await put(before, 'zz' as DeviceId, 'wifi', 'one');
  await put(lost, 'zz' as DeviceId, 'gone', 'x');
  expect(await rotate(both)).toEqual({ resealed: 1, unreadable: 151, complete: true, contested: false });
});

test('when another process seals with another key it does not go on for ever', async () => {
  const { secretStore } = adapters;
  const owners = Array.from({ length: 120 }, (_, n) => `00A0B1-Box-${n}` as DeviceId);
  for (const owner of owners) await put(before, owner, 'wifi', owner);
  const sealedByOthers = secretStore.sealedByOthers.bind(secretStore);
  const other = new RotateSecrets(secretStore, new Vault([old, current]));
  Object.defineProperty(secretStore, 'sealedByOthers', {
    value: async (...query: Parameters<typeof sealedByOthers>) => {
      if (query[0] === 'new') await other.execute();
      return sealedByOthers(...query);
    },
  });
  expect(await rotate(both)).toMatchObject({ complete: false, contested: true });
});

test('without a key nothing is done', async () => {
  await put(before, device, 'wifi', 'one');
  expect(await rotate(new Vault([]))).toEqual({ resealed: 0, unreadable: 0, complete: true, contested: false });
});

test('it runs at the start and every hour, and tells each outcome once', async () => {
  const clock = new ManualClock();
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  const logger = createLogger('test', { level: 'info', format: 'json', output });
  await put(before, device, 'wifi', 'one');
  await put(new Vault([key('lost', 3)]), 'fleet', 'admin', 'x');
  const rotation = new SecretRotation(
    new RotateSecrets(adapters.secretStore, both),
    new ResealLogins(adapters.accessStore, both),
    clock,
    logger,
  );
  rotation.onApplicationBootstrap();
  await rotation.idle();
  await put(before, device, 'pppoe', 'two');
  clock.advance(3_600_000);
  await rotation.idle();
  expect((await adapters.secretStore.read(device)).pppoe?.keyId).toBe('new');
  expect(lines.map((line) => JSON.parse(line)).map(({ resealed, unreadable }) => resealed ?? unreadable)).toEqual([
    1, 1, 1,
  ]);
  await rotation.beforeApplicationShutdown();
  clock.advance(3_600_000);
});

test('the API does it when it starts', async () => {
  await put(before, device, 'wifi', 'one');
  const keys = [current, old].map(({ id, key: bytes }) => `${id}:${bytes.toString('base64')}`).join(',');
  const loaded = loadConfig([platformConfig, apiConfig], {
    MUSTER_HTTP_PORT: '0',
    MUSTER_DATA_DIR: ':memory:',
    MUSTER_SECRET_KEYS: keys,
  });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const logger = createLogger('test', { level: 'error', format: 'json' });
  const running = await start([apiRole], { config: loaded.config, logger, adapters });
  await running.get(SecretRotation).idle();
  expect((await adapters.secretStore.read(device)).wifi?.keyId).toBe('new');
  await running.stop();
});
