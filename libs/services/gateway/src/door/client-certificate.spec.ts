import { X509Certificate } from 'node:crypto';
import { Authority } from '#libs/testing/certificates';
import { clientCertificate, isIssuedBy, type TrustedCa } from './client-certificate.ts';

const DAY_MS = 24 * 3_600_000;

const ca = await Authority.create('Muster test CA');
const trusted: readonly TrustedCa[] = [{ certificate: new X509Certificate(ca.certificate) }];

async function issued(commonName: string, from = ca): Promise<X509Certificate> {
  const { certificate } = await from.issue({ commonName, use: 'client', days: 3, daysOld: 1 });
  return new X509Certificate(certificate);
}

test('it says who its holder is as long as it holds, by the clock of this moment', async () => {
  const certificate = await issued('00D09E-1');
  const namesAt = (ms: number) => clientCertificate(certificate, trusted, ms)?.names;
  expect(namesAt(Date.now())).toEqual(['CN=00D09E-1']);
  // A session of TLS may be resumed when the certificate that began it is over.
  expect(namesAt(Date.now() + 3 * DAY_MS)).toBeUndefined();
  expect(namesAt(Date.now() - 2 * DAY_MS)).toBeUndefined();
});

test('names that no log should show are none', async () => {
  expect(clientCertificate(await issued('00D09E-1\nroot'), trusted, Date.now())?.names).toEqual([]);
});

test('a CA of the same name but another key has not issued it', async () => {
  const other = await Authority.create('Muster test CA');
  expect(isIssuedBy(await issued('00D09E-1'), trusted)).toBe(true);
  expect(isIssuedBy(await issued('00D09E-1', other), trusted)).toBe(false);
  expect(isIssuedBy(await issued('00D09E-1', await ca.intermediate('Below')), trusted)).toBe(false);
});
