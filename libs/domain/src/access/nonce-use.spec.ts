import { NONCES_REMEMBERED, type NonceUse, type UsedNonces, useNonce } from './nonce-use.ts';

const LIFETIME_MS = 60_000;

function use(nonce: string, count: number, madeAtMs: number): NonceUse {
  return { nonce, count, madeAtMs, lifetimeMs: LIFETIME_MS };
}

/** Which of these uses are let through, one after the other. */
function passed(uses: readonly (readonly [NonceUse, number])[]): readonly boolean[] {
  let known: UsedNonces | undefined;
  return uses.map(([one, nowMs]) => {
    const next = useNonce(known, one, nowMs);
    known = next ?? known;
    return next !== undefined;
  });
}

test('each count of a nonce is good once, and only if it grows', () => {
  const counts = [1, 1, 2, 5, 3, 5, 6];
  expect(passed(counts.map((count) => [use('a', count, 1_000), 2_000]))).toEqual([
    true,
    false,
    true,
    true,
    false,
    false,
    true,
  ]);
});

test('a nonce that was used before others is still known', () => {
  expect(
    passed([
      [use('a', 1, 1_000), 2_000],
      [use('b', 1, 3_000), 4_000],
      [use('a', 1, 1_000), 5_000],
      [use('a', 2, 1_000), 5_000],
    ]),
  ).toEqual([true, true, false, true]);
});

test('a nonce of a gateway whose clock is behind is taken', () => {
  expect(
    passed([
      [use('a', 1, 10_000), 10_000],
      [use('b', 1, 8_000), 11_000],
    ]),
  ).toEqual([true, true]);
});

test('of a device with many sessions, older nonces are over: nothing that was used passes again', () => {
  const uses = Array.from({ length: NONCES_REMEMBERED + 4 }, (_, n) => use(`n${n}`, 1, 1_000 * (n + 1)));
  const all = [...uses, ...uses].map((one) => [one, 20_000] as const);
  expect(passed(all)).toEqual(all.map((_, index) => index < uses.length));
});

test('what is over anyway is forgotten', () => {
  const known = useNonce(useNonce(undefined, use('a', 1, 1_000), 2_000), use('b', 1, 70_000), 70_000);
  expect(known?.uses.map(({ nonce }) => nonce)).toEqual(['b']);
});
