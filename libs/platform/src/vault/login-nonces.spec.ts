import { randomBytes } from 'node:crypto';
import { ManualClock } from '#libs/testing/port-contracts';
import { LoginNonces } from './login-nonces.ts';
import { Vault } from './vault.ts';

const [old, current] = [key('old'), key('new')];

function key(id: string) {
  return { id, key: randomBytes(32) };
}

test('a nonce that one gateway made is known to another with the same keys, also while keys are changed', () => {
  const clock = new ManualClock();
  const nonce = new LoginNonces(new Vault([old]), clock, 60_000, 'spec').make();
  expect(nonce).toHaveLength(32);
  expect(new LoginNonces(new Vault([current, old]), clock, 60_000, 'spec').check(nonce)).toBeDefined();
  expect(new LoginNonces(new Vault([current]), clock, 60_000, 'spec').check(nonce)).toBeUndefined();
});

test('it has its time, and no character of it can be another', () => {
  const clock = new ManualClock();
  const nonces = new LoginNonces(new Vault([current]), clock, 60_000, 'spec');
  const nonce = nonces.make();
  for (let at = 0; at < nonce.length; at++) {
    const other = nonce[at] === '0' ? '1' : '0';
    expect(nonces.check(nonce.slice(0, at) + other + nonce.slice(at + 1))).toBeUndefined();
  }
  clock.advance(60_000);
  expect(nonces.check(nonce)).toBeUndefined();
  expect(nonces.check(nonces.make())).toBeDefined();
});

test('one that was made for a session is good for no other, and for no Inform', () => {
  const nonces = new LoginNonces(new Vault([current]), new ManualClock(), 60_000, 'spec');
  const made = nonces.make('one');
  expect([nonces.check(made, 'one'), nonces.check(made, 'two'), nonces.check(made)]).toEqual([
    expect.objectContaining({ head: made.slice(0, 15) }),
    undefined,
    undefined,
  ]);
  expect(nonces.check(nonces.make(), 'one')).toBeUndefined();
});

test('none comes twice', () => {
  const nonces = new LoginNonces(new Vault([current]), new ManualClock(), 60_000, 'spec');
  expect(new Set(Array.from({ length: 5_000 }, () => nonces.make())).size).toBe(5_000);
});
