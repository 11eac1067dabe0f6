import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CertsRequest, parseCertsRequest } from './certs-request.ts';
import { makeCertificates } from './make-certificates.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'muster-certs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');

test('the server has the names that it is reached by, devices have their own, and one CA has issued all', async () => {
  const request = parseCertsRequest([
    '--out',
    folder,
    '--host',
    'acs.example.net',
    '--host',
    '192.0.2.1',
  ]) as CertsRequest;
  const made = await makeCertificates(request);
  const ca = new X509Certificate(read('ca.pem'));
  const server = new X509Certificate(readFileSync(made.server.certificate));
  expect(server.checkHost('acs.example.net')).toBe('acs.example.net');
  expect(server.checkIP('192.0.2.1')).toBe('192.0.2.1');
  expect(server.verify(ca.publicKey)).toBe(true);
  expect(made.devices).toEqual(['SIM000001', 'SIM000002', 'SIM000003']);
  const device = new X509Certificate(read('SIM000002.pem'));
  expect(device.subject).toBe('CN=00D09E-SimGw181-SIM000002');
  expect(device.verify(ca.publicKey)).toBe(true);
  expect(device.checkPrivateKey(createPrivateKey(read('SIM000002.key')))).toBe(true);
});

test('a CA that is there goes on being used', async () => {
  const before = read('ca.pem');
  await makeCertificates({ out: folder, hosts: ['localhost'], devices: ['00D09E-New'] });
  expect(read('ca.pem')).toBe(before);
  expect(new X509Certificate(read('New.pem')).verify(new X509Certificate(before).publicKey)).toBe(true);
});

test.each([
  ['--host', 'not a host'],
  ['--device', 'nameless'],
  ['--device', 'a-b/../c'],
  ['--nonsense', 'x'],
])('%s %s is refused', (...args) => {
  expect(() => parseCertsRequest(args)).toThrow();
});
