import type { SessionStore, SettledMark, SettledMarks } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aDeviceId, aSession } from './fixtures.ts';

const FAR_AHEAD_MS = Date.UTC(2200, 0, 1);

/** What every SettledMarks promises. */
export function settledMarksContract(
  name: string,
  make: MakeAdapter<SettledMarks, { readonly sessionStore: SessionStore }>,
): void {
  describe(`SettledMarks: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let marks: SettledMarks;
    const deviceId = aDeviceId();

    /** Whether a session that would be settled by this mark is. */
    const settles = async (mark: SettledMark) =>
      (await made.sessionStore.open(aSession({ deviceId }), mark)).session.settled;

    beforeEach(async () => {
      made = await make();
      marks = made.port;
    });
    afterEach(() => made.close());

    test('a mark is seen by the next sessions until it is cleared', async () => {
      const mark = { fingerprint: 'abc', epoch: await marks.epoch() };
      await marks.mark(deviceId, mark);
      expect(await settles(mark)).toBe(true);
      expect(await settles(mark)).toBe(true);
      await marks.clear(deviceId);
      expect(await settles(mark)).toBe(false);
    });

    test('a session that is only opened if it is settled supersedes nothing if it is not', async () => {
      const { sessionStore } = made;
      const mark = { fingerprint: 'abc', epoch: await marks.epoch() };
      const { session: older } = await sessionStore.open(aSession({ deviceId }), mark);
      expect(await sessionStore.openSettled(aSession({ deviceId }), mark)).toBeUndefined();
      expect(await sessionStore.load(older.id)).toEqual(older);
      expect(await sessionStore.count()).toBe(1);
      await marks.mark(deviceId, mark);
      const opened = await sessionStore.openSettled(aSession({ deviceId }), mark);
      expect(opened?.session.settled).toBe(true);
      expect(opened?.superseded).toEqual(older);
    });

    test('a mark that lapsed does not count', async () => {
      const mark = { fingerprint: 'abc', epoch: await marks.epoch() };
      await marks.mark(deviceId, mark, 1_000);
      expect(await settles(mark)).toBe(false);
      await marks.mark(deviceId, mark, FAR_AHEAD_MS);
      expect(await settles(mark)).toBe(true);
      expect(await settles({ ...mark, fingerprint: 'ab' })).toBe(false);
      await marks.mark(deviceId, mark);
      expect(await settles(mark)).toBe(true);
    });

    test('a mark replaces the one before', async () => {
      const epoch = await marks.epoch();
      await marks.mark(deviceId, { fingerprint: 'old', epoch });
      await marks.mark(deviceId, { fingerprint: 'new', epoch });
      expect(await settles({ fingerprint: 'new', epoch })).toBe(true);
      expect(await settles({ fingerprint: 'old', epoch })).toBe(false);
    });

    test('a new epoch unsettles every device', async () => {
      const epoch = await marks.epoch();
      await marks.mark(deviceId, { fingerprint: 'f', epoch });
      const raised = await marks.raiseEpoch(7);
      expect(raised).toBeGreaterThan(epoch);
      expect(await marks.epoch()).toBe(raised);
      expect(await settles({ fingerprint: 'f', epoch: raised })).toBe(false);
      await marks.mark(deviceId, { fingerprint: 'f', epoch: raised });
      expect(await settles({ fingerprint: 'f', epoch: raised })).toBe(true);
    });

    test('a mark of an older epoch that comes late does not count', async () => {
      const epoch = await marks.epoch();
      const raised = await marks.raiseEpoch(7);
      await marks.mark(deviceId, { fingerprint: 'f', epoch });
      expect(await settles({ fingerprint: 'f', epoch: raised })).toBe(false);
    });

    test('a generation raises the epoch once, whoever tells of it and how often', async () => {
      const first = await marks.raiseEpoch(7);
      const raised = await Promise.all(Array.from({ length: 20 }, () => marks.raiseEpoch(8)));
      expect(new Set(raised)).toEqual(new Set([first + 1]));
      expect(await marks.raiseEpoch(7)).toBe(first + 1);
      expect(await marks.epoch()).toBe(first + 1);
    });
  });
}
