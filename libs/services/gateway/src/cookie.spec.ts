import { sessionCookie, sessionIdsIn } from './cookie.ts';

const ID = 'abcdefghijklmnopqrst-_.ABCDEF-_';
const OTHER = '0123456789012345678901.01234567';

test('a session cookie is short, for any path, out of reach of scripts, and ends with the session', () => {
  expect(sessionCookie(ID, false)).toBe(`muster=${ID}; Path=/; HttpOnly`);
});

test('a session that came by TLS does not go out without', () => {
  expect(sessionCookie(ID, true)).toBe(`muster=${ID}; Path=/; HttpOnly; Secure`);
});

test.each([
  ['the cookie alone', `muster=${ID}`],
  ['among others', `lang=en; muster=${ID}; theme=dark`],
  ['its attributes echoed', `muster=${ID}; Path=/; HttpOnly`],
  ['as RFC 2965 wrote it', `$Version="1"; muster="${ID}"; $Path="/"`],
  ['separated by commas', `a=1,muster=${ID},b=2`],
  ['blanks around', `  muster = ${ID}  `],
])('an id is found: %s', (_what, header) => {
  expect(sessionIdsIn(header)).toEqual([ID]);
});

test('of several the last comes first, since stale ones are sent in front', () => {
  expect(sessionIdsIn(`muster=${OTHER}; muster=${ID}`)).toEqual([ID, OTHER]);
});

test.each([
  ['no header', undefined],
  ['an empty one', ''],
  ['another name', `Muster=${ID}; muster2=${ID}; x-muster=${ID}`],
  ['an id that is too short', `muster=${ID.slice(1)}`],
  ['an id that is too long', `muster=${ID}a`],
  ['characters that are in no id', `muster=${'/'.repeat(22)}.01234567`],
  ['no value', 'muster; muster='],
  ['an unclosed quote', `muster="${ID}`],
])('nothing is found in %s', (_what, header) => {
  expect(sessionIdsIn(header)).toEqual([]);
});

test('a header of nothing but cookies costs no more than its first twenty', () => {
  expect(sessionIdsIn(`${'a=1;'.repeat(20)}muster=${ID}`)).toEqual([]);
  expect(sessionIdsIn(`${'a=1;'.repeat(19)}muster=${ID};${'a=1;'.repeat(10_000)}`)).toEqual([ID]);
});
