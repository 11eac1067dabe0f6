import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Authority, type CertificateAndKey } from '#libs/testing/certificates';
import { eventually, ManualClock } from '#libs/testing/port-contracts';
import { Folder, type OpenDoor, openDoor, vaultOf } from './testing/open-door.ts';
import { curlPeer, runClient } from './testing/run-client.ts';

const DEVICE = '00D09E-Router-1';
const DAY_MS = 24 * 3_600_000;

let folder: Folder;
let root: Authority;
let files: Readonly<Record<'ca' | 'cert' | 'key', string>>;
let device: CertificateAndKey;
const opened: OpenDoor[] = [];

beforeAll(async () => {
  folder = new Folder();
  root = await Authority.create('Muster test CA');
  files = { ca: folder.write('ca.pem', root.certificate), ...(await serverPair('server')) };
  device = await root.issue({ commonName: DEVICE, use: 'client' });
});
afterEach(async () => {
  for (const door of opened.splice(0)) await door.close();
});
afterAll(() => folder.remove());

async function serverPair(name: string, from: Authority = root, days = 365) {
  const alternativeNames = [{ type: 'ip', value: '127.0.0.1' } as const];
  const { certificate, key } = await from.issue({
    commonName: name,
    alternativeNames,
    use: 'server',
    days,
    daysOld: 2,
  });
  return { cert: folder.write(`${name}.pem`, certificate), key: folder.write(`${name}.key`, key) };
}

async function tlsDoor(
  settings: Readonly<Record<string, string>> = {},
  parts: Parameters<typeof openDoor>[1] = {},
): Promise<OpenDoor> {
  const door = await openDoor(
    { MUSTER_GATEWAY_TLS_CERT_FILE: files.cert, MUSTER_GATEWAY_TLS_KEY_FILE: files.key, ...settings },
    parts,
  );
  opened.push(door);
  return door;
}

const urlOf = ({ tlsPort }: OpenDoor): string => `https://127.0.0.1:${tlsPort}/`;

function asClient(name: string, { certificate, key }: CertificateAndKey): readonly string[] {
  return [
    '--cacert',
    files.ca,
    '--cert',
    folder.write(`${name}.pem`, certificate),
    '--key',
    folder.write(`${name}.key`, key),
  ];
}

describe('what a CPE is shown', () => {
  test('curl gets in with TLS 1.2 and 1.3, and checks the certificate', async () => {
    const door = await tlsDoor();
    for (const version of ['--tls-max', '--tlsv1.3']) {
      const args = version === '--tls-max' ? [version, '1.2'] : [version];
      expect(await curlPeer(urlOf(door), '--cacert', files.ca, ...args)).toMatchObject({
        address: '127.0.0.1',
        secure: true,
      });
    }
    expect(await curlPeer(urlOf(door))).toBeUndefined();
  });

  test('both listeners serve at once, and either can be switched off', async () => {
    const both = await tlsDoor();
    expect(await curlPeer(`http://127.0.0.1:${both.plainPort}/`)).toMatchObject({ secure: false });
    const tlsOnly = await tlsDoor({ MUSTER_GATEWAY_PLAIN: 'false' });
    expect(tlsOnly.plainPort).toBe(0);
    expect(await curlPeer(urlOf(tlsOnly), '--cacert', files.ca)).toBeDefined();
    await expect(openDoor({ MUSTER_GATEWAY_PLAIN: 'false' })).rejects.toThrow('cannot get in');
  });

  test('TLS 1.0 and 1.1 are refused, unless they are asked for', async () => {
    const old = ['-tls1_1', '-cipher', 'AES128-SHA:@SECLEVEL=0'];
    const handshake = ({ tlsPort }: OpenDoor) =>
      runClient('openssl', ['s_client', '-connect', `127.0.0.1:${tlsPort}`, ...old]);
    expect((await handshake(await tlsDoor())).output).toContain('alert protocol version');
    // The mandatory suite of TR-069 needs an RSA certificate; with an ECDSA one, ECDHE stands for it.
    old[2] = 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0';
    const lenient = await tlsDoor({ MUSTER_GATEWAY_TLS_MIN_VERSION: '1.0' });
    expect((await handshake(lenient)).output).toMatch(/Protocol {2}: TLSv1.1\n +Cipher {4}: ECDHE/);
  });
});

test('TLS 1.2 is not negotiated anew in a connection', async () => {
  const { tlsPort } = await tlsDoor();
  // `R` tells s_client to ask for it; it stays long enough to get the answer.
  const script = `(sleep 0.2; printf 'R\\n'; sleep 0.5) | openssl s_client -tls1_2 -connect 127.0.0.1:${tlsPort}`;
  const { output } = await runClient('bash', ['-c', script]);
  expect(output).toContain('RENEGOTIATING');
  expect(output).toContain('no renegotiation');
});

describe('handshakes that do not go on', () => {
  const silent = async ({ tlsPort }: OpenDoor): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port: tlsPort });
    socket.on('error', () => undefined);
    socket.resume();
    await once(socket, 'connect');
    return socket;
  };

  test('are cut off', async () => {
    const door = await tlsDoor({ MUSTER_GATEWAY_TLS_HANDSHAKE_TIMEOUT_MS: '500' });
    await once(await silent(door), 'close');
    expect(door.metrics.counts.handshakes.failed).toBe(1);
  });

  test('are not waited for when the server closes', async () => {
    const door = await tlsDoor({ MUSTER_GATEWAY_TLS_HANDSHAKE_TIMEOUT_MS: '120000' });
    const ended = once(await silent(door), 'close');
    await door.close();
    await ended;
  });

  test('leave places for others, and those beyond are closed at once', async () => {
    const door = await tlsDoor({ MUSTER_GATEWAY_TLS_MAX_HANDSHAKES: '2' });
    const sockets = [await silent(door), await silent(door), await silent(door)];
    await Promise.race(sockets.map((socket) => once(socket, 'close')));
    expect(door.metrics.counts.closed.handshakes).toBe(1);
    expect(await curlPeer(urlOf(door), '--cacert', files.ca)).toBeUndefined();
    for (const socket of sockets) socket.destroy();
    const isServed = async () => (await curlPeer(urlOf(door), '--cacert', files.ca)) !== undefined;
    await eventually('the places are free again', isServed);
  });
});

describe('new files', () => {
  test('are used for new connections without a restart', async () => {
    const pair = await serverPair('renewed');
    const door = await tlsDoor({ MUSTER_GATEWAY_TLS_CERT_FILE: pair.cert, MUSTER_GATEWAY_TLS_KEY_FILE: pair.key });
    const before = door.tls?.notAfterMs;
    await serverPair('renewed', root, 30);
    door.tls?.reload();
    expect(door.tls?.notAfterMs).not.toBe(before);
    expect(await curlPeer(urlOf(door), '--cacert', files.ca)).toBeDefined();
  });

  test.each([
    ['a key of another certificate', async () => void (await serverPair('other')), 'other.key'],
    ['no PEM at all', async () => void folder.write('junk.key', 'junk'), 'junk.key'],
  ])('that are no good are not used: %s', async (_, make, key) => {
    const pair = await serverPair('kept');
    const door = await tlsDoor({ MUSTER_GATEWAY_TLS_CERT_FILE: pair.cert, MUSTER_GATEWAY_TLS_KEY_FILE: pair.key });
    await make();
    const { readFileSync } = await import('node:fs');
    folder.write('kept.key', readFileSync(`${folder.path}/${key}`, 'utf8'));
    const before = door.tls?.notAfterMs;
    door.tls?.reload();
    expect(door.tls?.notAfterMs).toBe(before);
    expect(await curlPeer(urlOf(door), '--cacert', files.ca)).toBeDefined();
  });

  test('that have run out are not used', async () => {
    const pair = await serverPair('lasting');
    const door = await tlsDoor({ MUSTER_GATEWAY_TLS_CERT_FILE: pair.cert, MUSTER_GATEWAY_TLS_KEY_FILE: pair.key });
    await serverPair('lasting', root, 1);
    door.tls?.reload();
    expect(await curlPeer(urlOf(door), '--cacert', files.ca)).toBeDefined();
  });

  test('at the start they have to be good', async () => {
    await serverPair('stranger');
    await expect(tlsDoor({ MUSTER_GATEWAY_TLS_KEY_FILE: `${folder.path}/stranger.key` })).rejects.toThrow(
      'is not that of',
    );
    await expect(tlsDoor({ MUSTER_GATEWAY_TLS_CERT_FILE: '/nowhere.pem' })).rejects.toThrow('cannot be read');
  });
});

describe('certificates of CPEs', () => {
  const mtls = (mode: string, more: Readonly<Record<string, string>> = {}) =>
    tlsDoor({ MUSTER_GATEWAY_TLS_CLIENT_CERT: mode, MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: files.ca, ...more });

  test.each(['optional', 'required'])('who has one is known by its names: %s', async (mode) => {
    const door = await mtls(mode);
    const peer = await curlPeer(urlOf(door), ...asClient('device', device));
    expect(peer?.certificate).toEqual({
      names: [`CN=${DEVICE}`],
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('names stand with their places', async () => {
    const door = await mtls('required');
    const named = await root.issue({
      commonName: 'a, b',
      alternativeNames: [
        { type: 'dns', value: 'cpe-1.example.net' },
        { type: 'url', value: 'urn:cpe:00D09E:1' },
        { type: 'ip', value: '192.0.2.7' },
        { type: 'dns', value: 'x, DNS:00D09E-1' },
      ],
      use: 'client',
    });
    const peer = await curlPeer(urlOf(door), ...asClient('named', named));
    expect(peer?.certificate?.names).toEqual([
      'CN=a, b',
      'DNS=cpe-1.example.net',
      'URI=urn:cpe:00D09E:1',
      'IP=192.0.2.7',
      'DNS=x, DNS:00D09E-1',
    ]);
  });

  test('without one only those get in of whom none is required', async () => {
    expect(await curlPeer(urlOf(await mtls('required')), '--cacert', files.ca)).toBeUndefined();
    const peer = await curlPeer(urlOf(await mtls('optional')), '--cacert', files.ca);
    expect(peer).toMatchObject({ secure: true });
    expect(peer?.certificate).toBeUndefined();
  });

  test.each(['optional', 'required'])('one of another CA, or that has run out, lets nobody in: %s', async (mode) => {
    const door = await mtls(mode);
    const foreign = await (await Authority.create('Muster test CA')).issue({ commonName: DEVICE, use: 'client' });
    const old = await root.issue({ commonName: DEVICE, use: 'client', days: 5, daysOld: 10 });
    const ofServer = await root.issue({ commonName: DEVICE, use: 'server' });
    expect(await curlPeer(urlOf(door), ...asClient('foreign', foreign))).toBeUndefined();
    expect(await curlPeer(urlOf(door), ...asClient('old', old))).toBeUndefined();
    expect(await curlPeer(urlOf(door), ...asClient('of-server', ofServer))).toBeUndefined();
  });

  test('a revoked one lets nobody in, from when the list was read', async () => {
    const crl = folder.write('crl.pem', await root.revoke([]));
    const door = await mtls('required', { MUSTER_GATEWAY_TLS_CLIENT_CRL_FILE: crl });
    const client = asClient('device', device);
    expect(await curlPeer(urlOf(door), ...client)).toBeDefined();
    folder.write('crl.pem', await root.revoke([device]));
    door.tls?.reload();
    expect(await curlPeer(urlOf(door), ...client)).toBeUndefined();
  });

  test('is heard also from where too many logins failed, where certificates are taken', async () => {
    const shut = ['127.0.0.1'];
    const settings = { MUSTER_GATEWAY_ADDRESS_UNLIMITED: 'none' };
    const takes = {
      ...settings,
      MUSTER_GATEWAY_TLS_CLIENT_CERT: 'optional',
      MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: files.ca,
    };
    expect(await curlPeer(urlOf(await tlsDoor(settings, { shut })), '--cacert', files.ca)).toBeUndefined();
    expect(await curlPeer(urlOf(await tlsDoor(takes, { shut })), '--cacert', files.ca)).toMatchObject({ secure: true });
  });

  test('the CA of one vendor speaks for its OUIs alone', async () => {
    const vendor = await Authority.create('Vendor CA');
    const below = await vendor.intermediate('Vendor issuing CA');
    const file = folder.write('vendor.pem', vendor.certificate);
    const door = await mtls('required', { MUSTER_GATEWAY_TLS_VENDOR_CAS: `00259E|202BC1=${file}` });
    const own = await vendor.issue({ commonName: '00259E-1', use: 'client' });
    const indirect = await below.issue({ commonName: DEVICE, use: 'client' });
    const chained = { ...indirect, certificate: `${indirect.certificate}\n${below.certificate}` };
    const ouisOf = async (name: string, client: CertificateAndKey) =>
      (await curlPeer(urlOf(door), ...asClient(name, client)))?.certificate?.ouis;
    expect(await ouisOf('own', own)).toEqual(['00259E', '202BC1']);
    expect(await ouisOf('indirect', chained)).toEqual([]);
    expect(await ouisOf('device', device)).toBeUndefined();
  });
});

describe('sessions are resumed', () => {
  const session = () => `${folder.path}/session.pem`;
  const client = async ({ tlsPort }: OpenDoor, ...args: readonly string[]) => {
    const request = 'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n';
    const options = ['s_client', '-connect', `127.0.0.1:${tlsPort}`, '-quiet', ...args];
    const { output } = await runClient('bash', ['-c', `printf '${request}' | openssl "$@"`, 'bash', ...options]);
    return output;
  };
  const begin = (door: OpenDoor, ...args: readonly string[]) => client(door, '-sess_out', session(), ...args);
  const resume = async (door: OpenDoor, ...args: readonly string[]) => {
    await client(door, '-sess_in', session(), ...args);
    return door.metrics.counts.handshakes.resumed === 1;
  };

  test.each(['-tls1_2', '-tls1_3'])('at another gateway that has the same key: %s', async (version) => {
    const [one, other] = [await tlsDoor(), await tlsDoor()];
    await begin(one, version);
    expect(await resume(other, version)).toBe(true);
  });

  test('not at one that has another key', async () => {
    await begin(await tlsDoor());
    expect(await resume(await tlsDoor({}, { vault: vaultOf('another') }))).toBe(false);
  });

  test('with the certificate of the client, at another gateway too', async () => {
    const settings = { MUSTER_GATEWAY_TLS_CLIENT_CERT: 'required', MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: files.ca };
    const [one, other] = [await tlsDoor(settings), await tlsDoor(settings)];
    const pair = ['-cert', folder.write('d.pem', device.certificate), '-key', folder.write('d.key', device.key)];
    await begin(one, ...pair);
    expect(await client(other, '-sess_in', session())).toContain(`CN=${DEVICE}`);
    expect(other.metrics.counts.handshakes.resumed).toBe(1);
  });

  test('a session that was begun without a certificate does not stand for one', async () => {
    const ca = { MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: files.ca };
    await begin(await tlsDoor({ ...ca, MUSTER_GATEWAY_TLS_CLIENT_CERT: 'optional' }), '-tls1_3');
    const strict = await tlsDoor({ ...ca, MUSTER_GATEWAY_TLS_CLIENT_CERT: 'required' });
    expect(await client(strict, '-sess_in', session(), '-tls1_3')).not.toContain('address');
    const lenient = await tlsDoor({ ...ca, MUSTER_GATEWAY_TLS_CLIENT_CERT: 'optional' });
    expect(await client(lenient, '-sess_in', session(), '-tls1_3')).not.toContain('certificate"');
  });

  test('a session of a certificate that was refused is refused, too', async () => {
    const settings = { MUSTER_GATEWAY_TLS_CLIENT_CERT: 'optional', MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: files.ca };
    const door = await tlsDoor(settings);
    const foreign = await (await Authority.create('x')).issue({ commonName: DEVICE, use: 'client' });
    const pair = ['-cert', folder.write('f.pem', foreign.certificate), '-key', folder.write('f.key', foreign.key)];
    expect(await begin(door, '-tls1_3', ...pair)).not.toContain('address');
    expect(await client(door, '-sess_in', session(), '-tls1_3')).not.toContain('certificate"');
  });

  test('for a day; each day has another key, the same at every gateway', async () => {
    const clock = new ManualClock();
    const seldom = { MUSTER_GATEWAY_TLS_RELOAD_MS: '1h' };
    const [one, other] = [await tlsDoor(seldom, { clock }), await tlsDoor(seldom, { clock })];
    await begin(one);
    clock.advance(DAY_MS);
    expect(await resume(other)).toBe(false);
    await begin(one);
    expect(await resume(other)).toBe(true);
  });

  test('not once somebody was revoked', async () => {
    const crl = folder.write('crl.pem', await root.revoke([]));
    const door = await tlsDoor({
      MUSTER_GATEWAY_TLS_CLIENT_CERT: 'required',
      MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: files.ca,
      MUSTER_GATEWAY_TLS_CLIENT_CRL_FILE: crl,
    });
    const pair = ['-cert', folder.write('d.pem', device.certificate), '-key', folder.write('d.key', device.key)];
    expect(await begin(door, ...pair)).toContain(`CN=${DEVICE}`);
    folder.write('crl.pem', await root.revoke([device]));
    door.tls?.reload();
    expect(await client(door, '-sess_in', session(), ...pair)).not.toContain('address');
  });
});
