import type { X509Certificate } from 'node:crypto';
import { isIssuedBy, type TrustedCa } from './client-certificate.ts';
import { issuerOf, plainSerial, type RevocationList, readRevocationList } from './revocation-list.ts';

/**
 * Lists of revoked certificates, for those that no handshake of ours has verified. As OpenSSL has it: with any list, each CA
 * on the way to the root needs one that has not run out.
 */
export class RevocationLists {
  private readonly lists: readonly RevocationList[];

  /** As PEM. Throws RangeError for what is no list. */
  constructor(texts: readonly string[]) {
    this.lists = texts.map((text) =>
      readRevocationList(Buffer.from(text.replaceAll(/-----.*-----|\s/g, ''), 'base64')),
    );
  }

  /** Whether the certificate holds, and those of the CAs above it. */
  allow(certificate: X509Certificate, cas: readonly TrustedCa[], nowMs: number): boolean {
    if (this.lists.length === 0) return true;
    if (!this.isListedGood(certificate, nowMs)) return false;
    const issuer = cas.find((ca) => isIssuedBy(certificate, [ca]));
    // Without it the way ends: each CA is passed once, also where two have issued each other. A root has issued itself.
    return (
      issuer === undefined ||
      this.allow(
        issuer.certificate,
        cas.filter((ca) => ca !== issuer),
        nowMs,
      )
    );
  }

  private isListedGood(certificate: X509Certificate, nowMs: number): boolean {
    const name = issuerOf(certificate.raw);
    const serial = plainSerial(certificate.serialNumber);
    const lists = this.lists.filter(({ issuer }) => issuer.equals(name));
    const isFresh = lists.some(({ nextUpdateMs = Number.POSITIVE_INFINITY }) => nowMs <= nextUpdateMs);
    return isFresh && !lists.some(({ serials }) => serials.has(serial));
  }
}
