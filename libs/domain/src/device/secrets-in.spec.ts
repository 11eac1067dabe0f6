import { faultWithout, replaceSecrets, secretsIn, textWithout } from './secrets-in.ts';

const KEY = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
const blank = () => '';

test('secrets are found wherever they stand', () => {
  const data = {
    list: [
      { name: KEY, value: 'a1', previous: 'a0', type: 'string' },
      { name: 'Device.WiFi.SSID.1.SSID', value: 'open' },
    ],
    plan: { steps: [{ do: 'set', values: [{ path: KEY, value: { kind: 'plain', text: 'b' } }] }] },
    operations: [{ url: 'http://x/', username: 'u', password: 'c' }],
    byPath: { [KEY]: 'd' },
  };
  expect(secretsIn(data)).toEqual(['a1', 'a0', 'b', 'c', 'd']);
  expect(JSON.stringify(replaceSecrets(data, blank)).match(/"(a1|a0|b|c|d)"/g)).toBeNull();
});

test('it is told whose secret it replaces', () => {
  const told: string[] = [];
  replaceSecrets([{ name: KEY, value: 'x' }, { password: 'y' }], (secret, name) => {
    told.push(`${name}=${secret}`);
    return secret;
  });
  expect(told).toEqual([`${KEY}=x`, 'password=y']);
});

test('data without secrets stays the very same', () => {
  const data = {
    values: [{ name: KEY, value: '' }],
    parts: ['a', { secret: 'wifi' }],
    text: 'x',
    nothing: null,
    number: 1,
  };
  expect(replaceSecrets(data, blank)).toBe(data);
});

test('names of strangers do no harm', () => {
  const data = JSON.parse('{"__proto__":{"password":"p"},"name":"constructor","value":"v"}');
  expect(JSON.stringify(replaceSecrets(data, blank))).toBe(
    '{"__proto__":{"password":""},"name":"constructor","value":"v"}',
  );
});

test('a fault does not repeat them, unless they are too short to be told from other words', () => {
  const parameterFaults = [{ parameterName: KEY, faultCode: 9007, faultString: 'correct horse?' }];
  const fault = { faultCode: 9003, faultString: 'no: correct horse', parameterFaults } as const;
  expect(JSON.stringify(faultWithout(fault, ['correct horse']))).not.toContain('correct horse');
  expect(textWithout('to be or not', ['to'])).toBe('to be or not');
});
