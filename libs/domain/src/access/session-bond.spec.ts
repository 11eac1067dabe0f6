import type { Leniency } from './leniency.ts';
import { hasToProveAgain, mayGoOn, provesAgainFor } from './session-bond.ts';

const SESSION = { proved: 'own', network: '192.0.2.1' } as const;

test('on another connection it has to be proved again, or from another address, or never', () => {
  expect(hasToProveAgain(SESSION, '192.0.2.1', 'connection')).toBe(true);
  expect(hasToProveAgain(SESSION, '192.0.2.1', 'address')).toBe(false);
  expect(hasToProveAgain(SESSION, '192.0.2.2', 'address')).toBe(true);
  expect(hasToProveAgain(SESSION, '192.0.2.2', 'never')).toBe(false);
});

test.each([
  ['connection', [], 'connection'],
  ['connection', ['no-qop'], 'connection'],
  ['connection', ['again=address'], 'address'],
  ['connection', ['again=address', 'again=never'], 'never'],
  ['address', ['again=never'], 'never'],
  ['never', ['again=address'], 'never'],
] as const)('of %s a model is spared what its rules %j say: %s', (forAll, words: readonly Leniency[], expected) => {
  expect(provesAgainFor(new Set(words), forAll)).toBe(expected);
});

test('what was never proved is not asked for again', () => {
  expect(hasToProveAgain({ network: '192.0.2.1' }, '192.0.2.2', 'connection')).toBe(false);
});

test.each([
  ['own', 'own', true],
  ['own', 'next', true],
  ['own', 'certificate', true],
  ['own', 'shared', false],
  ['next', 'shared', false],
  ['certificate', 'shared', false],
  ['shared', 'shared', true],
  ['shared', 'own', true],
  ['shared', 'none', false],
] as const)('a session opened with %s goes on with %s: %s', (opened, proof, may) => {
  expect(mayGoOn(opened, proof)).toBe(may);
});
