import { chunkOf, comparePaths, covers } from './path-order.ts';

test('paths sort like a tree, instance numbers by their value', () => {
  const sorted = [
    '',
    'Device.',
    'Device.A',
    'Device.A.',
    'Device.A.1.',
    'Device.A.1.X',
    'Device.A.2.',
    'Device.A.10.',
    'Device.A.10.X',
    'Device.A.99999999999',
    'Device.A.B',
    'Device.A.[alias].X',
    'Device.AB',
  ];
  const shuffled = [...sorted.slice(6), ...sorted.slice(0, 6)].toReversed();
  expect(shuffled.toSorted(comparePaths)).toEqual(sorted);
  for (const path of sorted) expect(comparePaths(path, path)).toBe(0);
});

test.each([
  ['', ''],
  ['Device.', 'Device.'],
  ['Device.WiFi', 'Device.WiFi'],
  ['Device.WiFi.', 'Device.WiFi.'],
  ['Device.WiFi.Radio.1.Enable', 'Device.WiFi.'],
  ['..', '..'],
])('the chunk of "%s" is "%s"', (path, chunk) => expect(chunkOf(path)).toBe(chunk));

test('a path covers itself and, with a final dot, what is below', () => {
  expect(covers('', 'Device.X')).toBe(true);
  expect(covers('Device.A.', 'Device.A.')).toBe(true);
  expect(covers('Device.A.', 'Device.A.B.C')).toBe(true);
  expect(covers('Device.A.', 'Device.AB')).toBe(false);
  expect(covers('Device.A', 'Device.A')).toBe(true);
  expect(covers('Device.A', 'Device.A.B')).toBe(false);
});
