import { RevisionConflict, type RolloutStore } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aRollout } from './rollout-fixtures.ts';

/** What every RolloutStore promises. */
export function rolloutStoreContract(name: string, make: MakeAdapter<RolloutStore>): void {
  describe(`RolloutStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: RolloutStore;

    beforeEach(async () => {
      made = await make();
      store = made.port;
    });
    afterEach(() => made.close());

    test('a rollout is found as it was kept, also after a restart', async () => {
      const rollout = aRollout();
      expect(await store.get(rollout.id)).toBeUndefined();
      const { rollout: kept, added } = await store.add(rollout);
      expect([kept, added]).toEqual([{ ...rollout, revision: 1 }, true]);
      const again = (await made.reopen?.()) ?? store;
      expect(await again.get(rollout.id)).toEqual(kept);
    });

    test('the same id or name is added once', async () => {
      const rollout = aRollout();
      const { rollout: kept } = await store.add(rollout);
      expect(await store.add({ ...rollout, author: 'ben' })).toEqual({ rollout: kept, added: false });
      expect(await store.add(aRollout({ name: rollout.name }))).toEqual({ rollout: kept, added: false });
      const both = await Promise.all([store.add(aRollout({ name: 'one' })), store.add(aRollout({ name: 'one' }))]);
      expect(both.map(({ added }) => added).toSorted()).toEqual([false, true]);
    });

    test('of two that save what they both loaded, one wins', async () => {
      const { rollout } = await store.add(aRollout());
      const paused = { ...rollout, status: { ...rollout.status, phase: 'paused' as const } };
      const both = await Promise.allSettled([store.save(paused), store.save(rollout)]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect((await store.get(rollout.id))?.revision).toBe(2);
      await expect(store.save(rollout)).rejects.toThrow(RevisionConflict);
      await expect(store.save(aRollout())).rejects.toThrow(RevisionConflict);
    });

    test('they are listed by page, the newest first, and by phase', async () => {
      const ids: string[] = [];
      for (const phase of ['draft', 'running', 'draft', 'halted', 'draft'] as const) {
        const second = String(ids.length).padStart(2, '0');
        const rollout = aRollout({ createdAt: `2026-01-01T00:00:${second}.000Z` });
        ids.unshift(rollout.id);
        await store.add({ ...rollout, status: { ...rollout.status, phase } });
      }
      const first = await store.list({ limit: 2 });
      const second = await store.list({ limit: 2, ...(first.next !== undefined && { cursor: first.next }) });
      const third = await store.list({ limit: 2, ...(second.next !== undefined && { cursor: second.next }) });
      expect([first, second, third].flatMap(({ rollouts }) => rollouts.map(({ id }) => id))).toEqual(ids);
      expect(third).not.toHaveProperty('next');
      const drafts = await store.list({ phases: ['draft', 'running'], limit: 9 });
      expect(drafts.rollouts.map(({ id }) => id)).toEqual([ids[0], ids[2], ids[3], ids[4]]);
      expect((await store.list({ phases: [], limit: 9 })).rollouts).toEqual([]);
    });
  });
}
