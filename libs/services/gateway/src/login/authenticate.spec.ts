import { createHash } from 'node:crypto';
import { type EmbeddedAdapters, openEmbedded } from '#libs/adapters/embedded';
import { type DeviceId, deviceIdOf, newAccess, type Peer, type Standing } from '#libs/domain';
import { createLogger, type Login, LoginNonces, sealLogin, Vault } from '#libs/platform';
import { ManualClock } from '#libs/testing/port-contracts';
import { gatewayConfig } from '../gateway.config.ts';
import { Authenticate, type AuthenticateOptions, challengeOf } from './authenticate.ts';
import { BackOff } from './back-off.ts';
import { CheckedLogin } from './check-password.ts';
import { KnownAccess } from './known-access.ts';
import { backOffOptions, knownAccessOptions } from './login-options.ts';

const IDENTITY = { manufacturer: 'M', oui: '00D09E', productClass: 'Box', serialNumber: '1' };
const DEVICE = deviceIdOf(IDENTITY) as DeviceId;
const OWN = { username: DEVICE, password: 'own' };
const NEXT = { username: DEVICE, password: 'next' };
const SHARED = { username: 'factory', password: 'of all' };
const PLAIN: Peer = { address: '192.0.2.1', network: '192.0.2.1', secure: false };
const vault = new Vault([{ id: 'k', key: Buffer.alloc(32, 1) }]);

let adapters: EmbeddedAdapters;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock();
  adapters = await openEmbedded({ dataDir: ':memory:', clock });
});
afterEach(() => adapters.close());

function authenticate(options: Partial<AuthenticateOptions> = {}): Authenticate {
  const logger = createLogger('test', { level: 'error', format: 'json' });
  const config = gatewayConfig.schema.parse({});
  return new Authenticate(
    new KnownAccess(adapters.accessStore, vault, adapters.signals, clock, logger, knownAccessOptions(config)),
    new LoginNonces(vault, clock, 60_000, 'spec'),
    new BackOff(clock, backOffOptions(config)),
    {
      asks: 'required',
      basic: 'always',
      shared: [new CheckedLogin(SHARED, 'muster')],
      realm: 'muster',
      lenient: [],
      certificateNames: ['CN={oui}-{productClass}-{serial}'],
      ...options,
    },
  );
}

function keep(logins: { readonly current?: Login; readonly next?: Login }, standing: Standing = 'admitted') {
  const sealed = Object.entries(logins).map(([name, login]) => [name, sealLogin(vault, DEVICE, login, 't')] as const);
  return adapters.accessStore.save({ ...newAccess(DEVICE, standing), ...Object.fromEntries(sealed) });
}

function said(login?: Login, peer: Peer = PLAIN) {
  const { username, password } = login ?? { username: '', password: '' };
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return { target: '/', peer, ...(login === undefined ? {} : { authorization }) };
}

const outcome = (by: Authenticate, login?: Login, peer?: Peer) => by.of(said(login, peer), DEVICE, IDENTITY);

test('both logins of a device are good, and it is told which it was', async () => {
  await keep({ current: OWN, next: NEXT });
  const by = authenticate();
  expect(await outcome(by, OWN)).toEqual({ is: 'proved', proof: 'own' });
  expect(await outcome(by, NEXT)).toEqual({ is: 'proved', proof: 'next' });
  expect(await outcome(by, { ...OWN, password: 'guess' })).toMatchObject({ is: 'wrong', why: 'wrong_login' });
});

test('a shared login is good until the device has one of its own', async () => {
  expect(await outcome(authenticate(), SHARED)).toEqual({ is: 'proved', proof: 'shared' });
  const access = await keep({ next: NEXT });
  expect(await outcome(authenticate(), SHARED)).toEqual({ is: 'proved', proof: 'shared' });
  await adapters.accessStore.save({ ...access, current: sealLogin(vault, DEVICE, OWN, 't') });
  expect(await outcome(authenticate(), SHARED)).toMatchObject({ is: 'wrong' });
});

test('a login that was changed a moment ago is good although another one is kept', async () => {
  const access = await keep({ current: OWN });
  const by = authenticate();
  await outcome(by, OWN);
  await adapters.accessStore.save({ ...access, current: sealLogin(vault, DEVICE, NEXT, 't') });
  clock.advance(6_000);
  expect(await outcome(by, NEXT)).toEqual({ is: 'proved', proof: 'own' });
});

test('from where too many were wrong nothing is read, as long as nobody came in from there', async () => {
  await keep({ current: OWN });
  const by = authenticate();
  expect(by.before(said(OWN))).toBeUndefined();
  for (let n = 0; n < 300; n++) {
    const guess = said({ username: 'x', password: 'guess' });
    await by.of(guess, `00D09E-Box-${n + 10}` as DeviceId, IDENTITY);
  }
  expect(by.before(said(OWN))).toEqual({ is: 'slowed' });
  expect(by.before(said(OWN, { ...PLAIN, address: '192.0.2.2' }))).toBeUndefined();
  clock.advance(1_000);
  expect(await outcome(by, OWN)).toEqual({ is: 'proved', proof: 'own' });
  expect(by.before(said(OWN))).toBeUndefined();
});

test('where only known logins are asked for, who has none comes in without', async () => {
  const by = authenticate({ asks: 'known' });
  expect(await outcome(by)).toEqual({ is: 'proved', proof: 'none' });
  expect(by.before(said())).toBeUndefined();
  await keep({ current: OWN });
  expect(await outcome(authenticate({ asks: 'known' }))).toEqual({ is: 'asked', stale: false });
});

test('Basic is heard with TLS alone, unless it is said otherwise', async () => {
  await keep({ current: OWN });
  const by = authenticate({ basic: 'tls' });
  expect(await outcome(by, OWN)).toEqual({ is: 'asked', stale: false });
  expect(await outcome(by, OWN, { ...PLAIN, secure: true })).toEqual({ is: 'proved', proof: 'own' });
  expect(await outcome(authenticate({ basic: 'never' }), OWN, { ...PLAIN, secure: true })).toMatchObject({
    is: 'asked',
  });
});

test('a certificate goes before every login, also where nobody is asked', async () => {
  await keep({ current: OWN });
  const shown = (name: string): Peer => ({ ...PLAIN, certificate: { names: [name], fingerprint: '' } });
  for (const asks of ['none', 'required'] as const) {
    const by = authenticate({ asks });
    expect(await outcome(by, undefined, shown(`CN=${DEVICE}`))).toEqual({ is: 'proved', proof: 'certificate' });
    expect(await outcome(by, OWN, shown('CN=00D09E-Box-2'))).toMatchObject({ is: 'wrong', why: 'other_device' });
  }
  expect(await outcome(authenticate(), undefined, shown('CN=Any Box'))).toEqual({ is: 'asked', stale: false });
});

test('nobody is let in when logins cannot be read', async () => {
  const by = authenticate();
  await adapters.close();
  await expect(outcome(by, OWN)).rejects.toThrow();
  adapters = await openEmbedded({ dataDir: ':memory:', clock });
});

describe('within a session', () => {
  const SESSION = { id: 'session', revision: 3, deviceId: DEVICE, proved: 'own' } as const;
  const nonces = () => new LoginNonces(vault, clock, 60_000, 'spec');
  const digest = (nonce: string) => ({ target: '/', peer: PLAIN, authorization: digestOf(OWN, nonce) });

  test('only an answer to a challenge of that session, as it is now, is heard', async () => {
    await keep({ current: OWN });
    const by = authenticate();
    const made = nonces().make(challengeOf(SESSION));
    expect(await by.again(digest(made), SESSION)).toMatchObject({ is: 'proved', proof: 'own' });
    expect(await by.again(digest(made), { ...SESSION, revision: 4 })).toEqual({ is: 'asked', stale: true });
    expect(await by.again(digest(nonces().make()), SESSION)).toEqual({ is: 'asked', stale: true });
    expect(await by.of(digest(made), DEVICE, IDENTITY)).toEqual({ is: 'asked', stale: true });
  });

  test('models that keep to one nonce for ever may', async () => {
    await keep({ current: OWN });
    const by = authenticate({ lenient: [{ oui: '00D09E', productClass: '', allows: ['same-count'] }] });
    expect(await by.again(digest(nonces().make()), SESSION)).toEqual({ is: 'proved', proof: 'own' });
  });

  test('a shared login goes on with what a shared login began, and with nothing else', async () => {
    const by = authenticate();
    expect(await by.again(said(SHARED), { ...SESSION, proved: 'shared' })).toMatchObject({ is: 'proved' });
    expect(await by.again(said(SHARED), SESSION)).toMatchObject({ is: 'wrong', username: SHARED.username });
  });

  test('a certificate of the device goes on with it, one of another does not', async () => {
    const shown = (name: string) => ({
      target: '/',
      peer: { ...PLAIN, certificate: { names: [name], fingerprint: '' } },
    });
    expect(await authenticate().again(shown(`CN=${DEVICE}`), SESSION)).toMatchObject({ proof: 'certificate' });
    expect(await authenticate().again(shown('CN=00D09E-Box-2'), SESSION)).toMatchObject({ why: 'other_device' });
  });
});

function digestOf({ username, password }: Login, nonce: string): string {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const response = md5(`${md5(`${username}:muster:${password}`)}:${nonce}:00000001:c:auth:${md5('POST:/')}`);
  return `Digest username="${username}", realm="muster", nonce="${nonce}", uri="/", response="${response}", qop=auth, nc=00000001, cnonce="c"`;
}
