import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Authority, type CertificateAndKey } from '#libs/testing/certificates';
import { ManualClock } from '#libs/testing/port-contracts';
import { type DoorParts, Folder, type OpenDoor, openDoor } from './testing/open-door.ts';
import { extension, proxied } from './testing/proxy-bytes.ts';
import { curlPeer } from './testing/run-client.ts';

const REQUEST = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n';
const LIMITED = { MUSTER_GATEWAY_ADDRESS_UNLIMITED: 'none' };
const PROXIED = { MUSTER_GATEWAY_PROXY_PROTOCOL: 'true', MUSTER_GATEWAY_TRUSTED_PROXIES: '127.0.0.1' };

const opened: (OpenDoor | Socket)[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) {
    if ('destroy' in one) one.destroy();
    else await one.close();
  }
});

async function door(settings: Readonly<Record<string, string>>, parts: DoorParts = {}): Promise<OpenDoor> {
  const made = await openDoor(settings, parts);
  opened.push(made);
  return made;
}

/** Connects from an address of this machine. */
async function from(localAddress: string, { plainPort }: OpenDoor): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: plainPort, localAddress });
  opened.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Everything that comes until an answer is complete or the connection ends. */
function answer(socket: Socket): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    const finish = () => {
      socket.off('data', read);
      socket.off('close', finish);
      resolve(text);
    };
    const read = (chunk: Buffer) => {
      text += chunk;
      if (/\r\n\r\n\{.*\}/.test(text)) finish();
    };
    socket.on('data', read);
    socket.on('close', finish);
  });
}

async function say(socket: Socket, ...pieces: readonly (Buffer | string)[]): Promise<string> {
  const answered = answer(socket);
  for (const piece of pieces) {
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return answered;
}

describe('limits', () => {
  test('connections of one address beyond its share are closed; others get in', async () => {
    const one = await door({ ...LIMITED, MUSTER_GATEWAY_ADDRESS_MAX_CONNECTIONS: '2' });
    const [first, second, third] = [
      await from('127.0.0.1', one),
      await from('127.0.0.1', one),
      await from('127.0.0.1', one),
    ];
    expect(await say(third, REQUEST)).toBe('');
    expect(await say(second, REQUEST)).toContain('200 OK');
    expect(await say(await from('127.0.0.2', one), REQUEST)).toContain('200 OK');
    expect(one.metrics.counts.closed.address).toBe(1);
    first.destroy();
    await once(first, 'close');
    expect(await curlPeer(`http://127.0.0.1:${one.plainPort}/`)).toBeDefined();
  });

  test('connections beyond all are closed, and there is room again when one ends', async () => {
    const one = await door({ MUSTER_GATEWAY_MAX_CONNECTIONS: '1' });
    const first = await from('127.0.0.1', one);
    expect(await say(first, REQUEST)).toContain('200 OK');
    expect(await say(await from('127.0.0.2', one), REQUEST)).toBe('');
    expect(one.metrics.counts.closed.total).toBe(1);
  });

  test('requests of one address beyond its rate are refused on every connection; others are served', async () => {
    const one = await door({ ...LIMITED, MUSTER_GATEWAY_ADDRESS_REQUESTS_PER_S: '1' });
    const url = `http://127.0.0.1:${one.plainPort}/`;
    const statuses: string[] = [];
    const socket = await from('127.0.0.1', one);
    for (let n = 0; n < 12; n++) statuses.push((await say(socket, REQUEST)).slice(9, 12));
    // One of the ten was the connection.
    expect(statuses.filter((status) => status === '200').length).toBeLessThanOrEqual(10);
    expect(statuses.at(-1)).toBe('503');
    expect(await curlPeer(url, '--interface', '127.0.0.2')).toBeDefined();
    const again = await from('127.0.0.1', one);
    expect(await answer(again)).toBe('');
    expect(one.metrics.counts.closed.rate).toBe(1);
  });

  test('from where too many logins failed nothing is read, with or without a PROXY header; others are served', async () => {
    const shut = ['127.0.0.2', '192.0.2.7'];
    const one = await door(LIMITED, { shut });
    expect(await answer(await from('127.0.0.2', one))).toBe('');
    expect(await say(await from('127.0.0.1', one), REQUEST)).toContain('200 OK');
    const behind = await door({ ...LIMITED, ...PROXIED }, { shut });
    expect(await say(await from('127.0.0.1', behind), proxied('192.0.2.7'), REQUEST)).toBe('');
    expect(await say(await from('127.0.0.1', behind), proxied('192.0.2.8'), REQUEST)).toContain('192.0.2.8');
    expect([one, behind].map(({ metrics }) => metrics.counts.closed.logins)).toEqual([1, 1]);
    const excepted = await door({ MUSTER_GATEWAY_ADDRESS_UNLIMITED: '127.0.0.2' }, { shut });
    expect(await say(await from('127.0.0.2', excepted), REQUEST)).toContain('200 OK');
  });

  test('a connection on which nothing more comes is closed, and counted', async () => {
    const one = await door({ MUSTER_GATEWAY_IDLE_TIMEOUT_MS: '1000' });
    const socket = await from('127.0.0.1', one);
    expect(await say(socket, REQUEST)).toContain('200 OK');
    await once(socket, 'close');
    expect(one.metrics.counts.idle).toBe(1);
  });

  test('addresses that are excepted have no limit', async () => {
    const one = await door({ MUSTER_GATEWAY_ADDRESS_MAX_CONNECTIONS: '1', MUSTER_GATEWAY_ADDRESS_REQUESTS_PER_S: '1' });
    const socket = await from('127.0.0.1', one);
    await from('127.0.0.1', one);
    for (let n = 0; n < 20; n++) expect(await say(socket, REQUEST)).toContain('200 OK');
  });
});

describe('behind a load balancer that speaks PROXY', () => {
  test('curl is known by the address that the header tells', async () => {
    const one = await door(PROXIED);
    const peer = await curlPeer(`http://127.0.0.1:${one.plainPort}/`, '--haproxy-protocol');
    // That one is of version 1.
    expect(peer).toBeUndefined();
    expect(one.metrics.counts.closed.proxy_header).toBe(1);
    expect(await say(await from('127.0.0.1', one), proxied('192.0.2.7'), REQUEST)).toContain('"address":"192.0.2.7"');
  });

  test('header and request may come in one piece, or in many', async () => {
    const one = await door(PROXIED);
    const all = Buffer.concat([proxied('192.0.2.7'), Buffer.from(REQUEST)]);
    expect(await say(await from('127.0.0.1', one), all)).toContain('"address":"192.0.2.7"');
    const bytes = Array.from(all, (byte) => Buffer.from([byte]));
    expect(await say(await from('127.0.0.1', one), ...bytes)).toContain('"address":"192.0.2.7"');
  });

  test('a body behind it comes through whole, and the next request too', async () => {
    const one = await door(PROXIED);
    const socket = await from('127.0.0.1', one);
    const body = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`;
    expect(await say(socket, Buffer.concat([proxied('192.0.2.7'), Buffer.from(body)]))).toContain('200 OK');
    expect(await say(socket, REQUEST)).toContain('"address":"192.0.2.7"');
  });

  test('TLS comes behind the header, and the address is that of the header', async () => {
    const folder = new Folder();
    const root = await Authority.create('CA');
    const { certificate, key } = await root.issue({ commonName: 'localhost', use: 'server' });
    const one = await door({
      ...PROXIED,
      MUSTER_GATEWAY_TLS_CERT_FILE: folder.write('cert.pem', certificate),
      MUSTER_GATEWAY_TLS_KEY_FILE: folder.write('key.pem', key),
    });
    const raw = await from('127.0.0.1', { ...one, plainPort: one.tlsPort });
    raw.write(proxied('192.0.2.7'));
    const socket = connectTls({ socket: raw, ca: root.certificate, checkServerIdentity: () => undefined });
    await once(socket, 'secureConnect');
    expect(await say(socket, REQUEST)).toContain('"address":"192.0.2.7","network":"192.0.2.7","secure":true');
    folder.remove();
  });

  test('TLS that ended at the balancer counts, the name that it has verified only where that is said', async () => {
    const facts = Buffer.concat([Buffer.from([0x03, 0, 0, 0, 0]), extension(0x22, Buffer.from('00D09E-1'))]);
    const peerAt = async (one: OpenDoor) => {
      const text = await say(await from('127.0.0.1', one), proxied('192.0.2.7', extension(0x20, facts)), REQUEST);
      return JSON.parse(text.slice(text.indexOf('{')));
    };
    const silent = await peerAt(await door(PROXIED));
    expect(silent).toMatchObject({ secure: true });
    expect(silent.certificate).toBeUndefined();
    const named = await peerAt(await door({ ...PROXIED, MUSTER_GATEWAY_PROXY_CLIENT_NAMES: 'true' }));
    expect(named).toMatchObject({ secure: true, certificate: { names: ['CN=00D09E-1'] } });
  });

  test('without the header nothing is read from it', async () => {
    const one = await door({ ...PROXIED, MUSTER_GATEWAY_HEADERS_TIMEOUT_MS: '1000' });
    expect(await say(await from('127.0.0.1', one), REQUEST)).toBe('');
    // It says nothing at all.
    expect(await answer(await from('127.0.0.1', one))).toBe('');
    expect(one.metrics.counts.closed.proxy_header).toBe(2);
  });

  test('from anybody else a header is no HTTP, and tells nothing', async () => {
    const one = await door(PROXIED);
    expect(await say(await from('127.0.0.2', one), proxied('192.0.2.7'), REQUEST)).not.toContain('192.0.2.7');
    expect(await say(await from('127.0.0.2', one), REQUEST)).toContain('"address":"127.0.0.2"');
  });

  test('those behind it have their limits each', async () => {
    const one = await door({ ...PROXIED, ...LIMITED, MUSTER_GATEWAY_ADDRESS_MAX_CONNECTIONS: '1' });
    const behind = async (address: string) => say(await from('127.0.0.1', one), proxied(address), REQUEST);
    expect(await behind('192.0.2.7')).toContain('200 OK');
    expect(await behind('192.0.2.7')).toBe('');
    expect(await behind('192.0.2.8')).toContain('200 OK');
  });
});

test('a certificate in a header of a trusted load balancer is the CPE’s, if one of our CAs has issued it', async () => {
  const folder = new Folder();
  const root = await Authority.create('CA');
  const one = await door({
    MUSTER_GATEWAY_TRUSTED_PROXIES: '127.0.0.1',
    MUSTER_GATEWAY_CLIENT_CERT_HEADER: 'Client-Cert',
    MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: folder.write('ca.pem', root.certificate),
  });
  const { certificate } = await root.issue({ commonName: '00D09E-1', use: 'client' });
  const foreign = await (await Authority.create('CA')).issue({ commonName: '00D09E-1', use: 'client' });
  const der = certificate.replaceAll(/-----.*-----|\s/g, '');
  const namesOf = async (header: string, address = '127.0.0.1') =>
    (await curlPeer(`http://127.0.0.1:${one.plainPort}/`, '-H', `Client-Cert: ${header}`, '--interface', address))
      ?.certificate?.names;
  expect(await namesOf(`:${der}:`)).toEqual(['CN=00D09E-1']);
  expect(await namesOf(encodeURIComponent(certificate))).toEqual(['CN=00D09E-1']);
  expect(await namesOf(`Hash=1;Cert="${encodeURIComponent(certificate)}";Subject=""`)).toEqual(['CN=00D09E-1']);
  expect(await namesOf(encodeURIComponent(foreign.certificate))).toBeUndefined();
  expect(await namesOf('rubbish%')).toBeUndefined();
  expect(await namesOf(`:${der}:`, '127.0.0.2')).toBeUndefined();
  folder.remove();
});

test('a certificate in a header that is revoked, or of whose CA no list is in time, is nobody’s', async () => {
  const folder = new Folder();
  const root = await Authority.create('CA');
  const below = await root.intermediate('Below');
  const [good, bad] = [
    await root.issue({ commonName: '1', use: 'client' }),
    await root.issue({ commonName: '2', use: 'client' }),
  ];
  const indirect = await below.issue({ commonName: '3', use: 'client' });
  const lists = async (...more: readonly string[]) =>
    folder.write('crl.pem', [await root.revoke([bad]), ...more].join('\n'));
  const clock = new ManualClock(Date.now());
  const one = await door(
    {
      MUSTER_GATEWAY_TRUSTED_PROXIES: '127.0.0.1',
      MUSTER_GATEWAY_CLIENT_CERT_HEADER: 'Client-Cert',
      MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: folder.write('ca.pem', `${root.certificate}\n${below.certificate}`),
      MUSTER_GATEWAY_TLS_CLIENT_CRL_FILE: await lists(),
      MUSTER_GATEWAY_TLS_RELOAD_MS: '1h',
    },
    { clock },
  );
  const namesOf = async ({ certificate }: CertificateAndKey) => {
    const header = `Client-Cert: ${encodeURIComponent(certificate)}`;
    return (await curlPeer(`http://127.0.0.1:${one.plainPort}/`, '-H', header))?.certificate?.names;
  };
  expect([await namesOf(good), await namesOf(bad), await namesOf(indirect)]).toEqual([['CN=1'], undefined, undefined]);
  await lists(await below.revoke([]));
  one.tls?.reload();
  expect([await namesOf(good), await namesOf(bad), await namesOf(indirect)]).toEqual([['CN=1'], undefined, ['CN=3']]);
  clock.advance(31 * 24 * 3_600_000);
  expect(await namesOf(good)).toBeUndefined();
  folder.remove();
});

test.each([
  { MUSTER_GATEWAY_PROXY_PROTOCOL: 'true' },
  { MUSTER_GATEWAY_FORWARDED_HEADERS: 'true' },
  { MUSTER_GATEWAY_TLS_CERT_FILE: '/cert.pem' },
  { MUSTER_GATEWAY_TLS_CLIENT_CERT: 'required' },
  { MUSTER_GATEWAY_CLIENT_CERT_HEADER: 'x', MUSTER_GATEWAY_TRUSTED_PROXIES: '10.0.0.0/8' },
  { MUSTER_GATEWAY_PROXY_CLIENT_NAMES: 'true', MUSTER_GATEWAY_TRUSTED_PROXIES: '10.0.0.0/8' },
  { ...PROXIED, MUSTER_GATEWAY_PROXY_CLIENT_NAMES: 'true', MUSTER_GATEWAY_TLS_VENDOR_CAS: '00259E=/ca.pem' },
])(
  'settings that lack others, or do not go with them, refuse the start: %j',
  async (settings: Readonly<Record<string, string>>) => {
    await expect(openDoor(settings)).rejects.toThrow(/MUSTER_/);
  },
);

test.each(['10.0.0.0/33', '10.0.0.0/8/8', '2001:db8::/129', 'acs.example.net', '10.0.0/8', '/8', '10.0.0.1/'])(
  '%s is no network',
  async (network) => {
    await expect(openDoor({ MUSTER_GATEWAY_TRUSTED_PROXIES: network })).rejects.toThrow('addresses or networks');
  },
);
