import type { IncomingHttpHeaders } from 'node:http';
import { type ClientCertificate, networkOf, type Peer, plainAddress } from '#libs/domain';
import type { Networks } from '#libs/platform';
import { isAddress } from './proxy-header.ts';

/** What a trusted proxy tells in headers. */
export interface ForwardingRules {
  readonly proxies: Networks;
  /** X-Forwarded-For and X-Forwarded-Proto are read. */
  readonly addresses: boolean;
  /** The header that carries the client's certificate, in lower case. */
  readonly certificateHeader?: string;
  /** The certificate in such a header, if it is one to be trusted. */
  readonly certificate: (header: string) => ClientCertificate | undefined;
}

/** Who is behind the proxy that this request came from; the peer itself, unless it is a trusted proxy. */
export function behindProxy(peer: Peer, headers: IncomingHttpHeaders, rules: ForwardingRules): Peer {
  const { proxies, addresses, certificateHeader } = rules;
  if ((!addresses && certificateHeader === undefined) || !proxies.has(peer.address)) return peer;
  const address = addresses ? firstUntrusted(headers['x-forwarded-for'], peer.address, proxies) : peer.address;
  const secure = addresses ? last(headers['x-forwarded-proto'])?.toLowerCase() === 'https' : peer.secure;
  const header = certificateHeader === undefined ? undefined : headers[certificateHeader];
  const certificate = typeof header === 'string' && header !== '' ? rules.certificate(header) : undefined;
  // The proxy's own certificate is not the CPE's.
  return { address, network: networkOf(address), secure, ...(certificate === undefined ? {} : { certificate }) };
}

/** From the right, where proxies add: what stands left of the first stranger is what that one claims. */
function firstUntrusted(header: string | string[] | undefined, from: string, proxies: Networks): string {
  let address = from;
  for (const word of words(header).toReversed()) {
    const claimed = plainAddress(word.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1'));
    if (!isAddress(claimed)) return address;
    address = claimed;
    if (!proxies.has(address)) return address;
  }
  return address;
}

function last(header: string | string[] | undefined): string | undefined {
  return words(header).at(-1);
}

function words(header: string | string[] | undefined): readonly string[] {
  return (typeof header === 'string' ? header : (header?.join() ?? '')).split(',').map((word) => word.trim());
}
