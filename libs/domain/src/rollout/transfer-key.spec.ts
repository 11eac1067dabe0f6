import fc from 'fast-check';
import { newRolloutId, parseRolloutId } from './rollout-id.ts';
import { KEY_LIMITS, parseTransferKey, rebootKey, transferKey } from './transfer-key.ts';

const intent = fc.record({
  rollout: fc.uint8Array({ minLength: 8, maxLength: 8 }).map(newRolloutId),
  step: fc.integer({ min: 1, max: KEY_LIMITS.step }),
  attempt: fc.integer({ min: 1, max: KEY_LIMITS.attempt }),
});

test('a key is read back as the intent it was made of: two intents never share one', () => {
  fc.assert(fc.property(intent, (one) => expect(parseTransferKey(transferKey(one))).toEqual(one)));
});

test('a CommandKey has at most 32 characters, also that of the reboot', () => {
  fc.assert(fc.property(intent, (one) => expect(rebootKey(one).length).toBeLessThanOrEqual(32)));
});

test.each(['', 'M.01J', 'F.0000000000.0.1', 'F.0000000000.1.01', 'F.0000000000.1.1.r', 'F.000_000000.1.1'])(
  '%j is no key of a transfer',
  (key) => {
    expect(parseTransferKey(key)).toBeUndefined();
  },
);

test('an id of a rollout is ten letters and digits', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 16 }), (bytes) => {
      const id = newRolloutId(bytes);
      expect(parseRolloutId(id)).toBe(id);
    }),
  );
  expect(parseRolloutId('../../../..')).toBeUndefined();
});
