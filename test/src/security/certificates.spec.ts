import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Authority, type CertificateAndKey } from '#libs/testing/certificates';
import { curl } from '../harness/curl.ts';
import { rawPost } from '../harness/raw-post.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';

// Each attack (30) is tried with the defence and without it; certificates are all that anybody here has.
const OUI = '00D09E';
const OTHER_OUI = '00259E';
const folder = mkdtempSync(path.join(tmpdir(), 'muster-certificates-'));
const write = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const root = await Authority.create('CA');
const vendor = await Authority.create('CA of another vendor');
const server = await root.issue({
  commonName: 'acs',
  alternativeNames: [{ type: 'ip', value: '127.0.0.1' }],
  use: 'server',
});
const nameOf = (serialNumber: string) => `${OUI}-Gw-${serialNumber}`;
const stolen = await root.issue({ commonName: nameOf('STOLEN'), use: 'client' });
const foreign = await vendor.issue({ commonName: nameOf('VICTIM'), use: 'client' });
const bothCas = write('cas.pem', `${root.certificate}\n${vendor.certificate}`);
const crl = write('crl.pem', `${await root.revoke([stolen])}\n${await vendor.revoke([])}`);

const COMMON = {
  MUSTER_SHUTDOWN_TIMEOUT_MS: '150',
  MUSTER_CWMP_LOGIN: 'required',
  MUSTER_SECRET_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
  MUSTER_GATEWAY_TLS_CERT_FILE: write('server.pem', server.certificate),
  MUSTER_GATEWAY_TLS_KEY_FILE: write('server.key', server.key),
  MUSTER_GATEWAY_TLS_CLIENT_CERT: 'optional',
  MUSTER_GATEWAY_TRUSTED_PROXIES: '127.0.0.2',
  MUSTER_GATEWAY_CLIENT_CERT_HEADER: 'Client-Cert',
};
const SCOPED = {
  MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: write('ca.pem', root.certificate),
  MUSTER_GATEWAY_TLS_VENDOR_CAS: `${OTHER_OUI}=${write('vendor.pem', vendor.certificate)}`,
};

afterAll(() => rmSync(folder, { recursive: true }));

function informOf(serialNumber: string): readonly string[] {
  const identity = { manufacturer: 'Acme', oui: OUI, productClass: 'Gw', serialNumber };
  return ['-H', 'Content-Type: text/xml', '--data-binary', inform(identity)];
}

function asClient(name: string, { certificate, key }: CertificateAndKey): readonly string[] {
  const files = [write(`${name}.pem`, certificate), write(`${name}.key`, key)] as const;
  return ['--cacert', path.join(folder, 'ca.pem'), '--cert', files[0], '--key', files[1]];
}

describe.each([
  ['with their defences', { ...SCOPED, MUSTER_GATEWAY_TLS_CLIENT_CRL_FILE: crl }, [0, 401, 403, 403]],
  ['without', { MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: bothCas }, [200, 200, 200, 200]],
] as const)('a certificate is not the device’s: %s', (_, settings, expected) => {
  let acs: Acs;
  beforeAll(async () => {
    acs = await startAcs({ ...COMMON, ...settings });
  });
  afterAll(() => acs.stop());

  const byTls = (serialNumber: string, client: CertificateAndKey) =>
    curl(`https://127.0.0.1:${acs.tlsPort}/`, ...asClient(serialNumber, client), ...informOf(serialNumber));
  const byProxy = (serialNumber: string, { certificate }: CertificateAndKey) => {
    const header = `Client-Cert: ${encodeURIComponent(certificate)}`;
    return curl(acs.cwmpUrl, '--interface', '127.0.0.2', '-H', header, ...informOf(serialNumber));
  };

  test('it is revoked', async () => {
    expect((await byTls('STOLEN', stolen)).status).toBe(expected[0]);
  });

  test('it is revoked, and passed on by a load balancer', async () => {
    expect((await byProxy('STOLEN', stolen)).status).toBe(expected[1]);
  });

  test('the CA of another vendor has issued it', async () => {
    expect((await byTls('VICTIM', foreign)).status).toBe(expected[2]);
  });

  test('the CA of another vendor has issued it, and a load balancer passes it on', async () => {
    expect((await byProxy('VICTIM', foreign)).status).toBe(expected[3]);
  });
});

/** PROXY protocol, version 2: TCP over IPv4, and that a certificate with this CN was verified. */
function proxyHeader(commonName: string): Buffer {
  const extension = (type: number, value: Buffer) =>
    Buffer.concat([Buffer.from([type, value.length >> 8, value.length & 0xff]), value]);
  const facts = Buffer.concat([Buffer.from([0x03, 0, 0, 0, 0]), extension(0x22, Buffer.from(commonName))]);
  const rest = Buffer.concat([
    Buffer.from([192, 0, 2, 7, 127, 0, 0, 1, 0x1f, 0x90, 0x1d, 0x7b]),
    extension(0x20, facts),
  ]);
  const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
  return Buffer.concat([signature, Buffer.from([0x21, 0x11, rest.length >> 8, rest.length & 0xff]), rest]);
}

describe.each([
  ['with its defence', {}, 401],
  ['without', { MUSTER_GATEWAY_PROXY_CLIENT_NAMES: 'true' }, 200],
])('a load balancer tells the name in a certificate, of whatever CA: %s', (_, settings, expected) => {
  test('it is the device of that name', async () => {
    const proxied = { MUSTER_GATEWAY_PROXY_PROTOCOL: 'true', MUSTER_GATEWAY_TRUSTED_PROXIES: '127.0.0.1' };
    const acs = await startAcs({ ...COMMON, MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: bothCas, ...proxied, ...settings });
    const socket = connect(acs.cwmpPort, '127.0.0.1');
    const identity = { manufacturer: 'Acme', oui: OUI, productClass: 'Gw', serialNumber: 'VICTIM' };
    socket.write(Buffer.concat([proxyHeader(nameOf('VICTIM')), Buffer.from(rawPost(inform(identity)))]));
    const [head] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    await acs.stop();
    expect(Number(head.toString('latin1', 9, 12))).toBe(expected);
  });
});
