import type { ServedBytes } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aDevice } from './fixtures.ts';

/** What every ServedBytes promises. */
export function servedBytesContract(name: string, make: MakeAdapter<ServedBytes>): void {
  describe(`ServedBytes: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let served: ServedBytes;

    beforeEach(async () => {
      made = await make();
      served = made.port;
    });
    afterEach(() => made.close());

    test('what several writers sent adds up, and what is written twice counts once, also after a restart', async () => {
      const one = { deviceId: aDevice().id, commandKey: 'F.1.1.1' };
      const other = { deviceId: aDevice().id, commandKey: 'F.1.1.1' };
      const next = { ...one, commandKey: 'F.1.1.2' };
      await served.put([]);
      await Promise.all([
        served.put([
          { ...one, writer: 'a', bytes: 100 },
          { ...other, writer: 'a', bytes: 5_000_000_000 },
        ]),
        served.put([{ ...one, writer: 'b-_', bytes: 20 }]),
      ]);
      const later = { ...one, writer: 'a', bytes: 300 };
      await served.put([later]);
      await served.put([later]);
      await served.put([{ ...one, writer: 'a', bytes: 200 }]);
      const again = (await made.reopen?.()) ?? served;
      expect(await again.of([one, next, other])).toEqual([320, 0, 5_000_000_000]);
      expect(await again.of([])).toEqual([]);
    });

    test('what is known of a device is forgotten with it, and of no other', async () => {
      const one = { deviceId: aDevice().id, commandKey: 'F.1.1.1' };
      const other = { deviceId: `${one.deviceId}0` as typeof one.deviceId, commandKey: 'F.1.1.1' };
      await served.put(
        [one, { ...one, commandKey: 'M.1' }, other].map((ticket) => ({ ...ticket, writer: 'a', bytes: 7 })),
      );
      await served.forget(one.deviceId);
      expect(await served.of([one, { ...one, commandKey: 'M.1' }, other])).toEqual([0, 0, 7]);
    });
  });
}
