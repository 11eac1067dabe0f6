import { type DeviceId, deviceIdOf } from '../device/device-id.ts';
import { deviceTag, deviceTagIn, isSessionId, sessionIdFor } from './session-id.ts';

const RANDOM = 'abcdefghijklmnopqrst-_';

function device(serial: number): DeviceId {
  const identity = { manufacturer: '', oui: '00A0B1', productClass: 'Router', serialNumber: String(serial) };
  return deviceIdOf(identity) as DeviceId;
}

test('a session id leads to its device, and begins with what can not be guessed', () => {
  const id = sessionIdFor(device(1), RANDOM);
  expect(id.startsWith(RANDOM)).toBe(true);
  expect(isSessionId(id)).toBe(true);
  expect(deviceTagIn(id)).toBe(deviceTag(device(1)));
});

test.each([
  '',
  'another',
  RANDOM,
  `${RANDOM}.`,
  `${RANDOM}.1234567`,
  `${RANDOM}.123456789`,
  `${RANDOM}}.1234567`,
  `\n${RANDOM}.12345678`,
])('%j is no session id', (text) => {
  expect(isSessionId(text)).toBe(false);
  expect(deviceTagIn(text)).toBeUndefined();
});

test('tags of devices with consecutive serial numbers differ, and spread evenly over each digit', () => {
  const tags = Array.from({ length: 64_000 }, (_, serial) => deviceTag(device(100_000 + serial)));
  expect(new Set(tags).size).toBe(tags.length);
  for (let place = 0; place < 8; place++) {
    const counts = new Map<string, number>();
    for (const tag of tags) counts.set(tag.charAt(place), (counts.get(tag.charAt(place)) ?? 0) + 1);
    expect(counts.size).toBe(64);
    // 1,000 expected; five standard deviations are 160.
    expect(Math.max(...counts.values())).toBeLessThan(1_160);
    expect(Math.min(...counts.values())).toBeGreaterThan(840);
  }
});
