import fc from 'fast-check';
import { EXECUTION_STATES, type ExecutionReason } from './execution.ts';
import { addTally, enrolled, isSameTally, moveTally, NO_TALLY, subtractTally, sumTallies, tallyOf } from './tally.ts';
import { counted } from './testing/counters.ts';

const execution = fc
  .record({
    account: fc.constantFrom('none', 'inFlight', 'completed', 'failed'),
    state: fc.constantFrom(...EXECUTION_STATES),
    reason: fc.option(fc.constantFrom<ExecutionReason>('reverted', 'silent', 'fault'), { nil: undefined }),
    faults: fc.constantFrom([], [9010], [9010, 9018]),
    cell: fc.constantFrom('a', 'b'),
  })
  .map(({ account, reason, ...rest }) => counted(account, { ...rest, ...(reason && { reason }) }));

test('tallies are the same in whatever order they were counted', () => {
  const [a, b] = [counted('failed', { faults: [9010] }), counted('completed', { cell: 'other' })].map(tallyOf);
  if (!a || !b) throw new Error('There are two.');
  expect(isSameTally(addTally(a, b), addTally(b, a))).toBe(true);
  expect(isSameTally(a, b)).toBe(false);
  expect(isSameTally(a, NO_TALLY)).toBe(false);
});

test('parts add up to the whole in any order, and what is taken out leaves no trace', () => {
  fc.assert(
    fc.property(fc.array(execution), fc.array(execution), (some, others) => {
      const [a, b] = [some, others].map((list) => sumTallies(list.map(tallyOf)));
      if (a === undefined || b === undefined) throw new Error('Two lists were summed.');
      expect(addTally(a, b)).toEqual(sumTallies([...others, ...some].map(tallyOf)));
      expect(subtractTally(addTally(a, b), b)).toEqual(a);
      expect(enrolled(addTally(a, b))).toBe(some.length + others.length);
    }),
  );
  expect(subtractTally(tallyOf(counted('failed')), tallyOf(counted('failed')))).toEqual(NO_TALLY);
});

test('what is blamed on the image', () => {
  const blame = (reason: ExecutionReason, ...faults: number[]) => tallyOf(counted('failed', { reason, faults })).blamed;
  expect(blame('reverted')).toBe(3);
  expect(blame('silent')).toBe(1);
  expect(blame('fault', 9018)).toBe(1);
  expect(blame('fault', 9018, 9015)).toBe(0);
  expect(blame('fault', 9016)).toBe(0);
  expect(tallyOf(counted('completed', { reason: 'reverted' })).blamed).toBe(0);
});

test('to move one is to take it out and add what it became', () => {
  fc.assert(
    fc.property(execution, execution, fc.array(execution), (before, after, others) => {
      const tally = sumTallies([before, ...others].map(tallyOf));
      expect(moveTally(tally, before, after)).toEqual(sumTallies([after, ...others].map(tallyOf)));
    }),
  );
});
