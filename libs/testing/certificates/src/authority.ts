// First: the library injects its parts by it.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509';
import { keyFromPem, keyToPem } from './key-pem.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 3_600_000;

/** A certificate and its private key, as PEM. */
export interface CertificateAndKey {
  readonly certificate: string;
  readonly key: string;
}

export interface AlternativeName {
  readonly type: 'dns' | 'ip' | 'url' | 'email';
  readonly value: string;
}

export interface CertificateWishes {
  readonly commonName: string;
  readonly alternativeNames?: readonly AlternativeName[];
  readonly use: 'server' | 'client';
  /** How long it holds (default a year). */
  readonly days?: number;
  /** How long ago it began to (default yesterday: the clocks of CPEs are behind). */
  readonly daysOld?: number;
}

/** A CA for trying things out. Its key lies around unprotected, so nothing real must trust it. */
export class Authority {
  private constructor(
    private readonly keys: webcrypto.CryptoKeyPair,
    private readonly own: X509Certificate,
  ) {}

  static async create(commonName: string): Promise<Authority> {
    const keys = await newKeys();
    const own = await X509CertificateGenerator.createSelfSigned({
      name: nameOf(commonName),
      ...validity(3_650),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: await extensionsOfCa(keys.publicKey),
    });
    return new Authority(keys, own);
  }

  /** One that was made before. */
  static async from({ certificate, key }: CertificateAndKey): Promise<Authority> {
    const own = new X509Certificate(certificate);
    const publicKey = await own.publicKey.export(ALGORITHM, ['verify']);
    return new Authority({ publicKey, privateKey: await keyFromPem(key, ALGORITHM) }, own);
  }

  async toPem(): Promise<CertificateAndKey> {
    return { certificate: this.own.toString('pem'), key: await keyToPem(this.keys.privateKey) };
  }

  /** As PEM. */
  get certificate(): string {
    return this.own.toString('pem');
  }

  /** A CA below this one. */
  async intermediate(commonName: string): Promise<Authority> {
    const keys = await newKeys();
    const extensions = await extensionsOfCa(keys.publicKey);
    return new Authority(keys, await this.sign(commonName, keys.publicKey, validity(365), extensions));
  }

  async issue(wishes: CertificateWishes): Promise<CertificateAndKey> {
    const { commonName, alternativeNames = [], use, days = 365, daysOld = 1 } = wishes;
    const keys = await newKeys();
    const purpose = use === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth;
    const signed = await this.sign(commonName, keys.publicKey, validity(days, daysOld), [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([purpose]),
      ...(alternativeNames.length === 0 ? [] : [new SubjectAlternativeNameExtension([...alternativeNames])]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ]);
    return { certificate: signed.toString('pem'), key: await keyToPem(keys.privateKey) };
  }

  /** Its list of revoked certificates, as PEM; it holds for a month. */
  async revoke(revoked: readonly CertificateAndKey[]): Promise<string> {
    const { notBefore: thisUpdate, notAfter: nextUpdate } = validity(30);
    const crl = await X509CrlGenerator.create({
      issuer: this.own.subjectName,
      thisUpdate,
      nextUpdate,
      entries: revoked.map(({ certificate }) => ({ serialNumber: new X509Certificate(certificate).serialNumber })),
      signingAlgorithm: ALGORITHM,
      signingKey: this.keys.privateKey,
    });
    return crl.toString('pem').replaceAll(' CRL-----', ' X509 CRL-----');
  }

  private async sign(
    commonName: string,
    publicKey: webcrypto.CryptoKey,
    dates: ReturnType<typeof validity>,
    extensions: readonly Extension[],
  ): Promise<X509Certificate> {
    return X509CertificateGenerator.create({
      subject: nameOf(commonName),
      issuer: this.own.subjectName,
      ...dates,
      publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [...extensions, await AuthorityKeyIdentifierExtension.create(this.keys.publicKey)],
    });
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function extensionsOfCa(publicKey: webcrypto.CryptoKey): Promise<Extension[]> {
  return [
    new BasicConstraintsExtension(true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    await SubjectKeyIdentifierExtension.create(publicKey),
  ];
}

/** Not as text, in which a comma would begin the next part. */
function nameOf(commonName: string): { CN: string[] }[] {
  return [{ CN: [commonName] }];
}

function validity(days: number, daysOld = 1) {
  const fromMs = Date.now() - daysOld * DAY_MS;
  return { notBefore: new Date(fromMs), notAfter: new Date(fromMs + days * DAY_MS) };
}
