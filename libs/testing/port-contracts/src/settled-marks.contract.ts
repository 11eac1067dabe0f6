import type { SessionStore, SettledMark, SettledMarks } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aDeviceId, aSession } from './fixtures.ts';

/** What every SettledMarks promises. */
export function settledMarksContract(
  name: string,
  make: MakeAdapter<SettledMarks, { readonly sessionStore: SessionStore }>,
): void {
  describe(`SettledMarks: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let marks: SettledMarks;
    const deviceId = aDeviceId();

    /** The mark a session would count: one of an older epoch may be there, or not. */
    const counting = async () => {
      const mark = await seen();
      return mark?.epoch === (await marks.epoch()) ? mark : undefined;
    };
    const seen = async (): Promise<SettledMark | undefined> =>
      (await made.sessionStore.open(aSession({ deviceId }))).settled;

    beforeEach(async () => {
      made = await make();
      marks = made.port;
    });
    afterEach(() => made.close());

    test('a mark is seen by the next sessions until it is cleared', async () => {
      const mark = { fingerprint: 'abc', epoch: await marks.epoch() };
      await marks.mark(deviceId, mark);
      expect(await seen()).toEqual(mark);
      expect(await seen()).toEqual(mark);
      await marks.clear(deviceId);
      expect(await seen()).toBeUndefined();
    });

    test('a mark replaces the one before', async () => {
      const epoch = await marks.epoch();
      await marks.mark(deviceId, { fingerprint: 'old', epoch });
      await marks.mark(deviceId, { fingerprint: 'new', epoch });
      expect((await seen())?.fingerprint).toBe('new');
    });

    test('a new epoch unsettles every device', async () => {
      const epoch = await marks.epoch();
      await marks.mark(deviceId, { fingerprint: 'f', epoch });
      const raised = await marks.raiseEpoch();
      expect(raised).toBeGreaterThan(epoch);
      expect(await marks.epoch()).toBe(raised);
      expect(await counting()).toBeUndefined();
      await marks.mark(deviceId, { fingerprint: 'f', epoch: raised });
      expect(await counting()).toEqual({ fingerprint: 'f', epoch: raised });
    });

    test('a mark of an older epoch that comes late does not count', async () => {
      const epoch = await marks.epoch();
      await marks.raiseEpoch();
      await marks.mark(deviceId, { fingerprint: 'f', epoch });
      expect(await counting()).toBeUndefined();
    });

    test('epochs raised at once are all different', async () => {
      const raised = await Promise.all(Array.from({ length: 20 }, () => marks.raiseEpoch()));
      expect(new Set(raised).size).toBe(20);
      expect(await marks.epoch()).toBe(Math.max(...raised));
    });
  });
}
