import type { SecretStore } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aDeviceId } from './fixtures.ts';

/** What every SecretStore promises. */
export function secretStoreContract(name: string, make: MakeAdapter<SecretStore>): void {
  describe(`SecretStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: SecretStore;

    beforeEach(async () => {
      made = await make();
      store = made.port;
    });
    afterEach(() => made.close());

    test('secrets are found as they were sealed, each owner has its own, also after a restart', async () => {
      const [one, other] = [aDeviceId(), aDeviceId()];
      expect(await store.read(one)).toEqual({});
      await store.put(one, { wifi: sealed('a'), pppoe: sealed('b') });
      await store.put('fleet', { wifi: sealed('c') });
      const again = (await made.reopen?.()) ?? store;
      expect(await again.read(one)).toEqual({
        wifi: { ...sealed('a'), version: 1 },
        pppoe: { ...sealed('b'), version: 1 },
      });
      expect(await again.read('fleet')).toEqual({ wifi: { ...sealed('c'), version: 1 } });
      expect(await again.read(other)).toEqual({});
    });

    test('the version grows each time a secret is set, and the others stay', async () => {
      const owner = aDeviceId();
      await store.put(owner, { wifi: sealed('a'), pppoe: sealed('b') });
      expect(await store.put(owner, { wifi: sealed('c') })).toEqual({
        wifi: { ...sealed('c'), version: 2 },
        pppoe: { ...sealed('b'), version: 1 },
      });
      await Promise.all(Array.from({ length: 10 }, () => store.put(owner, { wifi: sealed('d') })));
      expect((await store.read(owner)).wifi?.version).toBe(12);
    });

    test('removed and forgotten ones are gone', async () => {
      const owner = aDeviceId();
      await store.put(owner, { a: sealed('a'), b: sealed('b') });
      expect(await store.remove(owner, 'a')).toBe(true);
      expect(await store.remove(owner, 'a')).toBe(false);
      expect(Object.keys(await store.read(owner))).toEqual(['b']);
      await store.forget(owner);
      expect(await store.read(owner)).toEqual({});
    });

    test('what another key sealed is found, and sealed again only as long as it is the same version', async () => {
      const owner = aDeviceId();
      await store.put(owner, { a: sealed('a', 'old'), b: sealed('b', 'new') });
      expect(await store.sealedByOthers('new', 10)).toEqual([owner]);
      const { a } = await store.read(owner);
      if (a === undefined) throw new Error('it is not there');
      await store.put(owner, { a: sealed('c', 'old') });
      expect(await store.reseal(owner, 'a', { ...a, keyId: 'new', sealed: 'stale' })).toBe(false);
      expect(await store.reseal(owner, 'a', { ...a, version: 2, keyId: 'new', sealed: 'again' })).toBe(true);
      expect((await store.read(owner)).a).toMatchObject({ version: 2, keyId: 'new', sealed: 'again' });
      expect(await store.sealedByOthers('new', 10)).toEqual([]);
      expect(await store.reseal(owner, 'absent', { ...a, keyId: 'new' })).toBe(false);
    });
  });
}

function sealed(text: string, keyId = 'k1') {
  return { keyId, sealed: text, changedAt: '2026-01-01T00:00:00.000Z' };
}
