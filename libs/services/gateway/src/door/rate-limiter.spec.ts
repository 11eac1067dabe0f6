import { ManualClock } from '#libs/testing/port-contracts';
import { RateLimiter, rateOf } from './rate-limiter.ts';

const clock = new ManualClock();

test('each sender has its own rate', () => {
  const limiter = new RateLimiter(clock, rateOf(2, 1_000));
  expect([limiter.take('a'), limiter.take('a'), limiter.take('a')]).toEqual([true, true, false]);
  expect(limiter.take('b')).toBe(true);
});

test('a rate of zero is no limit', () => {
  const limiter = new RateLimiter(clock, rateOf(0, 1_000));
  expect(Array.from({ length: 1_000 }, () => limiter.take('a'))).not.toContain(false);
  expect(limiter.size).toBe(0);
});

test('a sender that goes on is refused for as long, however often the older marks are dropped', () => {
  const limiter = new RateLimiter(clock, rateOf(10, 1_000));
  let passed = 0;
  for (let ms = 0; ms < 10_000; ms += 10) {
    if (limiter.take('a')) passed++;
    clock.advance(10);
  }
  // The burst, and ten each second.
  expect(passed).toBeGreaterThanOrEqual(100);
  expect(passed).toBeLessThanOrEqual(110);
});

test('many senders take no more memory than few generations of marks', () => {
  const limiter = new RateLimiter(clock, rateOf(10, 1_000), 100);
  for (let n = 0; n < 10_000; n++) limiter.take(`sender ${n}`);
  expect(limiter.size).toBeLessThanOrEqual(200);
});
