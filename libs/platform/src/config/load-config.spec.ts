import { z } from 'zod';
import { defineConfig } from './config-fragment.ts';
import { loadConfig } from './load-config.ts';
import { bool, byteSize, durationMs, enumOf, host, integer, list, port, ratio, secret, text } from './setting-types.ts';

const fragment = defineConfig('example', {
  MUSTER_EXAMPLE_PORT: port().default(7547).describe('Where it listens.'),
  MUSTER_EXAMPLE_LEVEL: enumOf('info', 'warn').default('info'),
  MUSTER_EXAMPLE_NOTE: text().optional(),
});

test('defaults apply where nothing is set, and an empty variable counts as nothing', () => {
  const result = loadConfig([fragment], { MUSTER_EXAMPLE_PORT: ' ', PATH: '/bin' });
  expect(result.ok && result.config.of(fragment)).toEqual({ MUSTER_EXAMPLE_PORT: 7547, MUSTER_EXAMPLE_LEVEL: 'info' });
  expect(result.warnings).toEqual([]);
});

test('every bad value is listed with what was given, what is allowed and the default', () => {
  const strict = defineConfig('strict', { MUSTER_EXAMPLE_HOST: host() });
  const env = { MUSTER_EXAMPLE_PORT: '70000', MUSTER_EXAMPLE_LEVEL: 'loud' };
  expect(loadConfig([fragment, strict], env)).toEqual({
    ok: false,
    problems: [
      'MUSTER_EXAMPLE_PORT is "70000": it must be a port from 0 to 65535 (default 7547)',
      'MUSTER_EXAMPLE_LEVEL is "loud": it must be one of info, warn (default info)',
      'MUSTER_EXAMPLE_HOST is not set and has no default: it must be a host name or an IP address',
    ],
    warnings: [],
  });
});

test('the value of a secret is never shown', () => {
  const guarded = defineConfig('guarded', { MUSTER_EXAMPLE_SECRET: secret(16).default('default-of-a-secret') });
  const result = loadConfig([guarded], { MUSTER_EXAMPLE_SECRET: 'hunter2' });
  expect(result.ok ? [] : result.problems).toEqual([
    'MUSTER_EXAMPLE_SECRET has a value that is not allowed: it must be text of at least 16 characters',
  ]);
});

test('an unknown variable is reported with the nearest known name, without its value', () => {
  const result = loadConfig([fragment], { MUSTER_EXAMPLE_PROT: '1', MUSTER_QUITE_ANOTHER_THING: 'x', OTHER: 'y' });
  expect(result.ok).toBe(true);
  expect(result.warnings).toEqual([
    'MUSTER_EXAMPLE_PROT is not a setting; did you mean MUSTER_EXAMPLE_PORT?',
    'MUSTER_QUITE_ANOTHER_THING is not a setting',
  ]);
});

test('a setting that two roles share is refused once', () => {
  const other = defineConfig('other', { MUSTER_EXAMPLE_PORT: port().default(7547) });
  const result = loadConfig([fragment, other], { MUSTER_EXAMPLE_PORT: 'x' });
  expect(result.ok ? [] : result.problems).toHaveLength(1);
});

test('asking for settings that were not loaded is a programming error', () => {
  const result = loadConfig([], {});
  expect(() => result.ok && result.config.of(fragment)).toThrow(RangeError);
});

const nothing = 'refused';

describe.each<readonly [string, z.ZodType, readonly (readonly [string, unknown])[]]>([
  [
    'port',
    port(),
    [
      ['0', 0],
      ['65535', 65_535],
      ['65536', nothing],
      ['-1', nothing],
      ['80x', nothing],
      ['8.5', nothing],
    ],
  ],
  [
    'integer',
    integer(-5, 5),
    [
      ['-5', -5],
      ['5', 5],
      ['6', nothing],
      ['1e0', nothing],
      ['0x1', nothing],
    ],
  ],
  [
    'durationMs',
    durationMs(10, 7_200_000),
    [
      ['1500', 1500],
      ['15s', 15_000],
      ['5 m', 300_000],
      ['2H', 7_200_000],
      ['9', nothing],
      ['3h', nothing],
      ['5d', nothing],
      ['1.5s', nothing],
      ['5constructor', nothing],
    ],
  ],
  [
    'byteSize',
    byteSize(1, 2 ** 30),
    [
      ['65536', 65_536],
      ['64KiB', 65_536],
      ['1gib', 2 ** 30],
      ['2GiB', nothing],
      ['1kb', nothing],
    ],
  ],
  [
    'bool',
    bool(),
    [
      ['true', true],
      ['ON', true],
      ['0', false],
      ['maybe', nothing],
    ],
  ],
  [
    'ratio',
    ratio(),
    [
      ['0', 0],
      ['.5', 0.5],
      ['1', 1],
      ['1.01', nothing],
      ['-0.1', nothing],
      ['NaN', nothing],
    ],
  ],
  [
    'host',
    host(),
    [
      ['::1', '::1'],
      ['acs.example.net', 'acs.example.net'],
      ['a b', nothing],
      ['a/b', nothing],
    ],
  ],
  [
    'list',
    list(),
    [
      ['a, b,,c', ['a', 'b', 'c']],
      ['none', []],
    ],
  ],
  [
    'enumOf',
    enumOf('a', 'b'),
    [
      ['a', 'a'],
      ['A', nothing],
    ],
  ],
])('%s', (_, schema, cases) => {
  test.each(cases)('reads %j as %j', (given, expected) => {
    const parsed = schema.safeParse(given);
    expect(parsed.success ? parsed.data : nothing).toEqual(expected);
  });
});
