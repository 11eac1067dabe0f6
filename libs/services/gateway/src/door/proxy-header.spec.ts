import fc from 'fast-check';
import { MAX_PROXY_HEADER_BYTES, PROXY_SIGNATURE, parseProxyHeader } from './proxy-header.ts';
import { extension, proxyHeader } from './testing/proxy-bytes.ts';

const V4 = { family: 0x11, addresses: Buffer.from([192, 0, 2, 7, 127, 0, 0, 1, 0x12, 0x34, 0x1d, 0x7b]) };
const V6 = {
  family: 0x21,
  addresses: Buffer.from(`20010db8000100020000000000000007${'00'.repeat(15)}0112341d7b`, 'hex'),
};
const tlsOf = (flags: number, verify: number, cn?: string) => {
  const result = Buffer.alloc(5);
  result[0] = flags;
  result.writeUInt32BE(verify, 1);
  return extension(
    0x20,
    Buffer.concat([result, cn === undefined ? Buffer.alloc(0) : extension(0x22, Buffer.from(cn))]),
  );
};

test('who is behind the proxy is told, over IPv4 and IPv6', () => {
  expect(parseProxyHeader(proxyHeader(V4))).toEqual({
    kind: 'header',
    header: { address: '192.0.2.7', secure: false },
    bytes: 28,
  });
  expect(parseProxyHeader(proxyHeader(V6))).toMatchObject({ header: { address: '2001:db8:1:2:0:0:0:7' }, bytes: 52 });
});

test('a connection of the proxy itself is nobody else', () => {
  expect(parseProxyHeader(proxyHeader({ ...V4, command: 0 }))).toEqual({
    kind: 'header',
    header: { secure: false },
    bytes: 28,
  });
});

test('what comes behind the header is not part of it', () => {
  const bytes = Buffer.concat([proxyHeader(V4), Buffer.from('POST / HTTP/1.1\r\n')]);
  expect(parseProxyHeader(bytes)).toMatchObject({ kind: 'header', bytes: 28 });
});

test('TLS at the proxy is told, and the name that it has verified', () => {
  const headerWith = (tls: Buffer) => parseProxyHeader(proxyHeader({ ...V4, extensions: tls }));
  expect(headerWith(tlsOf(0x01, 1))).toMatchObject({ header: { secure: true } });
  expect(headerWith(tlsOf(0x03, 0, '00D09E-1'))).toMatchObject({ header: { secure: true, commonName: '00D09E-1' } });
  expect(headerWith(tlsOf(0x05, 0, '00D09E-1'))).toMatchObject({ header: { commonName: '00D09E-1' } });
});

test.each([
  ['not verified', tlsOf(0x03, 1, '00D09E-1')],
  ['without a certificate', tlsOf(0x01, 0, '00D09E-1')],
  ['without TLS', tlsOf(0x02, 0, '00D09E-1')],
  ['empty', tlsOf(0x03, 0, '')],
])('a name is nobody’s: %s', (_, extensions) => {
  const result = parseProxyHeader(proxyHeader({ ...V4, extensions }));
  expect(result).toMatchObject({ kind: 'header' });
  expect(result).not.toHaveProperty('header.commonName');
});

test.each([
  ['HTTP', Buffer.from('POST / HTTP/1.1\r\n\r\n')],
  ['TLS', Buffer.from([0x16, 3, 1, 2, 0, 1])],
  ['version 1', Buffer.from('PROXY TCP4 192.0.2.7 127.0.0.1 4660 7547\r\n')],
  ['version 3', proxyHeader({ ...V4, version: 3 })],
  ['an unknown command', proxyHeader({ ...V4, command: 2 })],
  ['UDP', proxyHeader({ ...V4, family: 0x12 })],
  ['a socket file', proxyHeader({ family: 0x31, addresses: Buffer.alloc(216) })],
  ['addresses cut off', proxyHeader({ family: 0x21, addresses: Buffer.alloc(35) })],
  ['an extension longer than the header', proxyHeader({ ...V4, extensions: Buffer.from([1, 0, 9, 0]) })],
  ['half an extension', proxyHeader({ ...V4, extensions: Buffer.from([1, 0]) })],
  ['damaged facts of TLS', proxyHeader({ ...V4, extensions: extension(0x20, Buffer.from([1, 0, 0])) })],
  ['more than any proxy says', proxyHeader({ ...V4, extensions: extension(4, Buffer.alloc(MAX_PROXY_HEADER_BYTES)) })],
])('it is refused: %s', (_, bytes) => {
  expect(parseProxyHeader(bytes)).toMatchObject({ kind: 'wrong' });
});

test('a header in pieces is read once it is whole, and before that nothing', () => {
  const whole = proxyHeader({ ...V6, extensions: tlsOf(0x03, 0, 'a') });
  for (let length = 0; length < whole.length; length++) {
    expect(parseProxyHeader(whole.subarray(0, length))).toMatchObject({ kind: 'more' });
  }
  expect(parseProxyHeader(whole)).toMatchObject({ kind: 'header', bytes: whole.length });
});

test('whatever the bytes are, they are refused, waited for or read, within the limit', () => {
  const hostile = fc
    .tuple(fc.boolean(), fc.uint8Array({ maxLength: 300 }))
    .map(([signed, bytes]) => Buffer.concat([signed ? PROXY_SIGNATURE : Buffer.alloc(0), bytes]));
  fc.assert(
    fc.property(hostile, (bytes) => {
      const result = parseProxyHeader(bytes);
      if (result.kind === 'header') expect(result.bytes).toBeLessThanOrEqual(bytes.length);
      if (result.kind === 'more') expect(bytes.length + result.more).toBeLessThanOrEqual(MAX_PROXY_HEADER_BYTES);
    }),
  );
});
