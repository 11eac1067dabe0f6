import { type Device, type DeviceId, type DeviceStore, EVERYTHING, RevisionConflict } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { deviceCounts } from './device-store/counts.ts';
import { deviceFilters } from './device-store/filters.ts';
import { devicePages } from './device-store/pages.ts';
import { aDevice, aSyncState } from './fixtures.ts';

/** What every DeviceStore promises. */
export function deviceStoreContract(name: string, make: MakeAdapter<DeviceStore>): void {
  describe(`DeviceStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: DeviceStore;

    beforeEach(async () => {
      made = await make();
      store = made.port;
    });
    afterEach(() => made.close());

    const seenAt = async (id: DeviceId) => (await store.get(id))?.lastInformAt;
    const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;

    test('a device is found as it was saved, also after a restart', async () => {
      const device: Device = aDevice({
        tags: ['gold', '__proto__', "it's"],
        methods: ['Reboot'],
        attributes: { plan: 'gold', site: '$where' },
        parameterAttributes: [{ path: 'Device.A.X', notification: 2, accessList: ['Subscriber'] }],
        conditions: ['Degraded'],
        sync: aSyncState(),
        lastBootAt: at(1),
      });
      expect(await store.get(device.id)).toBeUndefined();
      expect(await store.save(device)).toEqual({ ...device, revision: 1 });
      const again = (await made.reopen?.()) ?? store;
      expect(await again.get(device.id)).toEqual({ ...device, revision: 1 });
    });

    test('what was loaded before another save can not be saved', async () => {
      const first = await store.save(aDevice());
      const second = await store.save({ ...first, tags: ['a'] });
      expect(second.revision).toBe(first.revision + 1);
      await expect(store.save({ ...first, tags: ['b'] })).rejects.toThrow(RevisionConflict);
      await expect(store.save({ ...first, revision: 0 })).rejects.toThrow(RevisionConflict);
      await expect(store.save(aDevice({ revision: 4 }))).rejects.toThrow(RevisionConflict);
      expect(await store.get(first.id)).toEqual(second);
    });

    test('of fifty that save one revision at once, one does', async () => {
      const device = await store.save(aDevice());
      const results = await Promise.allSettled(
        Array.from({ length: 50 }, (_, index) => store.save({ ...device, tags: [String(index)] })),
      );
      const won = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
      expect(won).toHaveLength(1);
      expect(await store.get(device.id)).toEqual(won[0]);
    });

    test('touching moves the time of the last Inform forward, and changes no revision', async () => {
      const [one, two] = [await store.save(aDevice({ lastInformAt: at(5) })), await store.save(aDevice())];
      const absent = aDevice().id;
      await store.touch(
        new Map([
          [one.id, at(4)],
          [two.id, at(7)],
          [absent, at(7)],
        ]),
      );
      expect(await seenAt(one.id)).toBe(at(5));
      expect(await seenAt(two.id)).toBe(at(7));
      expect(await store.get(absent)).toBeUndefined();
      expect((await store.get(two.id))?.revision).toBe(two.revision);
    });

    test('a save does not move the time of the last Inform back', async () => {
      const device = await store.save(aDevice({ lastInformAt: at(1) }));
      await store.touch(new Map([[device.id, at(9)]]));
      await store.save({ ...device, tags: ['a'] });
      expect(await seenAt(device.id)).toBe(at(9));
    });

    test('a removed device is gone, and may come again', async () => {
      const device = await store.save(aDevice());
      expect(await store.remove(device.id)).toBe(true);
      expect(await store.remove(device.id)).toBe(false);
      expect(await store.get(device.id)).toBeUndefined();
      expect(await store.count(EVERYTHING)).toBe(0);
      expect((await store.save({ ...device, revision: 0 })).revision).toBe(1);
    });

    devicePages(() => store);
    deviceCounts(() => store);
    deviceFilters(() => store);
  });
}
