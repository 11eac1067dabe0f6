import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { MusterError } from '#libs/domain';
import type { TrustedCa } from './client-certificate.ts';

export interface TlsFilePaths {
  /** What the server shows; absent where TLS ends at a proxy. */
  readonly pair?: { readonly certificate: string; readonly key: string };
  /** CAs of client certificates; none where none are asked for. */
  readonly clientCa?: string;
  readonly clientCrl?: string;
  readonly vendorCas: readonly { readonly ouis: readonly string[]; readonly file: string }[];
}

/** What the files hold, checked. */
export interface TlsMaterial {
  readonly context: Pick<SecureContextOptions, 'cert' | 'key' | 'ca' | 'crl'>;
  readonly cas: readonly TrustedCa[];
  /** Lists of revoked certificates, as PEM. */
  readonly crls: readonly string[];
  /** When the certificate runs out, in milliseconds since the epoch; infinite where there is none. */
  readonly notAfterMs: number;
  /** Of whom is trusted: sessions that were begun while others were trusted are not to be resumed. */
  readonly trust: string;
  /** Of everything: the same as long as nothing has changed. */
  readonly digest: string;
}

/** A file is missing, is not what it should be, or does not fit the others; the message says which and why. */
export class TlsFilesUnusable extends MusterError {
  readonly code = 'tls_files_unusable';
}

/** Reads all of them. Throws TlsFilesUnusable. */
export function readTlsFiles(paths: TlsFilePaths): TlsMaterial {
  const { notAfterMs, ...pair } = paths.pair === undefined ? NO_PAIR : readPair(paths.pair);
  const cas = [
    ...(paths.clientCa === undefined ? [] : casIn(paths.clientCa)),
    ...paths.vendorCas.flatMap(({ ouis, file }) => casIn(file).map(({ certificate }) => ({ certificate, ouis }))),
  ];
  const ca = cas.map(({ certificate }) => certificate.toString());
  const crls = paths.clientCrl === undefined ? [] : blocksIn(paths.clientCrl, 'X509 CRL');
  const context = { ...pair, ...(ca.length === 0 ? {} : { ca }), ...(crls.length === 0 ? {} : { crl: crls }) };
  try {
    createSecureContext(context);
  } catch (error) {
    throw new TlsFilesUnusable(`The files for TLS do not go together: ${messageOf(error)}`, { cause: error });
  }
  const trust = digestOf(...ca, ...cas.map(({ ouis = [] }) => ouis.join()), ...crls);
  return { context, cas, crls, notAfterMs, trust, digest: digestOf(pair.cert ?? '', pair.key ?? '', trust) };
}

const NO_PAIR: { notAfterMs: number; cert?: string; key?: string } = { notAfterMs: Number.POSITIVE_INFINITY };

function readPair({ certificate, key: keyFile }: NonNullable<TlsFilePaths['pair']>): typeof NO_PAIR {
  const cert = read(certificate);
  const key = read(keyFile);
  const leaf = x509(cert, certificate);
  let fits: boolean;
  try {
    fits = leaf.checkPrivateKey(createPrivateKey(key));
  } catch (error) {
    throw new TlsFilesUnusable(`${keyFile} holds no private key as PEM: ${messageOf(error)}`, { cause: error });
  }
  if (!fits) throw new TlsFilesUnusable(`The key in ${keyFile} is not that of the certificate in ${certificate}.`);
  return { cert, key, notAfterMs: Date.parse(leaf.validTo) };
}

function casIn(file: string): readonly TrustedCa[] {
  return blocksIn(file, 'CERTIFICATE').map((block) => ({ certificate: x509(block, file) }));
}

function blocksIn(file: string, what: 'CERTIFICATE' | 'X509 CRL'): string[] {
  const blocks = read(file).match(new RegExp(`-----BEGIN ${what}-----[\\s\\S]*?-----END ${what}-----`, 'g'));
  if (blocks === null) throw new TlsFilesUnusable(`${file} holds no ${what} as PEM.`);
  return blocks;
}

function x509(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new TlsFilesUnusable(`${file} holds no certificate as PEM: ${messageOf(error)}`, { cause: error });
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new TlsFilesUnusable(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function digestOf(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('hex');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
