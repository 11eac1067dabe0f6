import { type AccessStore, type DeviceAccess, newAccess, RevisionConflict, type SealedLogin } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aDeviceId } from './fixtures.ts';

const IDENTITY = { manufacturer: 'Acme', oui: '00A0B1', productClass: 'Router', serialNumber: '1' };

/** What every AccessStore promises. */
export function accessStoreContract(name: string, make: MakeAdapter<AccessStore>): void {
  describe(`AccessStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: AccessStore;

    beforeEach(async () => {
      made = await make();
      store = made.port;
    });
    afterEach(() => made.close());

    test('an access is found as it was saved, also after a restart', async () => {
      const access: DeviceAccess = {
        ...newAccess(aDeviceId(), 'quarantined'),
        current: login('a'),
        next: login('b'),
        knock: { identity: IDENTITY, address: '192.0.2.1', at: '2026-01-01T00:00:00.000Z' },
      };
      const saved = await store.save(access);
      expect(saved).toEqual({ ...access, revision: 1 });
      const again = (await made.reopen?.()) ?? store;
      expect(await again.get(access.deviceId)).toEqual(saved);
      expect(await again.get(aDeviceId())).toBeUndefined();
    });

    test('of two that save what they loaded, or something new, one wins', async () => {
      const first = newAccess(aDeviceId(), 'admitted');
      const saved = await store.save(first);
      await expect(store.save(first)).rejects.toThrow(RevisionConflict);
      const changed = await store.save({ ...saved, current: login('a') });
      await expect(store.save({ ...saved, current: login('b') })).rejects.toThrow(RevisionConflict);
      const { current: _, ...without } = changed;
      expect(await store.save(without)).toEqual({ ...saved, revision: 3 });
      expect(await store.get(first.deviceId)).toEqual({ ...saved, revision: 3 });
    });

    test('one that was removed is gone, and can be begun anew', async () => {
      const saved = await store.save(newAccess(aDeviceId(), 'refused'));
      expect(await store.remove(saved.deviceId)).toBe(true);
      expect(await store.remove(saved.deviceId)).toBe(false);
      expect(await store.get(saved.deviceId)).toBeUndefined();
      await expect(store.save(saved)).rejects.toThrow(RevisionConflict);
      expect((await store.save(newAccess(saved.deviceId, 'admitted'))).revision).toBe(1);
    });

    test('they are listed by standing and device, and counted', async () => {
      const ids = [1, 2, 3, 4].map((n) => aDeviceId(`L${n}`));
      for (const [at, id] of ids.entries()) await store.save(newAccess(id, at === 1 ? 'refused' : 'quarantined'));
      const listed = await store.list({ standing: 'quarantined', limit: 10 });
      expect(listed.map(({ deviceId }) => deviceId)).toEqual([ids[0], ids[2], ids[3]]);
      const [, second] = listed;
      const page = await store.list({ standing: 'quarantined', limit: 1, after: listed[0]?.deviceId ?? aDeviceId() });
      expect(page).toEqual([second]);
      expect([await store.count('quarantined'), await store.count('refused'), await store.count('admitted')]).toEqual([
        3, 1, 0,
      ]);
    });

    test('logins that another key sealed are found', async () => {
      const [old, half, both] = [aDeviceId('K1'), aDeviceId('K2'), aDeviceId('K3')];
      await store.save({ ...newAccess(old, 'admitted'), current: login('a', 'old') });
      await store.save({ ...newAccess(half, 'admitted'), current: login('a'), next: login('b', 'old') });
      await store.save({ ...newAccess(both, 'admitted'), current: login('a'), next: login('b') });
      await store.save(newAccess(aDeviceId('K4'), 'admitted'));
      expect((await store.sealedByOthers('k1', 10)).toSorted()).toEqual([old, half]);
      expect(await store.sealedByOthers('k1', 1)).toHaveLength(1);
    });
  });
}

function login(sealed: string, keyId = 'k1'): SealedLogin {
  return { username: 'u', keyId, sealed, changedAt: '2026-01-01T00:00:00.000Z' };
}
