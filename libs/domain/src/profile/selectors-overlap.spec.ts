import fc from 'fast-check';
import type { Filter } from '../filter/filter.ts';
import { matches } from '../filter/match-filter.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { SELECTOR_FIELDS } from './selector-fields.ts';
import { overlap } from './selectors-overlap.ts';

function filter(json: unknown): Filter {
  const parsed = parseFilter(json, SELECTOR_FIELDS);
  if ('error' in parsed) throw new Error(parsed.error.message);
  return parsed.filter;
}

test.each([
  ['two values of one field', { 'identity.oui': 'A' }, { 'identity.oui': 'B' }],
  [
    'a value and a list without it',
    { 'attributes.plan': 'gold' },
    { 'attributes.plan': { $in: ['silver', 'bronze'] } },
  ],
  ['a value and its exclusion', { 'attributes.plan': 'gold' }, { 'attributes.plan': { $ne: 'gold' } }],
  ['a value and its absence', { 'attributes.plan': 'gold' }, { 'attributes.plan': { $exists: false } }],
  ['presence and absence', { 'attributes.plan': { $exists: true } }, { 'attributes.plan': null }],
  ['ranges that do not meet', { 'discovery.parameters': { $lt: 10 } }, { 'discovery.parameters': { $gte: 10 } }],
  [
    'alternatives, none of which meet',
    { $or: [{ softwareVersion: '1' }, { softwareVersion: '2' }] },
    { softwareVersion: '3' },
  ],
  ['a value and what is no such value', { softwareVersion: '1' }, { $nor: [{ softwareVersion: '1' }] }],
  ['a pattern and a value', { softwareVersion: { $regex: '^2' } }, { softwareVersion: '1' }],
  [
    'a value and what excludes its beginning',
    { softwareVersion: '2.1' },
    { $nor: [{ softwareVersion: { $regex: '^2' } }] },
  ],
  ['one that contradicts itself', { $and: [{ softwareVersion: '1' }, { softwareVersion: '2' }] }, {}],
])('never: %s', (_, a, b) => {
  expect(overlap(filter(a), filter(b))).toBe('never');
  expect(overlap(filter(b), filter(a))).toBe('never');
});

test.each([
  ['everything and everything', {}, {}],
  ['two tags', { tags: 'gold' }, { tags: 'silver' }],
  ['a tag and its exclusion by another', { tags: 'gold' }, { tags: { $ne: 'silver' } }],
  ['different fields', { softwareVersion: '1' }, { hardwareVersion: '2' }],
  ['ranges that touch', { 'discovery.parameters': { $lte: 10 } }, { 'discovery.parameters': { $gte: 10 } }],
  [
    'one alternative in common',
    { $or: [{ softwareVersion: '1' }, { softwareVersion: '2' }] },
    { softwareVersion: '2' },
  ],
  [
    'what is not understood',
    { $nor: [{ softwareVersion: '1', hardwareVersion: '1' }] },
    { softwareVersion: '1', hardwareVersion: '1' },
  ],
  ['a pattern and a value that it fits', { softwareVersion: { $regex: '^2' } }, { softwareVersion: '2.1' }],
  [
    'a pattern and its exclusion by another',
    { softwareVersion: { $regex: '^2' } },
    { $nor: [{ softwareVersion: '1' }] },
  ],
])('maybe: %s', (_, a, b) => {
  expect(overlap(filter(a), filter(b))).toBe('maybe');
});

test('when it says never, no device fulfils both', () => {
  const word = fc.constantFrom('a', 'b', 'c');
  const condition = fc.oneof(
    word,
    fc.constant(null),
    fc.record({ $ne: word }),
    fc.record({ $in: fc.array(word, { minLength: 1, maxLength: 3 }) }),
    fc.record({ $nin: fc.array(word, { minLength: 1, maxLength: 3 }) }),
    fc.record({ $exists: fc.boolean() }),
    fc.record({ $gte: word }),
    fc.record({ $regex: fc.constantFrom('^a', 'b$') }),
  );
  const number = fc.integer({ min: 0, max: 3 });
  const numeric = fc.oneof(number, fc.record({ $gt: number }), fc.record({ $lt: number }), fc.record({ $lte: number }));
  const simple = fc.oneof(
    fc.record({ 'attributes.x': condition }),
    fc.record({ softwareVersion: condition }),
    fc.record({ tags: condition }),
    fc.record({ 'discovery.parameters': numeric }),
  );
  const joined = fc.oneof(
    simple,
    fc.record({ $or: fc.array(simple, { minLength: 1, maxLength: 3 }) }),
    fc.record({ $and: fc.array(simple, { minLength: 1, maxLength: 3 }) }),
    fc.record({ $nor: fc.array(simple, { minLength: 1, maxLength: 2 }) }),
  );
  const device = fc.record({
    attributes: fc.oneof(fc.record({ x: word }), fc.constant({})),
    softwareVersion: word,
    tags: fc.uniqueArray(word, { maxLength: 2 }),
    discovery: fc.record({ parameters: number }),
  });
  let never = 0;
  fc.assert(
    fc.property(joined, joined, fc.array(device, { minLength: 20, maxLength: 20 }), (a, b, devices) => {
      const [one, other] = [filter(a), filter(b)];
      if (overlap(one, other) === 'maybe') return;
      never++;
      for (const each of devices) expect(matches(one, each) && matches(other, each)).toBe(false);
    }),
    { numRuns: 2_000 },
  );
  expect(never).toBeGreaterThan(50);
});
