/** CWMP protocol versions, oldest first (TR-069 Amendment 1 … 6). */
export const CWMP_VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;
export type CwmpVersion = (typeof CWMP_VERSIONS)[number];

/**
 * The envelope's namespace as it was written by the CPE. Only 1-0, 1-1 and 1-2 exist in the standard;
 * 1-3 and 1-4 are sent by some CPEs by mistake and are echoed to just those.
 */
export const CWMP_NAMESPACES = [
  'urn:dslforum-org:cwmp-1-0',
  'urn:dslforum-org:cwmp-1-1',
  'urn:dslforum-org:cwmp-1-2',
  'urn:dslforum-org:cwmp-1-3',
  'urn:dslforum-org:cwmp-1-4',
] as const;
export type CwmpNamespace = (typeof CWMP_NAMESPACES)[number];

/** What an Inform says about versions. */
export interface VersionOffer {
  readonly namespace: CwmpNamespace;
  readonly sessionTimeoutS?: number;
  readonly supportedVersions?: readonly string[];
}

/** The version of a session; `useVersion` is to be sent as cwmp:UseCWMPVersion, and only when it is here. */
export interface NegotiatedVersion {
  readonly version: CwmpVersion;
  readonly useVersion?: CwmpVersion;
}

/** Whether a version has what `than` has. */
export function atLeast(version: CwmpVersion, than: CwmpVersion): boolean {
  return CWMP_VERSIONS.indexOf(version) >= CWMP_VERSIONS.indexOf(than);
}

/**
 * The version both sides speak (TR-069 §3.7.1): the highest of the CPE's list that is not above `maxVersion`, or, from
 * a CPE without a readable list, what its namespace and headers tell. Undefined when the list has no version in common
 * with us: fault 8006. A CPE that sent no list must never get UseCWMPVersion, which it does not understand.
 */
export function negotiateVersion(offer: VersionOffer, maxVersion: CwmpVersion = '1.4'): NegotiatedVersion | undefined {
  const listed = (offer.supportedVersions ?? []).filter((entry) => /^\d{1,3}\.\d{1,3}$/.test(entry));
  if (listed.length === 0) {
    const implied = impliedVersion(offer);
    return { version: atLeast(maxVersion, implied) ? implied : maxVersion };
  }
  const version = CWMP_VERSIONS.findLast((known) => atLeast(maxVersion, known) && listed.includes(known));
  return version === undefined ? undefined : { version, useVersion: version };
}

function impliedVersion({ namespace, sessionTimeoutS }: VersionOffer): CwmpVersion {
  if (namespace === 'urn:dslforum-org:cwmp-1-0') return '1.0';
  if (namespace === 'urn:dslforum-org:cwmp-1-1') return '1.1';
  // Three versions share the namespace 1-2; SessionTimeout came with 1.3, the list of versions with 1.4.
  return sessionTimeoutS === undefined ? '1.2' : '1.3';
}
