import { openEmbedded } from '#libs/adapters/embedded';
import { timestamp } from '#libs/domain';
import { aDevice, ManualClock } from '#libs/testing/port-contracts';
import { KeepPresence } from './keep-presence.ts';

const INTERVAL_MS = 600_000;

async function open() {
  const clock = new ManualClock();
  const adapters = await openEmbedded({ dataDir: ':memory:', clock });
  const { presence, deviceStore } = adapters;
  const keep = new KeepPresence(presence, deviceStore, clock, INTERVAL_MS);
  const device = await deviceStore.save(aDevice());
  const lastInformAt = async () => (await deviceStore.get(device.id))?.lastInformAt;
  return { clock, adapters, presence, keep, device, lastInformAt };
}

test('the time of the last Inform is carried over at its interval, without a new revision', async () => {
  const { clock, adapters, presence, keep, device, lastInformAt } = await open();
  clock.advance(1_000);
  presence.seen(device.id, clock.now());
  await keep.run();
  const written = await lastInformAt();
  clock.advance(1_000);
  presence.seen(device.id, clock.now());
  expect(await keep.run()).toBe(0);
  expect(await lastInformAt()).toBe(written);
  clock.advance(INTERVAL_MS);
  expect(await keep.run()).toBe(1);
  expect(await lastInformAt()).toBe(timestamp(clock.now() - INTERVAL_MS));
  expect((await adapters.deviceStore.get(device.id))?.revision).toBe(device.revision);
  await adapters.close();
});

test('before the process ends all is written, however many there are', async () => {
  const { clock, adapters, presence, keep, device, lastInformAt } = await open();
  const others = await Promise.all(Array.from({ length: 1_200 }, () => adapters.deviceStore.save(aDevice())));
  clock.advance(5_000);
  for (const { id } of [device, ...others]) presence.seen(id, clock.now());
  await keep.flush();
  expect(await lastInformAt()).toBe(timestamp(clock.now()));
  for (const { id } of others) expect((await adapters.deviceStore.get(id))?.lastInformAt).toBe(timestamp(clock.now()));
  await adapters.close();
});

test('a device that is not known any more does no harm', async () => {
  const { clock, adapters, presence, keep, device } = await open();
  await adapters.deviceStore.remove(device.id);
  presence.seen(device.id, clock.now());
  await keep.flush();
  expect(await adapters.deviceStore.get(device.id)).toBeUndefined();
  await adapters.close();
});
