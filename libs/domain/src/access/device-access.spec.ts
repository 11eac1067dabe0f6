import type { DeviceId } from '../device/device-id.ts';
import { mayUseShared, newAccess, nextWasSeen, type SealedLogin, withLogin, withStanding } from './device-access.ts';

const ID = '00D09E-Box-1' as DeviceId;
const login = (sealed: string): SealedLogin => ({ username: 'u', keyId: 'k', sealed, changedAt: 't' });
const BOTH = { ...newAccess(ID, 'admitted'), current: login('old'), next: login('new') };

test('the next login becomes the one it has when it is seen, and only once', () => {
  const seen = nextWasSeen(BOTH);
  expect(seen).toEqual({ ...newAccess(ID, 'admitted'), current: login('new') });
  expect(nextWasSeen(seen)).toBe(seen);
});

test('what an operator says goes before what it is being given', () => {
  expect(withLogin(BOTH, login('said'))).toEqual({ ...newAccess(ID, 'admitted'), current: login('said') });
});

test('a shared login is over for a device that has one of its own, and not before that was seen', () => {
  expect(mayUseShared(undefined)).toBe(true);
  expect(mayUseShared({ ...newAccess(ID, 'admitted'), next: login('new') })).toBe(true);
  expect(mayUseShared(BOTH)).toBe(false);
});

test('who knocked is of no interest after an operator has decided', () => {
  const knock = { identity: { manufacturer: '', oui: '', productClass: '', serialNumber: '' }, address: '', at: 't' };
  const waiting = { ...newAccess(ID, 'quarantined'), knock };
  expect(withStanding(waiting, 'admitted')).toEqual(newAccess(ID, 'admitted'));
  expect(withStanding(waiting, 'refused')).toEqual(newAccess(ID, 'refused'));
  expect(withStanding(waiting, 'quarantined')).toEqual(waiting);
});
