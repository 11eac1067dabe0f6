import type { X509Certificate } from 'node:crypto';
import type { ClientCertificate } from '#libs/domain';

/** A CA and the OUIs that it may speak for; undefined for all. */
export interface TrustedCa {
  readonly certificate: X509Certificate;
  readonly ouis?: readonly string[];
}

/** Control characters are in no honest name, and names go to logs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f]/;
const MAX_NAMES = 64;

/**
 * What a certificate says of its holder, if its time has come and is not over: a resumed TLS session brings back a
 * certificate that was verified long ago. The chain is verified by others.
 */
export function clientCertificate(
  certificate: X509Certificate,
  cas: readonly TrustedCa[],
  nowMs: number,
): ClientCertificate | undefined {
  if (!isInTime(certificate, nowMs)) return undefined;
  const ouis = ouisOf(certificate, cas);
  return {
    names: [...commonNames(certificate), ...alternativeNames(certificate.subjectAltName ?? '')]
      .filter((name) => !UNPRINTABLE.test(name))
      .slice(0, MAX_NAMES),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    ...(ouis === undefined ? {} : { ouis }),
  };
}

/** Whether one of these CAs itself has issued it. */
export function isIssuedBy(certificate: X509Certificate, cas: readonly TrustedCa[]): boolean {
  return cas.some((ca) => hasIssued(ca, certificate));
}

function isInTime({ validFrom, validTo }: X509Certificate, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);
}

/** Once CAs are told apart, the one that has issued it has to be known: an intermediate CA of one vendor speaks for nobody. */
function ouisOf(certificate: X509Certificate, cas: readonly TrustedCa[]): readonly string[] | undefined {
  if (cas.every(({ ouis }) => ouis === undefined)) return undefined;
  const issuers = cas.filter((ca) => hasIssued(ca, certificate));
  if (issuers.some(({ ouis }) => ouis === undefined)) return undefined;
  return [...new Set(issuers.flatMap(({ ouis = [] }) => ouis))];
}

function hasIssued(ca: TrustedCa, certificate: X509Certificate): boolean {
  return certificate.checkIssued(ca.certificate) && certificate.verify(ca.certificate.publicKey);
}

function commonNames(certificate: X509Certificate): readonly string[] {
  const { CN: names } = certificate.toLegacyObject().subject as { readonly CN?: string | readonly string[] };
  if (names === undefined) return [];
  return (typeof names === 'string' ? [names] : names).map((name) => `CN=${name}`);
}

const PLACES: Readonly<Record<string, string>> = { DNS: 'DNS', URI: 'URI', 'IP Address': 'IP', email: 'EMAIL' };

/** As Node writes them: `DNS:a, URI:b`; a value in which something is special stands in quotes, as in JSON. */
function alternativeNames(text: string): readonly string[] {
  const names: string[] = [];
  for (const [, kind = '', value = ''] of text.matchAll(/([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/gy)) {
    const place = PLACES[kind];
    if (place !== undefined) names.push(`${place}=${unquoted(value)}`);
  }
  return names;
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return '\0';
  }
}
