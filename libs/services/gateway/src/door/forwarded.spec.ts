import type { Peer } from '#libs/domain';
import { Networks } from '#libs/platform';
import { behindProxy } from './forwarded.ts';

const PROXY: Peer = { address: '10.0.0.1', network: '10.0.0.1', secure: false };
const STRANGER: Peer = { address: '192.0.2.66', network: '192.0.2.66', secure: false };
const CERTIFICATE = { names: ['CN=00D09E-1'], fingerprint: 'f' };
const RULES = {
  proxies: new Networks(['10.0.0.0/8', '2001:db8:f::/48']),
  addresses: true,
  certificateHeader: 'client-cert',
  certificate: (header: string) => (header === 'good' ? CERTIFICATE : undefined),
};

test('a trusted proxy is believed', () => {
  const headers = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https', 'client-cert': 'good' };
  expect(behindProxy(PROXY, headers, RULES)).toEqual({
    address: '192.0.2.7',
    network: '192.0.2.7',
    secure: true,
    certificate: CERTIFICATE,
  });
});

test('nobody else is', () => {
  const headers = { 'x-forwarded-for': '10.0.0.9', 'x-forwarded-proto': 'https', 'client-cert': 'good' };
  expect(behindProxy(STRANGER, headers, RULES)).toBe(STRANGER);
});

test.each([
  ['what the client claimed stands left of what the proxy saw', '10.1.1.1, 198.51.100.1, 192.0.2.7', '192.0.2.7'],
  ['proxies behind proxies are passed over', '198.51.100.1, 192.0.2.7, 10.0.0.2,10.0.0.3', '192.0.2.7'],
  ['what is no address ends the search', 'unknown, 10.0.0.2', '10.0.0.2'],
  ['with a port', '192.0.2.7:4660', '192.0.2.7'],
  ['IPv6 in brackets, with a port', '[2001:DB8::7]:4660', '2001:db8::7'],
  ['IPv4 mapped into IPv6', '::ffff:192.0.2.7', '192.0.2.7'],
  ['nothing', '', '10.0.0.1'],
  ['rubbish', '<script>', '10.0.0.1'],
])('%s', (_, header, address) => {
  expect(behindProxy(PROXY, { 'x-forwarded-for': header }, RULES).address).toBe(address);
});

test('a proxy that does not say that its client came by TLS says it did not', () => {
  expect(behindProxy({ ...PROXY, secure: true }, { 'x-forwarded-for': '192.0.2.7' }, RULES).secure).toBe(false);
  const twice = { 'x-forwarded-proto': 'https, http' };
  expect(behindProxy(PROXY, twice, RULES).secure).toBe(false);
});

test('a certificate that does not hold is none, and the proxy’s own is not the CPE’s', () => {
  const proxy = { ...PROXY, certificate: { names: ['CN=proxy'], fingerprint: 'p' } };
  expect(behindProxy(proxy, { 'client-cert': 'bad' }, RULES).certificate).toBeUndefined();
  expect(behindProxy(proxy, {}, RULES).certificate).toBeUndefined();
});

test('where nothing is believed, nothing is read', () => {
  const rules = { proxies: RULES.proxies, addresses: false, certificate: RULES.certificate };
  expect(behindProxy(PROXY, { 'x-forwarded-for': '192.0.2.7', 'client-cert': 'good' }, rules)).toBe(PROXY);
});
