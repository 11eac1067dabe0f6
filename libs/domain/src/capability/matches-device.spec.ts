import { parseTextPattern } from '../filter/parse-text-pattern.ts';
import type { DeviceMatch } from './capability.ts';
import { closeness, matchesDevice } from './matches-device.ts';
import { aDevice } from './testing/a-catalog.ts';

const DEVICE = aDevice({ manufacturer: 'ZyXEL Corp.', oui: 'AABBCC', productClass: 'VMG-8825' });

test.each<[boolean, DeviceMatch]>([
  [true, {}],
  [true, { manufacturer: parseTextPattern('^zyxel') }],
  [true, { manufacturer: parseTextPattern('corp\\.$') }],
  [true, { manufacturer: parseTextPattern('EL C') }],
  [true, { oui: ['001122', 'aabbcc'] }],
  [true, { softwareVersion: parseTextPattern('^1.0$'.replace('.', '\\.')) }],
  [false, { manufacturer: parseTextPattern('^Corp') }],
  [false, { manufacturer: parseTextPattern('ZyXEL$') }],
  [false, { manufacturer: parseTextPattern('^zyxel$') }],
  [false, { oui: ['001122'] }],
  [false, { oui: ['AABBCC'], productClass: parseTextPattern('HG') }],
  [false, { softwareVersion: parseTextPattern('^2') }],
  [false, { manufacturer: parseTextPattern('.*') }],
])('%s: %j', (matches, match) => {
  expect(matchesDevice(match, DEVICE)).toBe(matches);
});

test('the more a match says, the closer it is', () => {
  expect(closeness({})).toBe(0);
  expect(closeness({ oui: ['AABBCC'], productClass: parseTextPattern('x') })).toBe(2);
});
