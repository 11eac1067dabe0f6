import { defineConfig } from './config-fragment.ts';
import { configReference } from './config-reference.ts';
import { enumOf, list, port, secret, text } from './setting-types.ts';

test('the reference lists name, default, allowed values and meaning of every setting', () => {
  const fragment = defineConfig('gateway', {
    MUSTER_EXAMPLE_PORT: port().default(7547).describe('Where CPEs call in.'),
    MUSTER_EXAMPLE_MODE: enumOf('a', 'b').describe('One | other.').default('a'),
    MUSTER_EXAMPLE_NAME: text('a name').describe('Who it is.'),
    MUSTER_EXAMPLE_NETS: list().default([]).describe('Networks.'),
    MUSTER_EXAMPLE_KEY: secret().default('never shown').describe('A key.'),
    MUSTER_EXAMPLE_NOTE: text().optional().describe('A note.'),
  });
  expect(configReference([fragment])).toBe(
    [
      '## gateway',
      '',
      '| name | default | allowed | meaning |',
      '| --- | --- | --- | --- |',
      '| `MUSTER_EXAMPLE_PORT` | `7547` | a port from 0 to 65535 | Where CPEs call in. |',
      '| `MUSTER_EXAMPLE_MODE` | `a` | one of a, b | One \\| other. |',
      '| `MUSTER_EXAMPLE_NAME` | required | a name | Who it is. |',
      '| `MUSTER_EXAMPLE_NETS` | `none` | a comma-separated list, or none | Networks. |',
      '| `MUSTER_EXAMPLE_KEY` | set | text of at least 1 characters | A key. |',
      '| `MUSTER_EXAMPLE_NOTE` | – | text | A note. |',
      '',
    ].join('\n'),
  );
});
