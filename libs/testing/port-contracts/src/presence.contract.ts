import type { DeviceId, Presence } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { eventually } from './eventually.ts';
import { aDeviceId } from './fixtures.ts';

/** What every Presence promises. */
export function presenceContract(name: string, make: MakeAdapter<Presence>): void {
  describe(`Presence: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let presence: Presence;

    beforeEach(async () => {
      made = await make();
      presence = made.port;
    });
    afterEach(() => made.close());

    /** `seen` promises no time at which it is visible. */
    const see = async (deviceId: DeviceId, atMs: number) => {
      presence.seen(deviceId, atMs);
      await eventually('it is visible', async () => (await presence.lastSeen([deviceId])).get(deviceId) === atMs);
    };

    test('tells when devices were heard of last', async () => {
      const [one, two, never] = [aDeviceId(), aDeviceId(), aDeviceId()];
      await see(one, 1_000);
      await see(one, 3_000);
      await see(two, 2_000);
      const expected = new Map([
        [one, 3_000],
        [two, 2_000],
      ]);
      expect(await presence.lastSeen([one, two, never])).toEqual(expected);
    });

    test('an older time does not replace a later one', async () => {
      const [deviceId, other] = [aDeviceId(), aDeviceId()];
      await see(deviceId, 5_000);
      presence.seen(deviceId, 4_000);
      await see(other, 1);
      expect((await presence.lastSeen([deviceId])).get(deviceId)).toBe(5_000);
    });

    test('a device heard of for the first time is unwritten, and is taken once', async () => {
      const deviceId = aDeviceId();
      await see(deviceId, 1_000);
      expect(await presence.takeUnwritten(500, 1_000, 10)).toEqual(new Map([[deviceId, 1_000]]));
      expect(await presence.takeUnwritten(500, 1_000, 10)).toEqual(new Map());
    });

    test('a device that was written is taken again when it was heard of and the interval is over', async () => {
      const deviceId = aDeviceId();
      await see(deviceId, 1_000);
      await presence.takeUnwritten(500, 1_000, 10);
      await see(deviceId, 2_000);
      expect(await presence.takeUnwritten(1_000, 2_000, 10)).toEqual(new Map());
      expect(await presence.takeUnwritten(1_001, 2_001, 10)).toEqual(new Map([[deviceId, 2_000]]));
    });

    test('a device that fell silent is not taken until it is heard of again', async () => {
      const deviceId = aDeviceId();
      await see(deviceId, 1_000);
      await presence.takeUnwritten(500, 1_000, 10);
      expect(await presence.takeUnwritten(9_000, 9_500, 10)).toEqual(new Map());
      await see(deviceId, 9_600);
      expect(await presence.takeUnwritten(9_000, 9_700, 10)).toEqual(new Map([[deviceId, 9_600]]));
    });

    test('at most so many are taken at a time, and none twice', async () => {
      const devices = Array.from({ length: 5 }, () => aDeviceId());
      for (const deviceId of devices) await see(deviceId, 1_000);
      const first = await presence.takeUnwritten(500, 1_000, 3);
      const second = await presence.takeUnwritten(500, 1_000, 3);
      expect([first.size, second.size]).toEqual([3, 2]);
      expect(new Set([...first.keys(), ...second.keys()])).toEqual(new Set(devices));
    });
  });
}
