import { type EmbeddedAdapters, openEmbedded } from '#libs/adapters/embedded';
import type { DeviceEventRecord, DeviceId } from '#libs/domain';
import { aDevice, aSession } from '#libs/testing/port-contracts';
import { TakeOverDeclaration } from './take-over-declaration.ts';

const DECLARED = { tags: ['gold'], attributes: { plan: 'gold' }, declaredAt: '2026-01-01T00:00:00.000Z' };
let adapters: EmbeddedAdapters;
let takeOver: TakeOverDeclaration;

beforeEach(async () => {
  adapters = await openEmbedded({ dataDir: ':memory:' });
  takeOver = new TakeOverDeclaration(adapters.deviceStore, adapters.declarationStore, adapters.settledMarks);
});
afterEach(() => adapters.close());

function event(type: 'device.declared' | 'device.registered', deviceId: DeviceId): DeviceEventRecord {
  return {
    id: 'event',
    type,
    deviceId,
    time: DECLARED.declaredAt,
    position: 1,
    data: {},
  } as unknown as DeviceEventRecord;
}

test('a device that was declared has its tags and attributes from its first contact on', async () => {
  const device = aDevice();
  await adapters.declarationStore.put({ id: device.id, ...DECLARED });
  await takeOver.handle(event('device.declared', device.id));
  expect(await adapters.declarationStore.get(device.id)).toBeDefined();
  await adapters.deviceStore.save(device);
  await takeOver.handle(event('device.registered', device.id));
  expect(await adapters.deviceStore.get(device.id)).toMatchObject({ tags: ['gold'], attributes: { plan: 'gold' } });
  expect(await adapters.declarationStore.get(device.id)).toBeUndefined();
});

test('a device that called while it was being declared gets it, too, and only once', async () => {
  const device = await adapters.deviceStore.save(aDevice());
  await takeOver.handle(event('device.registered', device.id));
  await adapters.declarationStore.put({ id: device.id, ...DECLARED });
  await takeOver.handle(event('device.declared', device.id));
  await takeOver.handle(event('device.declared', device.id));
  expect(await adapters.deviceStore.get(device.id)).toMatchObject({ tags: ['gold'], revision: device.revision + 1 });
});

test('what was said of a device makes it look again', async () => {
  const device = await adapters.deviceStore.save(aDevice());
  const mark = { fingerprint: 'f', epoch: await adapters.settledMarks.epoch() };
  await adapters.settledMarks.mark(device.id, mark);
  await takeOver.handle(event('device.declared', device.id));
  const opened = await adapters.sessionStore.open(aSession({ deviceId: device.id }), mark);
  expect(opened.session.settled).toBe(false);
});
