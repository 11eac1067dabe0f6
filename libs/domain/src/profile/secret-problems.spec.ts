import type { ProfileEntry, Scalar } from './profile.ts';
import type { CapabilityShape } from './profile-facts.ts';
import { secretProblems } from './secret-problems.ts';

const SECRET = `\${secrets.wifi}`;
const CAPABILITIES: Readonly<Record<string, CapabilityShape>> = {
  ssid: { kind: 'value' },
  passphrase: { kind: 'value', secret: true },
  users: {
    kind: 'table',
    fields: { name: {}, password: { secret: true } },
    tables: { keys: { fields: { key: { secret: true }, label: {} } } },
  },
};

function placesOf(...entries: readonly ProfileEntry[]): readonly string[] {
  const capabilities = {
    find: (name: string) => CAPABILITIES[name],
    names: () => Object.keys(CAPABILITIES),
    meanings: () => [],
  };
  return secretProblems(entries, capabilities).map(({ pointer, code }) => `${pointer} ${code}`);
}

const PASSWORD = 'Device.Users.User.1.Password';
const key = (value: Scalar) => ({ keys: { rows: { one: { key: value, label: 'x' } } } });

test.each<[string, ProfileEntry, string]>([
  ['written for a capability', { capability: 'passphrase', value: 'hush' }, '/entries/0/value'],
  ['that is a number', { path: 'Device.WiFi.AccessPoint.1.WPS.PIN', value: 12345678 }, '/entries/0/value'],
  ['that is an attribute', { capability: 'passphrase', value: `\${attributes.key}` }, '/entries/0/value'],
  ['written for a path', { path: PASSWORD, value: 'hush' }, '/entries/0/value'],
  ['written in a row', { capability: 'users', rows: { a: { password: 'hush' } } }, '/entries/0/rows/a/password'],
  [
    'written in a row of a row',
    { capability: 'users', rows: { a: key('hush') } },
    '/entries/0/rows/a/keys/rows/one/key',
  ],
  ['written in a row of a path', { table: 'Device.U.', rows: { a: { Password: 'x' } } }, '/entries/0/rows/a/Password'],
  ['for a path that is not masked', { path: 'Device.X_Key', value: SECRET }, '/entries/0/value'],
  ['in a text for a path that is not masked', { path: 'Device.X', value: `a${SECRET}` }, '/entries/0/value'],
  ['for a capability that shows it', { capability: 'ssid', value: SECRET }, '/entries/0/value'],
  ['for a field that shows it', { capability: 'users', rows: { a: { name: SECRET } } }, '/entries/0/rows/a/name'],
  ['for a row that shows it', { table: 'Device.U.', rows: { a: { Hint: SECRET } } }, '/entries/0/rows/a/Hint'],
])('a secret %s is refused', (_, entry, pointer) => {
  expect(placesOf(entry)).toEqual([`${pointer} exposed_secret`]);
});

test('secrets where they are masked, and what is no secret, are taken', () => {
  const entries: readonly ProfileEntry[] = [
    { capability: 'passphrase', value: `a${SECRET}` },
    { capability: 'users', rows: { a: { name: 'x', password: SECRET, ...key(SECRET) } } },
    { table: 'Device.U.', rows: { a: { Name: 'x', Password: SECRET, 'Sub.': { rows: { b: { Token: SECRET } } } } } },
    { path: PASSWORD, value: '' },
    { path: 'Device.X.RequirePassword', value: true },
    { path: 'Device.X', value: `$\${secrets.wifi}` },
    { table: 'Device.U.1.', mode: 'forbid', rows: {} },
    { capability: 'unknown', value: SECRET },
  ];
  expect(placesOf(...entries)).toEqual([]);
});
