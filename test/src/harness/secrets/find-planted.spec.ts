import { findPlanted } from './find-planted.ts';

const SECRET = 'PLANTED-one';

test.each([
  ['a text', `x${SECRET} y`],
  ['bytes', Buffer.from(`\0\xff${SECRET}`, 'latin1')],
  ['an object', { deep: [{ secret: SECRET }] }],
  ['JSON in JSON', JSON.stringify(JSON.stringify({ text: `"${SECRET}"` }))],
])('a secret is found in %s', (_, written) => {
  expect(findPlanted(written)).toEqual([SECRET]);
});

test.each(['', 'a', 'ab', 'abc'])('and in base64 behind "%s"', (before) => {
  expect(findPlanted(Buffer.from(before + SECRET).toString('base64'))).toEqual(['PLANTED-? in base64']);
  expect(findPlanted(Buffer.from(before + SECRET).toString('base64url'))).toEqual(['PLANTED-? in base64']);
});

test('in other disguises', () => {
  expect(findPlanted(Buffer.from(SECRET).toString('hex'))).toEqual(['PLANTED-? in hexadecimal']);
  expect(findPlanted(Buffer.from(SECRET, 'utf16le'))).toEqual(['PLANTED-? in UTF-16']);
});

test('and nowhere else', () => {
  expect(findPlanted({ password: '', hidden: true, other: 'planted PLANT', base64: 'UExBTlQ=' })).toEqual([]);
});
