import { isValueOf, type VALUE_TYPES } from './wanted-value.ts';

type TypeName = (typeof VALUE_TYPES)[number];

describe('the values of a type', () => {
  test.each<[TypeName, string]>([
    ['string', ''],
    ['int', '-2147483648'],
    ['unsignedInt', '4294967295'],
    ['long', '9223372036854775807'],
    ['unsignedLong', '18446744073709551615'],
    ['boolean', '0'],
    ['dateTime', '0001-01-01T00:00:00Z'],
    ['dateTime', '2026-01-31T09:30:00.5+01:00'],
    ['base64', 'YW\nJj'],
    ['base64', ''],
    ['hexBinary', '00fF'],
  ])('%s takes %j', (type, value) => {
    expect(isValueOf(type, value)).toBe(true);
  });

  test.each<[TypeName, string]>([
    ['int', '2147483648'],
    ['int', ''],
    ['int', '1.5'],
    ['unsignedInt', '-1'],
    ['unsignedInt', '4294967296'],
    ['long', '9223372036854775808'],
    ['unsignedLong', '18446744073709551616'],
    ['boolean', 'True'],
    ['dateTime', 'tomorrow'],
    ['base64', 'a*b'],
    ['hexBinary', '0'],
  ])('%s refuses %j', (type, value) => {
    expect(isValueOf(type, value)).toBe(false);
  });

  test('are told apart in time that grows no faster than their length', () => {
    const started = performance.now();
    expect(isValueOf('base64', `${' '.repeat(65_000)}!`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
