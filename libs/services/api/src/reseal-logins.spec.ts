import { type EmbeddedAdapters, openEmbedded } from '#libs/adapters/embedded';
import { type DeviceId, newAccess } from '#libs/domain';
import { openLogin, sealLogin, Vault } from '#libs/platform';
import { ResealLogins } from './reseal-logins.ts';

const [old, current, lost] = [key('old', 1), key('new', 2), key('lost', 3)];
const [before, both] = [new Vault([old]), new Vault([current, old])];

let adapters: EmbeddedAdapters;
beforeEach(async () => {
  adapters = await openEmbedded({ dataDir: ':memory:' });
});
afterEach(() => adapters.close());

function key(id: string, byte: number) {
  return { id, key: Buffer.alloc(32, byte) };
}

const device = (n: number) => `00D09E-Box-${n}` as DeviceId;
const sealed = (vault: Vault, deviceId: DeviceId, password: string) =>
  sealLogin(vault, deviceId, { username: 'u', password }, 't');

test('what the old key sealed is sealed with the new one, and stays what it was; what does not open stays', async () => {
  for (let n = 0; n < 250; n++) {
    const login = sealed(before, device(n), `one ${n}`);
    await adapters.accessStore.save({ ...newAccess(device(n), 'admitted'), current: login, next: login });
  }
  const unreadable = sealed(new Vault([lost]), device(999), 'gone');
  await adapters.accessStore.save({ ...newAccess(device(999), 'admitted'), current: unreadable });
  expect(await new ResealLogins(adapters.accessStore, both).execute()).toEqual({ resealed: 250, unreadable: 1 });
  const access = await adapters.accessStore.get(device(7));
  if (access?.current === undefined || access.next === undefined) throw new Error('it is gone');
  for (const login of [access.current, access.next])
    expect(openLogin(new Vault([current]), device(7), login)).toEqual({ username: 'u', password: 'one 7' });
  expect((await adapters.accessStore.get(device(999)))?.current).toEqual(unreadable);
});
