import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCertificates } from '#libs/testing/certificates';
import { BusTap } from '../e2e/bus-tap.ts';
import { acsForTests } from '../harness/acs-for-tests.ts';
import { curl } from '../harness/curl.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { conformance } from './conformance.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'muster-login-'));
const at = (name: string) => path.join(folder, name);
const identity = (serialNumber: string) => ({
  manufacturer: 'Example',
  oui: '00D09E',
  productClass: 'Router',
  serialNumber,
});
const KIND = '00D09E-Generic%20Router';
await makeCertificates({ out: folder, hosts: ['127.0.0.1'], devices: ['00D09E-Router-TLS8', KIND] });
afterAll(() => rmSync(folder, { recursive: true }));

const { acs, api } = acsForTests({
  MUSTER_CWMP_LOGIN: 'required',
  MUSTER_GATEWAY_TLS_CERT_FILE: at('server.pem'),
  MUSTER_GATEWAY_TLS_KEY_FILE: at('server.key'),
  MUSTER_GATEWAY_TLS_CLIENT_CERT: 'optional',
  MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: at('ca.pem'),
  // Of a device, all three; any other name is that of a kind.
  MUSTER_GATEWAY_TLS_CLIENT_NAMES: 'CN={oui}-{productClass}-{serial}',
});
let tap: BusTap;
beforeAll(() => {
  tap = new BusTap(acs().app.adapters.eventBus);
});
afterAll(() => tap.close());

const PASSWORD = 'correct horse';

/** An Inform of that device by curl, with TLS. */
function post(serialNumber: string, ...args: readonly string[]) {
  const body = inform(identity(serialNumber), { events: ['1 BOOT'] });
  const url = `https://127.0.0.1:${acs().tlsPort}/`;
  return curl(url, '--cacert', at('ca.pem'), '-H', 'Content-Type: text/xml', '--data-binary', body, ...args);
}
const certificate = (name: string) => ['--cert', at(`${name}.pem`), '--key', at(`${name}.key`)];
const isKnown = async (serialNumber: string) =>
  (await api.devices({ 'identity.serialNumber': serialNumber })).length > 0;
const giveLogin = (deviceId: string) =>
  api.request('PATCH', `/devices/${deviceId}/access`, { login: { password: PASSWORD } });

conformance([5], 'Basic with TLS is taken at once, and offered to whoever says nothing', async () => {
  await giveLogin('00D09E-Router-TLS5');
  const login = ['--basic', '-u', `00D09E-Router-TLS5:${PASSWORD}`];
  const { status, head, body } = await post('TLS5', ...login);
  expect([status, body.includes('InformResponse')]).toEqual([200, true]);
  expect(head).not.toContain('401');
  expect((await post('TLS5')).head).toMatch(/WWW-Authenticate: Digest .*WWW-Authenticate: Basic realm="muster"/s);
  expect((await post('TLS5', '--basic', '-u', '00D09E-Router-TLS5:guess')).status).toBe(401);
});

conformance([8], 'a certificate that names the device is all it needs', async () => {
  const { status, body, head } = await post('TLS8', ...certificate('TLS8'));
  expect([status, body.includes('InformResponse')]).toEqual([200, true]);
  expect(head).toMatch(/Set-Cookie: muster=.*; Secure/);
});

conformance([9], 'a certificate that names another device is turned away, whatever the password', async () => {
  await giveLogin('00D09E-Router-TLS9');
  const login = ['--basic', '-u', `00D09E-Router-TLS9:${PASSWORD}`];
  expect((await post('TLS9', ...certificate('TLS8'), ...login)).status).toBe(403);
  expect(await isKnown('TLS9')).toBe(false);
  await tap.seen('it is told', ({ type, data }) => type === 'security.login.failed' && data.reason === 'other_device');
});

conformance([10], 'a certificate of a kind of device proves no device: it has to log in beside', async () => {
  await giveLogin('00D09E-Router-TLS10');
  const kind = certificate(KIND.split('-').at(-1) ?? '');
  expect((await post('TLS10', ...kind)).status).toBe(401);
  expect(await isKnown('TLS10')).toBe(false);
  expect((await post('TLS10', ...kind, '--basic', '-u', `00D09E-Router-TLS10:${PASSWORD}`)).status).toBe(200);
});
