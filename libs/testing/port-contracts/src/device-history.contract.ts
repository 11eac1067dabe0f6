import type { DeviceEventRecord, DeviceHistory, DeviceId } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aDeviceId, anEvent } from './fixtures.ts';

/** What every DeviceHistory promises. */
export function deviceHistoryContract(name: string, make: MakeAdapter<DeviceHistory>): void {
  describe(`DeviceHistory: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let history: DeviceHistory;

    beforeEach(async () => {
      made = await make();
      history = made.port;
    });
    afterEach(() => made.close());

    const positionsOf = (events: readonly DeviceEventRecord[]) => events.map(({ position }) => position);

    test('lists newest first, page by page, each device apart', async () => {
      const [one, other] = [aDeviceId(), aDeviceId()];
      for (const position of [10, 20, 30, 40, 50]) await history.add(record(one, position));
      await history.add(record(other, 25));
      expect(positionsOf(await history.list(one, 2))).toEqual([50, 40]);
      expect(positionsOf(await history.list(one, 2, 40))).toEqual([30, 20]);
      expect(positionsOf(await history.list(one, 2, 20))).toEqual([10]);
      expect(positionsOf(await history.list(other, 10))).toEqual([25]);
    });

    test('keeps events as they were, also over a restart', async () => {
      const event = record(aDeviceId(), 1, { sessionId: 's', commandKeys: ['__proto__', '🛜'] });
      await history.add(event);
      const again = (await made.reopen?.()) ?? history;
      expect(await again.list(event.deviceId, 10)).toEqual([event]);
    });

    test('an event whose id is there already changes nothing', async () => {
      const event = record(aDeviceId(), 1);
      await history.add(event);
      await history.add(event);
      await history.add({ ...event, position: 2 });
      expect(await history.list(event.deviceId, 10)).toEqual([event]);
    });

    test('the last 200 stay', async () => {
      const deviceId = aDeviceId();
      const positions = Array.from({ length: 205 }, (_, index) => index + 1);
      for (const position of positions) await history.add(record(deviceId, position));
      await history.add(record(deviceId, 3));
      expect(positionsOf(await history.list(deviceId, 1_000))).toEqual(positions.slice(5).toReversed());
    });

    test('forgetting a device leaves the others', async () => {
      const [one, other] = [aDeviceId(), aDeviceId()];
      await history.add(record(one, 1));
      await history.add(record(other, 2));
      await history.forget(one);
      expect(await history.list(one, 10)).toEqual([]);
      expect(await history.list(other, 10)).toHaveLength(1);
    });
  });
}

function record(
  deviceId: DeviceId,
  position: number,
  data?: { sessionId: string; commandKeys: string[] },
): DeviceEventRecord {
  return { ...anEvent({ deviceId, ...(data !== undefined && { data }) }), position };
}
