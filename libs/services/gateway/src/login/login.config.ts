import { PROVES_AGAIN, readEnrolmentRule, readLeniencyRule } from '#libs/domain';
import { durationMs, enumOf, integer, setting } from '#libs/platform';

/** How CPEs prove who they are, and which are let in. */
export const loginSettings = {
  MUSTER_CWMP_LOGIN: enumOf('none', 'known', 'required')
    .default('none')
    .describe(
      'Who has to prove who it is, by digest, Basic or a certificate. none: nobody is asked. known: devices that have a login, so that a fleet can be given logins one by one. required: everybody. In a network that is not yours alone, say required.',
    ),
  MUSTER_CWMP_LOGIN_AGAIN: enumOf(...PROVES_AGAIN)
    .default('connection')
    .describe(
      'When a CPE that logged in has to log in again within its session, since a cookie can be overheard. connection: when it comes on another connection. address: only from another address; for CPEs that make a connection for each POST, and for those behind a proxy. never: whoever has the cookie has the session. Rather than for all, say it of the models that need it (MUSTER_CWMP_LOGIN_LENIENT).',
    ),
  MUSTER_CWMP_LOGIN_BASIC: enumOf('tls', 'always', 'never')
    .default('tls')
    .describe(
      'Where Basic is accepted beside digest: it tells the password to whoever can read along, so with TLS alone unless you say otherwise.',
    ),
  MUSTER_CWMP_LOGIN_DIGEST: enumOf('MD5,SHA-256', 'SHA-256,MD5', 'MD5', 'SHA-256')
    .default('MD5,SHA-256')
    .describe('Hashes that are offered for digest, in this order; many CPEs look at the first alone, and know MD5.'),
  MUSTER_CWMP_LOGIN_SHARED: sharedLogins()
    .optional()
    .describe(
      'Logins that many devices have from the factory, as `name:password,name:password`. They are good until a device was seen with a login of its own.',
    ),
  MUSTER_CWMP_LOGIN_SHARED_GETS: enumOf('login', 'all')
    .default('login')
    .describe(
      'What a device that proved a shared login is sent. login: a login of its own, and nothing else before it has come with that. all: everything, secrets too; whoever knows the shared login gets the secrets of any device.',
    ),
  MUSTER_CWMP_LOGIN_LENIENT: rules(
    readLeniencyRule,
    'rules as 00D09E-Model=no-qop+again=address,001122=same-count',
    ',',
  )
    .default([])
    .describe(
      'What is forgiven to which models. no-qop: no nonce count (RFC 2069). same-count: the same answer again and again, which whoever overhears it can send, too. short-uri: a uri without the query, or empty. again=address, again=never: as MUSTER_CWMP_LOGIN_AGAIN, for that model alone.',
    ),
  MUSTER_CWMP_LOGIN_TRIES: integer(0, 1_000)
    .default(5)
    .describe(
      'Logins of one device from one address that may fail before the next has to wait (MUSTER_CWMP_LOGIN_WAIT_MS). What fails elsewhere is not held against the device. 0: passwords may be guessed as quickly as they come.',
    ),
  MUSTER_CWMP_LOGIN_ADDRESS_TRIES: integer(0, 1_000_000)
    .default(200)
    .describe(
      'Logins of one address, whatever the devices, that may fail before devices that never came in from there have to wait (MUSTER_CWMP_LOGIN_ADDRESS_WAIT_MS); until then connections from there are closed at once. 0: any number.',
    ),
  MUSTER_CWMP_LOGIN_WAIT_MS: durationMs(10, 600_000)
    .default(1_000)
    .describe('The first wait of a device whose logins fail; each next one is twice as long.'),
  MUSTER_CWMP_LOGIN_WAIT_MAX_MS: durationMs(10, 3_600_000)
    .default(30_000)
    .describe('Its longest wait. After each of them one try is free: nobody is kept out for ever.'),
  MUSTER_CWMP_LOGIN_ADDRESS_WAIT_MS: durationMs(10, 600_000)
    .default(100)
    .describe('The first wait of an address; each next one is twice as long.'),
  MUSTER_CWMP_LOGIN_ADDRESS_WAIT_MAX_MS: durationMs(10, 3_600_000)
    .default(1_000)
    .describe('Its longest wait. Many may live behind one address.'),
  MUSTER_CWMP_LOGIN_FORGET_MS: durationMs(1_000, 24 * 3_600_000)
    .default(600_000)
    .describe('After so long without a failure nothing is held against a device or an address.'),
  MUSTER_CWMP_NONCE_LIFETIME_MS: durationMs(5_000, 3_600_000)
    .default(120_000)
    .describe(
      'How long a CPE may take to answer a challenge. Answers are remembered for as long, so that none works twice.',
    ),
  MUSTER_CWMP_ENROLMENT: rules(readEnrolmentRule, 'rules as: refuse oui=001122; accept declared; quarantine', ';')
    .optional()
    .describe(
      'What becomes of devices that are not known. By default all are accepted. Else by the first rule that fits: `accept`, `quarantine` or `refuse`, and conditions: `declared` (by an operator), `oui=A|B`, `network=10.0.0.0/8|2001:db8::/32`, `proof=none|shared|certificate`. Rules are separated by semicolons; whom none fits is quarantined.',
    ),
  MUSTER_GATEWAY_LOGINS_KEPT: integer(100, 10_000_000)
    .default(100_000)
    .describe('Devices whose login is kept in memory; about 400 bytes each. Of others it is read from the database.'),
  MUSTER_GATEWAY_LOGINS_KEPT_MS: durationMs(1_000, 24 * 3_600_000)
    .default(3_600_000)
    .describe(
      'For how long at most. Changes are told to all gateways at once; this is for the case that the message is lost.',
    ),
  MUSTER_GATEWAY_LOGIN_FAILURES_KEPT: integer(100, 10_000_000)
    .default(20_000)
    .describe(
      'Devices and addresses, of each so many, of which it is remembered that logins failed, or that they came in.',
    ),
  MUSTER_GATEWAY_MAX_LOGIN_READS: integer(1, 100_000)
    .default(1_000)
    .describe('Logins that are being read from the database at once; devices beyond get 503.'),
  MUSTER_GATEWAY_LOGIN_READ_TIMEOUT_MS: durationMs(100, 60_000)
    .default(2_000)
    .describe('How long an Inform waits for the login of its device to be read; then it gets 503.'),
} as const;

function rules<T>(read: (text: string) => T | undefined, allowed: string, separator: string) {
  return setting({ allowed }, (value) => {
    const texts = value.split(separator).map((text) => text.trim());
    const found = texts.filter((text) => text !== '').map(read);
    const known = found.filter((rule) => rule !== undefined);
    return known.length === found.length ? (known as readonly T[]) : undefined;
  });
}

function sharedLogins() {
  return setting({ allowed: 'names and passwords as name:password,name:password', secret: true }, (value) => {
    const logins = value.split(',').map((part) => /^([^:,]{1,256}):(.{1,256})$/.exec(part.trim()));
    const known = logins.flatMap((match) =>
      match === null ? [] : [{ username: match[1] ?? '', password: match[2] ?? '' }],
    );
    return known.length === logins.length ? known : undefined;
  });
}
