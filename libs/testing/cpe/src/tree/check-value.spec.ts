import { isLexical } from './check-value.ts';

test.each([
  ['boolean', ['0', '1', 'true', 'false'], ['TRUE', '', '2', ' 1']],
  ['int', ['-2147483648', '2147483647', '+7', '007'], ['2147483648', '1.0', '', '1e3']],
  ['unsignedInt', ['0', '4294967295'], ['-1', '4294967296']],
  ['unsignedLong', ['18446744073709551615'], ['18446744073709551616', '-1']],
  ['long', ['-9223372036854775808'], ['9223372036854775808']],
  [
    'dateTime',
    ['2026-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '2026-01-01T00:00:00.123456+02:00'],
    ['2026-01-01', 'now'],
  ],
  ['base64', ['', 'AAEC', 'AA=='], ['AAE', 'A===A']],
  ['hexBinary', ['', '00fF'], ['0', 'GG']],
] as const)('%s', (type, good, bad) => {
  expect(good.filter((value) => !isLexical(type, value))).toEqual([]);
  expect(bad.filter((value) => isLexical(type, value))).toEqual([]);
});
