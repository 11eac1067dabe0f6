import { type ValueShape, valueProblem } from './value-check.ts';

test.each<[string, ValueShape]>([
  ['anything', {}],
  ['TRUE', { type: 'boolean' }],
  ['0', { type: 'boolean' }],
  ['wpa2', { enum: ['wpa2', 'wpa3'] }],
  ['1', { type: 'boolean', enum: ['true'] }],
  [' +06 ', { type: 'unsignedInt', enum: ['6'], min: 6, max: 6 }],
  ['-9223372036854775808', { type: 'long', max: 0 }],
  ['🛜🛜', { maxLength: 2 }],
  ['00ff', { type: 'hexBinary', maxLength: 2 }],
  ['YWJj', { type: 'base64', maxLength: 3 }],
  ['YQ', { type: 'base64', maxLength: 1 }],
  ['', { format: 'ip' }],
  [' 7, 8', { type: 'unsignedInt', list: true, max: 8 }],
  ['', { type: 'unsignedInt', list: true }],
])('%j can be %j', (text, shape) => {
  expect(valueProblem(text, shape)).toBeUndefined();
});

test.each<[string, ValueShape, string]>([
  ['\0', {}, 'contains a character that XML cannot carry'],
  ['on', { type: 'boolean' }, 'must be 1, 0, true or false'],
  ['-1', { type: 'unsignedInt' }, 'must be between 0 and 4294967295'],
  ['1.5', { type: 'int' }, 'must be a whole number'],
  ['2024-02-30T00:00:00Z', { type: 'dateTime' }, 'is a day or time that does not exist'],
  ['0g', { type: 'hexBinary' }, 'must be pairs of hexadecimal digits'],
  ['*', { type: 'base64' }, 'must be base64'],
  ['wep', { enum: ['wpa2', 'wpa3'] }, 'must be one of wpa2, wpa3'],
  ['0', { type: 'int', min: 1 }, 'must be at least 1'],
  ['18446744073709551615', { type: 'unsignedLong', max: 10 }, 'must be at most 10'],
  ['abc', { maxLength: 2 }, 'must have at most 2 characters'],
  ['1234567', { minLength: 8, maxLength: 63 }, 'must have at least 8 characters'],
  ['00ff', { type: 'hexBinary', maxLength: 1 }, 'must have at most 1 bytes'],
  ['192.0.2', { format: 'ip' }, 'must be an IP address'],
  ['192.0.2.1,x', { format: 'ip', list: true }, 'has "x" in it, which must be an IP address'],
  ['a,b', { list: true, maxLength: 2 }, 'must have at most 2 characters'],
])('%j can not be %j: it %s', (text, shape, problem) => {
  expect(valueProblem(text, shape)).toBe(problem);
});

test('of a long list of values only some are named', () => {
  const many = Array.from({ length: 25 }, (_, index) => `v${index}`);
  expect(valueProblem('x', { enum: many })).toMatch(/^must be one of v0, .*v19 and 5 more$/);
});
