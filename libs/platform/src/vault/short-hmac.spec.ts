import { createHmac, randomBytes } from 'node:crypto';
import { ShortHmac } from './short-hmac.ts';

test.each([0, 1, 15, 55, 64, 200])('it is what Node computes, of texts of %d characters', (length) => {
  for (const keyBytes of [1, 32, 64]) {
    const key = randomBytes(keyBytes);
    const hmac = new ShortHmac(key, length);
    for (let n = 0; n < 20; n++) {
      const text = randomBytes(length).toString('hex').slice(0, length);
      expect(hmac.of(text)).toBe(createHmac('sha256', key).update(text).digest('base64url'));
    }
  }
});

test('neither a longer key nor a text of another length is taken', () => {
  expect(() => new ShortHmac(Buffer.alloc(65), 15)).toThrow(RangeError);
  const hmac = new ShortHmac(Buffer.alloc(32), 15);
  expect(() => hmac.of('x'.repeat(14))).toThrow(RangeError);
  expect(() => hmac.of('x'.repeat(16))).toThrow(RangeError);
});
