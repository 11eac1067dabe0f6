import { itemsOf, listHas, listReaches, listRefersTo, partsOf } from './list-value.ts';

test('items are without the space around them, and empty ones are none', () => {
  expect(itemsOf(' a, b ,,c')).toEqual(['a', 'b', 'c']);
  expect(itemsOf('')).toEqual([]);
});

test.each([
  ['1-13,36-64', '40', true],
  ['1-13,36-64', '20', false],
  ['1-13', 'auto', false],
  ['None,WPA2-Personal', 'WPA2-Personal', true],
  ['None, WPA2', 'WPA3', false],
  ['', 'anything', true],
])('whether %j has %j: %s', (list, value, has) => {
  expect(listHas(list, value)).toBe(has);
});

test.each([
  ['36-64,100', 100, 100, true],
  ['36-64,100', 65, 99, false],
  ['36-64', 1, 36, true],
  ['2412', 2400, 2500, true],
  ['auto', 0, 1, false],
])('whether %j reaches from %d to %d: %s', (list, min, max, reaches) => {
  expect(listReaches(list, min, max)).toBe(reaches);
});

test('a reference may have a final dot or not', () => {
  expect(listRefersTo('Device.A.1', 'Device.A.1.')).toBe(true);
  expect(listRefersTo('Device.B.2,Device.A.1.', 'Device.A.1.')).toBe(true);
  expect(listRefersTo('Device.A.11', 'Device.A.1.')).toBe(false);
});

test('parts are the ends of a range, or items', () => {
  expect(partsOf('192.0.2.1 - 192.0.2.9', { format: 'ipv4Range' })).toEqual(['192.0.2.1', '192.0.2.9']);
  expect(partsOf('a-b, c', { list: true })).toEqual(['a-b', 'c']);
});
