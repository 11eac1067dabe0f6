import { countInGroup, type GroupCounter, type GroupPermits, NOBODY_IN_GROUP, usedByGroup } from './group-permits.ts';
import { counted } from './testing/counters.ts';

const SITE = 'site=berlin';
const LIMITS: GroupPermits = { caps: { [SITE]: 2 } };

/** Undefined: there was no permit for it. */
function takes(counter: GroupCounter, limits = LIMITS, group = SITE): GroupCounter | undefined {
  return countInGroup(counter, group, counted('none'), counted('inFlight'), limits);
}

function ends(counter: GroupCounter, account: 'completed' | 'failed'): GroupCounter {
  return countInGroup(counter, SITE, counted('inFlight'), counted(account), LIMITS) ?? counter;
}

test('what is under way and what is lost share the permits of a group; success gives one back', () => {
  const two = { ...NOBODY_IN_GROUP, inFlight: 2 };
  expect(takes(two)).toBeUndefined();
  expect(takes(two, LIMITS, 'site=bonn')).toMatchObject({ inFlight: 3 });
  expect(takes(ends(two, 'failed'))).toBeUndefined();
  expect(takes(ends(two, 'completed'))).toMatchObject({ inFlight: 2, completed: 1 });
  expect(takes(ends(ends(two, 'failed'), 'failed'))).toBeUndefined();
});

test('what is tolerated burns nothing', () => {
  const counter = { ...NOBODY_IN_GROUP, inFlight: 1, completed: 10, failed: 2 };
  expect(takes(counter)).toBeUndefined();
  expect(takes(counter, { ...LIMITS, tolerance: 0.2 })).toMatchObject({ inFlight: 2 });
});

test('each time that the rollout is resumed, what had burned is there anew, and what burns afterwards is not', () => {
  const burned = { ...NOBODY_IN_GROUP, failed: 2 };
  const resumed = takes(burned, { ...LIMITS, pardons: 1 });
  expect(resumed).toEqual({ inFlight: 1, completed: 0, failed: 2, pardons: 1, pardoned: 2 });
  const again = ends(takes(resumed ?? burned, { ...LIMITS, pardons: 1 }) ?? burned, 'failed');
  expect(usedByGroup(again)).toBe(2);
  expect(takes(again, { ...LIMITS, pardons: 1 })).toBeUndefined();
  expect(takes(again, { ...LIMITS, pardons: 2 })).toMatchObject({ inFlight: 2, pardoned: 3 });
});
