import type { AddressInfo } from 'node:net';

/** The URL under which a server that listens is reached from this machine, without a trailing slash. */
export function listeningUrl(address: AddressInfo | string | null, configuredHost: string): string {
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${reachableHost(configuredHost)}:${port}`;
}

/** A host that can be put into a URL: not the address that stands for all of them. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
