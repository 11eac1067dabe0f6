import { DEFAULT_CIPHERS, type SecureVersion } from 'node:tls';
import { type ConnectionCaps, Networks, StartRefused } from '#libs/platform';
import type { GatewayConfig } from '../gateway.config.ts';
import type { DoorOptions } from './door.ts';
import type { ListenersOptions } from './listeners.ts';
import type { TlsContextOptions } from './tls-context.ts';

/** Allows keys and hashes that TLS 1.0 and 1.1 cannot do without. */
const FOR_OLD_VERSIONS = `${DEFAULT_CIPHERS}:@SECLEVEL=0`;

export function connectionCaps(config: GatewayConfig): ConnectionCaps {
  return {
    total: config.MUSTER_GATEWAY_MAX_CONNECTIONS,
    perNetwork: config.MUSTER_GATEWAY_ADDRESS_MAX_CONNECTIONS,
  };
}

export function doorOptions(config: GatewayConfig): DoorOptions {
  const header = config.MUSTER_GATEWAY_CLIENT_CERT_HEADER?.toLowerCase();
  return {
    unlimited: new Networks(config.MUSTER_GATEWAY_ADDRESS_UNLIMITED),
    proxyProtocol: config.MUSTER_GATEWAY_PROXY_PROTOCOL,
    proxyNames: config.MUSTER_GATEWAY_PROXY_CLIENT_NAMES,
    forwarding: {
      proxies: new Networks(config.MUSTER_GATEWAY_TRUSTED_PROXIES),
      addresses: config.MUSTER_GATEWAY_FORWARDED_HEADERS,
      ...(header === undefined ? {} : { certificateHeader: header }),
    },
    headerTimeoutMs: config.MUSTER_GATEWAY_HEADERS_TIMEOUT_MS,
    maxHandshakes: config.MUSTER_GATEWAY_TLS_MAX_HANDSHAKES,
    takesCertificates: config.MUSTER_GATEWAY_TLS_CLIENT_CERT !== 'none',
  };
}

export function listenersOptions(config: GatewayConfig): ListenersOptions {
  const { MUSTER_CWMP_HOST: host } = config;
  return {
    ...(config.MUSTER_GATEWAY_PLAIN ? { plain: { host, port: config.MUSTER_CWMP_PORT } } : {}),
    ...(config.MUSTER_GATEWAY_TLS_CERT_FILE === undefined
      ? {}
      : { tls: { host, port: config.MUSTER_GATEWAY_TLS_PORT } }),
    maxHeaderBytes: config.MUSTER_GATEWAY_MAX_HEADER_BYTES,
    headersTimeoutMs: config.MUSTER_GATEWAY_HEADERS_TIMEOUT_MS,
    requestTimeoutMs: config.MUSTER_GATEWAY_REQUEST_TIMEOUT_MS,
    idleMs: config.MUSTER_GATEWAY_IDLE_TIMEOUT_MS ?? config.MUSTER_CWMP_SESSION_TIMEOUT_MS + 5_000,
    maxConnections: config.MUSTER_GATEWAY_MAX_CONNECTIONS,
  };
}

/** Undefined where neither TLS nor the certificate of a client has to do with this gateway. Throws StartRefused. */
export function tlsContextOptions(config: GatewayConfig): TlsContextOptions | undefined {
  checkTogether(config);
  const {
    MUSTER_GATEWAY_TLS_CERT_FILE: certificate,
    MUSTER_GATEWAY_TLS_KEY_FILE: key,
    MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: clientCa,
    MUSTER_GATEWAY_TLS_CLIENT_CRL_FILE: clientCrl,
    MUSTER_GATEWAY_TLS_VENDOR_CAS: vendorCas,
    MUSTER_GATEWAY_TLS_MIN_VERSION: minVersion,
    MUSTER_GATEWAY_TLS_CIPHERS: ciphers = minVersion < '1.2' ? FOR_OLD_VERSIONS : undefined,
  } = config;
  const pair = certificate === undefined || key === undefined ? undefined : { certificate, key };
  if (pair === undefined && config.MUSTER_GATEWAY_CLIENT_CERT_HEADER === undefined) return undefined;
  return {
    paths: {
      ...(pair === undefined ? {} : { pair }),
      ...(clientCa === undefined ? {} : { clientCa }),
      ...(clientCrl === undefined ? {} : { clientCrl }),
      vendorCas,
    },
    clientCertificates: config.MUSTER_GATEWAY_TLS_CLIENT_CERT,
    minVersion: minVersion === '1.0' ? 'TLSv1' : (`TLSv${minVersion}` as SecureVersion),
    ...(ciphers === undefined ? {} : { ciphers }),
    handshakeTimeoutMs: config.MUSTER_GATEWAY_TLS_HANDSHAKE_TIMEOUT_MS,
    reloadMs: config.MUSTER_GATEWAY_TLS_RELOAD_MS,
    sessionLifetimeMs: config.MUSTER_GATEWAY_TLS_SESSION_MS,
  };
}

function checkTogether(config: GatewayConfig): void {
  const hasCert = config.MUSTER_GATEWAY_TLS_CERT_FILE !== undefined;
  const hasCas =
    config.MUSTER_GATEWAY_TLS_CLIENT_CA_FILE !== undefined || config.MUSTER_GATEWAY_TLS_VENDOR_CAS.length > 0;
  const problems = [
    hasCert !== (config.MUSTER_GATEWAY_TLS_KEY_FILE !== undefined) &&
      'MUSTER_GATEWAY_TLS_CERT_FILE and MUSTER_GATEWAY_TLS_KEY_FILE go together.',
    !hasCert &&
      !config.MUSTER_GATEWAY_PLAIN &&
      'CPEs cannot get in: MUSTER_GATEWAY_PLAIN is off, and there is no certificate for TLS.',
    config.MUSTER_GATEWAY_TLS_CLIENT_CERT !== 'none' &&
      !hasCas &&
      'MUSTER_GATEWAY_TLS_CLIENT_CERT needs MUSTER_GATEWAY_TLS_CLIENT_CA_FILE or MUSTER_GATEWAY_TLS_VENDOR_CAS: whose certificates are accepted?',
    config.MUSTER_GATEWAY_CLIENT_CERT_HEADER !== undefined &&
      !hasCas &&
      'MUSTER_GATEWAY_CLIENT_CERT_HEADER needs MUSTER_GATEWAY_TLS_CLIENT_CA_FILE or MUSTER_GATEWAY_TLS_VENDOR_CAS: whose certificates are accepted?',
    config.MUSTER_GATEWAY_PROXY_CLIENT_NAMES &&
      !config.MUSTER_GATEWAY_PROXY_PROTOCOL &&
      'MUSTER_GATEWAY_PROXY_CLIENT_NAMES needs MUSTER_GATEWAY_PROXY_PROTOCOL: names come in its header.',
    // Whose CA has issued a certificate is not in the header: any vendor's would speak for all OUIs.
    config.MUSTER_GATEWAY_PROXY_CLIENT_NAMES &&
      config.MUSTER_GATEWAY_TLS_VENDOR_CAS.length > 0 &&
      'MUSTER_GATEWAY_PROXY_CLIENT_NAMES does not go with MUSTER_GATEWAY_TLS_VENDOR_CAS: a PROXY header does not tell who issued a certificate. Have it passed on in MUSTER_GATEWAY_CLIENT_CERT_HEADER.',
    (config.MUSTER_GATEWAY_PROXY_PROTOCOL ||
      config.MUSTER_GATEWAY_FORWARDED_HEADERS ||
      config.MUSTER_GATEWAY_CLIENT_CERT_HEADER !== undefined) &&
      config.MUSTER_GATEWAY_TRUSTED_PROXIES.length === 0 &&
      'What load balancers say is believed of those in MUSTER_GATEWAY_TRUSTED_PROXIES alone: name them.',
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new StartRefused(problems.join(' '));
}
