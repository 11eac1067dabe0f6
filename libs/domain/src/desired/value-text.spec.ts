import fc from 'fast-check';
import { VALUE_TYPES, type ValueType } from '#libs/cwmp';
import { canonical, sameText } from './value-text.ts';

test.each<[ValueType | undefined, string, string]>([
  ['boolean', '1', 'TRUE'],
  ['boolean', ' false', '0'],
  ['int', '+07', '7'],
  ['int', ' -0 ', '0'],
  ['unsignedLong', '018446744073709551615', '18446744073709551615'],
  ['dateTime', '2024-05-17T09:30:11+0200', '2024-05-17T07:30:11Z'],
  ['dateTime', '2024-05-17T09:30:11.000000z', '2024-05-17T09:30:11Z'],
  ['dateTime', '0001-01-01T00:00:00+00:00', '0001-01-01T00:00:00Z'],
  ['base64', 'YQ', 'YQ=='],
  ['base64', 'YW\nJj\n', 'YWJj'],
  ['hexBinary', '00ff', ' 00FF'],
  ['string', 'a\r\nb\rc', 'a\nb\nc'],
  [undefined, 'a\r\n', 'a\n'],
])('%s: %j is %j', (type, one, other) => {
  expect(sameText(one, other, type)).toBe(true);
});

test.each<[ValueType | undefined, string, string]>([
  ['string', 'a', 'A'],
  ['string', 'a', 'a '],
  ['string', '1', 'true'],
  [undefined, '1', '01'],
  ['boolean', 'yes', 'true'],
  ['int', '1', '-1'],
  // Without a zone it is the CPE's own time.
  ['dateTime', '2024-05-17T09:30:11', '2024-05-17T09:30:11Z'],
  ['dateTime', '2024-05-17T09:30:11.5Z', '2024-05-17T09:30:11Z'],
  ['base64', 'YQ==', 'Yg=='],
])('%s: %j is not %j', (type, one, other) => {
  expect(sameText(one, other, type)).toBe(false);
});

test.each<[ValueType, string]>([
  ['boolean', ' On '],
  ['int', ' 1.0'],
  ['unsignedInt', '-1'],
  ['dateTime', ' never'],
  ['base64', 'a'],
  ['base64', 'YW=j'],
  ['hexBinary', '0 '],
])('%s: %j is no value and comes back as it was', (type, text) => {
  expect(canonical(text, type)).toBe(text);
});

const digits = (unit: string) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 24 });
const dateTime = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
    fc.constantFrom('Z', 'z', '', '+14:00', '-1200', '+0530'),
    fc.constantFrom('', '.5', '.123456789', '.000'),
  )
  .map(([date, zone, fraction]) => `${date.toISOString().slice(0, 19)}${fraction}${zone}`);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  digits(' +-0123456789'),
  digits('0aFf '),
  digits('AQz=+/ \n'),
  fc.constantFrom('TRUE', ' True', 'false', '1', '0', '01'),
  dateTime,
);

test('what is in its one spelling stays so, of every type', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(undefined, ...VALUE_TYPES), (written, type) => {
      const once = canonical(written, type);
      expect(canonical(once, type)).toBe(once);
      expect(sameText(written, once, type)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
});
