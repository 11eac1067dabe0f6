import fc from 'fast-check';
import { deviceIdOf, parseDeviceId } from './device-id.ts';

function identity(oui: string, productClass: string, serialNumber: string) {
  return { manufacturer: 'Acme', oui, productClass, serialNumber };
}

// TR-069 §3.4.4: other characters than letters, digits and underscore are percent-encoded from UTF-8.
test.each([
  ['a plain one', '00A0B1', 'Router', '123', '00A0B1-Router-123'],
  ['no product class', '00A0B1', '', '123', '00A0B1-123'],
  ['separators in the serial', '00A0B1', 'R-1', '12-3', '00A0B1-R%2D1-12%2D3'],
  ['what a URL would take apart', '00A0B1', 'a/b', '1%2 &?#', '00A0B1-a%2Fb-1%252%20%26%3F%23'],
  ['Unicode', '00A0B1', 'Мост', 'é\u{1F600}', '00A0B1-%D0%9C%D0%BE%D1%81%D1%82-%C3%A9%F0%9F%98%80'],
  ['underscore', '00A0B1', 'a_b', '_', '00A0B1-a_b-_'],
  ['no serial', '00A0B1', 'Router', '', '00A0B1-Router-'],
  ['no OUI', '', '', '123', '-123'],
  ['names of JavaScript', '00A0B1', '__proto__', 'constructor', '00A0B1-__proto__-constructor'],
])('the id of %s', (_, oui, productClass, serialNumber, id) => {
  expect(deviceIdOf(identity(oui, productClass, serialNumber))).toBe(id);
  expect(parseDeviceId(id)).toBe(id);
});

test('an identity that tells nothing apart has no id', () => {
  expect(deviceIdOf(identity('', 'Router', ''))).toBeUndefined();
});

test('an identity that no URL could hold has no id', () => {
  expect(deviceIdOf(identity('00A0B1', 'Router', '9'.repeat(20_000)))).toBeUndefined();
  expect(deviceIdOf(identity('00A0B1', 'Router', '/'.repeat(690)))).toBeUndefined();
  // The longest the schema allows, all of it escaped.
  const longest = deviceIdOf(identity('00A0B1', '/'.repeat(64), '/'.repeat(64)));
  expect(longest).toBeDefined();
  expect(parseDeviceId(longest ?? '')).toBe(longest);
});

test.each([
  ['nothing', ''],
  ['no separator', '00A0B1'],
  ['too many separators', 'a-b-c-d'],
  ['a path', 'a-../../etc'],
  ['a space', 'a-b c'],
  ['a half escape', 'a-%2'],
  ['a lower-case escape', 'a-%2f'],
  ['an escape of what needs none', '%41-b'],
  ['an escape that is no UTF-8', 'a-%80'],
  ['an empty product class in full', 'a--b'],
  ['neither OUI nor serial', '-'],
  ['neither OUI nor serial, in full', '--'],
  ['a line break', 'a-b\n'],
  ['too long', `a-${'b'.repeat(700)}`],
])('%s is no id', (_, text) => {
  expect(parseDeviceId(text)).toBeUndefined();
});

const part = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('-', '%', '2', 'D', '_', 'a', '/'), maxLength: 6 }),
);

test('different identities have different ids, and every id is accepted', () => {
  const identities = fc.tuple(part, part, part);
  fc.assert(
    fc.property(identities, identities, (one, other) => {
      const [a, b] = [deviceIdOf(identity(...one)), deviceIdOf(identity(...other))];
      for (const id of [a, b]) if (id !== undefined) expect(parseDeviceId(id)).toBe(id);
      if (a !== undefined && a === b) expect(other).toEqual(one);
    }),
    { numRuns: 2_000 },
  );
});

test('an accepted id is one that some identity has', () => {
  const text = fc.string({ unit: fc.constantFrom('-', '%', '2', 'D', '8', '0', 'a', '_', 'f'), maxLength: 10 });
  fc.assert(
    fc.property(text, (candidate) => {
      const id = parseDeviceId(candidate);
      if (id === undefined) return;
      const [first = '', second = '', third] = id.split('-').map(decodeURIComponent);
      expect(deviceIdOf(third === undefined ? identity(first, '', second) : identity(first, second, third))).toBe(id);
    }),
    { numRuns: 5_000 },
  );
});
