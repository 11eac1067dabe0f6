import type { ModelParameter } from '#libs/domain';
import { type Adapters, openAdapters, SystemClock } from '#libs/platform';
import { ManualClock } from '#libs/testing/port-contracts';
import { KnownModels } from './known-models.ts';

const path = 'Device.Time.NTPServer1';
let adapters: Adapters;
let clock: ManualClock;
let models: KnownModels;

beforeEach(async () => {
  adapters = await openAdapters({ dataDir: ':memory:', clock: new SystemClock() });
  clock = new ManualClock();
  models = new KnownModels(adapters.modelStore, clock);
});
afterEach(() => adapters.close());

const save = (productClass: string, parameters: readonly ModelParameter[]) =>
  adapters.modelStore.saveSchema({
    key: productClass,
    identity: { manufacturer: 'Acme', oui: '00A0B1', productClass },
    softwareVersion: '1',
    parameters,
  });

test('of models that say the same, the first stands for all', async () => {
  // More than are read at once.
  for (let n = 10; n < 35; n++) await save(`Box${n}`, [{ path, type: 'string', writable: n < 34 }]);
  expect((await models.facts())(path)).toEqual([
    { model: 'Acme Box10 1', type: 'string', writable: true },
    { model: 'Acme Box34 1', type: 'string', writable: false },
  ]);
  expect((await models.facts())('Device.Time.NTPServer2')).toEqual([]);
});

test('they are read again after half a minute, and once for many who ask', async () => {
  await models.facts();
  await save('Box', [{ path }]);
  expect((await models.facts())(path)).toEqual([]);
  clock.advance(30_000);
  const [one, other] = [models.facts(), models.facts()];
  expect(one).toBe(other);
  expect((await one)(path)).toEqual([{ model: 'Acme Box 1' }]);
});

test('an error is not kept', async () => {
  const { modelStore } = adapters;
  const schemas = modelStore.schemas.bind(modelStore);
  Object.defineProperty(modelStore, 'schemas', { value: () => Promise.reject(new Error('down')), configurable: true });
  await expect(models.facts()).rejects.toThrow('down');
  Object.defineProperty(modelStore, 'schemas', { value: schemas });
  expect((await models.facts())(path)).toEqual([]);
});
