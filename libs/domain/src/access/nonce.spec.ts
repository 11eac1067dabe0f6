import { isNonceOver, NONCE_RANDOM_LENGTH, nonceHead, readNonce } from './nonce.ts';

const NOW = Date.parse('2026-01-01T00:00:00.999Z');
const PROOF = 'p'.repeat(17);

test('a nonce has 32 characters and says when it was made', () => {
  const head = nonceHead(NOW, 'r'.repeat(NONCE_RANDOM_LENGTH));
  expect(`${head}${PROOF}`).toHaveLength(32);
  expect(readNonce(`${head}${PROOF}`)).toEqual({
    head,
    proof: PROOF,
    madeAtMs: Date.parse('2026-01-01T00:00:00.000Z'),
  });
});

test('what is none is none', () => {
  const nonce = `${nonceHead(NOW, 'rrrrrrrr')}${PROOF}`;
  for (const other of ['', nonce.slice(1), `${nonce}x`, `${nonce.slice(0, -1)}"`, nonce.toUpperCase()])
    expect(readNonce(other)).toBeUndefined();
});

test('it is over after its life, and one of a gateway whose clock is ahead is not', () => {
  const nonce = { head: '', proof: '', madeAtMs: 10_000 };
  expect([9_000, 10_000, 69_999, 70_000].map((nowMs) => isNonceOver(nonce, nowMs, 60_000))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});
