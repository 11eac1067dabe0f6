import { isNameTemplate } from '#libs/domain';
import { bool, byteSize, durationMs, enumOf, integer, networks, port, setting, text } from '#libs/platform';

/** Who gets to the CWMP server, and how. */
export const doorSettings = {
  MUSTER_GATEWAY_PLAIN: bool()
    .default(true)
    .describe('Serve CPEs without TLS, on MUSTER_CWMP_PORT. Off where all of them come by TLS.'),
  MUSTER_GATEWAY_TLS_PORT: port()
    .default(7443)
    .describe('Port on which CPEs are served with TLS, once there is a certificate.'),
  MUSTER_GATEWAY_TLS_CERT_FILE: text('a file path')
    .optional()
    .describe(
      'Certificate that CPEs are shown, as PEM, its own first and then those that lead to the CA. With it, TLS is on.',
    ),
  MUSTER_GATEWAY_TLS_KEY_FILE: text('a file path').optional().describe('Its private key, as PEM.'),
  MUSTER_GATEWAY_TLS_RELOAD_MS: durationMs(100, 3_600_000)
    .default(10_000)
    .describe('How often the files of TLS are looked at. New ones are used at once; those that are no good never.'),
  MUSTER_GATEWAY_TLS_MIN_VERSION: enumOf('1.0', '1.1', '1.2', '1.3')
    .default('1.2')
    .describe('Oldest version of TLS. 1.0 and 1.1 are for old CPEs, and let their old ciphers and short keys in.'),
  MUSTER_GATEWAY_TLS_CIPHERS: text('a list of ciphers in the words of OpenSSL')
    .optional()
    .describe('Ciphers for TLS; by default those of Node, for TLS 1.0 and 1.1 with weak hashes and keys allowed.'),
  MUSTER_GATEWAY_TLS_HANDSHAKE_TIMEOUT_MS: durationMs(500, 120_000)
    .default(10_000)
    .describe('How long a TLS handshake may take.'),
  MUSTER_GATEWAY_TLS_MAX_HANDSHAKES: integer(1, 100_000)
    .default(1_000)
    .describe('TLS handshakes under way at once; connections beyond are closed.'),
  MUSTER_GATEWAY_TLS_SESSION_MS: durationMs(60_000, 7 * 24 * 3_600_000)
    .default(24 * 3_600_000)
    .describe(
      'How long a TLS session may be resumed, at any gateway that has the same MUSTER_SECRET_KEYS. The key of its tickets is changed as often.',
    ),
  MUSTER_GATEWAY_TLS_CLIENT_CERT: enumOf('none', 'optional', 'required')
    .default('none')
    .describe(
      'Certificates of CPEs: not asked for, accepted, or required. One that is shown and does not hold is refused.',
    ),
  MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: text('a file path')
    .optional()
    .describe('CAs that certificates of CPEs come from, as PEM.'),
  MUSTER_GATEWAY_TLS_CLIENT_CRL_FILE: text('a file path')
    .optional()
    .describe(
      'Certificates that are revoked, as PEM: one list of each CA, the root included. One that has run out lets nobody in. It is for certificates in MUSTER_GATEWAY_CLIENT_CERT_HEADER, too.',
    ),
  MUSTER_GATEWAY_TLS_VENDOR_CAS: vendorCas()
    .default([])
    .describe(
      'CAs that speak for CPEs of certain OUIs alone, as `OUI|OUI=file,OUI=file`. They have to issue the certificates of the CPEs themselves.',
    ),
  MUSTER_GATEWAY_TLS_CLIENT_NAMES: nameTemplates()
    .default(['CN={oui}-{productClass}-{serial}', 'CN={oui}-{serial}'])
    .describe(
      'What the name in the certificate of a CPE looks like: CN, DNS, URI, IP or EMAIL, `=`, and a text with {serial}, and {oui} and {productClass} where they are in it.',
    ),
  MUSTER_GATEWAY_TRUSTED_PROXIES: networks()
    .default([])
    .describe('Load balancers whose word is taken for who a CPE is: addresses or networks.'),
  MUSTER_GATEWAY_PROXY_PROTOCOL: bool()
    .default(false)
    .describe(
      'Trusted load balancers begin connections with a PROXY header of version 2; those that do not are closed.',
    ),
  MUSTER_GATEWAY_PROXY_CLIENT_NAMES: bool()
    .default(false)
    .describe(
      'Believe the CN in a PROXY header to be that of a CPE’s certificate: whose CAs have issued it, and whether it is revoked, is then for the load balancer to check. Not with MUSTER_GATEWAY_TLS_VENDOR_CAS.',
    ),
  MUSTER_GATEWAY_FORWARDED_HEADERS: bool()
    .default(false)
    .describe('Believe X-Forwarded-For and X-Forwarded-Proto of trusted load balancers.'),
  MUSTER_GATEWAY_CLIENT_CERT_HEADER: text('the name of a header')
    .optional()
    .describe(
      'Header in which trusted load balancers pass on the certificate of a CPE: RFC 9440, PEM in percent-encoding, or XFCC of Envoy. It has to come from one of the CAs here.',
    ),
  MUSTER_GATEWAY_MAX_HEADER_BYTES: byteSize(4 * 1024, 256 * 1024)
    .default(16 * 1024)
    .describe('Largest header of a request, all of it.'),
  MUSTER_GATEWAY_IDLE_TIMEOUT_MS: durationMs(1_000, 24 * 3_600_000)
    .optional()
    .describe(
      'A connection on which nothing came for so long after an answer is closed. By default MUSTER_CWMP_SESSION_TIMEOUT_MS and five seconds: a CPE that keeps no cookies has its session on its connection.',
    ),
  MUSTER_GATEWAY_ADDRESS_MAX_CONNECTIONS: integer(0, 1_000_000)
    .default(1_000)
    .describe('Connections from one address at once, of IPv6 from one /64; more are closed. 0 is no limit.'),
  MUSTER_GATEWAY_ADDRESS_REQUESTS_PER_S: integer(0, 1_000_000)
    .default(200)
    .describe(
      'Requests and new connections per second from one address, of IPv6 from one /64, with ten times as many at once; more get 503. 0 is no limit.',
    ),
  MUSTER_GATEWAY_ADDRESS_UNLIMITED: networks()
    .default(['127.0.0.0/8', '::1'])
    .describe(
      'Addresses and networks to which the limits of one address do not apply. Trusted load balancers are counted by who is behind them.',
    ),
  MUSTER_GATEWAY_DEVICE_SESSIONS_PER_MIN: integer(0, 1_000_000)
    .default(60)
    .describe('Sessions of one device per minute, at this gateway; more get 503. 0 is no limit.'),
} as const;

function vendorCas() {
  return setting({ allowed: 'OUIs and files of CAs as 00D09E|00259E=vendor-a.pem,202BC1=vendor-b.pem' }, (value) => {
    const parts = value.split(',').map((part) => /^\s*([0-9A-F]{6}(?:\|[0-9A-F]{6})*)=(\S.*)$/i.exec(part));
    const read = parts.flatMap((match) =>
      match === null ? [] : [{ ouis: (match[1] ?? '').toUpperCase().split('|'), file: (match[2] ?? '').trim() }],
    );
    return read.length === parts.length ? read : undefined;
  });
}

function nameTemplates() {
  return setting({ allowed: 'names as CN={oui}-{productClass}-{serial},DNS={serial}.cpe.example.net' }, (value) => {
    const templates = value.split(',').map((word) => word.trim());
    return templates.every(isNameTemplate) ? templates : undefined;
  });
}
