import { checkPreconditions, rangeHolds } from './preconditions.ts';

const of = { etag: '"abc"', lastModified: 'Thu, 01 Jan 2026 00:00:00 GMT' };
const later = 'Fri, 02 Jan 2026 00:00:00 GMT';
const earlier = 'Wed, 31 Dec 2025 00:00:00 GMT';

test.each([
  [{}, 'go'],
  [{ 'if-match': '"abc"' }, 'go'],
  [{ 'if-match': '*' }, 'go'],
  [{ 'if-match': '"x", "abc"' }, 'go'],
  [{ 'if-match': 'W/"abc"' }, 'failed'],
  [{ 'if-match': '"x"' }, 'failed'],
  [{ 'if-unmodified-since': earlier }, 'failed'],
  [{ 'if-unmodified-since': later }, 'go'],
  [{ 'if-unmodified-since': 'nonsense' }, 'go'],
  [{ 'if-none-match': '"abc"' }, 'notModified'],
  [{ 'if-none-match': '"x", W/"abc"' }, 'notModified'],
  [{ 'if-none-match': '*' }, 'notModified'],
  // A tag counts, and the date beside it does not.
  [{ 'if-none-match': '"x"', 'if-modified-since': later }, 'go'],
  [{ 'if-modified-since': of.lastModified }, 'notModified'],
  [{ 'if-modified-since': earlier }, 'go'],
  [{ 'if-modified-since': 'nonsense' }, 'go'],
] as const)('%j: %s', (headers, outcome) => {
  expect(checkPreconditions(headers, of)).toBe(outcome);
});

test.each([
  [undefined, true],
  ['"abc"', true],
  ['W/"abc"', false],
  ['"x"', false],
  [of.lastModified, true],
  [later, false],
])('If-Range %s: %s', (header, holds) => {
  expect(rangeHolds(header, of)).toBe(holds);
});
