import { type ProfileRevision, type ProfileStore, RevisionConflict } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';

/** What every ProfileStore promises. */
export function profileStoreContract(name: string, make: MakeAdapter<ProfileStore>): void {
  describe(`ProfileStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: ProfileStore;

    beforeEach(async () => {
      made = await make();
      store = made.port;
    });
    afterEach(() => made.close());

    test('a profile and its revisions are found as they were kept, also after a restart', async () => {
      expect(await store.get('residential')).toBeUndefined();
      await store.add(revision('residential', 1));
      const profile = await store.add(revision('residential', 2));
      expect(profile).toEqual({ name: 'residential', latest: 2, createdAt: at(1), changedAt: at(2) });
      await store.add(revision('branch', 1));
      const again = (await made.reopen?.()) ?? store;
      expect(await again.get('residential')).toEqual(profile);
      expect((await again.list()).map((one) => one.name)).toEqual(['branch', 'residential']);
      expect(await again.revisions('residential', { limit: 10 })).toEqual([
        revision('residential', 2),
        revision('residential', 1),
      ]);
      expect(await again.revisions('residential', { before: 2, limit: 10 })).toEqual([revision('residential', 1)]);
      expect(await again.revisions('residential', { limit: 1 })).toEqual([revision('residential', 2)]);
      expect(await again.revisions('__proto__', { limit: 1 })).toEqual([]);
    });

    test('of two that keep the same number, one wins, and no number is left out', async () => {
      const both = await Promise.allSettled([store.add(revision('p', 1)), store.add(revision('p', 1))]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      await expect(store.add(revision('p', 1))).rejects.toThrow(RevisionConflict);
      await expect(store.add(revision('p', 3))).rejects.toThrow(RevisionConflict);
      await expect(store.add(revision('new', 2))).rejects.toThrow(RevisionConflict);
      expect(await store.get('new')).toBeUndefined();
    });

    test('what is published is in force, and each change of that is a new generation', async () => {
      await store.add(revision('p', 1));
      await store.add(revision('p', 2));
      await store.add(revision('q', 1));
      const before = await store.published();
      expect(before).toEqual({ generation: 0, revisions: [] });
      const first = await store.publish('p', 2, undefined);
      const second = await store.publish('q', 1, undefined);
      expect([first > 0, second > first]).toEqual([true, true]);
      expect(await store.published(first)).toEqual({
        generation: second,
        revisions: [revision('p', 2), revision('q', 1)],
      });
      expect(await store.published(second)).toBeUndefined();
      expect(await store.get('p')).toMatchObject({ published: 2, latest: 2 });
      const back = await store.publish('p', 1, 2);
      expect(back).toBeGreaterThan(second);
      const again = (await made.reopen?.()) ?? store;
      expect(await again.published()).toEqual({ generation: back, revisions: [revision('p', 1), revision('q', 1)] });
      expect(await again.publish('q', undefined, 1)).toBeGreaterThan(back);
      expect((await again.published())?.revisions).toEqual([revision('p', 1)]);
      expect(await again.get('q')).not.toHaveProperty('published');
    });

    test('a new revision of a published profile is not in force by itself', async () => {
      await store.add(revision('p', 1));
      const generation = await store.publish('p', 1, undefined);
      await store.add(revision('p', 2));
      expect(await store.published(generation)).toBeUndefined();
    });

    test('what is in force can be made a new generation as it is', async () => {
      const none = await store.renew();
      await store.add(revision('p', 1));
      const generation = await store.publish('p', 1, undefined);
      const renewed = await store.renew();
      expect([generation > none, renewed > generation]).toEqual([true, true]);
      expect(await store.published(generation)).toEqual({ generation: renewed, revisions: [revision('p', 1)] });
    });

    test('who did not see what is in force can not replace it', async () => {
      await store.add(revision('p', 1));
      await store.add(revision('p', 2));
      const both = await Promise.allSettled([store.publish('p', 1, undefined), store.publish('p', 2, undefined)]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const { generation = 0 } = (await store.published()) ?? {};
      await expect(store.publish('p', 2, undefined)).rejects.toThrow(RevisionConflict);
      const { published } = (await store.get('p')) ?? {};
      await expect(store.publish('p', 7, published)).rejects.toThrow(RevisionConflict);
      await expect(store.publish('absent', 1, undefined)).rejects.toThrow(RevisionConflict);
      expect(await store.published(generation)).toBeUndefined();
    });

    test('a removed profile is gone with its revisions, and out of force', async () => {
      await store.add(revision('p', 1));
      const generation = await store.publish('p', 1, undefined);
      expect(await store.remove('p')).toBe(true);
      expect(await store.remove('p')).toBe(false);
      expect(await store.get('p')).toBeUndefined();
      expect(await store.revisions('p', { limit: 10 })).toEqual([]);
      const after = await store.published();
      expect(after?.revisions).toEqual([]);
      expect(after?.generation).toBeGreaterThan(generation);
      expect(await store.add(revision('p', 1))).toMatchObject({ latest: 1 });
      expect(await store.get('p')).not.toHaveProperty('published');
    });
  });
}

function revision(profile: string, number: number): ProfileRevision {
  return {
    profile,
    number,
    document: {
      priority: 100,
      selector: { tags: 'gold', 'attributes.plan': { $in: ['a', 'b'] } },
      entries: [
        { path: 'Device.Time.NTPServer1', value: `ntp${number}.example.net` },
        { table: 'Device.NAT.PortMapping.', rows: { 'web.1': { ExternalPort: 443, $alias: 'cpe-1' } } },
      ],
    },
    author: 'anna',
    message: `the ${number}th`,
    createdAt: at(number),
  };
}

function at(second: number): string {
  return `2026-01-01T00:00:0${second}.000Z`;
}
