import { hash32, hashShare } from './device-hash.ts';

test('the hash of a text never changes: devices would change their wave and their bucket', () => {
  expect(['', 'a', '00A0B1-Router-1'].map(hash32)).toEqual([2_872_998_923, 444_641_715, 583_173_498]);
});

test('devices in a row of serial numbers are spread evenly', () => {
  const slots = Array.from({ length: 16 }, () => 0);
  for (let serial = 0; serial < 16_000; serial++) {
    const slot = Math.floor(hashShare(`00A0B1-Router-${serial}`) * slots.length);
    slots[slot] = (slots[slot] ?? 0) + 1;
  }
  expect(Math.min(...slots)).toBeGreaterThan(850);
  expect(Math.max(...slots)).toBeLessThan(1_150);
});
