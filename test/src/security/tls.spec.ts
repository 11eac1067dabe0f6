import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CertsRequest, makeCertificates } from '#libs/testing/certificates';
import { Cpe, post, runCli, runSession, tlsReader } from '#libs/testing/cpe';
import { acsForTests } from '../harness/acs-for-tests.ts';
import { curl } from '../harness/curl.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'muster-tls-'));
const at = (name: string) => path.join(folder, name);
const request: CertsRequest = {
  out: folder,
  hosts: ['127.0.0.1'],
  devices: ['00D09E-SimGw181-SIM000001', '00D09E-SimGw181-SIM000002'],
};
await makeCertificates(request);
afterAll(() => rmSync(folder, { recursive: true }));

const { acs, api } = acsForTests({
  MUSTER_GATEWAY_TLS_CERT_FILE: at('server.pem'),
  MUSTER_GATEWAY_TLS_KEY_FILE: at('server.key'),
  MUSTER_GATEWAY_TLS_CLIENT_CERT: 'required',
  MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: at('ca.pem'),
});

const url = () => `https://127.0.0.1:${acs().tlsPort}/`;
const client = (name: string) => ['--cacert', at('ca.pem'), '--cert', at(`${name}.pem`), '--key', at(`${name}.key`)];

/** Runs simulated CPEs until each has had a session; how that ended is the exit code. */
async function runCpes(...args: readonly string[]): Promise<number> {
  const output = { write: () => undefined, isTty: false };
  return runCli(['--url', url(), '--once', '--parameters', '15', ...args], output, new Promise(() => undefined));
}

test('simulated CPEs with their own certificates have their first contact by TLS', async () => {
  const files = ['--ca', at('ca.pem'), '--cert', at('%s.pem'), '--key', at('%s.key')];
  expect(await runCpes('--count', '2', ...files)).toBe(0);
  expect((await api.device('00D09E-SimGw181-SIM000002')).id).toBe('00D09E-SimGw181-SIM000002');
});

test('a simulated CPE resumes the TLS session that it had before', async () => {
  const reader = tlsReader({ ca: at('ca.pem'), cert: at('%s.pem'), key: at('%s.key') });
  const cpe = new Cpe({ identity: { serialNumber: 'SIM000001' } });
  const resumed = async () => {
    const metrics = await (await fetch(`${acs().httpUrl}/metrics`)).text();
    return Number(/muster_gateway_tls_handshakes_total\{outcome="resumed"\} (\d+)/.exec(metrics)?.[1]);
  };
  const before = await resumed();
  for (let n = 0; n < 3; n++)
    expect((await runSession(cpe, { url: url(), tls: reader(cpe) })).outcome).toBe('completed');
  expect((await resumed()) - before).toBe(2);
});

test('curl with a certificate is served; its cookie is for TLS alone', async () => {
  const { status, head } = await curl(url(), '-d', '', ...client('SIM000001'));
  expect(status).toBe(204);
  expect(head).not.toContain('Set-Cookie');
});

test('curl without a certificate, or that of the server, is not', async () => {
  expect((await curl(url(), '-d', '', '--cacert', at('ca.pem'))).status).toBe(0);
  expect((await curl(url(), '-d', '', ...client('server'))).status).toBe(0);
});

test('a CPE that trusts another CA says nothing to this one (3)', async () => {
  await expect(post(url(), '')).rejects.toThrow('self-signed certificate in certificate chain');
});
