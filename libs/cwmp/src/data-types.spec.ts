import { checkValue, INFINITE_TIME, isUnknownTime, normalizeValue, sameValue, UNKNOWN_TIME } from './data-types.ts';
import type { ValueType } from './parameter-value.ts';

const good: Readonly<Record<ValueType, readonly string[]>> = {
  string: ['', ' a ', 'tab\tand\r\nlines', '<&>', '\u{1F44D}'],
  int: ['0', '-2147483648', '2147483647', '+5', ' 7 '],
  unsignedInt: ['0', '4294967295', '007'],
  long: ['-9223372036854775808', '9223372036854775807'],
  unsignedLong: ['18446744073709551615'],
  boolean: ['0', '1', 'true', 'false', ' true '],
  dateTime: [
    UNKNOWN_TIME,
    INFINITE_TIME,
    '2024-02-29T23:59:59.123456Z',
    '2024-05-17T09:30:11+02:00',
    '2024-05-17T09:30:11',
    '0001-01-01T00:05:00',
  ],
  base64: ['', 'YWJj', 'YQ==', 'YW Jj\n'],
  hexBinary: ['', '00fF'],
};
const bad: Readonly<Record<ValueType, readonly string[]>> = {
  string: ['\u0000', 'a\u0008', '\uD800', '\uFFFE'],
  int: ['', '1.0', '1e3', '0x1', '2147483648', '-2147483649', '--1', '1 2', '9'.repeat(41)],
  unsignedInt: ['-1', '4294967296'],
  long: ['9223372036854775808'],
  unsignedLong: ['-1', '18446744073709551616'],
  boolean: ['', 'yes', 'TRUE', '2'],
  dateTime: [
    '',
    '2024-02-30T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-05-17T25:00:00Z',
    '2024-05-17T00:61:00Z',
    '2024-05-17',
    '17.05.2024',
  ],
  base64: ['YWJ', 'YW=j', '*'],
  hexBinary: ['0', '0g'],
};

function each(table: Readonly<Record<ValueType, readonly string[]>>): [ValueType, string][] {
  return Object.entries(table).flatMap(([type, texts]) =>
    texts.map((text): [ValueType, string] => [type as ValueType, text]),
  );
}

describe('checkValue', () => {
  test.each(each(good))('%s takes %j', (type, text) => {
    expect(checkValue(type, text)).toBeUndefined();
  });
  test.each(each(bad))('%s says what is wrong with %j', (type, text) => {
    expect(checkValue(type, text)).toMatch(/^(?:must|contains|is) /);
  });
});

describe('normalizeValue and sameValue', () => {
  test.each<[ValueType, string, string]>([
    ['boolean', '1', 'true'],
    ['boolean', '0', ' false '],
    ['int', '+07', '7'],
    ['int', '-0', '0'],
    ['unsignedLong', '018446744073709551615', '18446744073709551615'],
    ['dateTime', '2024-05-17T09:30:11+02:00', '2024-05-17T07:30:11Z'],
    ['dateTime', '2024-05-17T09:30:11.000Z', '2024-05-17T09:30:11Z'],
    ['dateTime', '0001-01-01T00:00:00+00:00', UNKNOWN_TIME],
    ['base64', 'YW\nJj', 'YWJj'],
    ['hexBinary', 'ab', 'AB'],
  ])('%s: %j is %j', (type, one, other) => {
    expect(sameValue(type, one, other)).toBe(true);
    expect(normalizeValue(type, one)).toBe(normalizeValue(type, other));
  });

  test.each<[ValueType, string, string]>([
    ['string', '1', 'true'],
    ['string', 'a', ' a'],
    ['int', '1', '-1'],
    ['boolean', '1', 'yes'],
    ['dateTime', '2024-05-17T09:30:11', '2024-05-17T09:30:11Z'],
  ])('%s: %j is not %j', (type, one, other) => {
    expect(sameValue(type, one, other)).toBe(false);
  });

  test.each(each(bad))('%s leaves %j alone', (type, text) => {
    expect(normalizeValue(type, text)).toBe(text);
  });
});

test.each([
  [UNKNOWN_TIME, true],
  ['0001-01-01T00:00:00+00:00', true],
  [' ', true],
  [INFINITE_TIME, false],
  ['0001-01-01T00:05:00', false],
])('%j is the unknown time: %p', (text, expected) => {
  expect(isUnknownTime(text)).toBe(expected);
});
