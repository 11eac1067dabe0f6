import { ManualClock } from '#libs/testing/port-contracts';
import { EgressCap } from './egress-cap.ts';

const clock = new ManualClock();
const cap = () => new EgressCap(clock, { rate: 1_000, longestWaitMs: 30_000 });

test('each waits for those that sent before it, and what was not used is not saved up', () => {
  const shared = cap();
  expect([shared.sent(500), shared.sent(500), shared.sent(1_000)]).toEqual([500, 1_000, 2_000]);
  clock.advance(60_000);
  expect(shared.sent(500)).toBe(500);
});

test('with too much to wait for nobody else is let in, until there is less', () => {
  const shared = cap();
  shared.sent(31_000);
  expect(shared.isFull).toBe(true);
  clock.advance(2_000);
  expect(shared.isFull).toBe(false);
});

test('a clock that is set back keeps nobody waiting for longer than twice that', () => {
  const shared = cap();
  shared.sent(1_000);
  clock.advance(-3_600_000);
  expect(shared.sent(1_000)).toBe(61_000);
});

test('without a rate nobody waits', () => {
  const free = new EgressCap(clock, { rate: 0, longestWaitMs: 30_000 });
  expect([free.sent(1_000_000_000), free.isFull]).toEqual([0, false]);
});
