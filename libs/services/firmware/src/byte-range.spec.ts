import { wantedBytes } from './byte-range.ts';

const all = { kind: 'all' };
const none = { kind: 'none' };
const part = (start: number, end: number) => ({ kind: 'part', start, end });

test.each([
  [undefined, all],
  ['bytes=0-', part(0, 1_000)],
  ['bytes=0-0', part(0, 1)],
  ['bytes=999-', part(999, 1_000)],
  ['bytes=999-5000', part(999, 1_000)],
  ['bytes=-1', part(999, 1_000)],
  ['bytes=-5000', part(0, 1_000)],
  [' Bytes = 10 - 19 ', part(10, 20)],
  ['bytes=1000-', none],
  ['bytes=1000-2000', none],
  ['bytes=-0', none],
  // RFC 9110 §14.1.1: a last position before the first makes the header invalid.
  ['bytes=5-4', all],
  ['bytes=0-1,5-6', all],
  ['bytes=', all],
  ['bytes=-', all],
  ['bytes=a-b', all],
  ['lines=0-1', all],
  ['bytes=0-99999999999999999999', all],
])('%j asks for %j', (header, wanted) => {
  expect(wantedBytes(header, 1_000)).toEqual(wanted);
});

test('of an empty file there is no part', () => {
  expect(wantedBytes('bytes=0-', 0)).toEqual(none);
  expect(wantedBytes('bytes=-5', 0)).toEqual(none);
});
