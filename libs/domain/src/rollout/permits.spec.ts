import fc from 'fast-check';
import type { DeviceId } from '../device/device-id.ts';
import type { Account } from './execution.ts';
import {
  bucketOf,
  bucketsOf,
  burned,
  capOfBucket,
  capOfGroup,
  countChange,
  freePermits,
  groupsOf,
  moveCaps,
  newCounter,
} from './permits.ts';
import { counted, counterOf, times } from './testing/counters.ts';
import { ROLLOUT } from './testing/executions.ts';

test('a failure burns its permit; a success frees one, and with a tolerance those that burned', () => {
  expect(burned({ completed: 0, failed: 7 }, 0.1)).toBe(7);
  expect(burned({ completed: 69, failed: 7 }, 0.1)).toBe(1);
  expect(burned({ completed: 70, failed: 7 }, 0.1)).toBe(0);
  expect(burned({ completed: 1_000, failed: 7 }, 0)).toBe(7);
});

test('no permit is taken that is not there, nor one for a device that has one', () => {
  const full = counterOf([counted('inFlight'), counted('failed')], { cap: 2 });
  expect(countChange(full, counted('none'), counted('inFlight'))).toBeUndefined();
  const waiting = counted('inFlight', { state: 'waitingRetry' });
  expect(countChange(full, waiting, counted('inFlight'))?.tally.inFlight).toBe(1);
});

test('after the cap was cut nobody is admitted until it holds again', () => {
  const inFlight = times(4, () => counted('inFlight'));
  const cut = counterOf([...inFlight, counted('none')], { cap: 2 });
  expect(freePermits(cut)).toBe(-2);
  const done = times(3, () => counted('completed')).reduce(
    (counter, after) => countChange(counter, counted('inFlight'), after) ?? counter,
    cut,
  );
  expect(freePermits(done)).toBe(1);
  expect(countChange(done, counted('none'), counted('inFlight'))).toBeDefined();
});

test('success that comes late frees the permit that was burned', () => {
  const before = counterOf([counted('failed')], { cap: 1 });
  expect(freePermits(before)).toBe(0);
  const after = countChange(before, counted('failed'), counted('completed', { evidence: { late: true } }));
  expect(after && freePermits(after)).toBe(1);
  expect(after?.tally).toMatchObject({ completed: 1, failed: 0 });
});

test('failures one after the other are counted by cell, and a success ends them', () => {
  const of = (account: Account, cell: string) => counted(account, { cell });
  const counter = counterOf([of('failed', 'a'), of('failed', 'a'), of('failed', 'b'), of('completed', 'b')]);
  expect(counter.runs).toEqual({ a: 2 });
});

test.each([
  [5, 5, 1],
  [100_000, 500, 31],
  [2_000_000, 20, 40],
  [2_000_000, 100_000, 256],
  [0, 1, 1],
])('%i devices with a cap of %i: %i buckets', (devices, cap, buckets) => {
  expect(bucketsOf(devices, cap)).toBe(buckets);
});

test('buckets share the cap out without a rest, and devices evenly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 300 }), (cap, buckets) => {
      const caps = times(buckets, (bucket) => capOfBucket(cap, buckets, bucket));
      expect(caps.reduce((sum, one) => sum + one, 0)).toBe(cap);
      expect(Math.max(...caps) - Math.min(...caps)).toBeLessThanOrEqual(1);
    }),
  );
  const sizes = times(8, () => 0);
  for (const device of times(8_000, (n) => `00A0B1-Router-${n}` as DeviceId)) {
    const bucket = bucketOf(device, sizes.length);
    sizes[bucket] = (sizes[bucket] ?? 0) + 1;
  }
  expect(Math.min(...sizes)).toBeGreaterThan(850);
});

test('free permits wander to buckets that wait, and never more of them than are free', () => {
  const waits = counterOf([counted('none')], { bucket: 0, cap: 0 });
  const idle = counterOf([counted('completed')], { bucket: 1, cap: 3 });
  const busy = counterOf([counted('none'), counted('inFlight')], { bucket: 2, cap: 1 });
  expect(moveCaps([waits, idle, busy], 0)).toEqual([
    { from: 1, to: 0, permits: 1 },
    { from: 1, to: 2, permits: 1 },
  ]);
  expect(moveCaps([waits, busy], 0)).toEqual([]);
});

test('where there are fewer permits than buckets, those of devices that do not call in wander too', () => {
  const buckets = times(3, (bucket) => counterOf([counted('none')], { bucket, cap: bucket === 0 ? 1 : 0 }));
  expect([0, 1].map((turn) => moveCaps(buckets, turn))).toEqual([
    [{ from: 0, to: 1, permits: 1 }],
    [{ from: 0, to: 2, permits: 1 }],
  ]);
});

test('a device counts in the groups of its attributes', () => {
  const limits = [
    { attribute: 'site', cap: 2 },
    { attribute: 'olt', cap: 5 },
  ];
  expect(groupsOf({ site: 'berlin', plan: 'gold' }, limits)).toEqual(['site=berlin']);
  expect(capOfGroup('olt=7', limits)).toBe(5);
  expect(capOfGroup('plan=gold', limits)).toBeUndefined();
});

/** What may become of a device that has something; nothing is given back here: what was sent was received. */
const MOVES: Readonly<Record<Account, readonly Account[]>> = {
  none: ['inFlight'],
  inFlight: ['failed', 'completed'],
  failed: ['completed'],
  completed: [],
};

test('a bad image never gets to more devices than there are permits, whatever happens in which order', () => {
  const action = fc.record({ device: fc.nat(29), to: fc.constantFrom<Account>('inFlight', 'failed', 'completed') });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 300 }), fc.integer({ min: 1, max: 9 }), (actions, cap) => {
      const accounts = new Map<number, Account>();
      let counter = newCounter(ROLLOUT, 1, 0, cap, 0.25);
      for (const { device, to } of actions) {
        const from = accounts.get(device) ?? 'none';
        const next = MOVES[from].includes(to) ? countChange(counter, counted(from), counted(to)) : undefined;
        if (next === undefined) continue;
        counter = next;
        accounts.set(device, to);
        const { inFlight, completed } = counter.tally;
        expect(inFlight + burned(counter.tally, 0.25)).toBeLessThanOrEqual(cap);
        expect(accounts.size).toBeLessThanOrEqual(cap + completed + Math.floor(0.25 * completed));
      }
    }),
  );
});
