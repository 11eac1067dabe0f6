import { X509Certificate } from 'node:crypto';
import { Authority } from '#libs/testing/certificates';
import { issuerOf, plainSerial, readRevocationList } from './revocation-list.ts';

const ca = await Authority.create('CA');
const revoked = [
  await ca.issue({ commonName: '1', use: 'client' }),
  await ca.issue({ commonName: '2', use: 'client' }),
];
const der = await listOf(revoked);

async function listOf(those: typeof revoked): Promise<Buffer> {
  return Buffer.from((await ca.revoke(those)).replaceAll(/-----.*-----|\s/g, ''), 'base64');
}

test('a list says whose it is, until when, and who is on it', async () => {
  const certificates = revoked.map(({ certificate }) => new X509Certificate(certificate));
  const { issuer, nextUpdateMs = 0, serials } = readRevocationList(der);
  expect([...serials]).toEqual(certificates.map(({ serialNumber }) => plainSerial(serialNumber)));
  expect(certificates.map(({ raw }) => issuerOf(raw).equals(issuer))).toEqual([true, true]);
  const days = (nextUpdateMs - Date.now()) / (24 * 3_600_000);
  expect(Math.round(days)).toBeGreaterThanOrEqual(29);
  expect(Math.round(days)).toBeLessThanOrEqual(30);
  expect(readRevocationList(await listOf([])).serials.size).toBe(0);
});

test('years of two digits are of this century until 2050', () => {
  const yearUntil = (two: string) => {
    const other = Buffer.from(der);
    const time = Buffer.from('170d', 'hex');
    const next = der.indexOf(time, der.indexOf(time) + 1);
    other.write(two, next + time.length, 'latin1');
    return new Date(readRevocationList(other).nextUpdateMs ?? 0).getUTCFullYear();
  };
  expect([yearUntil('49'), yearUntil('50')]).toEqual([2049, 1950]);
});

test('what is cut off, or something else, is no list', () => {
  for (let end = 0; end < der.length; end++) expect(() => readRevocationList(der.subarray(0, end))).toThrow(RangeError);
  expect(() => readRevocationList(Buffer.from('3003020101', 'hex'))).toThrow(RangeError);
  expect(() => issuerOf(Buffer.from('3003020101', 'hex'))).toThrow(RangeError);
});
