import { isInNetworks, readNetwork } from './network.ts';

test.each([
  ['10.0.0.0/8', '10.255.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.128.0.0/9', '10.127.255.255', false],
  ['192.0.2.1', '192.0.2.1', true],
  ['192.0.2.1', '192.0.2.2', false],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['10.0.0.0/8', 'a00::1', false],
  ['::/0', '203.0.113.9', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:db8::/32', '2001:db9::1', false],
  ['::1', '0:0:0:0:0:0:0:1', true],
  ['fe80::/10', 'febf::1', true],
  ['64:ff9b::/96', '64:ff9b::192.0.2.1', true],
  ['::192.0.2.1', '::c000:201', true],
  ['10.0.0.0/8', 'nonsense', false],
])('%s and %s', (network, address, expected) => {
  const read = readNetwork(network);
  expect(read && isInNetworks(address, [read])).toBe(expected);
});

test.each([
  '',
  '10.0.0',
  '10.0.0.256',
  '10.0.0.0/',
  '10.0.0.0/x',
  '1:2',
  '1::2::3',
  ':::',
  '1:2:3:4:5:6:7:8::',
  '::/129',
  'g::',
  '::1.2.3.256',
  '::1.2.3.4:5',
])('%j is none', (text) => {
  expect(readNetwork(text)).toBeUndefined();
});

test('of several networks one is enough, of none none is', () => {
  const networks = ['10.0.0.0/8', '2001:db8::/32'].flatMap((text) => readNetwork(text) ?? []);
  expect(['10.0.0.1', '2001:db8::1', '192.0.2.1'].map((address) => isInNetworks(address, networks))).toEqual([
    true,
    true,
    false,
  ]);
  expect(isInNetworks('10.0.0.1', [])).toBe(false);
});
