import { atLeast, type CwmpVersion, negotiateVersion, type VersionOffer } from './version.ts';

const V12 = 'urn:dslforum-org:cwmp-1-2';

describe('negotiateVersion', () => {
  const cases: readonly (readonly [string, VersionOffer, CwmpVersion, ReturnType<typeof negotiateVersion>])[] = [
    ['1-0 is 1.0', { namespace: 'urn:dslforum-org:cwmp-1-0' }, '1.4', { version: '1.0' }],
    ['1-1 is 1.1', { namespace: 'urn:dslforum-org:cwmp-1-1' }, '1.4', { version: '1.1' }],
    ['1-2 is 1.2', { namespace: V12 }, '1.4', { version: '1.2' }],
    ['1-2 with SessionTimeout is 1.3', { namespace: V12, sessionTimeoutS: 60 }, '1.4', { version: '1.3' }],
    ['the mistaken 1-4 is treated as 1-2', { namespace: 'urn:dslforum-org:cwmp-1-4' }, '1.4', { version: '1.2' }],
    [
      'the highest common one of a list is chosen and told',
      { namespace: V12, supportedVersions: ['1.0', '1.4', '1.3', '2.0'] },
      '1.4',
      { version: '1.4', useVersion: '1.4' },
    ],
    [
      'a list is capped by our own version',
      { namespace: V12, supportedVersions: ['1.0', '1.1', '1.2', '1.3', '1.4'] },
      '1.2',
      { version: '1.2', useVersion: '1.2' },
    ],
    ['a list without a common version has no answer', { namespace: V12, supportedVersions: ['9.9'] }, '1.4', undefined],
    [
      'a list nobody can read counts as none',
      { namespace: V12, supportedVersions: ['latest'] },
      '1.4',
      { version: '1.2' },
    ],
    ['an empty list counts as none', { namespace: V12, supportedVersions: [] }, '1.4', { version: '1.2' }],
    ['without a list our own version is the most', { namespace: V12, sessionTimeoutS: 60 }, '1.1', { version: '1.1' }],
  ];

  test.each(cases)('%s', (_, offer, max, expected) => {
    expect(negotiateVersion(offer, max)).toStrictEqual(expected);
  });
});

test('atLeast compares by age', () => {
  expect(atLeast('1.4', '1.4')).toBe(true);
  expect(atLeast('1.3', '1.4')).toBe(false);
  expect(atLeast('1.2', '1.0')).toBe(true);
});
