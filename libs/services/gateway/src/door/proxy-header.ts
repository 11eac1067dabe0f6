import { isIPv4, isIPv6 } from 'node:net';

/** What a proxy says of the connection that it passes on (PROXY protocol, version 2). */
export interface ProxyHeader {
  /** Where it comes from; undefined when it is the proxy's own (LOCAL: a health check) or no TCP. */
  readonly address?: string;
  /** The client's connection to the proxy is TLS. */
  readonly secure: boolean;
  /** CN of the client's certificate, where the proxy has verified one in this connection or the session it resumes. */
  readonly commonName?: string;
}

/** `more` bytes are missing at least; `header` is how many bytes it took. */
export type ProxyHeaderResult =
  | { readonly kind: 'more'; readonly more: number }
  | { readonly kind: 'header'; readonly header: ProxyHeader; readonly bytes: number }
  | { readonly kind: 'wrong'; readonly why: string };

/** §2.2: the twelve bytes that begin no HTTP and no TLS. */
export const PROXY_SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const FIXED_BYTES = 16;
/** More than any proxy sends: addresses, and a certificate's name among the extensions. */
export const MAX_PROXY_HEADER_BYTES = 4_096;

const LOCAL = 0;
const PROXY = 1;
const TCP_OVER_IPV4 = 0x11;
const TCP_OVER_IPV6 = 0x21;
/** Addresses and ports, by family (§2.2). */
const ADDRESS_BYTES: Readonly<Record<number, number>> = { [TCP_OVER_IPV4]: 12, [TCP_OVER_IPV6]: 36 };

const PP2_TYPE_SSL = 0x20;
const PP2_SUBTYPE_SSL_CN = 0x22;
const PP2_CLIENT_SSL = 0x01;
const PP2_CLIENT_CERT = 0x02 | 0x04;
const MAX_NAME_BYTES = 256;

/** Reads what has come of a connection so far. Never throws, whatever the bytes are. */
export function parseProxyHeader(bytes: Buffer): ProxyHeaderResult {
  const signature = bytes.subarray(0, PROXY_SIGNATURE.length);
  if (!signature.equals(PROXY_SIGNATURE.subarray(0, signature.length))) return wrong('no signature');
  if (bytes.length < FIXED_BYTES) return { kind: 'more', more: FIXED_BYTES - bytes.length };
  const [version = 0, family = 0] = bytes.subarray(12, 14);
  if (version >> 4 !== 2) return wrong('not version 2');
  const length = bytes.readUInt16BE(14);
  const total = FIXED_BYTES + length;
  if (total > MAX_PROXY_HEADER_BYTES) return wrong('too long');
  if (bytes.length < total) return { kind: 'more', more: total - bytes.length };
  const command = version & 0x0f;
  if (command === LOCAL) return { kind: 'header', header: { secure: false }, bytes: total };
  if (command !== PROXY) return wrong('unknown command');
  const addressBytes = ADDRESS_BYTES[family];
  // §2.2: what is not understood is passed on as the proxy's own; a CPE that comes by UDP or a socket file is none.
  if (addressBytes === undefined) return wrong('neither TCP over IPv4 nor over IPv6');
  if (length < addressBytes) return wrong('addresses are cut off');
  const addresses = bytes.subarray(FIXED_BYTES, FIXED_BYTES + addressBytes);
  const tls = tlsFacts(bytes.subarray(FIXED_BYTES + addressBytes, total));
  if (tls === undefined) return wrong('extensions are damaged');
  return { kind: 'header', header: { address: addressOf(addresses), ...tls }, bytes: total };
}

function wrong(why: string): ProxyHeaderResult {
  return { kind: 'wrong', why };
}

/** The source comes first: 4 bytes of 12, or 16 of 36. */
function addressOf(addresses: Buffer): string {
  if (addresses.length === 12) return addresses.subarray(0, 4).join('.');
  const groups = Array.from({ length: 8 }, (_, n) => addresses.readUInt16BE(n * 2).toString(16));
  return groups.join(':');
}

/** Type, length and value of each extension; undefined when they do not fill the place exactly. */
function* extensions(bytes: Buffer): Generator<readonly [type: number, value: Buffer] | undefined> {
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 3) return yield undefined;
    const length = bytes.readUInt16BE(at + 1);
    const end = at + 3 + length;
    if (end > bytes.length) return yield undefined;
    yield [bytes[at] ?? 0, bytes.subarray(at + 3, end)];
    at = end;
  }
}

function tlsFacts(bytes: Buffer): Pick<ProxyHeader, 'secure' | 'commonName'> | undefined {
  let facts: Pick<ProxyHeader, 'secure' | 'commonName'> = { secure: false };
  for (const extension of extensions(bytes)) {
    if (extension === undefined) return undefined;
    const [type, value] = extension;
    if (type !== PP2_TYPE_SSL) continue;
    const read = sslExtension(value);
    if (read === undefined) return undefined;
    facts = read;
  }
  return facts;
}

/** §2.2.6: flags, the result of the verification (0 is success), and extensions of its own. */
function sslExtension(value: Buffer): Pick<ProxyHeader, 'secure' | 'commonName'> | undefined {
  if (value.length < 5) return undefined;
  const flags = value[0] ?? 0;
  const secure = (flags & PP2_CLIENT_SSL) !== 0;
  const isVerified = secure && (flags & PP2_CLIENT_CERT) !== 0 && value.readUInt32BE(1) === 0;
  let commonName: string | undefined;
  for (const extension of extensions(value.subarray(5))) {
    if (extension === undefined) return undefined;
    const [type, name] = extension;
    if (type === PP2_SUBTYPE_SSL_CN && name.length > 0 && name.length <= MAX_NAME_BYTES) commonName = name.toString();
  }
  return isVerified && commonName !== undefined ? { secure, commonName } : { secure };
}

/** An address as text, of either kind. */
export function isAddress(text: string): boolean {
  return isIPv4(text) || isIPv6(text);
}
