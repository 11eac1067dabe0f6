import { secretsNamed } from './secrets-named.ts';
import { aRevision } from './testing/a-catalog.ts';

test('secrets are named wherever a value may be, each once', () => {
  const revisions = [
    aRevision('a', [
      { path: 'Device.X', value: `\${secrets.wifi}` },
      { path: 'Device.Y', value: `\${attributes.user}:\${secrets.sip}` },
      { path: 'Device.Z', mode: 'forbid' },
    ]),
    aRevision('b', [
      {
        capability: 'wifi.guests',
        rows: {
          one: { passphrase: `\${secrets.wifi}`, port: 1, below: { rows: { two: { key: `\${secrets.deep}` } } } },
        },
      },
    ]),
  ];
  expect(secretsNamed(revisions)).toEqual(['deep', 'sip', 'wifi']);
});

test('what only looks like one is none', () => {
  const value = `$\${secrets.wifi}`;
  expect(
    secretsNamed([
      aRevision('a', [
        { path: 'Device.X', value },
        { path: 'Device.Y', value: `\${secrets.wifi` },
      ]),
    ]),
  ).toEqual([]);
});
